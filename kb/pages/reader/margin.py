"""The margin of the reader: what is known of a text, where it comes from, its page on paper, finding in it and taking it along."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import quote

import streamlit as st
from markupsafe import Markup

from documents.identity.effect import read_effective
from documents.messages import told_together
from documents.model import METADATA_FIELDS, Codified, EffectivePeriod, InstrumentType, Problem, Provision
from documents.paths import provision_key, split_key, unit_of
from documents.structure.writing import write_text
from documents.time.stated import Statement
from documents.wording.citing import citation, cite
from kb.database.reading.reader import LoadedVersion, SourceRecord, VersionRecord
from kb.errors import WorkEndedError
from kb.interface.catalogue import Catalogue
from kb.interface.days import today
from kb.language import analysis
from kb.law.status.provision_status import ProvisionStatus
from kb.open.http import PREFIX
from kb.pages.desk.cards_in_force import touched_html
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.base import base, revision
from kb.pages.kit.frame import Frame, put_params, take_event, token
from kb.pages.kit.html import KIT, badge, macros, piece
from kb.pages.kit.paper import PAPER_PAGE, pager
from kb.pages.reader.doubts import settle_panel
from kb.search import Filters, Hit, search
from kb.settings import settings

MOST = 2_000
"""Places that are marked; a word that stands at more of them says little."""
Place = tuple[str, str, int, int]

_HTML = macros("margin")
_LONGEST = 30_000
"""Characters of a provision that are copied with its citation. What is longer (a part, a chapter) is cited alone."""
_FOUND = 50
_Acts = Sequence[Statement]


def about_html(
    frame: Frame,
    version: LoadedVersion,
    found: list[VersionRecord],
    chosen: str | None,
    status: ProvisionStatus,
    amended: Sequence[Markup],
) -> Markup:
    """Status and why, amendments, metadata, versions, sources, problems; folded, the files with their hashes, and the keys."""
    say, instrument, known = frame.say, version.instrument, version.instrument.metadata
    number = version.version.number if len(found) > 1 else None
    effective = (say("reader.effective"), _periods(say, version.version.effective))
    if known.type is InstrumentType.DRAFT:  # kept with no day, which would put it in force
        effective = (say("reader.effective_of_draft"), _periods(say, read_effective(version.provisions, None)))
    kind, borrowed = f"type.{known.type.value}", instrument.borrowed
    told = [(name, getattr(known, name)) for name in METADATA_FIELDS if name != "title"]  # which stands above the text
    rows: list[tuple[str, str | None]] = [
        (say("reader.chosen"), _HTML.chosen(frame, instrument.key, chosen, number) if chosen else None),
        (say("reader.status_basis"), status.sentence(say)),
        (say("claim.amended"), KIT.lines(amended) if amended else None),
        effective,
        *_codified(say, version.codified.get(unit_of(chosen)) if chosen else None),
        (say("reader.type"), say(kind) if say.has(kind) else known.type.value),
        (say("naming.title"), _HTML.borrowed(frame, borrowed, *split_key(borrowed.at)) if borrowed else None),
        (say("reader.issuer"), KIT.vi(known.issuer)),
        *((say(f"reader.{name}"), say.day(value) if isinstance(value, date) else KIT.vi(value)) for name, value in told),
        (say("common.version"), _versions(frame, version, found, chosen) if len(found) > 1 else None),
        (say("curate.touched"), touched_html(frame, instrument.key)),
        (say("reader.sources"), _HTML.sources(say, version.sources)),
        (say("copies.title"), _HTML.copies(frame, instrument.key, data.copies_of(instrument))),
        (say("reader.problems"), _HTML.problems(say, _together(version.problems), version.ids)),
    ]
    key = provision_key(instrument.key, chosen)
    keys = [
        (say("reader.files"), _HTML.files(version.sources)),
        (say("reader.key"), _HTML.keys([key])),
        (say("reader.json"), _HTML.json(f"{PREFIX.strip('/')}/provisions/{quote(key, safe='')}?as_of={frame.day.isoformat()}")),
        (say("reader.aliases"), _HTML.keys(instrument.aliases) if instrument.aliases else None),
    ]
    return KIT.facts(rows) + macros("cards").folded(False, say("reader.technical"), KIT.facts(keys))


def _together(problems: Sequence[Problem]) -> list[Problem]:
    """Problems; what is doubted word by word once, as the text itself marks the words at their places."""
    own = {problem.message: problem for problem in problems}
    first = {problem.message.key: problem for problem in reversed(problems)}
    merged = {item.key: item for item in told_together(own) if item not in own}
    rest = [problem for problem in problems if problem.message.key not in merged]
    return [*rest, *(replace(first[key], message=item, place=None) for key, item in merged.items())]


def _periods(say: Catalogue, periods: Iterable[EffectivePeriod]) -> Markup:
    lines: list[tuple[str, str]] = []
    for period in periods:
        if period.has_no_day:
            line = say("reader.effective_never", start=say.day(period.start), end=say.day(period.end))
        elif period.start and period.end:
            line = say("reader.effective_between", start=period.start, end=period.end)
        elif period.end:
            line = say("reader.effective_to", end=period.end)
        else:
            line = say("reader.effective_from", start=say.day(period.start))
        if period.scope:
            line += " · " + say("reader.effective_scope", scope=", ".join(cite(path) for path in period.scope))
        lines.append((line, period.evidence))
    return _HTML.periods(say, lines)


def _codified(say: Catalogue, article: Codified | None) -> list[tuple[str, str | None]]:
    if article is None:
        return []
    where = " › ".join((article.topic, *article.headings))
    return [(say("reader.topics"), _HTML.topic(where, article.code)), (say("reader.codified_note"), KIT.vi(article.note))]


def _versions(frame: Frame, version: LoadedVersion, found: list[VersionRecord], chosen: str | None) -> Markup:
    other = next(item for item in reversed(found) if item.id != version.version.id)
    first, second = sorted((other.number, version.version.number))
    key = version.instrument.key
    compare = frame.address(at.COMPARE, vb1=key, vb2=key, pb1=first, pb2=second, dk1=chosen, dk2=chosen)
    return _HTML.versions(frame, key, chosen, found, version.version.id, compare)


def source_page(frame: Frame, version: LoadedVersion, chosen: str | None, pdf: SourceRecord) -> None:
    """The page image, with frames where the chosen provision stands, and the way to the pages around it."""
    say = frame.say
    places = data.places(version, chosen, pdf.file_id) if chosen else []
    provision = version.provision(chosen) if chosen else None
    here, stands = (pdf.file_id, chosen), places[0] if places else provision
    if st.session_state.get("paper_for") != here:
        st.session_state["paper_for"] = here
        st.session_state[PAPER_PAGE] = stands.page or 1 if stands else 1
    boxes = [(place.page, place.box) for place in places if place.box]
    doubted = settle_panel(frame, version, pdf)
    pager(say, settings().originals_path / pdf.sha256, pdf.pages or 1, doubted or boxes)
    st.caption(say("reader.page_hint") if places else say("reader.page_choose"))


def hand_html(
    frame: Frame, version: LoadedVersion, path: str, status: ProvisionStatus, number: int | None, somewhere: _Acts
) -> Markup:
    """The status of the provision in hand, and what can be taken along of it.

    :param number: of the version, where the address names it
    :param somewhere: what has amended the text, at places that nothing names
    """
    instrument, found = version.instrument, version.provision(path)
    words = write_text([found]) if found else ""
    words = words if len(words) <= _LONGEST else ""
    cited, told = citation(instrument.metadata, path), _told(frame, status, somewhere)
    plain = frame.say("cite.quoted" if words else "cite.alone", words=words, citation=cited, told=told)
    href = frame.address(at.READER, **{at.INSTRUMENT: instrument.key, at.PROVISION: path, at.VERSION: number})
    return macros("quoting").hand(
        frame.say,
        cite(path),
        badge(frame.say, status),
        href=href,
        plain=plain,
        words=words.split("\n") if words else [],
        cited=cited,
        told=told,
    )


def paper_head(frame: Frame, version: LoadedVersion, path: str | None, status: ProvisionStatus, somewhere: _Acts) -> Markup:
    """What stands above the text on paper only: which instrument, or which provision of it, the status of that, and the day."""
    return macros("quoting").paper(citation(version.instrument.metadata, path), _told(frame, status, somewhere))


def _told(frame: Frame, status: ProvisionStatus, somewhere: _Acts) -> str:
    """The status on the day that the page is about, and the day on which that was seen."""
    say, names = frame.say, dict.fromkeys(item.acting for item in somewhere if item.acting)
    plain = "cite.told_somewhere" if names else "cite.told"
    sentence = "cite.told_amended" if status.amended else plain
    return say(sentence, day=frame.day, status=status.in_words(say), today=today(), names=", ".join(names))


def find_box(frame: Frame, version: LoadedVersion) -> tuple[str, Sequence[str]]:
    """Draw the box, and what was found for its words; the rest of the margin makes room for that.

    :returns: the words, and the whole words of them that a search marks
    """
    say, key = frame.say, version.instrument.key
    if st.session_state.get("find_in") != key:
        # The words belong to the text that they were asked of.
        st.session_state["find_in"], st.session_state["find_words"] = key, ""
    with st.container(key="find"):
        typed = st.text_input(
            say("find.label"),
            key="find_words",
            placeholder=say("find.label"),
            label_visibility="collapsed",
            type="search",
            autocomplete="off",
        )
    words = str(typed).strip()
    if not words:
        return "", ()
    result = search(base(), words, k=_FOUND, as_of=frame.day, filters=Filters(instrument=key))
    st.html(macros("search").found(say, [_line(frame, version, hit) for hit in result.hits]))
    return words, result.phrases


def _line(frame: Frame, version: LoadedVersion, hit: Hit) -> Markup:
    best = hit.snippet_path or hit.best_clause or hit.path
    inside, href = best if best in version.ids else None, ""
    if inside is None:
        # Another version is read on this day, and it has what this one has not.
        href = data.address_of(frame, hit.instrument, hit.version, best)
    return macros("search").found_hit(hit, inside, href, "" if best == hit.path else best, piece(hit))


def follow_search(key: str) -> None:
    """Take up, once, the words of the search from whose results this text was opened; drop them where somebody has seen enough."""
    led = st.session_state.pop("search_phrases", None)
    if take_event("unmark"):
        led = st.session_state["find_words"] = ""
        put_params({at.MARKED: None})
    if led is not None:
        st.session_state["led"] = {**st.session_state.get("led", {}), key: led}


def mark_words(
    frame: Frame, version: LoadedVersion, chosen: str | None, typed: str, phrases: Sequence[str]
) -> tuple[Markup, dict[str, Any] | None]:
    """The bar above the text, and what the pen is told of the places; both empty where nothing is looked for.

    :param typed: what stands in the box of the margin
    :param phrases: the whole words of it that a search marks
    """
    wanted = tuple(phrases) if typed else tuple(st.session_state.get("led", {}).get(version.instrument.key, ()))
    duties = not typed and st.query_params.get(at.MARKED) == at.DUTIES
    asked = (revision(), version.version.id, typed, wanted, duties and frame.say.language)
    if st.session_state.get("marked_for") != asked:
        st.session_state["marked_for"] = asked
        found = _of_duties(frame, version) if duties else _looked_up(version.provisions, typed, wanted)
        st.session_state["marked"] = (token(), *found)
    turn, shown, places = st.session_state["marked"]
    if not places and not typed and not duties:
        return Markup(), None
    order = {item.path: number for number, item in enumerate(version.walk())} if chosen else {}
    first = next((number for number, place in enumerate(places) if order.get(place[0], 0) >= order.get(chosen or "", 0)), 0)
    told = {"turn": turn, "typed": typed, "first": first, "places": places}
    return macros("quoting").marked(frame.say, shown, len(places), len(places) >= MOST), told


def duties_switch(frame: Frame) -> None:
    """Whether the words of duties are marked, which the address says."""
    marked = st.query_params.get(at.MARKED) == at.DUTIES
    st.session_state["mark_duties"] = marked
    change = partial(put_params, {at.MARKED: None if marked else at.DUTIES})
    st.toggle(frame.say("duty.mark"), key="mark_duties", on_change=change)


def _of_duties(frame: Frame, version: LoadedVersion) -> tuple[Sequence[str], list[Place]]:
    """What must or may be done by the words of a text."""
    try:
        duties = data.duties(version, frame.say)
    except WorkEndedError:  # the text is read without them
        return [], []
    found = [place for one in duties for statement in one.statements for place in one.clause.places(statement.action)]
    return [frame.say("duty.marked")], list(dict.fromkeys(found))[:MOST]


def _looked_up(provisions: Sequence[Provision], typed: str, phrases: Sequence[str]) -> tuple[Sequence[str], list[Place]]:
    """The words that are marked, and where: those that were typed, side by side as they were, else the words of the search."""
    for words in ([typed], phrases):
        if found := places_of(provisions, words):
            return words, found
    return [typed], []


def places_of(provisions: Sequence[Provision], phrases: Sequence[str]) -> list[Place]:
    """Where whole words stand in a text, in reading order: path, field, start and end; neighbours are one place."""
    wanted: dict[str, list[tuple[list[str], bool]]] = {}
    for phrase in phrases:
        if words := analysis.words(analysis.normal(phrase)):
            # Several words without a mark may have been typed so for short; a single one would stand for too many others.
            loose = len(words) > 1 and words == analysis.fold_words(words)
            wanted.setdefault(analysis.fold_word(words[0]), []).append((words, loose))
    found: list[Place] = []
    for path, name, text in _fields(provisions) if wanted else ():
        found += ((path, name, start, end) for start, end in _places(text, wanted))
        if len(found) >= MOST:
            break
    return found[:MOST]


def _fields(provisions: Sequence[Provision]) -> Iterator[tuple[str, str, str]]:
    for provision in provisions:
        if provision.heading:
            yield provision.path, "heading", provision.heading
        yield provision.path, "text", provision.text
        yield from _fields(provision.children)
        yield provision.path, "tail", provision.tail


def _places(text: str, wanted: Mapping[str, Sequence[tuple[list[str], bool]]]) -> list[tuple[int, int]]:
    tokens = analysis.words_in_place(text)
    found: list[tuple[int, int]] = []
    for number, (token_, start, _) in enumerate(tokens):
        for words, loose in wanted.get(analysis.fold_word(token_), ()):
            there = [word for word, _, _ in tokens[number : number + len(words)]]
            if there != words and not (loose and analysis.fold_words(there) == words):
                continue
            end = tokens[number + len(words) - 1][2]
            if found and not text[found[-1][1] : start].strip(" ,"):
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
    return found
