import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from kb.cli.guard import Guard, Message, Receive, Send, is_ours, unknown_page
from tests.loops import run_async

HOSTS = frozenset({"localhost", "127.0.0.1", "::1", "luat.example"})
OURS = (
    "localhost:8501|; localhost|; LOCALHOST:8501|; 127.0.0.1:8501|; [::1]:8501|; localhost.:8501|;"
    "luat.example|https://luat.example; localhost:8501|http://localhost:8501"
)
FOREIGN = (
    "evil.example:8501|; evil.example:8501|http://evil.example:8501; localhost:8501|http://evil.example; localhost:8501|null;"
    "localhost:8501|http://localhost:3000; |; localhost.evil.example|; localhost@evil.example|; evil.example#localhost|;"
    "localhost:x|;"
    "localhost/evil|; [::1|; localhost:8501|file://localhost:8501; 10.0.0.1:8501|; luat.example|https://luat.example.evil"
)


def headers(case: str) -> list[tuple[bytes, bytes]]:
    host, origin = case.strip().split("|")
    given = [(b"host", host.encode())] if host else []
    return [*given, *([(b"Origin", origin.encode())] if origin else [])]


@pytest.mark.parametrize("case", OURS.split(";"))
def test_our_own_names_and_pages_are_served(case: str) -> None:
    assert is_ours(headers(case), HOSTS)


@pytest.mark.parametrize("case", FOREIGN.split(";"))
def test_every_other_name_and_page_is_refused(case: str) -> None:
    assert not is_ours(headers(case), HOSTS)


def test_a_host_that_is_named_twice_is_refused() -> None:
    assert not is_ours([(b"host", b"localhost"), (b"host", b"evil.example")], HOSTS)
    assert not is_ours([(b"host", b"localhost"), (b"origin", b"http://localhost"), (b"origin", b"http://evil.example")], HOSTS)


@pytest.mark.parametrize(
    ("path", "folder", "led"),
    [
        ("/", "", None),
        ("/van-ban", "", None),
        ("/van-ban/", "", None),
        ("/van-ban/dieu-3", "", "../van-ban-dieu-3"),
        ("/mot/hai/ba", "", "../../mot-hai-ba"),
        ("/luat/van-ban", "luat", None),
        ("/luat/van-ban/dieu-3", "/luat/", "../van-ban-dieu-3"),
    ],
)
def test_an_address_below_a_page_leads_to_where_it_is_said_to_be_unknown(path: str, folder: str, led: str | None) -> None:
    assert unknown_page(path, folder) == led


def answered(path: str, *sent: tuple[bytes, bytes]) -> list[Message]:
    """What somebody gets who asks for a path, where the app answers with these headers and some words."""

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": list(sent)})
        await send({"type": "http.response.body", "body": b"words"})

    async def nothing() -> Message:
        return {}

    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    run_async(Guard(app, lambda: HOSTS)({"type": "http", "path": path, "headers": headers("localhost|")}, nothing, send))
    return said


def test_a_file_that_is_a_page_is_handed_over_and_a_page_at_its_address_leads_elsewhere() -> None:
    page = (b"Content-Type", b"text/html; charset=utf-8")
    assert [item.get("status", item.get("body")) for item in answered("/media/1.html", page)] == [307, b""]
    file = answered("/media/1.html", page, (b"Content-Disposition", b'attachment; filename="1.html"'))
    assert [item.get("status", item.get("body")) for item in file] == [200, b"words"]


def test_every_answer_says_where_a_page_may_load_from() -> None:
    said = answered("/")
    policy = dict(said[0]["headers"])[b"content-security-policy"].decode()
    allowed = {name: set(sources) for name, *sources in (part.split() for part in policy.split(";"))}
    outside = {source for sources in allowed.values() for source in sources if not source.startswith("'")}
    assert outside == {"data:", "blob:"}
    assert allowed["default-src"] == allowed["connect-src"] == {"'self'"}


def test_a_page_says_what_our_pages_say_and_nothing_else() -> None:
    """Streamlit would empty the caches of everybody, or write files, for whoever asks."""
    kinds = BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields
    wants = [field.name for field in BackMsg().backend_operation_request.DESCRIPTOR.oneofs_by_name["payload"].fields]
    said = [BackMsg(**{kind.name: True if kind.message_type is None else {}}) for kind in kinds]
    said += [BackMsg(backend_operation_request={want: {}}) for want in wants]
    waiting = [message.SerializeToString() for message in said] + [b"\xff no message"]
    heard: list[bytes] = []

    async def receive() -> Message:
        return {"type": "websocket.receive", "bytes": waiting.pop(0)} if waiting else {"type": "websocket.disconnect"}

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        while "bytes" in (message := await receive()):
            heard.append(message["bytes"])

    async def send(message: Message) -> None:
        raise AssertionError

    run_async(Guard(app, lambda: HOSTS)({"type": "websocket", "path": "/", "headers": headers("localhost|")}, receive, send))
    assert heard.pop() == b"\xff no message"
    kept = [BackMsg.FromString(message) for message in heard]
    assert {message.WhichOneof("type") for message in kept} == {
        "rerun_script",
        "stop_script",
        "app_heartbeat",
        "file_urls_request",
        "backend_operation_request",
    }
    assert [message.backend_operation_request.WhichOneof("payload") for message in kept][-1] == "deferred_file"
