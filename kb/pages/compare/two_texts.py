"""So sánh, two texts: which article, clause and point became which, side by side, what that means, and the table as a file."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from documents.comparison import Level, MeantChange, Outcome, PairKind, Row, What
from documents.model import InstrumentType, Provision
from documents.paths import upward
from documents.wording.citing import cite
from kb.annotations import Explanations
from kb.export.compared import (
    bodies_gone,
    by_words,
    change_words,
    is_changed,
    labels,
    reasons_words,
    told_once,
    unseen,
    weighty,
    words_by_path,
)
from kb.export.comparison import comparison_file
from kb.export.files import COMPARISON
from kb.export.kind_words import KindWords
from kb.interface.catalogue import Catalogue
from kb.pages.compare.alignment import Aligned, Part, align_parts, explaining_notes, other_versions
from kb.pages.compare.pairing import Work, anchor_of, decisions_menu, pair_box
from kb.pages.kit import address as at
from kb.pages.kit.apart import Writer, downloads
from kb.pages.kit.base import revision
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT, macros, marks_html, sides, state
from kb.pages.kit.picks import ALL, address_choice, show_turns, turned_to

_SHOWN, _KIND = "hien", "cap"
CHANGED, EVERYTHING = "thay-doi", ALL
_AT_SIGHT, _MOST = 16, 200
"""So many of the changes that are told first stand open, and so many more folded away at most."""
_NAMED = 3
"""So many places of a row are named; of more is said how many they are."""
_ABOUT = (*What, "prohibition", "reference")
"""What changes are called (`MeantChange.called`), to choose from."""
AT_ONCE = 500
"""Articles on a page: a longer comparison has several."""

# A sign for each kind, of the font that is shipped; the word always stands beside it or in its title.
SIGNS: Mapping[str, str] = {
    PairKind.SAME: "=",
    PairKind.REWORDED: "≠",
    PairKind.MOVED: "↕",
    PairKind.RENUMBERED: "#",
    PairKind.SPLIT: "1→2",
    PairKind.MERGED: "2→1",
    PairKind.ADDED: "+",
    PairKind.DROPPED: "−",
    (NOT_SEEN := "not_seen"): "?",
}


def show_whole(frame: Frame, left: Part, right: Part, flags: Sequence[Markup]) -> None:
    """Draw the comparison of two texts, or of two provisions, with the status of each."""
    say = frame.say
    if None in (left.path, right.path):
        left, right = replace(left, path=None), replace(right, path=None)
    found = align_parts(left, right, say)
    if found.told not in (None, Outcome.APART, Outcome.LITTLE):
        itself = left.version.version.id == right.version.version.id and left.path == right.path
        words = say("history.same_version" if itself else f"outcome.{found.told}")
        st.html(state(words, "", (), SIGNS[PairKind.SAME]) + other_versions(frame, left))
        return
    notes = explaining_notes([found.left, found.right], map(_places, found.rows))
    _tools(frame, found, notes)
    if found.told is not None:
        st.html(KIT.banner("⚠", say(f"outcome.{found.told}")))
    show_lacking(frame, (found.left, found.right), unseen(found.rows, found.words)[::-1])
    st.html(_legend(frame, found) + _first_of_all(frame, found))
    _table(frame, found, notes, flags)
    pair_box(frame, partial(_work, frame, found))


def _work(frame: Frame, found: Aligned, anchor: str) -> Work | None:
    row = next((row for row in found.rows if _anchor(row) == anchor), None)
    return Work.of(found, row, frame.say) if row is not None else None


def kind_of(row: Row, words: KindWords) -> str:
    """What became of a row, as addresses and styles name it."""
    pair = row.compared.pair
    if words.unsure(pair):
        return NOT_SEEN
    if words.reordered(pair):
        return str(PairKind.MOVED)
    return str(PairKind.REWORDED if words.recited(pair) else pair.kind)


def _legend(frame: Frame, found: Aligned) -> Markup:
    """What became of how many articles; each kind with its sign, and a link that shows it alone."""
    say, words, wanted = frame.say, found.words, _wanted_kind()
    level = found.rows[0].compared.pair.level
    rows = [row for row in found.rows if row.compared.pair.level is level]
    counts = Counter((kind_of(row, words), words.of(row.compared.pair, say)) for row in rows)
    hrefs = {kind: link(frame, **{_KIND: None if kind == wanted else kind}) for kind, _ in counts if kind != PairKind.SAME}
    order = sorted(counts, key=lambda one: list(SIGNS).index(one[0]))
    told = [(kind, SIGNS[kind], called, counts[kind, called], hrefs.get(kind, ""), kind == wanted) for kind, called in order]
    return macros("whole").legend(frame, told)


def _first_of_all(frame: Frame, found: Aligned) -> Markup:
    """What a reviewer sees first, each with a link to its row and the texts in which its places stand."""
    shown = _shown(found, CHANGED, "")
    told = [
        (
            _anchor(row),
            _where(frame.say, found, row),
            _marks(frame, found, row),
            change_words(change, frame.say, again),
            _gone(frame, found, row, change),
        )
        for row, change, again in told_once(weighty([row for number, row in enumerate(found.rows) if number in shown], found.words))
    ]
    return macros("whole").first_of_all(frame, told[:_AT_SIGHT], told[_AT_SIGHT:][:_MOST], len(told)) if told else Markup("")


def _gone(frame: Frame, found: Aligned, row: Row, change: MeantChange | None = None) -> list[str]:
    """That bodies which a draft names now are no more: in a row, or in one change of it."""
    said = words_by_path(row.right if row.whole else [replace(item, children=()) for item in row.right])
    if change is not None:
        said = {"": change.after.text if change.after else ""}
    return list(dict.fromkeys(bodies_gone(found.right.version.instrument.key, said, frame.day, frame.say).values()))


def _marks(frame: Frame, found: Aligned, row: Row) -> Markup:
    """What has to be known of the words of a row."""
    some = ((found.left, row.left), (found.right, row.right))
    both = (marks_html(frame.say, part.marks(frame.day), item.path, whole=row.whole) for part, side in some for item in side)
    return Markup(" ").join(filter(None, dict.fromkeys(both)))


def short_names(say: Catalogue, sides: Sequence[Part]) -> list[str]:
    """How the sides are called where there is little room: by their numbers, a draft by that; else by where they stand."""
    draft = InstrumentType.DRAFT
    known = [side.version.instrument.metadata for side in sides]
    names = [one.number or (say("type.du-thao") if one.type is draft else "") for one in known]
    return names if all(names) and len({*names}) == len(names) else [say("compare.left"), say("compare.right")]


def _where(say: Catalogue, found: Aligned, row: Row) -> str:
    """The places of a row, each with the text in which it stands."""
    left, right = (
        ", ".join(cite(item.path) for item in side) if len(side) <= _NAMED else say("compare.place_many", count=len(side))
        for side in (row.left, row.right)
    )
    one, other = short_names(say, (found.left, found.right))
    if left == right:
        return say("compare.place_both", place=left, left=one, right=other)
    told = [say("compare.place_in", place=place, name=name) for place, name in ((left, one), (right, other)) if place]
    return " → ".join(told)


def link(frame: Frame, **changes: object | None) -> str:
    """The address of this comparison with something else shown."""
    left_out = (at.TURN, at.DAY, at.LANGUAGE)
    kept = {name: value for name, value in st.query_params.to_dict().items() if name not in left_out}
    return frame.address(at.COMPARE, **{**kept, **changes})


def _table(frame: Frame, found: Aligned, notes: Explanations, flags: Sequence[Markup]) -> None:
    """The rows that are wanted, page by page, under a map of all articles."""
    say, shown, kind = frame.say, rows_shown(), _wanted_kind()
    groups = _groups(found, shown, kind)
    page, last, some = turned_to(len(groups), AT_ONCE)
    here = groups[some]
    if not groups:
        st.html(KIT.lines([say("compare.none_of_kind")]))
        return
    show_turns(frame, page, last)
    explained = [note for group in here for row in group for note in notes.of(_places(row))]
    noted = tuple(note.shown for note in explained)
    view = (shown, kind, page, *flags, frame.say.language, *frame.kept.values(), marked_places(frame, found.left, found.right))
    st.html(made_once(revision(), (found.stamp, noted, view), partial(_rows_html, frame, found, here, notes, flags)))


def marked_places(frame: Frame, *sides: Part) -> tuple[tuple[str, str], ...]:
    """Another one where other provisions of some sides are marked, or otherwise."""
    return tuple((place, str(status.basis)) for side in sides for place, status in side.marks(frame.day).items())


@st.cache_resource(max_entries=12, show_spinner=False)
def made_once(of: str, about: tuple[Any, ...], _make: Callable[[], Markup]) -> Markup:
    """The rows of a comparison as one block, made once for all that they are about."""
    return _make()


def _rows_html(
    frame: Frame, found: Aligned, groups: Sequence[Sequence[Row]], notes: Explanations, flags: Sequence[Markup]
) -> Markup:
    lines = [[_line(frame, row, found, notes, group[0]) for row in group] for group in groups]
    ticks = _ticks(found.rows, frame.say, {id(row): _anchor(group[0]) for group in groups for row in group}, found.words)
    return macros("whole").comparison(frame, heads_of(frame, (found.left, found.right), flags), lines, ticks)


def heads_of(frame: Frame, sides: Sequence[Part], flags: Sequence[Markup]) -> list[tuple[str, str, Markup]]:
    """What stands above each column: the text, where it is read, and its status."""
    return [(side.head(frame.say), reader_address(frame, side, side.path), flag) for side, flag in zip(sides, flags, strict=True)]


def _tools(frame: Frame, found: Aligned, notes: Explanations) -> None:
    with st.container(key="whole_tools", horizontal=True, gap="small", vertical_alignment="center"):
        unfold_button(frame)
        shown_choice(frame, [CHANGED, *_ABOUT, EVERYTHING])
        decisions_menu(frame, found.pairings)
        make = partial(_file, frame, found, notes, rows_shown(), _wanted_kind(), with_remarks())
        export_menu(frame, (found.left, found.right), make)


def unfold_button(frame: Frame) -> None:
    """What opens the fields in which the texts were chosen, where these are folded."""
    if frame.script.get("fold"):
        st.html(macros("whole").unfold(frame), width="content")


def show_lacking(frame: Frame, parts: Sequence[Part], places: Sequence[str]) -> None:
    """Which of the texts are not all there, and what was not seen in each."""
    if lacking := [(part.name, some) for part, some in zip(parts, places, strict=True) if part.partial and not part.amends]:
        st.html(macros("whole").partial(frame, lacking))


def export_menu(frame: Frame, parts: Sequence[Part], make: Callable[[], Writer]) -> None:
    """The files of a comparison, whose names say what is compared."""
    say = frame.say
    with st.popover(say("export.button"), icon=":material/download:", key="whole_export", type="tertiary"):
        st.caption(say("compare.found_by_rule"))
        st.checkbox(say("compare.with_remarks"), True, key="whole_remarks", help=say("compare.with_remarks_help"))
        downloads(say, COMPARISON, make, name_in_file(parts), key="whole")


def name_in_file(parts: Sequence[Part]) -> str:
    """What of the name of a file says what is compared: which version, where the texts alone do not tell them apart."""
    names = [part.file_name for part in parts]
    if len(set(names)) < len(names):
        names = [f"{name}-ban-{part.version.version.number}" for name, part in zip(names, parts, strict=True)]
    return "".join(f"-{name}" for name in names)


def _option(say: Catalogue, code: str) -> str:
    if code == CHANGED:
        return say("compare.only_changes")
    return say("common.all") if code == EVERYTHING else say("compare.only", what=say(f"what.{code}"))


def rows_shown() -> str:
    """What is to be shown, as the address says."""
    asked = st.query_params.get(_SHOWN, CHANGED)
    return asked if asked in (*_ABOUT, EVERYTHING) else CHANGED


def _wanted_kind() -> str:
    asked = st.query_params.get(_KIND, "")
    return asked if asked in SIGNS else ""


def shown_choice(frame: Frame, options: Sequence[str]) -> None:
    """What is to be shown: the address holds it."""
    address_choice(
        _SHOWN,
        options,
        rows_shown(),
        frame.say("compare.shown"),
        partial(_option, frame.say),
        usual=CHANGED,
        key="whole_shown",
        takes_out=(_KIND, at.TURN),
        width=240,
        label_visibility="collapsed",
    )


def _is_shown(row: Row, wanted: str, kind: str, words: KindWords) -> bool:
    if kind and kind_of(row, words) != kind:
        return False
    if wanted == CHANGED:
        return bool(kind) or is_changed(row, words)
    return wanted == EVERYTHING or any(change.called.removeprefix("with_") == wanted for change in words.changes(row))


def _shown(found: Aligned, wanted: str, kind: str) -> frozenset[int]:
    """The numbers of the rows that are wanted."""
    return frozenset(number for number, row in enumerate(found.rows) if _is_shown(row, wanted, kind, found.words))


def _groups(found: Aligned, wanted: str, kind: str) -> list[list[Row]]:
    """The rows that are wanted, article by article."""
    groups: list[list[Row]] = [[]]
    for row in found.rows:
        if row.compared.pair.level is Level.ARTICLE:
            groups.append([])
        if _is_shown(row, wanted, kind, found.words):
            groups[-1].append(row)
    return [group for group in groups if group]


def _ticks(rows: Sequence[Row], say: Catalogue, drawn: Mapping[int, str], words: KindWords) -> list[tuple[str, str, str]]:
    """The pieces of the map, an article each: its kind, where it leads, and what it says; what is not drawn leads nowhere."""
    ticks: list[tuple[str, str, str]] = []
    for row in rows:
        if row.compared.pair.level is Level.ARTICLE:
            places = " → ".join(labels(side).rstrip(".") or say("compare.nothing") for side in (row.left, row.right))
            ticks.append((kind_of(row, words), "", f"{places}: {words.of(row.compared.pair, say)}"))
        if ticks and id(row) in drawn:
            kind, _, called = ticks[-1]
            ticks[-1] = (kind, drawn[id(row)], called)
    return ticks


def _anchor(row: Row) -> str:
    pair = row.compared.pair
    return anchor_of(pair.left, pair.right)


def _places(row: Row) -> tuple[Sequence[str], Sequence[str]]:
    return row.compared.pair.left, row.compared.pair.right


def _line(frame: Frame, row: Row, found: Aligned, notes: Explanations, first: Row) -> dict[str, object]:
    """What the template shows of a row.

    :param first: of its article; where that is not the article itself, each row says in which article it stands
    """
    say, pair, words = frame.say, row.compared.pair, found.words
    whole, sure = first.compared.pair.level is not Level.ARTICLE, words.sure(row)
    shown = zip((found.left, found.right), (row.left, row.right), sides(words.spans(row), say), strict=True)
    both = [(reader_links(frame, part, some, whole, below=row.whole), html) for part, some, html in shown]
    return {
        "anchor": _anchor(row),
        "level": str(pair.level),
        "kind": kind_of(row, words),
        "sign": SIGNS[kind_of(row, words)],
        "word": words.of(pair, say),
        "why": say("pairing.why", reasons=reasons) if (reasons := reasons_words(pair.reasons, say)) else "",
        "work": _anchor(row),
        "sides": both,
        "changes": [*(change_words(change, say) for change in sure), *(f"⚠ {words}" for words in _gone(frame, found, row))],
        "guesses": [change_words(change, say) for change in words.guesses(row)],
        "by": [by_words(item, say) for item in found.decided.about(pair)],
        "notes": [(note.text, note.author) for note in notes.of(_places(row))],
    }


def reader_links(
    frame: Frame, part: Part, provisions: Iterable[Provision], whole: bool = False, *, below: bool = True
) -> list[tuple[str, str, Markup]]:
    """The provisions of a side, each with its address in the reader, and what has to be known of its words.

    :param whole: named with the article in which they stand
    :param below: what is below them is shown with them
    """
    marks = part.marks(frame.day)
    return [
        (
            reader_address(frame, part, item.path),
            cite(item.path) if whole else labels([item]) or "§",
            marks_html(frame.say, marks, item.path, whole=below),
        )
        for item in provisions
    ]


def reader_address(frame: Frame, part: Part, path: str | None) -> str:
    """Where a provision of a side, or all of it, is read; what another text changed where that says so."""
    changed, key, number = part.changed, part.version.instrument.key, part.version.version.number
    if changed is not None and (said_at := next((changed.said_at[up] for up in upward(path or "") if up in changed.said_at), None)):
        key, number, path = changed.by.instrument.key, changed.by.version.number, said_at
    return frame.address(at.READER, **{at.INSTRUMENT: key, at.PROVISION: path, at.VERSION: number})


def _file(frame: Frame, found: Aligned, notes: Explanations, shown: str, kind: str, remarks: bool) -> Writer:
    """The lines that the page shows, as a file."""
    usual = "" if shown == EVERYTHING and not kind else frame.say("compare.only_changes_printed")
    scope = usual if shown in (CHANGED, EVERYTHING) else _option(frame.say, shown)
    texts = found.left.text(frame.day, frame.say), found.right.text(frame.day, frame.say)
    return partial(comparison_file, found.packed, texts, found.pairings, notes, _shown(found, shown, kind), scope, remarks)


def with_remarks() -> bool:
    """Whether a file is to have what the program found, and its sources."""
    return bool(st.session_state.get("whole_remarks", True))
