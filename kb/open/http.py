"""The questions over HTTP, below `/api/v1/` of the app's own port; read only. Nothing that is asked is written down anywhere.

A key stands percent-encoded as one segment of the address. What may be asked in the address may also be sent as JSON by POST, so
that no proxy's log keeps it. What the interface is (OpenAPI, a page of examples) is made of the questions.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from importlib import import_module
from typing import Any
from urllib.parse import quote

import orjson
from anyio import WouldBlock, to_thread
from pydantic import ValidationError
from pydantic.json_schema import models_json_schema
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from documents.errors import WordedError
from kb.base import KnowledgeBase
from kb.database.failures import DatabaseError, sentence_of
from kb.errors import BaseNotOpenedError, DiskFullError, IndexMissingError, NotAllowedError, NotFoundError
from kb.interface.catalogue import VIETNAMESE, Catalogue, language_of
from kb.logs import failed, place_of
from kb.open.questions import QUESTIONS, Question, in_turn, wrong_fields
from kb.open.verifying import LONGEST_TEXT
from kb.settings import settings

_EXAMPLE_KEY = "nghi-dinh/01-2024-nd-mau/chinh-phu/2024-01-15"
_EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "search": {"q": "hỗ trợ nạn nhân", "k": "3"},
    "compare": {"a": f"{_EXAMPLE_KEY}#dieu-1", "b": f"{_EXAMPLE_KEY}#dieu-2"},
    "entitled": {"who": "victim", "nationality": "vn"},
}


@cache
def openapi(prefix: str) -> dict[str, Any]:
    """The interface as OpenAPI 3.1 describes it."""
    models = [(question.asked, "validation") for question in QUESTIONS.values()]
    _, schemas = models_json_schema(models, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    error = {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["code", "message"],
                "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
            }
        },
    }
    components = {"schemas": {**schemas.get("$defs", {}), "Error": error}}
    return {
        "openapi": "3.1.0",
        "info": {"title": VIETNAMESE("app.name"), "version": "1", "description": VIETNAMESE("open.about")},
        "servers": [{"url": prefix}],
        "paths": {
            f"/{question.name}{'/{key}' if question.about_key else ''}": _described(question) for question in QUESTIONS.values()
        },
        "components": components,
    }


def _described(question: Question) -> dict[str, Any]:
    schema = question.asked.model_json_schema(ref_template="#/components/schemas/{model}")
    parameters = [
        {
            "name": name,
            "in": "path" if name == "key" else "query",
            "required": name == "key" or name in schema.get("required", ()),
            "description": shape.get("description", ""),
            "schema": {part: value for part, value in shape.items() if part not in ("description", "title")},
        }
        for name, shape in schema.get("properties", {}).items()
    ]
    about = {"summary": VIETNAMESE(f"open.{question.name}"), "description": Catalogue("en")(f"open.{question.name}")}
    answers = {
        "200": {"description": "JSON", "content": {"application/json": {"schema": {"type": "object"}}}},
        **{
            status: {"description": status, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
            for status in ("403", "404", "422", "503")
        },
    }
    body = {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{question.asked.__name__}"}}}}
    in_path = [parameter for parameter in parameters if parameter["in"] == "path"]
    post = {**about, "operationId": f"{question.name}_post", "parameters": in_path, "requestBody": body, "responses": answers}
    if question.in_body:
        return {"post": post}
    return {
        "get": {**about, "operationId": question.name, "parameters": parameters, "responses": answers},
        "post": post,
    }


@cache
def page_of_examples(prefix: str) -> str:
    """A page with an example of each question, Vietnamese first."""
    english, title = Catalogue("en"), escape(VIETNAMESE("open.title"))
    rows = "".join(
        f"<tr><td><a href='{escape(address)}'><code>{escape(address)}</code></a></td>"
        f"<td>{escape(VIETNAMESE(f'open.{name}'))}<br><small>{escape(english(f'open.{name}'))}</small></td></tr>"
        for name, address in examples(prefix).items()
    )
    about = "".join(f"<p>{escape(words('open.about'))}</p>" for words in (VIETNAMESE, english))
    others = f"<li><a href='{prefix}/openapi.json'>openapi.json</a></li>"
    style = "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}td{padding:.4rem;vertical-align:top}"
    return (
        f"<!doctype html><html lang='vi'><meta charset='utf-8'><title>{title}</title><style>{style}</style>"
        f"<h1>{title}</h1>{about}<table>{rows}</table><ul>{others}</ul></html>"
    )


def examples(prefix: str) -> dict[str, str]:
    """An address for each question, of the samples."""
    found = {}
    for name, question in QUESTIONS.items():
        if question.in_body:
            continue
        place = f"/{quote(f'{_EXAMPLE_KEY}#dieu-1', safe='')}" if question.about_key else ""
        asked = "&".join(f"{field}={quote(value, safe='')}" for field, value in _EXAMPLES.get(name, {}).items())
        found[name] = f"{prefix}/{name}{place}{f'?{asked}' if asked else ''}"
    return found


PREFIX, ASSISTANTS = "/api/v1", "/mcp"
_log = logging.getLogger(__name__)
_LONGEST_BODY, _LONGEST_TEXT = 64 * 1024, 8 * LONGEST_TEXT  # JSON may write a letter in six characters
_JSON, _HTML = "application/json", "text/html; charset=utf-8"
_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (NotFoundError, 404),
    (NotAllowedError, 403),
    (BaseNotOpenedError, 503),
    (DiskFullError, 503),
    (IndexMissingError, 503),
    (WordedError, 422),
)


def routes(base: Callable[[], KnowledgeBase], folder: str = "") -> list[Route]:
    """What the app serves to programs.

    :param base: opens the base, at the first request
    :param folder: below which the app is served
    """
    opened = cache(base)
    at = f"{folder.rstrip('/')}{PREFIX}"

    found = [
        Route(f"{at}/openapi.json", lambda asked: _tagged(asked, orjson.dumps(openapi(PREFIX)), _JSON)),
        Route(f"{at}/", lambda asked: _tagged(asked, page_of_examples(PREFIX).encode(), _HTML)),
    ]
    for question in QUESTIONS.values():
        path = f"{at}/{question.name}{'/{key:path}' if question.about_key else ''}"
        found.append(Route(path, _asking(opened, question), methods=["POST"] if question.in_body else ["GET", "POST"]))
    found.append(Route(f"{folder.rstrip('/')}{ASSISTANTS}", _Assistants(opened), methods=["POST"]))
    return [*found, Route(f"{at}/{{rest:path}}", _unknown, methods=["GET", "POST"])]


class _Assistants:
    """The same questions as tools of MCP; the library is loaded with the first one."""

    def __init__(self, base: Callable[[], KnowledgeBase]) -> None:
        self._base, self._server = base, None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        tools = await to_thread.run_sync(import_module, "kb.open.tools")
        self._server = self._server or tools.server(self._base)
        await tools.serve(self._server, scope, receive, send)


def _asking(base: Callable[[], KnowledgeBase], question: Question) -> Callable[[Request], Any]:
    """What answers; or says why there is no answer, as one JSON object."""

    async def answer(request: Request) -> Response:
        try:
            given = await _given(request, question.in_body)
        except (ValueError, ClientDisconnect):
            most = (_LONGEST_TEXT if question.in_body else _LONGEST_BODY) // 1024
            return refused(request, 422, "open.body_unreadable", most=most)
        try:
            body, tag = await in_turn(base, lambda known: _body(known, question, given), question, request.scope.get("signed_in"))
        except WouldBlock:
            return refused(request, 503, "open.busy", headers={"retry-after": "2"})
        except ValidationError as error:
            return refused(request, 422, "open.not_taken", names=wrong_fields(error))
        except WordedError as error:
            status = next(status for kind_, status in _STATUS if isinstance(error, kind_))
            return error_answer(request, status, error.code, error)
        except Exception as error:
            sentence = sentence_of(error, settings().home) if isinstance(error, DatabaseError) else None
            if sentence is not None:
                return refused(request, 503, sentence)
            # Neither whoever asked nor the log is told its words: they may be those of the question.
            failed("http", error)
            _log.error("http: %s in %s", type(error).__name__, place_of(error))
            return refused(request, 500, "open.failed")
        return _tagged(request, body, _JSON, tag)

    return answer


async def _given(request: Request, in_body: bool) -> dict[str, Any]:
    """What was asked: in the address, or in the body of a POST.

    :param in_body: nothing of it may stand in the address
    :raises ValueError: the body is no JSON object, or too long
    """
    given: dict[str, Any] = {} if in_body else dict(request.query_params)
    longest = _LONGEST_TEXT if in_body else _LONGEST_BODY
    if request.method == "POST":
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > longest:
                raise ValueError
        told = orjson.loads(body) if body else {}
        if not isinstance(told, dict):
            raise ValueError
        given |= told
    return {**given, **request.path_params}


def _body(base: KnowledgeBase, question: Question, given: Mapping[str, Any]) -> tuple[bytes, str]:
    """The answer, and what its tag is made of: how long it took is no part of that."""
    found = question.ask(base, given)
    return orjson.dumps(found), _tag(orjson.dumps({name: value for name, value in found.items() if name != "took_ms"}))


def _tag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _tagged(request: Request, body: bytes, kind: str, tag: str | None = None) -> Response:
    tag = tag or _tag(body)
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    asked = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    if request.method == "GET" and asked & {tag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=kind, headers=headers)


async def _unknown(request: Request) -> Response:
    return refused(request, 404, "open.unknown_question", known=list(QUESTIONS))


def refused(
    request: HTTPConnection, status: int, entry: str, headers: Mapping[str, str] | None = None, **values: object
) -> Response:
    """Why there is no answer; the end of the catalogue's entry is the code."""
    return error_answer(request, status, entry.rpartition(".")[2], _words(request)(entry, **values), headers)


def error_answer(
    request: HTTPConnection, status: int, code: str, why: WordedError | str, headers: Mapping[str, str] | None = None
) -> Response:
    """The one JSON object in which a mistake is told."""
    message = why if isinstance(why, str) else _words(request).write(why)
    body = orjson.dumps({"error": {"code": code, "message": message}})
    return Response(body, status, {"cache-control": "no-store", **(headers or {})}, _JSON)


def _words(request: HTTPConnection) -> Catalogue:
    """The language of the answers to mistakes: Vietnamese, unless another one is asked for first."""
    return Catalogue(language_of(request.headers.get("accept-language", "vi")[:2].lower(), "vi"))
