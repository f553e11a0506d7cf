"""A service of BentoML that takes four at a time."""
import asyncio
import bentoml


@bentoml.service(traffic={"max_concurrency": 4, "timeout": 60}, workers=1)
class Svc:
    @bentoml.api(route="/slow")
    async def slow(self, model: str = "", messages: list = []) -> str:
        await asyncio.sleep(1)
        return "x"
