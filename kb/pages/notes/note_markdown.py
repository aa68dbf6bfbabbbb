"""The Markdown of notes as HTML: emphasis, lists, quotations and links to law or to http(s). All else is shown as it is."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from documents.paths import key_parts, split_key
from kb.pages.kit import address as at
from kb.pages.kit.frame import Frame

_LEFT_OUT = ("image", "html_block", "html_inline", "heading", "lheading", "reference", "autolink", "hr")


def note_html_of(frame: Frame, text: str) -> Markup:
    """The text of a note."""
    return Markup(_reader().render(text, {"frame": frame}))  # noqa: S704


class _Reader(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802
        """Whether a link may lead there."""
        return _is_key(url) or urlsplit(url).scheme.lower() in ("http", "https")


@lru_cache
def _reader() -> MarkdownIt:
    made = _Reader("commonmark", {"html": False}).disable(_LEFT_OUT)
    made.add_render_rule("link_open", _link)
    return made


def _is_key(href: str) -> bool:
    key = unquote(href)
    return ":" not in key and key_parts(key) is not None and all(key_parts(key) or ())


def _link(renderer: Any, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """The beginning of a link: to a provision as the pages have it, else to a window of its own that learns nothing of this one."""
    token, href = tokens[index], str(tokens[index].attrGet("href") or "")
    if _is_key(href):
        key, path = split_key(unquote(href))
        token.attrSet("href", env["frame"].address(at.READER, **{at.INSTRUMENT: key, at.PROVISION: path or None}))
        token.attrSet("data-go", at.READER)
    else:
        attributes: Mapping[str, str] = {"target": "_blank", "rel": "noopener noreferrer nofollow"}
        for name, value in attributes.items():
            token.attrSet(name, value)
    return str(renderer.renderToken(tokens, index, options, env))
