"""The cards on real texts: every quote is a piece of what is stored, and every status is what `kb status` says."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from ingest.batch import ingest_paths
from kb.base import KnowledgeBase
from kb.database import tables
from kb.entitlements.answers import Answer, entitled
from kb.entitlements.binding import LACKING, Flaw
from kb.entitlements.checking import Checks, find_flaws
from kb.entitlements.facts import read_situation
from kb.entitlements.loading import shipped
from kb.errors import SituationError
from kb.law.status.answers import Asked, answer_all
from tests.kb.databases import empty_sqlite

pytestmark = pytest.mark.realdata
FILES = [
    "Luat_66-2011-QH12.txt",
    "van-ban-hop-nhat-so-1345-vbhn-bldtbxh-41612.txt",
    "thong-tu-so-08-2023-tt-bldtbxh-40176.txt",
    "nghi-dinh-so-188-2025-nd-cp-45593.txt",
    "van-ban-hop-nhat-so-40-vbhn-vpqh-469125.txt",
    "161-2026-nd-cp-tang-luong-co-so.md",
    "thong-tu-29-2026-tt-bca-quy-phong-chong-toi-pham-trung-uong.md",
    "thong-tu-02-2026-tt-bng-phan-cap-nhiem-vu-quyen-han-bo-ngoai-giao.md",
    "vbpl_doc_000239.html",
    "vbpl_doc_000470.html",
    "Luat_11-2017-QH14_TGPL.txt",
    "ND_144-2017-ND-CP_TGPL.txt",
    "ND_20-2021-ND-CP_tro_giup_xa_hoi.txt",
    "TT_08-2017-TT-BTP_TGPL.txt",
    "TT_11-2014-TT-BTP.txt",
    "TTLT_29-2025_vbpl.html",
    "excerpts/Luat_53-2024-QH15_excerpts.md",
    "excerpts/ND_62-2012_and_ND_09-2013_excerpts.md",
]
DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def base(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with empty_sqlite(tmp_path_factory.mktemp("base")) as made:
        reports = list(ingest_paths(made, [data / "documents" / "anti_trafficking" / name for name in FILES]))
        assert [report.file for report in reports if report.status == "rejected"] == []
        yield made


@pytest.fixture(scope="module")
def checks(base: KnowledgeBase) -> Iterator[Checks]:
    """What the base says of the cards' bases, asked once a day."""
    with base.session() as session:
        yield Checks(session, shipped())


def test_what_is_held_is_as_it_was_when_compared(base: KnowledgeBase) -> None:
    with base.session() as session:
        found = find_flaws(session, shipped(), DAY)
    assert [(item.use.card, item.use.binding.key) for item in found if item.flaw is Flaw.CHANGED] == []
    lacking = {item.use.binding.source.id for item in found if item.flaw in LACKING}
    assert {"L53", "ND162", "ND09", "TT84", "TT120"} <= lacking
    assert {"L66", "TT35", "TT08", "ND188", "BHYT", "ND161", "TT29", "QD07", "ND338", "TGPL"} & lacking == {"TGPL"}


STATED = st.fixed_dictionaries(
    {},
    optional={
        "who": st.sampled_from(["victim", "being_identified", "minor_accompanying", "relative"]),
        "nationality": st.sampled_from(["VN", "LA", "stateless"]),
        "where": st.sampled_from(["VN", "KH"]),
        "age": st.integers(0, 90),
        "identified": st.dates(date(2012, 1, 1), date(2026, 11, 24)).map(str) | st.just("not_yet"),
        "poor": st.sampled_from(["yes", "no"]),
        "in_facility": st.sampled_from(["yes", "no"]),
        "as_of": st.sampled_from(["2023-10-11", "2025-06-30", "2025-07-01", "2026-11-24"]),
    },
)


def possible(facts: dict[str, Any]) -> bool:
    try:
        read_situation({"as_of": "2026-11-24", **facts})
    except SituationError:
        return False
    return facts.get("identified", "not_yet") == "not_yet" or facts.get("who") != "being_identified"


@given(facts=STATED.filter(possible))
def test_every_quote_is_a_piece_of_the_stored_text(base: KnowledgeBase, checks: Checks, facts: dict[str, Any]) -> None:
    facts = {"as_of": "2026-11-24", **facts}
    answer = entitled(checks, shipped(), read_situation(facts))
    with base.session() as session:
        stored = texts(base)
        for item in answer.cards:
            assert item.statements
            for shown in [*(said.basis for said in item.statements), *item.rules]:
                quote = shown.quote
                if quote is not None:
                    assert any(quote in text for text in stored[str(shown.instrument)])
        keys = statuses(answer)
        asked = [Asked(*key.partition("#")[::2], date.fromisoformat(facts["as_of"])) for key in keys]
        said = answer_all(session, [Asked(item.instrument, item.path or None, item.day) for item in asked])
    assert [found.status if found else None for found in said] == list(keys.values())


def statuses(answer: Answer) -> dict[str, Any]:
    shown = [basis for item in answer.cards for basis in [*(said.basis for said in item.statements), *item.rules]]
    return {item.key: item.answer.status if item.answer else None for item in shown}


_TEXTS: dict[int, dict[str, list[str]]] = {}


def texts(base: KnowledgeBase) -> dict[str, list[str]]:
    if id(base) not in _TEXTS:
        found: dict[str, list[str]] = {}
        provision, version, instrument = tables.Provision, tables.Version, tables.Instrument
        with base.session() as session:
            rows = session.execute(
                select(instrument.key, provision.text, provision.tail)
                .join(version, version.id == provision.version_id)
                .join(instrument, instrument.id == version.instrument_id)
            )
            for key, text, tail in rows:
                found.setdefault(key, []).extend((text, tail))
        _TEXTS[id(base)] = found
    return _TEXTS[id(base)]


def test_excerpts_are_quoted_and_said_to_be_some(base: KnowledgeBase) -> None:
    with base.session() as session:
        answer = entitled(Checks(session, shipped()), shipped(), read_situation({"as_of": DAY}))
    shown = [said.basis for item in answer.cards for said in item.statements]
    some = [item for item in shown if item.binding.source.id in ("L53", "ND62", "ND09")]
    assert {item.flaw for item in some} == {Flaw.MISSING, Flaw.EXCERPT}
    assert all((item.quote is not None) == (item.flaw is Flaw.EXCERPT) for item in some)
