"""Many viewers at once: reads what each asks for as JSON, prints how long each waited.

Input: {"origin", "viewers", "turns": [[{"method", "path", "headers", "body"}, ...], ...]}. A viewer
asks for all of a turn at once, over six connections at the most, as a browser does, and for the
next turn when all of it is there. Output: {"times": seconds of each viewer, "errors": [...]}.
"""

import asyncio
import base64
import json
import sys
import time
from typing import Any

import aiohttp

CONNECTIONS = 6
PATIENCE = 120


async def ask(session: aiohttp.ClientSession, request: dict[str, Any], errors: list[str]) -> None:
    body = base64.b64decode(request["body"]) if request["body"] else None
    method, path = request["method"], request["path"]
    try:
        async with session.request(method, path, headers=request["headers"], data=body) as answer:
            await answer.read()
            if answer.status >= 400:
                errors.append(f"{answer.status} {method} {path}")
    except (aiohttp.ClientError, TimeoutError) as problem:
        errors.append(f"{type(problem).__name__} {method} {path}")


async def viewer(plan: dict[str, Any], errors: list[str]) -> float:
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    begun = time.perf_counter()
    async with aiohttp.ClientSession(
        plan["origin"], connector=connector, timeout=timeout, auto_decompress=False
    ) as session:
        for turn in plan["turns"]:
            await asyncio.gather(*(ask(session, request, errors) for request in turn))
    return time.perf_counter() - begun


async def main() -> None:
    plan, errors = json.load(sys.stdin), []
    times = await asyncio.gather(*(viewer(plan, errors) for _ in range(plan["viewers"])))
    json.dump({"times": times, "errors": errors}, sys.stdout)


asyncio.run(main())
