"""How many people the app carries: people with tabs of their own, who search, read, annotate, compare and take calls."""

import argparse
import asyncio
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.bases import kept_base, open_base
from benchmarks.questions import SEED, citizens, mixed
from benchmarks.tab import NotDrawnError, Tab
from benchmarks.tables import Table, family, family_mb, quantiles
from kb.database.tables import Instrument, Provision, Version
from kb.entitlements.facts import at_the_desk
from kb.interface.catalogue import Catalogue, languages
from kb.pages.kit import address as at

MIX = {"look_up": 40, "annotate": 15, "compare": 10, "counsel": 25, "come_back": 10}
"""Of a hundred things that people come to do."""
THINK = {
    "open": (3, 10),
    "search": (5, 15),
    "law": (15, 45),
    "article": (10, 40),
    "form": (15, 45),
    "typed": (1, 3),
    "saved": (10, 30),
    "compare": (30, 90),
    "desk": (3, 10),
    "fact": (3, 12),
    "card": (15, 45),
    "ended": (5, 30),
    "home": (5, 20),
}
"""Seconds that pass between an answer and what is done next, at random between the two."""
_WORDS = "Ghi chú thử {}: cần xem lại căn cứ và thời hạn của quy định này."
_HIT = re.compile(r'<a class="hit" [^>]*href="([^"]+)"')
_PAIR = re.compile(r'href="(so-sanh\?[^"]*vb1=[^"]*vb2=[^"]*)"')
_CARD = re.compile(r'class="dk-item[^>]*data-name="([^"]+)"')
_ARTICLE = re.compile(rb'id="((?:[\w-]+/)*dieu-\w+)"')
_TICKS = os.sysconf("SC_CLK_TCK")
_LAWS, _FEWEST = 300, 10


@dataclass(frozen=True, slots=True)
class Material:
    """What people look for.

    :param questions: that they ask
    :param laws: that they open by their address: keys
    :param pairs: addresses of comparisons
    """

    questions: Sequence[str]
    laws: Sequence[str]
    pairs: Sequence[str]


@dataclass(slots=True)
class Measured:
    """What was done.

    :param times: milliseconds of each act; ``work``: of the app's processor, where one person acts alone
    :param bytes: that were received for each
    :param errors: what went wrong, by act
    """

    times: dict[str, list[float]] = field(default_factory=dict)
    work: dict[str, list[float]] = field(default_factory=dict)
    bytes: dict[str, list[int]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)


class Somebody:
    """A person with a tab.

    :param clock: the app's processor's time, where it is to be measured act by act
    """

    def __init__(
        self, number: int, address: str, material: Material, measured: Measured, clock: Callable[[], float] | None = None
    ) -> None:
        self.number, self.material, self.measured, self.clock = number, material, measured, clock
        self.chance = random.Random(SEED + number)
        failed = tuple(Catalogue(language)(f"base.{key}") for language in languages() for key in ("failed_title", "closed_title"))
        self.tab = Tab(address, failed)
        self.notes = 0

    async def come(self) -> None:
        """Open the page, and say who works here."""
        await self.act("open", self.tab.open(), lambda html: 'class="hello"' in html)
        await self.tab.write("who_name", f"Người thử {self.number}")

    async def live(self, until: float) -> None:
        """Do one thing after the other until the time is over; whoever fails opens the page anew."""
        while time.monotonic() < until:
            task = self.chance.choices([*MIX], [*MIX.values()])[0]
            try:
                async for done in getattr(self, task)():
                    await self.tab.wait(self.chance.uniform(*THINK[done]))
                    if time.monotonic() >= until:
                        break
            except NotDrawnError:  # counted already
                self.tab = await self.tab.anew()
                with suppress(NotDrawnError):
                    await self.come()
        await self.tab.close()

    async def act(self, name: str, doing: Awaitable[None], check: Callable[[str], object]) -> str:
        """Do something and see that the right thing comes.

        :raises NotDrawnError: it did not
        """
        tab, worked = self.tab, self.clock() if self.clock else 0.0
        received, began = tab.received, time.perf_counter()
        try:
            await doing
            html = await tab.until(name, check)
        except Exception as error:
            self.measured.errors.setdefault(name, []).append(f"{type(error).__name__}: {error}")
            raise NotDrawnError(name) from error
        self.measured.times.setdefault(name, []).append((time.perf_counter() - began) * 1000)
        self.measured.bytes.setdefault(name, []).append(tab.received - received)
        if self.clock:
            self.measured.work.setdefault(name, []).append((self.clock() - worked) * 1000)
        return html

    async def look_up(self) -> AsyncIterator[str]:
        """Search, and read what was found."""
        tab = self.tab
        if tab.page:
            await self.act("open", tab.go(""), lambda _: "search_box" in tab.widgets())
            yield "open"
        words = self.chance.choice(self.material.questions)
        html = await self.act("search", tab.write("search_box", words), _HIT.search)
        yield "search"
        await self._law(tab.follow(self.chance.choice(_HIT.findall(html)[:5])))
        yield "law"
        for _ in range(self.chance.randint(0, 2)):
            await self._article()
            yield "article"

    async def annotate(self) -> AsyncIterator[str]:
        """Open a law that is under review, and write a note on one of its articles."""
        tab = self.tab
        await self._law(tab.go(at.READER, f"{at.INSTRUMENT}={self.chance.choice(self.material.laws)}"))
        yield "law"
        await self._article(panel="notes")
        yield "article"
        if "note_open" in tab.widgets():
            await self.act("form", tab.press("note_open"), lambda _: tab.key("note_save_"))
            yield "form"
        self.notes += 1
        words = _WORDS.format(f"{self.number}-{self.notes}")
        await self.act("typed", tab.write(tab.key("draft_"), words), lambda _: tab.key("note_save_"))
        yield "typed"
        await self.act("saved", tab.press(tab.key("note_save_")), lambda html: words in html and 'class="note' in html)
        yield "saved"

    async def compare(self) -> AsyncIterator[str]:
        """Look at two texts beside one another."""
        await self.act("compare", self.tab.follow(self.chance.choice(self.material.pairs)), lambda html: 'class="whole"' in html)
        yield "compare"

    async def counsel(self) -> AsyncIterator[str]:
        """Take a call: choose what is told, open a card, end it."""
        tab = self.tab
        await self.act("desk", tab.go(at.DESK), lambda html: "dk-item" in html)
        yield "desk"
        facts = [fact for fact in at_the_desk() if fact.values and not fact.only]
        for fact in sorted(self.chance.sample(facts, min(4, len(facts))), key=facts.index):
            html = await self._tell("fact", "set", fact.name, self.chance.choice(fact.values))
            yield "fact"
        await self._tell("card", "open", self.chance.choice(_CARD.findall(html)))
        yield "card"
        await self._tell("ended", "begin", later=1)
        yield "ended"

    async def come_back(self) -> AsyncIterator[str]:
        """Open the working table."""
        await self.act("home", self.tab.go(at.HOME), lambda html: 'class="home"' in html)
        yield "home"

    async def _law(self, going: Awaitable[None]) -> None:
        tab = self.tab
        await self.act(
            "law", going, lambda _: tab.script().get("law") and f"{at.INSTRUMENT}=" in tab.query and tab.has("tuluat_law")
        )

    async def _article(self, **panel: str) -> None:
        tab = self.tab
        places = _ARTICLE.findall(zlib.decompress(tab.bytes_of("tuluat_law")))
        path = self.chance.choice(places).decode()
        there: Callable[[str], object] = lambda html: tab.script().get("chosen") == path and 'class="hand"' in html  # noqa: E731
        await self.act("article", tab.tell(kind="choose", path=path, **panel), there)

    async def _tell(self, name: str, *what: str, later: int = 0) -> str:
        tab, call = self.tab, self.tab.script()["call"]
        number = call["done"] + 1
        told = tab.tell(kind="call", acts=[[number, call["number"] + later, *what]])
        return await self.act(name, told, lambda html: tab.script()["call"].get("turn") == number and "dk-item" in html)


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """One person alone, then as many as are asked for."""
    with ExitStack() as stack:
        styles, _ = citizens()
        with kept_base(arguments.home) as base:
            home, laws = base.settings.home, sample_laws(base.settings.home)
        address, watched = arguments.address, arguments.watch
        if not address:
            address, watched = stack.enter_context(served(home, arguments.processes))
        material = asyncio.run(_material(address, mixed(styles), laws))
        if not arguments.people or arguments.alone:
            yield alone(address, watched, material, arguments.alone or 10)
        if arguments.sessions:
            yield opened_and_closed(address, watched, material, arguments.sessions)
        for count in arguments.people or ():
            yield asyncio.run(together(address, watched, material, count, 60 * arguments.minutes))


def sample_laws(home: Path) -> list[str]:
    """Texts of some length."""
    with open_base(home) as base, base.session() as session:
        long = (
            select(Instrument.key)
            .join(Version, Version.instrument_id == Instrument.id)
            .join(Provision, Provision.version_id == Version.id)
            .where(Provision.kind == "article")
            .group_by(Instrument.key)
            .having(func.count() >= _FEWEST)
            .order_by(Instrument.key)
        )
        found = list(session.scalars(long))
    return random.Random(SEED).sample(found, min(_LAWS, len(found)))


@contextmanager
def served(home: Path, count: int) -> Iterator[tuple[str, list[int]]]:
    """The app on a copy of a base, in processes of its own: its address, and the numbers of the processes.

    :param count: of the processes; before more than one stands nginx, which keeps a browser with its process by a cookie
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        shutil.copytree(home, folder / "base")
        environment = {**os.environ, "KB_HOME": str(folder / "base"), "STREAMLIT_SERVER_HEADLESS": "true"}
        ports = [_free_port() for _ in range(count)]
        kb = [sys.executable, "-c", "from kb.cli.main import run; run()", "app", "--port"]
        processes = [stack.enter_context(_started([*kb, str(port)], f"http://localhost:{port}", environment)) for port in ports]
        address = f"http://localhost:{ports[0]}"
        if count > 1:
            port = _free_port()
            servers = "".join(f"server 127.0.0.1:{one};" for one in ports)
            (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, servers=servers))
            address = f"http://localhost:{port}"
            nginx = [shutil.which("nginx", path="/usr/sbin:/usr/bin") or "nginx", "-p", str(folder), "-c", "nginx.conf"]
            stack.enter_context(_started(nginx, address, environment))
        yield address, [process.pid for process in processes]


NGINX = """
daemon off; pid {folder}/nginx.pid; error_log stderr warn; worker_processes 1;
events {{ worker_connections 1024; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  map $cookie_tuluat_seat $seat {{ "" $request_id; default $cookie_tuluat_seat; }}
  map $cookie_tuluat_seat $new_seat {{ "" "tuluat_seat=$request_id; Path=/; HttpOnly; SameSite=Lax"; default ""; }}
  map $http_upgrade $connection_upgrade {{ default upgrade; "" ""; }}
  upstream app {{ hash $seat consistent; {servers} keepalive 32; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://app; proxy_http_version 1.1; proxy_buffering off; proxy_read_timeout 1h; client_max_body_size 0;
      proxy_set_header Host $http_host; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;
      add_header Set-Cookie $new_seat;
    }}
  }}
}}
"""


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        return int(free.getsockname()[1])


@contextmanager
def _started(command: Sequence[str], address: str, environment: Mapping[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """A server that answers."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                break
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(30)


async def _material(address: str, questions: Sequence[str], laws: Sequence[str]) -> Material:
    """With the comparisons that the app itself offers; whoever comes first also fills its caches."""
    first = Somebody(0, address, Material(questions, laws, ()), Measured())
    await first.come()
    await first.tab.go(at.COMPARE)
    pairs = list(dict.fromkeys(_PAIR.findall(first.tab.html())))
    async for _ in first.counsel():
        pass
    async for _ in first.come_back():
        pass
    await first.tab.close()
    return Material(questions, laws, pairs)


def alone(address: str, watched: Sequence[int], material: Material, rounds: int) -> Table:
    """What each act costs: one person does one thing after the other and never thinks."""

    async def work() -> Measured:
        measured = Measured()
        person = Somebody(1, address, material, measured, lambda: work_of(watched))
        await person.come()
        for _ in range(rounds):
            for task in MIX:
                async for _ in getattr(person, task)():
                    pass
        await person.tab.close()
        return measured

    measured = asyncio.run(work())
    cost = {name: sum(some) / len(some) for name, some in measured.work.items()}
    rows = [
        (
            name,
            len(times),
            *quantiles(times),
            f"{cost[name]:.0f}",
            f"{max(measured.work[name]):.0f}",
            f"{sum(measured.bytes[name]) / len(times) / 1024:,.0f}",
        )
        for name, times in measured.times.items()
    ]
    each, pause = _expected(cost)
    return Table(
        "What an act costs: one person, each thing after the other",
        ("act", "n", "p50 ms", "p95 ms", "processor's ms, mean", "most", "KB received, mean"),
        rows,
        f"An act of the mix costs {each:.0f} ms of the processor and comes every {pause:.1f} s of a person's time (without the\n"
        f"waiting for it): one core all taken would carry {1000 * pause / each:.0f} people. Errors: {_errors(measured)}.",
    )


def _expected(cost: Mapping[str, float]) -> tuple[float, float]:
    """Milliseconds of work for an act of the mix, and the mean pause after it."""
    acts: dict[str, dict[str, float]] = {
        "look_up": {"open": 0.6, "search": 1, "law": 1, "article": 1},
        "annotate": {"law": 1, "article": 1, "form": 1, "typed": 1, "saved": 1},
        "compare": {"compare": 1},
        "counsel": {"desk": 1, "fact": 4, "card": 1, "ended": 1},
        "come_back": {"home": 1},
    }
    often = [(name, MIX[task] * times) for task, some in acts.items() for name, times in some.items()]
    count = sum(times for _, times in often)
    work = sum(cost.get(name, 0.0) * times for name, times in often)
    return work / count, sum(sum(THINK[name]) / 2 * times for name, times in often) / count


async def together(address: str, watched: Sequence[int], material: Material, count: int, seconds: float) -> Table:
    """People who come one by one, and do what they do until the time is over."""
    measured = Measured()
    arriving = min(60.0, seconds / 3)
    people = [Somebody(number, address, material, measured) for number in range(1, count + 1)]
    began = time.monotonic()

    async def person(one: Somebody, place: int) -> None:
        await asyncio.sleep(arriving * place / count)
        with suppress(NotDrawnError):
            await one.come()
        await one.live(began + seconds)

    running = [asyncio.create_task(person(one, place)) for place, one in enumerate(people)]
    await asyncio.sleep(arriving)
    here, worked, own = time.monotonic(), work_of(watched), time.process_time()
    memory: list[tuple[float, float]] = []
    while (now := time.monotonic()) < began + seconds:
        memory.append((now - here, sum(map(family_mb, watched))))
        await asyncio.sleep(2)
    passed = time.monotonic() - here
    used, own = work_of(watched) - worked, time.process_time() - own
    await asyncio.gather(*running)
    acts = sum(map(len, measured.times.values()))
    rows = [
        (name, len(times), *quantiles(times), f"{max(times):.0f}", len(measured.errors.get(name, ())))
        for name in THINK
        if (times := measured.times.get(name, []))
    ]
    everything = [taken for times in measured.times.values() for taken in times]
    rows.append(("all", acts, *quantiles(everything), f"{max(everything):.0f}", sum(map(len, measured.errors.values()))))
    return Table(
        f"{count} people for {seconds / 60:g} minutes",
        ("act", "n", "p50 ms", "p95 ms", "max ms", "errors"),
        rows,
        f"The app: {used / passed:.2f} of {os.cpu_count()} cores, memory {memory[0][1]:,.0f} MB with all there and "
        f"{memory[-1][1]:,.0f} MB at the end ({_slope(memory):+.1f} MB a minute).\nThe people: {own / passed:.2f} cores. "
        f"Load of the machine {os.getloadavg()[0]:.1f}. Errors: {_errors(measured)}.\n"
        f"Mix: {', '.join(f'{task} {share} %' for task, share in MIX.items())}. Seconds to think after each act, evenly between: "
        f"{', '.join(f'{name} {low}–{high}' for name, (low, high) in THINK.items())}.",
    )


def opened_and_closed(address: str, watched: Sequence[int], material: Material, count: int) -> Table:
    """Tabs that are opened, used and closed: what stays of them."""
    measured = Measured()

    async def use(number: int) -> None:
        person = Somebody(number, address, material, measured)
        with suppress(NotDrawnError):
            await person.come()
            async for _ in person.look_up():
                pass
        await person.tab.close()

    rows: list[tuple[object, ...]] = []
    for number in range(count + 1):
        if number % max(1, count // 4) == 0:
            rows.append((number, f"{sum(map(family_mb, watched)):,.0f}"))
        if number < count:
            asyncio.run(use(number + 1))
    title = f"{count} tabs opened, used for a search and a text, and closed"
    note = f"Streamlit keeps what the last 128 closed tabs held, for two minutes. Errors: {_errors(measured)}."
    return Table(title, ("tabs closed", "MB"), rows, note)


def work_of(watched: Sequence[int]) -> float:
    """Seconds of the processor that processes, and all below them, have used."""
    total = 0
    for head in watched:
        for process in family(head):
            with suppress(OSError):
                fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
                total += sum(map(int, fields[11:15]))
    return total / _TICKS


def _slope(memory: Sequence[tuple[float, float]]) -> float:
    """MB a minute, by least squares."""
    middle = sum(moment for moment, _ in memory) / len(memory)
    mean = sum(held for _, held in memory) / len(memory)
    spread = sum((moment - middle) ** 2 for moment, _ in memory) or 1.0
    return 60 * sum((moment - middle) * (held - mean) for moment, held in memory) / spread


def _errors(measured: Measured) -> str:
    found = [f"{name}: {text}" for name, some in measured.errors.items() for text in some]
    return f"{len(found)}, the first: {found[0]}" if found else "0"
