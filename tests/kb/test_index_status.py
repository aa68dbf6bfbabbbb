"""The status that an index is asked for is the one that the evidence says: for all evidence, on all days."""

import hashlib
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.time.evidence import Doing, Doubt, Repealed, Suspension, ends_of
from documents.time.stated import Claim, Stated, Voice
from documents.time.status import Basis, StatusCode, Told, WordingCode
from documents.time.timeline import Evidence
from kb.errors import InvalidQueryError
from kb.index.embedded import TantivyIndex
from kb.index.engine import Document
from kb.index.fields import EVER_SHOWN, INDEX_FORMAT, evidence_meta, evidence_of, status_filter
from kb.law.status.provision_status import provision_status, tone_of, too_old
from kb.search.ranking.order import loss_elsewhen
from kb.search.steps import count_by_status

# Few days, some next to one another, so that much falls together; and the ends of the calendar.
DAYS = (date.min, date(2090, 1, 1), date(2090, 1, 2), *(date(2091, 1, day) for day in range(1, 7)), date(2099, 12, 31), date.max)
some_day = st.sampled_from(DAYS)
maybe = st.none() | some_day
halts = st.lists(st.builds(Suspension, some_day, maybe, st.just("1/2090/NĐ-CP"), st.booleans()), max_size=3)
KINDS: dict[object, st.SearchStrategy[object]] = {
    date | None: maybe,
    Repealed | None: st.none() | st.builds(Repealed, maybe, maybe, maybe),
    str | None: st.sampled_from([None, "3/2090/NĐ-CP"]),
    str: st.just("3/2090/NĐ-CP"),
    bool: st.booleans(),
    tuple[Suspension, ...]: st.just(()) | st.builds(ends_of, halts, st.lists(some_day, max_size=2)),
    tuple[Doubt, ...]: st.just(())
    | st.lists(st.builds(Doubt, maybe, st.just("2/2090/NĐ-CP"), st.sampled_from(Doing), st.booleans()), max_size=2).map(tuple),
    tuple[Stated, ...]: st.just(())
    | st.lists(
        st.builds(Stated, st.sampled_from(Claim), some_day, maybe, st.sampled_from(Voice), st.just("Sổ"), maybe, st.just("")),
        max_size=3,
    ).map(tuple),
}
evidences = st.builds(Evidence, **{kind.name: KINDS[kind.type] for kind in fields(Evidence)})


def index_of(some: list[Evidence]) -> TantivyIndex:
    store = TantivyIndex()
    about = [{"provision": number, "version": 1, "article": f"k#dieu-{number}", "instrument": "k"} for number in range(len(some))]
    store.fill(
        [Document(id=str(number), content="x", meta={**about[number], **evidence_meta(item)}) for number, item in enumerate(some)]
    )
    return store


@settings(max_examples=12)
@given(st.lists(evidences, min_size=20, max_size=60))
def test_an_index_is_asked_for_the_status_that_the_evidence_says(some: list[Evidence]) -> None:
    """By filter, by counting, by what is kept for hits, and by the order of ranking."""
    view = index_of(some).view()
    documents = sorted(view.stored(view.retrieve((), len(some))), key=lambda document: int(document.id))
    assert [evidence_of(document.meta) for document in documents] == some
    for day in DAYS:
        before = too_old(day) + timedelta(days=1)
        said = [evidence.status_on(day).told for evidence in some]
        stale = [
            (evidence.status_on(before).told, told) == (Told.WAS_IN_FORCE,) * 2 for told, evidence in zip(said, some, strict=True)
        ]
        said = [Told.UNKNOWN if old else told for told, old in zip(said, stale, strict=True)]
        for told in Told:
            found = {match.provision for match in view.retrieve((), len(some), status_filter(told, day))}
            assert found == {number for number, other in enumerate(said) if other is told}, (told, day)
        shown = {match.provision for match in view.retrieve((), len(some), status_filter(EVER_SHOWN, day))}
        assert shown == {number for number, other in enumerate(said) if other in (Told.IN_FORCE, Told.WAS_IN_FORCE)}
        everything = {"field": "meta.version", "operator": "==", "value": 1}
        assert count_by_status(view, everything, len(some), day) == Counter(told.value for told in said)
        behind = [
            status.code in (StatusCode.EXPIRED, StatusCode.NOT_YET)
            or status.basis is Basis.SUCCEEDED
            or (status.basis is Basis.STATED_PASSED and tone_of(status) is not status.told)
            for status in (provision_status(evidence.status_on(day), day, evidence.last_known(day)) for evidence in some)
        ]
        assert [loss_elsewhen(document, day) != 0 for document in documents] == behind


@pytest.mark.parametrize("day", [date(2090, 6, 1), date(2091, 2, 28), date(2091, 3, 1), date(2092, 2, 29), date(2093, 1, 1)])
def test_the_filters_find_what_the_pills_show(day: date) -> None:
    """A check that is too old is shown as unknown: it is found there, and not among what is in force."""
    begun = date(2080, 1, 1)
    checks = [date(2089, 1, 1), date(2090, 2, 28), date(2090, 3, 1), date(2091, 2, 28), date(2091, 3, 1), date(2092, 2, 1)]
    some = [Evidence(effective_from=begun)]
    some += [Evidence(effective_from=begun, seen_on=check, kept_until=check) for check in checks]
    some += [Evidence(effective_from=begun, relied_from=begun, relied_on=check, relied_by="A") for check in checks]
    view = index_of(some).view()
    shown = [tone_of(provision_status(item.status_on(day), day, item.last_known(day))) for item in some]
    for wanted in (*Told, EVER_SHOWN):
        meant = {Told.IN_FORCE, Told.WAS_IN_FORCE} if wanted == EVER_SHOWN else {wanted}
        found = {match.provision for match in view.retrieve((), len(some), status_filter(wanted, day))}
        assert found == {number for number, tone in enumerate(shown) if tone in meant}, wanted


@given(evidences, st.dates())
def test_periods_are_the_status_of_every_day(evidence: Evidence, day: date) -> None:
    periods = list(evidence.periods_of(lambda status: (status.code, status.told, status.wording)))
    assert (periods[0][1], periods[-1][2]) == (date.min, None)
    assert all(last and last + timedelta(days=1) == first for (_, _, last), (_, first, _) in pairwise(periods))
    for asked in (day, *DAYS):
        ((code, told, wording),) = (said for said, first, last in periods if first <= asked and (last is None or asked <= last))
        status = evidence.status_on(asked)
        assert (code, told, wording) == (status.code, status.told, status.wording)
        assert (evidence.last_known(asked) is None) or wording is WordingCode.UNKNOWN or code is StatusCode.UNKNOWN


def test_another_rule_is_another_form_of_the_index() -> None:
    """An index keeps what the rule makes of evidence. Where this fails, raise INDEX_FORMAT, and write down the new digest."""
    rng = random.Random(2090)

    def some_day() -> date | None:
        return rng.choice((None, rng.choice(DAYS)))

    made: dict[object, Callable[[], object]] = {
        date | None: some_day,
        Repealed | None: lambda: rng.choice((None, None, Repealed(some_day(), some_day(), some_day()))),
        str | None: lambda: None,
        str: str,
        bool: lambda: rng.random() < 0.2,
        tuple[Suspension, ...]: lambda: tuple(Suspension(rng.choice(DAYS), some_day(), "") for _ in range(rng.randrange(3))),
        tuple[Doubt, ...]: lambda: tuple(Doubt(some_day(), "", rng.choice(list(Doing))) for _ in range(rng.choice((0, 0, 1)))),
        tuple[Stated, ...]: lambda: tuple(
            Stated(rng.choice(list(Claim)), rng.choice(DAYS), some_day(), rng.choice(list(Voice)))
            for _ in range(rng.choice((0, 0, 2)))
        ),
    }
    kinds = sorted((kind.name, kind.type) for kind in fields(Evidence))
    some = [Evidence(**{name: made[kind]() for name, kind in kinds}) for _ in range(2000)]  # type: ignore[arg-type]
    said = [(str(told), first, last) for evidence in some for told, first, last in evidence.periods_of(lambda status: status.told)]
    assert (INDEX_FORMAT, hashlib.sha256(repr(said).encode()).hexdigest()[:12]) == (23, "fff642955c7b")


def test_a_status_that_there_is_not_is_refused() -> None:
    with pytest.raises(InvalidQueryError):
        status_filter("held", DAYS[1])
