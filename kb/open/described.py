"""What the interface is, made of the questions: OpenAPI for programs, a page of examples for people; and a feed of what changed."""

from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from pydantic.json_schema import models_json_schema

from kb.base import KnowledgeBase
from kb.database.reading.holdings import Changed, latest_changes
from kb.interface.catalogue import VIETNAMESE, Catalogue
from kb.open.questions import QUESTIONS, Question

_KEY = "nghi-dinh/01-2024-nd-mau/chinh-phu/2024-01-15"
_EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "search": {"q": "hỗ trợ nạn nhân", "k": "3"},
    "compare": {"a": f"{_KEY}#dieu-1", "b": f"{_KEY}#dieu-2"},
    "entitled": {"who": "victim", "nationality": "vn"},
}
_LATEST = 50
_ATOM = "http://www.w3.org/2005/Atom"


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
        "paths": {f"/{question.name}{'/{key}' if question.about_key else ''}": _path(question) for question in QUESTIONS.values()},
        "components": components,
    }


def _path(question: Question) -> dict[str, Any]:
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
    others = "".join(f"<li><a href='{prefix}/{name}'>{name}</a></li>" for name in ("openapi.json", "changes.atom"))
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
        place = f"/{quote(f'{_KEY}#dieu-1', safe='')}" if question.about_key else ""
        asked = "&".join(f"{field}={quote(value, safe='')}" for field, value in _EXAMPLES.get(name, {}).items())
        found[name] = f"{prefix}/{name}{place}{f'?{asked}' if asked else ''}"
    return found


def feed(base: KnowledgeBase, at: str, folder: str) -> bytes:
    """What came into the base last, as Atom: each text in the wording that was stored.

    :param at: address of the app, with a slash at its end
    """
    with base.session() as session:
        found = latest_changes(session, _LATEST)
    root = ElementTree.Element("feed", xmlns=_ATOM)
    here = f"{at.rstrip('/')}{folder}"
    _add(root, "title", VIETNAMESE("open.feed"))
    _add(root, "id", f"{here}/api/v1/changes.atom")
    _add(root, "updated", found[0].at.isoformat() if found else "1970-01-01T00:00:00+00:00")
    ElementTree.SubElement(root, "link", rel="self", href=f"{here}/api/v1/changes.atom")
    for one in found:
        _entry(root, one, here)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode").encode()


def _entry(root: ElementTree.Element, one: Changed, here: str) -> None:
    entry = ElementTree.SubElement(root, "entry")
    address = f"{here}/api/v1/provisions/{quote(one.key, safe='')}?version={one.version}"
    _add(entry, "title", one.name)
    _add(entry, "id", address)
    _add(entry, "updated", one.at.isoformat())
    _add(entry, "summary", VIETNAMESE("open.feed_version", number=one.version, origin=VIETNAMESE(f"origin.{one.origin}")))
    ElementTree.SubElement(entry, "link", rel="alternate", href=address)


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text
