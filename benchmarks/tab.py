"""A browser's tab without the browser: Streamlit's websocket, spoken as its page speaks it, and what the page fetches."""

import asyncio
import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

_TRIGGER = "$$STREAMLIT_INTERNAL_KEY_{}__events"
_MEDIA = re.compile(r"/media/[\w.-]+")
_ASSET = re.compile(r'(?:src|href)="\./(static/[^"]+)"')
LONGEST = 60.0
"""Seconds after which nobody waits any longer for what they asked for."""


class NotDrawnError(Exception):
    """What was asked for did not come; the message says what came instead."""


class Tab:
    """One person's tab.

    :param address: of the app, `http://localhost:PORT`
    :param failures: words by which a page says that it failed
    """

    def __init__(self, address: str, failures: tuple[str, ...]) -> None:
        self.address, self._failures = address, failures
        self.page, self.query, self.received = "", "", 0
        self._stream: ClientConnection | None = None
        self._http = httpx.AsyncClient(base_url=address, timeout=LONGEST)
        self._elements: dict[str, Any] = {}  # of this run, by place
        self._messages: dict[str, ForwardMsg] = {}  # that the server need not send again, by hash
        self._states: dict[str, WidgetState] = {}
        self._pages: dict[str, str] = {}
        self._again: dict[str, tuple[float, float]] = {}  # fragments that run by themselves: every so many seconds, and when next
        self._fetched: set[str] = set()
        self._went = 0

    async def open(self, page: str = "", **params: str) -> None:
        """Load the page anew, as a browser whose cache is empty, and wait until it is drawn."""
        assets = _ASSET.findall((await self._http.get(f"/{page}")).raise_for_status().text)
        await asyncio.gather(*(self._http.get(f"/{path}") for path in {*assets, "_stcore/health", "_stcore/host-config"}))
        socket = f"ws{self.address.removeprefix('http')}/_stcore/stream"
        cookies = "; ".join(f"{name}={value}" for name, value in self._http.cookies.items())
        self._stream = await connect(
            socket,
            origin=self.address,  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers={"Cookie": cookies} if cookies else None,
            max_size=None,
            max_queue=None,
            proxy=None,
        )
        self.page, self.query = page, urlencode(params)
        await self._run(page_name=page)

    async def close(self) -> None:
        """Close the tab."""
        if self._stream:
            await self._stream.close()
        await self._http.aclose()

    async def anew(self) -> "Tab":
        """Close the tab and have another one."""
        await self.close()
        return Tab(self.address, self._failures)

    async def go(self, page: str, query: str = "") -> None:
        """Follow a link inside the app."""
        if page != self.page:
            self._states.clear()
        self.page, self.query = page, query
        await self._run()

    async def follow(self, href: str) -> None:
        """Follow an address as the pages write it."""
        parts = urlsplit(href.replace("&amp;", "&"))
        page = parts.path.rpartition("/")[2]
        await self.go("" if page in (".", "") else page, parts.query)

    async def write(self, key: str, words: str) -> None:
        """Write into a field and leave it."""
        await self._change(WidgetState(id=self._widget(key), string_value=words))

    async def press(self, key: str) -> None:
        """Press a button."""
        await self._change(WidgetState(id=self._widget(key), trigger_value=True))

    async def tell(self, **event: Any) -> None:
        """What the page's script reports."""
        base = self._component("tuluat_page").id
        value = [{"event": "event", "value": {**event, "at": round(time.time() * 1000)}}]
        await self._change(WidgetState(id=_TRIGGER.format(base), json_trigger_value=json.dumps(value)))

    async def until(self, what: str, check: Callable[[str], object]) -> str:
        """Wait until the page shows something.

        :raises NotDrawnError: it did not in time, or says that it failed
        """
        give_up = time.monotonic() + LONGEST
        while True:
            html = self.html()
            if any(words in html for words in self._failures):
                raise NotDrawnError(f"{what}: the page says that it failed")
            if check(html):
                return html
            soonest = min((due for _, due in self._again.values()), default=None)
            if soonest is None or time.monotonic() > give_up:
                raise NotDrawnError(f"{what}: not on the page")
            await self.wait(max(0.0, soonest - time.monotonic()) + 0.01)

    async def wait(self, seconds: float) -> None:
        """Do nothing for a while; what runs by itself does."""
        until = time.monotonic() + seconds
        while (now := time.monotonic()) < until:
            due = [(moment, name) for name, (_, moment) in self._again.items() if moment <= now]
            if due:
                name = min(due)[1]
                every = self._again[name][0]
                self._again[name] = (every, now + every)
                await self._run(fragment=name)
                continue
            soonest = min([until, *(moment for _, moment in self._again.values())])
            await asyncio.sleep(max(0.0, soonest - now))

    def drawn(self) -> Iterator[Any]:
        """The elements that are on the page."""
        yield from self._elements.values()

    def html(self) -> str:
        """All HTML that is on the page, and what passes over it."""
        return "\n".join(_words(element) for element in self.drawn())

    def has(self, component: str) -> bool:
        """Whether a component is on the page."""
        return any(_named(element) == component for element in self.drawn())

    def script(self) -> dict[str, Any]:
        """What the page's script is told."""
        return dict(json.loads(self._component("tuluat_page").json))

    def bytes_of(self, component: str) -> bytes:
        """What a component was handed."""
        return bytes(self._component(component).bytes)

    def key(self, beginning: str) -> str:
        """The key of the first widget whose key begins so.

        :raises NotDrawnError: there is none
        """
        for name in self.widgets():
            if name.startswith(beginning):
                return name
        raise NotDrawnError(f"no field or button {beginning}")

    def widgets(self) -> dict[str, str]:
        """Fields and buttons by their keys."""
        found = {}
        for element in self.drawn():
            identity = str(getattr(getattr(element, element.WhichOneof("type") or "", None), "id", ""))
            if identity.startswith("$$ID-"):
                found[identity.split("-", 2)[2]] = identity
        return found

    def _component(self, name: str) -> Any:
        for element in self.drawn():
            if _named(element) == name:
                return element.bidi_component
        raise NotDrawnError(f"no {name} on the page")

    def _widget(self, key: str) -> str:
        try:
            return self.widgets()[key]
        except KeyError:
            raise NotDrawnError(f"no field or button {key}") from None

    async def _change(self, state: WidgetState) -> None:
        self._states[state.id] = state
        try:
            await self._run()
        finally:
            if state.WhichOneof("value") in ("trigger_value", "json_trigger_value"):
                self._states.pop(state.id, None)

    async def _run(self, fragment: str = "", page_name: str = "") -> None:
        """Have the page drawn, and wait for its end; go where it sends the reader then."""
        message = BackMsg()
        wanted = message.rerun_script
        wanted.query_string, wanted.page_script_hash = self.query, self._pages.get(self.page, "")
        wanted.page_name, wanted.fragment_id, wanted.is_auto_rerun = page_name, fragment, bool(fragment)
        wanted.widget_states.widgets.extend(self._states.values())
        wanted.cached_message_hashes.extend(self._messages)
        wanted.context_info.url = f"{self.address}/{self.page}"
        wanted.context_info.timezone = "Asia/Ho_Chi_Minh"
        assert self._stream is not None
        await self._stream.send(message.SerializeToString())
        async with asyncio.timeout(LONGEST):
            while True:
                data = await self._stream.recv()
                assert isinstance(data, bytes)
                self.received += len(data)
                if self._hear(ForwardMsg.FromString(data)):
                    break
        await self._fetch()
        if order := self._order():
            await self.follow(order)

    def _hear(self, message: ForwardMsg) -> bool:
        """Take in a message; whether the run has come to its end."""
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            kept = self._messages[message.ref_hash]
            kept.metadata.CopyFrom(message.metadata)
            message, kind = kept, kept.WhichOneof("type")
        elif message.metadata.cacheable:
            self._messages[message.hash] = message
        if kind == "new_session":
            if not message.metadata.run.fragment_ids:
                self._elements = {}
                self._again.clear()
        elif kind == "navigation":
            self._pages = {
                "" if page.is_default else page.url_pathname: page.page_script_hash for page in message.navigation.app_pages
            }
        elif kind == "delta":
            place = ",".join(map(str, message.metadata.delta_path))
            if message.delta.WhichOneof("type") == "new_element":
                self._elements[place] = message.delta.new_element
            else:
                self._elements.pop(place, None)
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            every = message.auto_rerun.interval
            self._again[message.auto_rerun.fragment_id] = (every, time.monotonic() + every)
        elif kind == "stop_auto_rerun":
            for name in message.stop_auto_rerun.fragment_ids:
                self._again.pop(name, None)
        elif kind == "script_finished":
            status = message.script_finished
            if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                raise NotDrawnError("the script does not compile")
            return bool(status != ForwardMsg.FINISHED_EARLY_FOR_RERUN)
        return False

    def _order(self) -> str | None:
        """Where the page's script is told to go, once."""
        if not self.has("tuluat_page"):
            return None
        number, href = self.script().get("go") or (0, "")
        new, self._went = number > self._went, max(number, self._went)
        return str(href) if new else None

    async def _fetch(self) -> None:
        """Fetch the pictures of the page that the browser does not have."""
        wanted = {path for element in self.drawn() for path in _MEDIA.findall(_pictures(element))} - self._fetched
        self._fetched |= wanted
        for answer in await asyncio.gather(*(self._http.get(path) for path in wanted)):
            self.received += len(answer.content)
            answer.raise_for_status()


def _named(element: Any) -> str:
    return str(element.bidi_component.component_name) if element.WhichOneof("type") == "bidi_component" else ""


def _words(element: Any) -> str:
    kind = element.WhichOneof("type")
    if kind == "html":
        return str(element.html.body)
    if kind == "exception":
        return f"exception {element.exception.type}"
    return str(getattr(getattr(element, kind or "", None), "body", ""))


def _pictures(element: Any) -> str:
    kind = element.WhichOneof("type")
    if kind == "imgs":
        return " ".join(picture.url for picture in element.imgs.imgs)
    return str(element.html.body) if kind == "html" else ""
