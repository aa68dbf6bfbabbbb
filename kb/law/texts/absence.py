"""Whether a text says that a provision does not exist: its number lies behind the last one of its kind."""

import re
from collections.abc import Mapping, Sequence

from documents.comparison import plain_text
from documents.model import Kind, Provision
from documents.paths import join_path, kind_of, number_of, parent_of, steps_of
from documents.structure.completeness import is_cut, is_ending
from documents.wording.citing import cite
from documents.wording.numbers import in_runs, number_order
from kb.database.reading.reader import LoadedVersion
from kb.interface.catalogue import Catalogue


def surely_absent(texts: Sequence[LoadedVersion], path: str) -> bool:
    """Whether what the texts of an instrument lack does not exist: only where every one of them says so, or every whole one."""
    whole = [loaded for loaded in texts if not loaded.version.partial]
    says = {
        _missing({provision.path: provision for provision in loaded.walk()}, path, not loaded.version.partial)
        for loaded in whole or texts
    }
    return says == {True}


def missing_words(say: Catalogue, loaded: LoadedVersion) -> str:
    """The articles that a text lacks between others, in ranges, and whether more may follow; empty where it lacks none."""
    if not loaded.version.missing:
        return ""
    last = [item for item in loaded.walk() if item.kind is Kind.ARTICLE and not parent_of(item.path)][-1]
    key = "reader.missing_open" if loaded.version.partial and not is_ending(last) else "reader.missing"
    return say(key, numbers=in_runs(loaded.version.missing), last=cite(last.path))


def _missing(texts: Mapping[str, Provision], path: str, whole: bool) -> bool | None:
    """None: there is no telling."""
    steps = steps_of(path)
    for depth in range(1, len(steps) + 1):
        here = join_path(*steps[:depth])
        if here in texts:
            continue
        above, kind = join_path(*steps[: depth - 1]) if depth > 1 else "", kind_of(here)
        if not above:
            return _beyond_articles(texts, here, whole) if kind is Kind.ARTICLE else None
        return _beyond_children(texts[above], here, kind) if not is_cut(texts[above]) else None
    return None


def _beyond_articles(texts: Mapping[str, Provision], path: str, whole: bool) -> bool | None:
    articles = [provision for own, provision in texts.items() if provision.kind is Kind.ARTICLE and "/" not in own]
    last = max(articles, key=lambda provision: number_order(provision.number), default=None)
    if last is None or not (whole or is_ending(last)):
        return None
    wanted = number_order(number_of(path))
    return True if wanted[0] == 0 or wanted[0] > number_order(last.number)[0] else None


_PRINTED_LABEL = re.compile(r"^\s*(?:\d{1,3}[.)]|[a-zđ]\))\s", re.MULTILINE)


def _beyond_children(above: Provision, path: str, kind: Kind | None) -> bool | None:
    if kind not in (Kind.CLAUSE, Kind.POINT):
        return None
    alike = [child for child in above.children if child.kind is kind]
    words = "\n".join((above.text, above.tail))
    if alike:
        last, number = max(number_order(child.number) for child in alike), number_of(path) or ""
        printed = re.search(rf"^\s*{re.escape(number)}[.)]\s", plain_text(above), re.MULTILINE)
        return True if number_order(number) > last and not printed else None
    if above.children or not above.text.strip() or _PRINTED_LABEL.search(words) or "bãi bỏ" in words:
        return True if above.children and kind is Kind.POINT and all(part.kind is not Kind.POINT for part in above.walk()) else None
    return True
