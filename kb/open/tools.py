"""The questions as tools of the Model Context Protocol, for assistants and notebooks, over standard input and output or over HTTP.
Read only; nothing that is asked is written down anywhere.

Structured content is the JSON of the command. The text beside it is the same as long as a model can take it; of a longer answer the
lists are in outline, whole fields or none, so that no words of the law stand cut off.
"""

import logging
from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib.metadata import version
from typing import Any

import anyio
import orjson
from anyio import WouldBlock
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, CallToolResult, ListToolsResult, TextContent, Tool, ToolAnnotations
from pydantic import Field, ValidationError
from starlette.types import Receive, Scope, Send

from documents.errors import WordedError
from kb.base import KnowledgeBase
from kb.interface.catalogue import both
from kb.logs import failed, place_of
from kb.open.objects import Json
from kb.open.questions import QUESTIONS, Asked, Question, in_turn, wrong_fields

LONGEST_TEXT = 40_000
"""Bytes of JSON that a model is given at once: some 13,000 tokens of Vietnamese."""

_SHORT = 300  # bytes of a field that stands in an outline
_LONGEST_BODY = 1024 * 1024
_TOOLS: Mapping[str, Question] = {question.tool: question for question in QUESTIONS.values() if question.tool}
_PAGED_ALREADY = frozenset({"search"})
_log = logging.getLogger(__name__)


class Part(Asked):
    """How much of an answer is wanted. Without it the answer is whole."""

    limit: int | None = Field(None, ge=1, description="Mỗi danh sách bấy nhiêu mục. (So many items of each list.)")
    skip: int = Field(0, ge=0, description="Bỏ qua bấy nhiêu mục đầu. (So many of the first are left out.)")


@cache
def tools() -> tuple[Tool, ...]:
    """What there is to ask, as an assistant reads it."""
    return tuple(
        Tool(
            name=name,
            description=f"{both(f'open.{question.name}')}\n{both('open.tool_warning')}",
            input_schema=_schema(name, question),
            annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False),
        )
        for name, question in _TOOLS.items()
    )


def _schema(name: str, question: Question) -> dict[str, Any]:
    """What a tool takes, named as the options of its command."""
    schema = question.asked.model_json_schema(by_alias=False)
    fields = {"in" if field == "inside" else field: shape for field, shape in schema["properties"].items()}
    if name not in _PAGED_ALREADY:
        fields |= Part.model_json_schema()["properties"]
    return {**schema, "properties": fields}


def ask(base: KnowledgeBase, name: str, given: Mapping[str, Any]) -> Json:
    """The answer of a tool: what the command says, or a part of it where only that is wanted.

    :raises pydantic.ValidationError: what was given is not what it takes
    :raises WordedError: there is no such thing, or it cannot be answered
    """
    names = frozenset() if name in _PAGED_ALREADY else Part.model_fields.keys()
    part = Part.model_validate({field: value for field, value in given.items() if field in names})
    answer = _TOOLS[name].ask(base, {field: value for field, value in given.items() if field not in names})
    if part.limit is None and not part.skip:
        return answer
    last = None if part.limit is None else part.skip + part.limit
    lists = {field: value for field, value in answer.items() if isinstance(value, list)}
    shown = {field: value[part.skip : last] for field, value in lists.items()}
    counts = {field: {"skip": part.skip, "shown": len(shown[field]), "of": len(value)} for field, value in lists.items()}
    return {**answer, **shown, "part": counts}


def outlined(answer: Json) -> Json:
    """The first items of each list whole, then some with their short fields alone; and how many of each there are."""
    lists = {name: value for name, value in answer.items() if isinstance(value, list) and _size(value) > _SHORT}
    rest = {name: value for name, value in answer.items() if name not in lists}
    long = [name for name, value in rest.items() if _size(value) > LONGEST_TEXT // 4]
    found = {name: value for name, value in rest.items() if name not in long}
    room, counts = LONGEST_TEXT - _size(found), {}
    for left, (name, items) in zip(range(len(lists), 0, -1), sorted(lists.items(), key=lambda item: _size(item[1])), strict=True):
        whole, short = _fitting(items, room // left)
        found[name] = whole + short
        room -= _size(found[name])
        counts[name] = {"whole": len(whole), "outlined": len(short), "of": len(items)}
    return {**found, "shortened": {"lists": counts, "left_out": long, "note": both("open.tool_shortened")}}


def _fitting(items: list[Any], room: int) -> tuple[list[Any], list[Any]]:
    """As many items as there is room for: whole, then outlined."""
    if _size(items) <= room:
        return items, []
    whole: list[Any] = []
    short: list[Any] = []
    used = 0
    for item in items:
        if not short and used + _size(item) <= room // 2:
            whole.append(item)
            used += _size(item)
            continue
        outline = {name: value for name, value in item.items() if _size(value) <= _SHORT} if isinstance(item, dict) else item
        used += _size(outline)
        if used > room:
            break
        short.append(outline)
    return whole, short


def _size(value: Any) -> int:
    return len(orjson.dumps(value))


def server(base: Callable[[], KnowledgeBase]) -> Server[Any]:
    """What answers assistants.

    :param base: opens the base, or gives the one that is open
    """

    async def listed(_: Any, __: Any) -> ListToolsResult:
        return ListToolsResult(tools=list(tools()))

    async def called(context: Any, params: Any) -> CallToolResult:
        question = _TOOLS.get(params.name)
        if question is None:
            raise MCPError(INVALID_PARAMS, both("open.tool_unknown", known=list(_TOOLS)))
        actor = context.request.scope.get("signed_in") if context.request is not None else None
        try:
            make = partial(ask, name=params.name, given=params.arguments or {})
            answer = await in_turn(base, make, question, actor)
        except ValidationError as error:
            return _refused(both("open.tool_not_taken", names=wrong_fields(error)))
        except WouldBlock:
            return _refused(both("open.busy"))
        except WordedError as error:
            return _refused(both(error))
        except Exception as error:
            failed("mcp", error)
            _log.error("%s: %s in %s", params.name, type(error).__name__, place_of(error))
            return _refused(both("open.failed"))
        body = orjson.dumps(answer)
        plain = orjson.loads(body)
        text = body if len(body) <= LONGEST_TEXT else orjson.dumps(outlined(plain))
        return CallToolResult(content=[TextContent(text=text.decode())], structured_content=plain)

    made: Server[Any] = Server(
        "tuluat", version=version("tuluat"), instructions=both("open.tool_warning"), on_list_tools=listed, on_call_tool=called
    )
    made.middleware.clear()  # it tells what is asked to whatever telemetry there is
    return made


def _refused(why: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=why)], is_error=True)


async def serve(made: Server[Any], scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one HTTP request; each stands for itself, and no session is kept."""
    manager = StreamableHTTPSessionManager(made, json_response=True, stateless=True, max_request_body_size=_LONGEST_BODY)
    async with manager.run():
        await manager.handle_request(scope, receive, send)


def talk(base: KnowledgeBase) -> None:
    """Answer on standard input and output until the other side closes it."""

    async def run() -> None:
        made = server(lambda: base)
        async with stdio_server() as (read, write):
            await made.run(read, write, made.create_initialization_options())

    anyio.run(run)
