"""Ray Serve with two replicas of five slots: serving.py METRICS_PORT PORT FOLDER"""
import asyncio, sys, time
import ray
from ray import serve
from starlette.responses import JSONResponse

ray.init(
    _node_ip_address="127.0.0.1", _metrics_export_port=int(sys.argv[1]), include_dashboard=False, num_cpus=4, _temp_dir=sys.argv[3]
)


@serve.deployment(num_replicas=2, max_ongoing_requests=5, ray_actor_options={"num_cpus": 0.1})
class Model:
    async def __call__(self, request):
        if request.url.path == "/err":
            return JSONResponse({}, status_code=503)
        await asyncio.sleep(4 if request.url.path == "/long" else 1)
        return JSONResponse({})


serve.start(http_options={"host": "127.0.0.1", "port": int(sys.argv[2])})
serve.run(Model.bind())
time.sleep(3600)
