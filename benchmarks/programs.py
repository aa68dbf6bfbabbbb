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
from typer.testing import CliRunner

from kb.base import KnowledgeBase
from kb.cli.main import load
from kb.cli.options import cli
from kb.open import tools
from kb.open.questions import QUESTIONS
from kb.settings import Settings
from kb.upkeep.backup.copying import count_rows

SEED, AT_ONCE = 31, 4
WORDS = ("hỗ trợ nạn nhân", "thời hạn giải quyết", "xử phạt vi phạm", "bảo hiểm y tế", "trợ giúp pháp lý", "giấy phép xây dựng")
AS_ARGUMENTS = ("q", "key", "a", "b")
COMMAND_OF = {"provisions": "show"}
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


def by_command(kind: str, given: dict[str, Any]) -> Any:
    """What the command prints with `--json`; its exit status where it refuses."""
    named = {name: value for name, value in given.items() if name not in AS_ARGUMENTS}
    options = [
        part
        for name, value in named.items()
        for part in (f"--{name.replace('_', '-')}" if len(name) > 1 else f"-{name}", str(value))
    ]
    arguments = [given[name] for name in AS_ARGUMENTS if name in given]
    ran = CliRunner().invoke(cli, [COMMAND_OF.get(kind, kind), *options, "--json", "--", *arguments])
    return plain(orjson.loads(ran.stdout)) if ran.exit_code == 0 else ran.exit_code


def agree(base: KnowledgeBase, address: str, asked: list[tuple[str, dict[str, Any]]]) -> None:
    """Print how many answers over HTTP and of the tools are those of the commands, of ten kinds."""
    with httpx.Client(base_url=address, timeout=60) as client:
        found = [(by_command(*one), over_http(client, *one)) for one in asked]

    async def ask_tools() -> list[Any]:
        async with Client(f"{address}/mcp") as assistant:
            return [
                plain(answer.structured_content) if not (answer := await assistant.call_tool(tool, given)).is_error else None
                for kind, given in asked
                if (tool := QUESTIONS[kind].tool)
            ]

    of_tools = iter(asyncio.run(ask_tools()))
    table = {kind: [0, 0, 0, 0, 0] for kind, _ in asked}
    for (kind, _), (wanted, answer) in zip(asked, found, strict=True):
        refused = isinstance(wanted, int)
        row = table[kind]
        row[0] += 1
        row[1] += refused
        row[2] += isinstance(answer, int) if refused else wanted == answer
        if QUESTIONS[kind].tool:
            told = next(of_tools)
            row[3] += 1
            row[4] += told is None if refused else wanted == told
    for kind, (count, refused, http, tools_asked, same) in table.items():
        print(f"{kind}: {count} asked, {refused} refused; HTTP as the command {http}, tool {same} of {tools_asked}")


def timed(one: Any) -> float:
    began = time.perf_counter()
    one()
    return (time.perf_counter() - began) * 1000


def say(name: str, times: list[float]) -> None:
    cuts = statistics.quantiles(times, n=100)
    print(f"{name}: {len(times)} requests, p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms")


def main(home: Path, count: int, address: str) -> None:
    """Measure on a base that is served at an address."""
    load()
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
