"""HTTP, the tools of assistants and the answers in process: whether they agree, and how long each takes.

    python -m benchmarks.programs HOME REQUESTS ADDRESS

`kb serve` serves the same base at the address; questions are drawn by seed from the instruments and articles of the base.
"""

import asyncio
import random
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import orjson
from mcp import Client
from sqlalchemy import text

from kb.base import KnowledgeBase
from kb.open import tools
from kb.open.questions import QUESTIONS
from kb.settings import Settings
from kb.upkeep.backup.copying import count_rows

SEED, AT_ONCE = 31, 4
WORDS = ("hỗ trợ nạn nhân", "thời hạn giải quyết", "xử phạt vi phạm", "bảo hiểm y tế", "trợ giúp pháp lý", "giấy phép xây dựng")
OF_KEY = ("provisions", "status", "history", "references", "relations")


def draw(base: KnowledgeBase, count: int, kinds: tuple[str, ...]) -> list[tuple[str, dict[str, Any]]]:
    """Questions of some kinds in turn."""
    rows = "SELECT i.key || '#' || p.path FROM provision p JOIN version v ON v.id = p.version_id JOIN instrument i"
    with base.session() as session:
        keys = list(session.scalars(text(f"{rows} ON i.id = v.instrument_id WHERE p.kind = 'article' ORDER BY p.id")))
    chosen = random.Random(SEED)
    found = []
    for number in range(count):
        kind, key, day = kinds[number % len(kinds)], chosen.choice(keys), f"{chosen.randint(2010, 2026)}-03-01"
        if kind in OF_KEY:
            given = {"key": key, **({"as_of": day} if kind in ("provisions", "status", "references") else {})}
        elif kind == "search":
            given = {"q": chosen.choice(WORDS), "k": chosen.randint(1, 10), "as_of": day}
        elif kind == "compare":
            given = {"a": key, "b": chosen.choice(keys)}
        elif kind == "entitled":
            given = {"who": "victim", "nationality": chosen.choice(["vn", "la", "stateless"]), "as_of": day}
        else:
            given = {"as_of": day} if kind == "upcoming" else {}
        found.append((kind, given))
    return found


def plain(value: Any) -> Any:
    """An answer without what is another one each time."""
    found = orjson.loads(orjson.dumps(value))
    return {name: part for name, part in found.items() if name != "took_ms"}


def in_process(base: KnowledgeBase, kind: str, given: dict[str, Any]) -> Any:
    try:
        return plain(QUESTIONS[kind].ask(base, given))
    except Exception as error:
        return type(error).__name__


def over_http(client: httpx.Client, kind: str, given: dict[str, Any]) -> Any:
    rest = {name: value for name, value in given.items() if name != "key"}
    place = f"/{quote(given['key'], safe='')}" if "key" in given else ""
    answer = client.get(f"/api/v1/{kind}{place}", params=rest)
    return plain(answer.json()) if answer.status_code == 200 else answer.status_code


def agree(base: KnowledgeBase, address: str, asked: list[tuple[str, dict[str, Any]]]) -> None:
    """Print how many answers agree, of ten kinds."""
    same_http = same_tool = tools_asked = refused = 0
    with httpx.Client(base_url=address, timeout=60) as client:
        found = [(in_process(base, *one), over_http(client, *one)) for one in asked]

    async def ask_tools() -> list[Any]:
        async with Client(f"{address}/mcp") as assistant:
            return [
                plain(answer.structured_content) if not (answer := await assistant.call_tool(tool, given)).is_error else None
                for kind, given in asked
                if (tool := QUESTIONS[kind].tool)
            ]

    of_tools = iter(asyncio.run(ask_tools()))
    for (kind, _), (wanted, answer) in zip(asked, found, strict=True):
        refused += isinstance(wanted, str)
        same_http += wanted == answer or (isinstance(wanted, str) and isinstance(answer, int))
        if QUESTIONS[kind].tool:
            tools_asked += 1
            same_tool += (told := next(of_tools)) == wanted or (told is None and isinstance(wanted, str))
    print(f"agree over HTTP {same_http} of {len(asked)}, as tools {same_tool} of {tools_asked}; refused alike: {refused}")


def timed(one: Any) -> float:
    began = time.perf_counter()
    one()
    return (time.perf_counter() - began) * 1000


def say(name: str, times: list[float]) -> None:
    cuts = statistics.quantiles(times, n=100)
    print(f"{name}: {len(times)} requests, p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms")


def main(home: Path, count: int, address: str) -> None:
    """Measure on a base that is served at an address."""
    with KnowledgeBase(Settings(home=home), create=False) as base:
        with base.engine.connect() as connection:
            before = count_rows(connection)
        kinds = (
            "search",
            "provisions",
            "status",
            "history",
            "references",
            "relations",
            "compare",
            "entitled",
            "upcoming",
            "coverage",
        )
        agree(base, address, draw(base, min(count, 300), kinds))
        asked = draw(base, count, ("search", "status", "provisions", "references"))
        say("in process", [timed(lambda one=one: in_process(base, *one)) for one in asked[: max(count // 10, 100)]])
        with httpx.Client(base_url=address, timeout=60) as client, ThreadPoolExecutor(AT_ONCE) as pool:
            say("HTTP, four at a time", list(pool.map(lambda one: timed(lambda: over_http(client, *one)), asked)))
        with base.engine.connect() as connection:
            same = count_rows(connection) == before
    print(f"tables unchanged: {same}; outline of a long answer: {tools.LONGEST_TEXT} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
