"""The template of the report: what is shipped, and whether one that an office brings can be used.

A template is a Word file with fields of docxtpl. It is checked as a tree before anything of it runs: fields of ours, loops over our
lists and conditions, nothing else; so that no template can call, compute or reach anything, nor run without end. What reads it can
still be kept busy by it: one that an office brings is worked on in a process of its own (`kb.apart`).
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from kb.apart.process import Ended, WorkLimits, load, run
from kb.errors import ReviewFileError

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

_FINDING = (
    "number",
    "place",
    "replaced",
    "current",
    "quoted",
    "status",
    "warnings",
    "finding",
    "kind",
    "severity",
    "state",
    "proposal",
    "legal_basis",
    "answer",
    "person",
    "source",
    "footnote",
)
LISTS: Mapping[str, tuple[str, ...]] = {
    "findings": _FINDING,
    "annex": ("title", "status", "warnings", "source", "footnote", "lines"),
    "opinions": ("number", "who", "provision", "opinion", "answer"),
    "lines": ("head", "text"),
    "basis": (),
    "texts": (),
}
"""The lists that a template may go through, each with the fields of what is in it. ``lines`` are those of a text of the annex."""

SINGLE = ("title", "purpose", "as_of", "deadline", "members", "made_on", "articles", "marked", "count", "left_out", "grid")
"""The other fields."""

REQUIRED = ("place", "current", "finding", "proposal")
"""Fields of a finding that a report cannot do without; and its source, in the text or as a footnote."""

_SOURCES = ("source", "footnote")
MOST_BYTES = 5_000_000
"""The largest template."""

_LIMITS = WorkLimits(seconds=60, megabytes=1024)  # of filling it
_MOST_UNPACKED, _MOST_XML, _MOST_PARTS = 40_000_000, 1_000_000, 500
_MOST_BRACES, _DEEPEST, _MOST_LOOPS = 4_000, 10, 50
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.For,
    nodes.If,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Const,
)


class Harmless(SandboxedEnvironment):
    """What a template runs in: a sandbox without anything in it, which takes no template that does more than it may."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()

    def from_string(self, source: object, *more: object, **others: object) -> Template:
        """Make a template, if it is harmless.

        :raises ReviewFileError: it is not
        """
        _require_harmless(self.parse(str(source)))
        return super().from_string(str(source))


def template_at(path: Path) -> bytes:
    """The file of a template, which has yet to be checked.

    :raises ReviewFileError: it cannot be read
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ReviewFileError("template_large", most=MOST_BYTES // 1_000_000)
        return path.read_bytes()
    except OSError:
        raise ReviewFileError("template_unreadable") from None


def fill_apart(content: bytes, context: Mapping[str, Any]) -> bytes:
    """A Word file made from a template in a process of its own, see `kb.export.report_docx.fill_template`.

    :raises ReviewFileError: the template cannot be used, or filling it takes more than it may
    """
    outcome = run(_LIMITS, _fill, content, context)
    if outcome.value is not None:
        made: bytes = load(outcome.value)
        return made
    if isinstance(outcome.why, ReviewFileError):
        raise outcome.why
    if outcome.why in (Ended.LATE, Ended.MEMORY, Ended.LARGE):
        raise ReviewFileError("template_costly", seconds=int(_LIMITS.seconds), megabytes=_LIMITS.megabytes)
    raise ReviewFileError("template_unreadable")


def _fill(content: bytes, context: Mapping[str, Any]) -> bytes:
    from kb.export.report_docx import fill_template  # here only: it costs a good part of a second

    return fill_template(content, context)


def refusal_of(content: bytes) -> ReviewFileError | None:
    """Why a template cannot be used; None where it can."""
    try:
        check_template(content)
    except ReviewFileError as error:
        return error
    return None


def check_template(content: bytes) -> "DocxTemplate":
    """A template that can be used.

    :raises ReviewFileError: it is no Word file, would do something, lacks a field or has one that is none of ours
    """
    from docxtpl import DocxTemplate  # costs a good part of a second

    _require_safe_file(content)
    try:
        template = DocxTemplate(io.BytesIO(content))
        template.init_docx()
        parts = list(_parts(template))
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, etree.XMLSyntaxError, AttributeError):
        raise ReviewFileError("template_unreadable") from None
    if any(len(part) > _MOST_XML for part in parts):
        raise ReviewFileError("template_large", most=_MOST_XML // 1_000_000)
    if sum(part.count("{") for part in parts) > _MOST_BRACES:
        raise ReviewFileError("template_braces", most=_MOST_BRACES)
    environment, used = Harmless(), set()
    for part in parts:
        source = template.patch_xml(part)
        _require_shallow(source)
        try:
            tree = environment.parse(source)
        except TemplateError as error:
            raise ReviewFileError("template_syntax", what=" ".join(str(error).split())[:200]) from None
        except RecursionError:
            raise ReviewFileError("template_nested", most=_DEEPEST) from None
        _require_harmless(tree)
        used |= set(_fields_of_findings(tree))
    required = REQUIRED if used & set(_SOURCES) else (*REQUIRED, "footnote")
    if lacking := [f"findings.{name}" for name in required if name not in used]:
        raise ReviewFileError("template_lacks", fields=lacking)
    return template


def _require_safe_file(content: bytes) -> None:
    """Refuse what is no plain Word file: too large, with macros or embedded programs, with entities, with parts from elsewhere."""
    if len(content) > MOST_BYTES:
        raise ReviewFileError("template_large", most=MOST_BYTES // 1_000_000)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if len(infos) > _MOST_PARTS or sum(info.file_size for info in infos) > _MOST_UNPACKED:
                raise ReviewFileError("template_large", most=_MOST_UNPACKED // 1_000_000)
            if any("vbaproject" in info.filename.lower() or "activex" in info.filename.lower() for info in infos):
                raise ReviewFileError("template_active")
            for info in infos:
                if info.filename.endswith((".xml", ".rels")):
                    _require_plain_xml(archive.read(info), info.filename.endswith(".rels"))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        raise ReviewFileError("template_unreadable") from None


def _require_plain_xml(content: bytes, relations: bool) -> None:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
        raise ReviewFileError("template_active")
    if not relations:
        return
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise ReviewFileError("template_unreadable") from None
    for relation in root:
        kind = PurePosixPath(str(relation.get("Type", ""))).name
        elsewhere = relation.get("TargetMode") == "External" and kind != "hyperlink"
        if elsewhere or kind in ("oleObject", "package", "control", "attachedTemplate", "aFChunk", "vbaProject"):
            raise ReviewFileError("template_active")


_STEP = re.compile(r"{%[-+]?\s*(?:(?P<opens>for|if)|end(?:for|if))\b")


def _require_shallow(source: str) -> None:
    """Refuse loops and conditions in one another deeper than anybody writes, before they are parsed."""
    depth = 0
    for step in _STEP.finditer(source):
        depth += 1 if step["opens"] else -1
        if depth > _DEEPEST:
            raise ReviewFileError("template_nested", most=_DEEPEST)


def _parts(template: "DocxTemplate") -> Iterator[str]:
    """The parts of a template in which docxtpl looks for fields."""
    yield template.get_xml()
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _, part in template.get_headers_footers(uri):
            yield template.get_part_xml(part)


def _require_harmless(tree: nodes.Template) -> None:
    """Refuse what is not a field of ours, a loop over a list of ours, or a condition."""
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            raise ReviewFileError("template_active")
    if sum(1 for _ in tree.find_all(nodes.For)) > _MOST_LOOPS:
        raise ReviewFileError("template_loops", most=_MOST_LOOPS)
    _walk(tree, {}, ())


def _walk(node: nodes.Node, known: Mapping[str, str], inside: tuple[str, ...]) -> None:
    """Go through a tree with the lists that the names stand for.

    :param known: of what is gone through, by the name that it has there
    :param inside: the lists that are being gone through
    """
    if isinstance(node, nodes.For):
        name = _list_of(node.iter, known)
        if inside and (name != "lines" or len(inside) > 1):
            raise ReviewFileError("template_loops", most=_MOST_LOOPS)
        if not isinstance(node.target, nodes.Name) or node.test is not None or node.recursive:
            raise ReviewFileError("template_active")
        for part in (*node.body, *node.else_):
            _walk(part, {**known, node.target.name: name}, (*inside, name))
        return
    if isinstance(node, nodes.Getattr):
        if not isinstance(node.node, nodes.Name) or node.attr not in LISTS.get(known.get(node.node.name, ""), ()):
            raise ReviewFileError("template_field", field=_written(node))
        return
    if isinstance(node, nodes.Output) and any(isinstance(child, nodes.Name) and child.name in LISTS for child in node.nodes):
        raise ReviewFileError("template_active")
    if isinstance(node, nodes.Name) and node.name not in (*SINGLE, *known, *LISTS):
        raise ReviewFileError("template_field", field=node.name[:80])
    for child in node.iter_child_nodes():
        _walk(child, known, inside)


def _list_of(node: nodes.Node, known: Mapping[str, str]) -> str:
    if isinstance(node, nodes.Name) and node.name in LISTS and node.name != "lines":
        return node.name
    of_text = isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and known.get(node.node.name) == "annex"
    if of_text and isinstance(node, nodes.Getattr) and node.attr == "lines":
        return "lines"
    raise ReviewFileError("template_field", field=_written(node))


def _fields_of_findings(tree: nodes.Template) -> Iterator[str]:
    for loop in tree.find_all(nodes.For):
        if isinstance(loop.iter, nodes.Name) and loop.iter.name == "findings" and isinstance(loop.target, nodes.Name):
            for output in loop.find_all(nodes.Output):
                for used in output.find_all(nodes.Getattr):
                    if isinstance(used.node, nodes.Name) and used.node.name == loop.target.name:
                        yield used.attr


def _written(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"[:80]
    return node.name[:80] if isinstance(node, nodes.Name) else "…"
