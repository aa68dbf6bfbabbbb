"""Tra cứu: one box, and hits that read like answers. The words of a search stay in the session; no address holds them."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

import streamlit as st
from markupsafe import Markup

from documents.paths import split_key
from documents.wording.citing import cite, instrument_name
from kb.errors import ChangedMeanwhileError, InvalidQueryError, NotAllowedError, NotFoundError
from kb.export.files import HITS, file_bytes
from kb.interface.catalogue import Catalogue
from kb.interface.days import read_day, today
from kb.law.status.provision_status import period_over
from kb.pages.desk.cards_in_force import desk_state
from kb.pages.desk.desk_page import learn_ahead
from kb.pages.desk.open_card import card_line
from kb.pages.home import home_line, saved_searches
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.apart import Writer, downloads
from kb.pages.kit.bar import COUNSEL, acting, door, offer_doors
from kb.pages.kit.base import base, revision, unless_refused, without_texts
from kb.pages.kit.frame import Frame, drop_state, entitle, put_params, set_state, show_day_of_words, take_event, token
from kb.pages.kit.html import KIT, TYPED, badge, failure, macros, piece, state
from kb.pages.kit.pickers import suggestions
from kb.pages.kit.picks import names_of
from kb.pages.search.narrowing import asked_html, chosen_filters, counts_of, filters_of, params_of, row_html
from kb.pages.sources import up_to
from kb.search import SORTED, Filters, Hit, Order, QueryKind, SearchResult, Understood, search
from kb.search.context import later_words
from kb.search.lacking import absent_lines
from kb.search.model import OnDay
from kb.search.named import new_words_line
from kb.search.saved import CHANGED, Saved, add_saved, check_saved, remove_saved, saw

_EXPORTED = 100
_AS_TYPED = "search_as_typed"


def more_acts(frame: Frame, words: str, filters: Filters, order: Order, link: str) -> None:
    """What else can be done with the hits, under one button; the link leads back to this search, words included."""
    say = frame.say
    with st.popover(say("search.acts"), key="acts", type="tertiary"):
        _save(frame, words, filters)
        st.caption(say("export.about", count=_EXPORTED))
        make = partial(_exported, frame, words, filters, order, is_verbatim(words))
        downloads(say, HITS, make, f"-{frame.day.isoformat()}", key="export")
        st.html(macros("search").copy_link(say, link))


def _exported(frame: Frame, words: str, filters: Filters, order: Order, verbatim: bool) -> Writer:
    day = frame.day if frame.day != today() else None
    result = search(base(), words, k=_EXPORTED, as_of=day, filters=filters, order=order, verbatim=verbatim)
    return partial(file_bytes, HITS, (result.hits, result.understood.as_of))


def _save(frame: Frame, words: str, filters: Filters) -> None:
    say = frame.say
    st.caption(say("saved.about"))
    if st.button(say("saved.save"), key="save_search", type="primary"):
        try:
            add_saved(base(), words, filters, acting())
        except (InvalidQueryError, NotAllowedError) as error:
            st.html(failure(say, error))
        else:
            st.toast(say("saved.saved"))


def is_verbatim(words: str) -> bool:
    """Whether these words are to be searched as typed. Another search begins anew."""
    return bool(st.session_state.get(_AS_TYPED) == words)


def read_lines(frame: Frame, understood: Understood) -> list[str]:
    """What was read into the words, a sentence each."""
    say, changed = frame.say, understood.restored and understood.restored != understood.text
    lines = [say("search.restored", text=understood.restored)] if changed else []
    if understood.corrected:
        pairs = ", ".join(f"{typed} → {read}" for typed, read in understood.corrected)
        lines.append(say("search.corrected", pairs=pairs))
    if understood.day_from:
        lines.append(say("search.day_from", words=understood.day_from, day=understood.as_of))
    for typed, meanings in understood.expanded:
        lines.append(say("search.expanded", words=typed, meanings=", ".join(f"“{meaning}”" for meaning in meanings)))
    return [*lines, say("search.as_typed")] if understood.verbatim else lines


def way_back(frame: Frame, understood: Understood, words: str) -> None:
    """The button that has the words searched as typed, or read again; nothing where nothing was read."""
    read = any((understood.restored, understood.corrected, understood.day_from, understood.expanded))
    if not (understood.verbatim or read):
        return
    with st.container(key="wayback"):
        if understood.verbatim:
            st.button(frame.say("search.read_again"), key="search_read", type="tertiary", on_click=drop_state, args=(_AS_TYPED,))
        else:
            words_as_typed = frame.say("search.search_as_typed")
            st.button(words_as_typed, key="search_typed", type="tertiary", on_click=set_state, kwargs={_AS_TYPED: words})


_STEP, _MOST = 10, 100
_BOX = "search_box"
_HTML, _SAVED = macros("search"), macros("saved")
FORMS = ("phrase", "exclude", "fields", "words", "status", "stated")


def _box(frame: Frame, words: str) -> None:
    say = frame.say
    with st.container(key="box"):
        st.text_input(
            say("search.label"),
            key=_BOX,
            placeholder=say("search.placeholder"),
            label_visibility="collapsed",
            type="search",
            autocomplete="off",
            on_change=lambda: set_state(search_words=st.session_state[_BOX], search_count=_STEP),
        )
    if "search_seen" not in st.session_state or not words:
        st.session_state["search_seen"] = st.session_state.get("search_seen") or token()
        frame.script["focus"] = f"search-{st.session_state['search_seen']}"


def show(frame: Frame) -> None:
    """Draw the page."""
    say = frame.say
    if without_texts(frame):
        return
    words = _words()
    if st.query_params.get(at.VIEW) == at.SAVED:
        saved_view(frame)
        return
    frame.script["search"] = _mark(words)
    if door() == COUNSEL:
        learn_ahead(desk_state())
    suggestions(frame)  # first, so that it is the same fragment with and without hits
    if not words:
        st.html(_HTML.hello(say))
    _box(frame, words)
    if not words:
        _first_screen(frame)
        return
    chosen, sorting = chosen_filters(say), st.query_params.get(at.SORT)
    order = Order(sorting) if sorting in set(Order) else Order.RELEVANCE
    filters, ranked = filters_of(chosen), order is Order.RELEVANCE
    sort, number = (None, st.session_state.get("search_count", _STEP)) if ranked else (order.value, SORTED)
    st.session_state["results"] = {**chosen, at.SORT: sort}
    verbatim = is_verbatim(words)
    with st.spinner(say("common.loading"), show_time=False):
        # Today is no choice of a day: the words may name another.
        day = frame.day if frame.day != today() else None
        result = search(base(), words, k=number, as_of=day, filters=filters, order=order, verbatim=verbatim)
    named = split_key(result.understood.key)[0] if result.understood.key else None
    entitle(frame, data.name_of_key(named, ""), say("search.results"))
    st.session_state["search_phrases"] = result.phrases  # marked in the text that is opened from here
    with st.container(key="narrow", horizontal=True, gap="small", vertical_alignment="center"):
        row = st.empty()
        row.html(row_html(frame, chosen, order, {}, None))
        more_acts(frame, words, filters, order, frame.address(at.SEARCH, **{at.WORDS: words, **chosen, at.SORT: sort}))
    asked_in = frame
    way_back(frame, result.understood, words)
    if result.understood.as_of != frame.day:
        frame = show_day_of_words(frame, result.understood.as_of)
    is_question = door() == COUNSEL and result.understood.kind is QueryKind.WORDS and not chosen
    card = card_line(frame, words) if is_question else Markup()
    st.html(_HTML.results(frame.script["search"], card + result_html(frame, result, order)))
    if result.understood.kind is QueryKind.CITATION and len(result.hits) == 1:
        # A citation that was found: Enter again opens it.
        frame.script["hit"] = f"{words}-{result.hits[0].key}"
    if len(result.hits) >= number < _MOST and order is Order.RELEVANCE:
        st.button(say("search.more"), key="search_more", on_click=set_state, kwargs={"search_count": min(number + _STEP, _MOST)})
    elif not result.hits and chosen:
        st.button(say("search.clear_filters"), on_click=put_params, args=(dict.fromkeys(at.filters().values()),))
    if len(result.hits) > 1 or chosen:
        # The hits are there by now: how many there are of each kind is for who narrows them.
        row.html(row_html(asked_in, chosen, order, *counts_of(words, day, chosen, verbatim)))


def _words() -> str:
    """The words that are searched for. They come from the box, an example, or a search link; a link's leave the address at once."""
    asked, again = take_event("ask"), take_event("again")
    linked = st.query_params.get(at.WORDS)
    if linked is not None:
        del st.query_params[at.WORDS]
    given = str(asked["words"]) if asked else linked
    if again:
        # The reader has come back to an entry of the history that showed another search.
        given = st.session_state.get("searches", {}).get(str(again["mark"]))
    if given is not None:
        set_state(**{"search_words": given, "search_count": _STEP, _BOX: given})
    elif _BOX not in st.session_state:
        st.session_state[_BOX] = st.session_state.get("search_words", "")
    return str(st.session_state.get("search_words", "")).strip()


def _mark(words: str) -> str | None:
    """A mark of the search that is shown: the browser's history keeps it, and it says nothing of the words."""
    if not words:
        return None
    searches: dict[str, str] = st.session_state.setdefault("searches", {})
    mark = next((mark for mark, searched in searches.items() if searched == words), None) or secrets.token_hex(4)
    searches[mark] = words
    return mark


def _first_screen(frame: Frame) -> None:
    say = frame.say
    instruments, articles, example = data.holdings(revision())
    questions = [(say("search.example_1"), say("search.example_1_hint")), (say("search.example_2"), say("search.example_2_hint"))]
    cited = say("search.example_citation", name=example) if example else say("search.example_3")
    questions.append((cited, say("search.example_3_hint" if example else "search.example_1_hint")))
    offer_doors(frame)
    saved = saved_searches(acting().name)
    kept = _SAVED.link(frame, len(saved), sum(len(item.alerts) for item in saved)) if saved else ""
    lines = KIT.join(up_to(frame), home_line(frame), kept, macros("verifying").link(say, frame.address(at.VERIFY)))
    st.html(_HTML.first_screen(say, questions, instruments, articles, lines))
    with st.container(key="exact"), st.expander(say("search.syntax_title")):
        st.html(_HTML.forms(say, FORMS))


def result_html(frame: Frame, result: SearchResult, order: Order = Order.RELEVANCE) -> Markup:
    """What was found, as one block."""
    say, found = frame.say, len(result.hits)
    counted = "search.count_more" if found >= _STEP else "search.count"
    counted = f"search.count_{order.value}" if order is not Order.RELEVANCE else counted
    later = [
        (later_words(say, item), frame.address(at.READER, **{at.INSTRUMENT: item.key}) if item.key else "", item.name)
        for item in result.later
    ]
    return _HTML.result(
        say,
        result,
        counted=[say(counted, count=found), say("search.took", ms=float(result.took_ms))],
        understood=asked_html(frame, result.understood.asked) + _understood(frame, result) + _HTML.later(say, later),
        found=[hit_html(frame, hit) for hit in result.hits],
        near=[hit_html(frame, hit) for hit in result.near],
        on_days=[_on_day(frame, then) for then in result.on_days],
        now=say("search.on_day_now", day=result.understood.as_of),
    )


def _on_day(frame: Frame, then: OnDay) -> tuple[str, list[Markup]]:
    """What answers on the day of an event: a title that says which day, and the hits, as of that day."""
    event = then.event
    title = frame.say(f"search.on_day_{event.side}", day=event.day, words=event.typed)
    return title, [hit_html(replace(frame, day=event.day), hit) for hit in then.hits]


def _understood(frame: Frame, result: SearchResult) -> Markup:
    """How the query was read, and what an ambiguous one may mean."""
    say, understood = frame.say, result.understood
    lines = [say("search.stated_about")] if understood.of_values and not result.degraded else []
    if understood.kind in (QueryKind.CITATION, QueryKind.NUMBER):
        lines.append(say(f"search.understood_{understood.kind.value}", text=understood.text))
    lines += read_lines(frame, understood)
    lines += absent_lines(say, result)
    shown = understood.key if understood.kind is QueryKind.NUMBER or understood.absent else None
    known = data.instrument_of(split_key(shown)[0]) if shown else None
    named = (known.key, data.name(known)) if known else None
    return _HTML.understood(frame, lines, named, _choices(frame, understood))


def _choices(frame: Frame, understood: Understood) -> list[tuple[str, str]]:
    """What an ambiguous query may mean: address and words of each."""
    found: list[tuple[str, str]] = []
    for choice in understood.choices:
        instrument, path = split_key(choice.key)
        issued = read_day(choice.issued_on)
        about = instrument_name(instrument, choice.number, choice.title, subject=True)
        words = (cite(path) if path else "", about, frame.say.day(issued) if issued else "")
        href = frame.address(at.READER, **{at.INSTRUMENT: instrument, at.PROVISION: path})
        found.append((href, " · ".join(part for part in words if part)))
    return found


def hit_html(frame: Frame, hit: Hit) -> Markup:
    """A hit as an answer: the article, the instrument, the words that matched, and the state on the day."""
    say = frame.say
    best = hit.snippet_path or hit.best_clause or hit.path
    badges, why = [("", badge(say, hit.standing))], [say("why.status", words=hit.standing.sentence(say))]
    if not hit.is_law:
        badges, why = [("", Markup.escape(say("search.no_law")))], []
    if hit.clause_status and hit.best_clause:  # the clause that answers has a status of its own
        badges.append((cite(hit.best_clause), badge(say, hit.clause_status)))
        why.append(say("why.status_of", place=cite(hit.best_clause), words=hit.clause_status.sentence(say)))
    if reasons := hit.reasons:  # which words of the query its parts have, and which it lacks
        found = {"heading": reasons.heading, "name": reasons.name, "clause": reasons.clause, "missing": reasons.missing}
        why += [say(f"why.{part}", words=", ".join(f"“{word}”" for word in words)) for part, words in found.items() if words]
    return _HTML.hit(
        frame,
        hit,
        href=data.address_of(frame, hit.instrument, hit.version, best),
        place="" if best == hit.path else best,
        name=instrument_name(hit.instrument, hit.number, hit.title, subject=True),
        words=piece(hit),
        badges=badges,
        other=(hit.other.snippet_path, piece(hit.other)) if hit.other else None,
        held=_held_words(say, hit),
        period=period_over(hit.title, hit.standing),
        typed=macros("typed").hit(TYPED, [say("typed.hit", author=by, day=say.day(moment)) for by, moment in hit.typed]),
        why=why,
        new=_new_words(frame, hit),
    )


def _new_words(frame: Frame, hit: Hit) -> tuple[str, str, Markup] | None:
    """The words in force of a hit in older ones: where they stand, what they are, and the piece that answers."""
    if hit.new_words is None:
        return None
    instrument, path = split_key(hit.new_words.key)
    href = frame.address(at.READER, **{at.INSTRUMENT: instrument, at.PROVISION: path})
    return href, new_words_line(frame.say, hit.new_words), piece(hit.new_words)


def _held_words(say: Catalogue, hit: Hit) -> str:
    """Which words of an instrument a hit shows."""
    if hit.origin is None:
        return ""
    start = hit.standing.words_from
    return say("search.held_words" if start else "search.held_words_undated", origin=say(f"search.held_{hit.origin}"), day=start)


def saved_view(frame: Frame) -> None:
    """The saved searches of a person, with what is new for each."""
    say = frame.say
    entitle(frame, say("saved.title"))
    st.html(_SAVED.head(frame))
    with st.container(key="saved"):
        found = check_saved(base(), acting().name)
        if not found:
            st.html(state(say("saved.none_title"), say("saved.none_next"), (), "☆"))
        asked = take_event("run")
        for saved in found:
            if asked and asked.get("id") == str(saved.id):
                set_state(**{"search_words": saved.query, _BOX: saved.query})
                drop_state("search_count")
                put_params({**params_of(saved.filters), at.VIEW: None})
                st.rerun()
            _saved(frame, saved)


def _saved(frame: Frame, saved: Saved) -> None:
    say = frame.say
    with st.container(key=f"saved_{saved.id}", border=True):
        params = {name: value for name, value in params_of(saved.filters).items() if value}
        filters = [names_of(say, kind).get(params[name], params[name]) for kind, name in at.filters().items() if name in params]
        checked = say.moment(saved.checked_at) if saved.checked_at else ""
        new = ((*split_key(alert.article), alert.change == CHANGED) for alert in saved.alerts)
        alerts = [(key, path, data.name_of_key(key), changed) for key, path, changed in new]
        st.html(_SAVED.saved(frame, saved, filters, checked, alerts))
        with st.container(key=f"saved_do_{saved.id}", horizontal=True, gap="small"):
            if saved.alerts:
                st.button(say("saved.seen"), key=f"seen_{saved.id}", type="tertiary", on_click=_quietly, args=(saw, saved))
            st.button(say("saved.remove"), key=f"remove_{saved.id}", type="tertiary", on_click=_quietly, args=(remove_saved, saved))


def _quietly(act: Callable[..., None], saved: Saved) -> None:
    """Do it to the search that was shown; somebody else may have removed it meanwhile."""
    with suppress(NotFoundError, ChangedMeanwhileError), unless_refused():
        act(base(), saved.id, saved, acting())
