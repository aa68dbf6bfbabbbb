"""So sánh, whole texts: which article, clause and point became which, side by side, what that means, and the table as a file."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from documents.comparison import Level, PairKind, Row, What, compare, rows_of
from kb.database.reading.records import LoadedVersion
from kb.export.compared import ComparedText, change_words, labels, table_of
from kb.export.comparison import comparison_bytes
from kb.interface.catalogue import Catalogue
from kb.law.newer import read_newer
from kb.law.pairings import Decided
from kb.pages import address as at
from kb.pages import data
from kb.pages.base import revision, session
from kb.pages.frame import Frame, put_params
from kb.pages.parts import KIT, sides, state
from kb.pages.render import macros

WHOLE = "toan-van"
"""In the place of a provision in the address: the whole text."""
_SHOWN = "hien"
_CHANGED, _ALL = "thay-doi", "tat-ca"
# A sign for each kind; the word always stands beside it or in its title.
SIGNS: Mapping[PairKind, str] = {
    PairKind.SAME: "=",
    PairKind.REWORDED: "≠",
    PairKind.MOVED: "⇄",
    PairKind.RENUMBERED: "#",
    PairKind.SPLIT: "⑂",
    PairKind.MERGED: "⊃",
    PairKind.ADDED: "+",
    PairKind.DROPPED: "−",
}
_MIMES = {
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
}


def show_whole(frame: Frame, left: LoadedVersion, right: LoadedVersion) -> None:
    """Draw the comparison of two whole texts."""
    say = frame.say
    with st.spinner(say("compare.comparing"), show_time=True):
        rows = _rows(revision(), left, right)
    _tools(frame, left, right, rows)
    counts = Counter(row.compared.pair.kind for row in rows if row.compared.pair.level is Level.ARTICLE)
    if set(counts) == {PairKind.SAME}:
        st.html(state(say("compare.same"), "", (), SIGNS[PairKind.SAME]))
        return
    told = [(SIGNS[kind], say(f"pair.{kind}"), counts[kind]) for kind in PairKind if counts[kind]]
    wanted = _wanted(frame)
    groups = _groups([row for row in rows if _is_shown(row, wanted)])
    names = [data.name(side.instrument) for side in (left, right)]
    st.html(macros("whole").overview(frame, told, [_tick(row, say) for row in rows if row.compared.pair.level is Level.ARTICLE]))
    st.html(macros("whole").comparison(frame, names, [[_line(frame, row, left, right) for row in group] for group in groups]))
    if not groups:
        st.html(KIT.lines([say("compare.none_of_kind")]))


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs={LoadedVersion: lambda loaded: loaded.version.id})
def _rows(of: str, left: LoadedVersion, right: LoadedVersion) -> list[Row]:
    return rows_of(left.provisions, right.provisions, compare(left.provisions, right.provisions))


def _tools(frame: Frame, left: LoadedVersion, right: LoadedVersion, rows: Sequence[Row]) -> None:
    say = frame.say
    with st.container(key="whole_tools", horizontal=True, gap="small", vertical_alignment="bottom"):
        options = [_CHANGED, *What, _ALL]
        st.session_state["whole_shown"] = _wanted(frame)
        st.selectbox(
            say("compare.shown"), options, key="whole_shown", format_func=partial(_option, say), on_change=_choose, width=260
        )
        with st.popover(say("export.button"), icon=":material/download:", key="whole_export", type="tertiary"):
            st.caption(say("compare.found_by_rule"))
            for format_, mime in _MIMES.items():
                st.download_button(
                    say(f"compare.file_{format_}"),
                    partial(_file, frame, left, right, rows, format_),
                    file_name=f"{say('compare.file')}.{format_}",
                    mime=mime,
                    key=f"whole_{format_}",
                    on_click="ignore",
                )


def _option(say: Catalogue, code: str) -> str:
    if code == _CHANGED:
        return say("compare.only_changes")
    return say("common.all") if code == _ALL else say("compare.only", what=say(f"what.{code}"))


def _wanted(frame: Frame) -> str:
    asked = st.query_params.get(_SHOWN, _CHANGED)
    return asked if asked in (*What, _ALL) else _CHANGED


def _choose() -> None:
    value = st.session_state["whole_shown"]
    put_params({_SHOWN: None if value == _CHANGED else value})


def _is_shown(row: Row, wanted: str) -> bool:
    if wanted == _ALL:
        return True
    if wanted == _CHANGED:
        return row.compared.pair.kind is not PairKind.SAME
    return any(change.what == wanted for change in row.compared.changes)


def _groups(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows article by article."""
    groups: list[list[Row]] = []
    for row in rows:
        if row.compared.pair.level is Level.ARTICLE or not groups:
            groups.append([])
        groups[-1].append(row)
    return groups


def _tick(row: Row, say: Catalogue) -> tuple[str, str, str, str]:
    """A mark of the overview: the kind, its sign, where it leads, and what it says."""
    pair = row.compared.pair
    places = " → ".join(labels(side).rstrip(".") or say("compare.nothing") for side in (row.left, row.right))
    return str(pair.kind), SIGNS[pair.kind], _anchor(row), f"{places}: {say(f'pair.{pair.kind}')}"


def _anchor(row: Row) -> str:
    pair = row.compared.pair
    return "cap-" + "-".join([*pair.left, "va", *pair.right]).replace("/", "-")


def _line(frame: Frame, row: Row, left: LoadedVersion, right: LoadedVersion) -> dict[str, object]:
    """What the template shows of a row."""
    say, pair = frame.say, row.compared.pair
    shown, both = sides(row.spans, say), []
    for version, provisions, html in ((left, row.left, shown[0]), (right, row.right, shown[1])):
        key, number = version.instrument.key, version.version.number
        links = [
            (frame.address(at.READER, **{at.INSTRUMENT: key, at.PROVISION: item.path, at.VERSION: number}), labels([item]) or "§")
            for item in provisions
        ]
        both.append((links, html))
    return {
        "anchor": _anchor(row),
        "level": str(pair.level),
        "kind": str(pair.kind),
        "sign": SIGNS[pair.kind],
        "word": say(f"pair.{pair.kind}"),
        "sides": both,
        "changes": [change_words(change, say) for change in row.compared.changes],
    }


def _file(frame: Frame, left: LoadedVersion, right: LoadedVersion, rows: Sequence[Row], format_: str) -> bytes:
    texts = [
        ComparedText(data.name(side.instrument), side.instrument.key, side.version.text_hash, side.version.valid_from)
        for side in (left, right)
    ]
    return comparison_bytes(table_of((texts[0], texts[1]), rows, frame.say, Decided(())), format_, frame.say)


def replacing(frame: Frame, version: LoadedVersion, beside: str) -> Markup:
    """Links to the comparison with each instrument that replaces this one or bears its name.

    :param beside: key of the one that it is compared with already
    """
    with session() as opened:
        newer = read_newer(opened.connection(), [version.instrument.id]).get(version.instrument.id, ())
    known = [(item.key, record) for item in newer if item.key != beside and (record := data.record(item.key))]
    links = [
        (
            frame.address(
                at.COMPARE,
                **{
                    f"{at.INSTRUMENT}1": version.instrument.key,
                    f"{at.PROVISION}1": WHOLE,
                    f"{at.INSTRUMENT}2": key,
                    f"{at.PROVISION}2": WHOLE,
                },
            ),
            frame.say("compare.with_newer", name=data.name(record)),
        )
        for key, record in known
    ]
    return macros("whole").replacing(links) if links else Markup("")
