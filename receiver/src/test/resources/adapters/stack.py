"""An app with one of the three libraries that count requests; python -m uvicorn stack:app, with STACK."""
import asyncio, os, time
from fastapi import FastAPI, Response

STACK = os.environ["STACK"]
app = FastAPI()

if STACK == "instrumentator":
    from prometheus_fastapi_instrumentator import Instrumentator

    Instrumentator(excluded_handlers=["/metrics", "/health"]).instrument(app).expose(app)
elif STACK == "starlette":
    from starlette_exporter import PrometheusMiddleware, handle_metrics

    app.add_middleware(PrometheusMiddleware)
    app.add_route("/metrics", handle_metrics)
else:
    import prometheus_client
    from opentelemetry import metrics
    from opentelemetry.exporter.prometheus import PrometheusMetricReader
    from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
    from opentelemetry.sdk.metrics import MeterProvider

    metrics.set_meter_provider(MeterProvider(metric_readers=[PrometheusMetricReader()]))
    app.mount("/metrics", prometheus_client.make_asgi_app())
    FastAPIInstrumentor.instrument_app(app)


@app.get("/health")
async def health():
    return {}


@app.post("/slow")
async def slow():
    await asyncio.sleep(1)
    return {}


@app.post("/long")
async def long():
    await asyncio.sleep(4)
    return {}


@app.post("/block")
async def block():
    time.sleep(1)
    return {}


@app.post("/err")
async def err():
    return Response(status_code=503)
