"""References and relations of stored texts."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from documents.model import Codified, InstrumentType, Note
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.database.reading.reader import load_version
from kb.errors import ReviewError
from kb.law.derivation.decisions import Decision, decide_relation, decisions
from kb.law.derivation.link_rows import fingerprint
from kb.law.derivation.linking import link_all
from kb.law.effects.groups import QueueFilter, queue_effects, queue_relations
from kb.law.effects.newer import read_newer
from kb.law.effects.relations import relations_of, transitional_for
from kb.law.references.links import count_incoming, incoming, missing_instruments, outgoing, sentence_at
from kb.pages.reader.history import lines_of
from tests.kb.databases import empty_sqlite
from tests.kb.deciding import decide
from tests.kb.made_up_changes import (
    CHANGES,
    CHANGES_KEY,
    GARDEN,
    GARDEN_KEY,
    REPLACES,
    REPLACES_KEY,
    base_with_garden,  # noqa: F401
    codified,
    decree,
    put,
    read,
    row_of,
)


def kinds(base: KnowledgeBase, key: str, *, incoming: bool = False) -> list[tuple[str, str | None]]:
    with base.session() as session:
        found = relations_of(session, row_of(base, key))
    views = found.incoming if incoming else found.outgoing
    return [(view.kind, view.source if incoming else view.target_key) for view in views]


def test_what_an_instrument_is_to_others(base: KnowledgeBase) -> None:
    put(base, CHANGES)
    put(base, REPLACES)
    assert kinds(base, GARDEN_KEY)[0] == ("can_cu", "luat/09-2089-qh99/quoc-hoi/2089-11-20")
    assert ("sua_doi", GARDEN_KEY) in kinds(base, CHANGES_KEY)
    assert ("chuyen_tiep", f"{GARDEN_KEY}#dieu-2") in kinds(base, CHANGES_KEY)
    found = {kind for kind, _ in kinds(base, GARDEN_KEY, incoming=True)}
    assert found == {"sua_doi", "thay_the", "chuyen_tiep", "dan_chieu"}


def test_every_relation_has_its_sentence(base: KnowledgeBase) -> None:
    put(base, REPLACES)
    with base.session() as session:
        found = [view for view in relations_of(session, row_of(base, GARDEN_KEY)).incoming if view.kind == "thay_the"]
        (view,) = found
        text = load_version(session, view.source_id).provision(view.path)
    assert text is not None
    assert text.text[view.start : view.end] == view.evidence
    assert "hết hiệu lực" in view.evidence


def test_the_order_of_storing_makes_no_difference(tmp_path: Path) -> None:
    found = []
    for home, texts in (("a", (GARDEN, CHANGES, REPLACES)), ("b", (REPLACES, CHANGES, GARDEN))):
        with empty_sqlite(tmp_path / home) as base:
            for text in texts:
                put(base, text)
            found.append((kinds(base, GARDEN_KEY), kinds(base, GARDEN_KEY, incoming=True), kinds(base, CHANGES_KEY)))
    assert [sorted(map(str, some)) for some in found[0]] == [sorted(map(str, some)) for some in found[1]]


def test_incoming_references_of_a_provision(base: KnowledgeBase) -> None:
    put(
        base,
        decree(
            "11/2090/NĐ-CP",
            "02 tháng 5 năm 2090",
            "Quy định về giếng",
            "Điều 1. Nước\nNước tưới theo khoản 1 Điều 2 Nghị định số 10/2090/NĐ-CP.",
        ),
    )
    with base.session() as session:
        row = row_of(base, GARDEN_KEY)
        at_clause = incoming(session, row, "dieu-2/khoan-1")
        at_article = incoming(session, row, "dieu-2")
        assert incoming(session, row, "dieu-2/khoan-2") == []
        own = incoming(session, row, "dieu-3")
        counts = count_incoming(session, row)
    assert [item.instrument for item in at_clause] == ["nghi-dinh/11-2090-nd-cp/chinh-phu/2090-05-02"]
    assert at_article == at_clause
    assert at_clause[0].words == "Nước tưới theo khoản 1 Điều 2 Nghị định số 10/2090/NĐ-CP."
    assert [(item.path, item.target_path) for item in own] == [("dieu-2/khoan-1", "dieu-3")]
    assert counts["dieu-2/khoan-1"] == 1


def test_outgoing_references_have_exact_offsets(base: KnowledgeBase) -> None:
    with base.session() as session:
        loaded = load_version(session, GARDEN_KEY)
        links = outgoing(session, loaded, "dieu-2")
        (link,) = links
        provision = loaded.provision(link.path)
        assert provision is not None
        assert provision.text[link.start : link.end] == "Điều 3 Nghị định này"
        assert [target.key for target in link.targets] == [f"{GARDEN_KEY}#dieu-3"]
        assert link.targets[0].held
        assert len(outgoing(session, loaded)) > 1


@pytest.mark.parametrize(
    ("words", "possible"),
    [
        ("theo Điều 0 Nghị định số 10/2090/NĐ-CP.", False),
        ("theo điểm f khoản 1 Điều 2 Nghị định số 10/2090/NĐ-CP.", False),
        ("theo Điều 2 Nghị định số 10/2090/NĐ-CP.", True),
    ],
)
def test_a_citation_of_what_cannot_exist_is_kept_and_marked(base: KnowledgeBase, words: str, possible: bool) -> None:
    put(base, decree("12/2090/NĐ-CP", "02 tháng 5 năm 2090", "Quy định về hàng rào", f"Điều 1. Hàng rào\nRào được dựng {words}"))
    with base.session() as session:
        links = outgoing(session, load_version(session, row_of(base, "nghi-dinh/12-2090-nd-cp/chinh-phu/2090-05-02")), "dieu-1")
    assert [target.possible for link in links for target in link.targets] == [possible]


@pytest.mark.parametrize(
    ("dated", "basis", "held", "alike"),
    [
        ("28 tháng 11 năm 2024", "ngày 28 tháng 11 năm 2024", True, 0),
        # Of what the base has no day is known, as where it has excerpts.
        ("", "ngày 28 tháng 11 năm 2024", True, 0),
        ("", "năm 2024", True, 0),
        # Another day, or none where several laws bear the name: a doubt, and no law.
        ("28 tháng 11 năm 2024", "ngày 29 tháng 11 năm 2024", False, 1),
        ("28 tháng 11 năm 2024", "", False, 1),
        # The old law is known, and the base does not have it.
        ("28 tháng 11 năm 2024", "ngày 29 tháng 3 năm 2011", False, 0),
    ],
)
def test_a_basis_without_a_number_is_found_by_name_and_day(
    base: KnowledgeBase, dated: str, basis: str, held: bool, alike: int
) -> None:
    law = read(decree("53/2024/QH15", "01 tháng 01 năm 2024", "Phòng, chống mua bán người", "Điều 1. Phạm vi\nLuật này."))
    known = replace(law.metadata, type=InstrumentType.LAW, issuer="Quốc hội", issued_on=date(2024, 11, 28) if dated else None)
    key = f"luat/53-2024-qh15/quoc-hoi/{'2024-11-28' if dated else '-'}"
    put(base, replace(law, key=key, metadata=known), name="luat.txt")
    words = f"Căn cứ Luật Phòng, chống mua bán người {basis}".strip()
    draft = read(f"Dự thảo ngày 01/3/2026\nNGHỊ ĐỊNH\nVề giếng\n{words};\nĐiều 1. Giếng\nGiếng được đào.\n")
    put(base, replace(draft, key="du-thao/-/chinh-phu/-", metadata=replace(draft.metadata, type=InstrumentType.DRAFT)))
    with base.session() as session:
        links = outgoing(session, load_version(session, "du-thao/-/chinh-phu/-"))
        (target,) = [target for link in links for target in link.targets]
        assert (target.instrument_id == row_of(base, key), len(target.alike)) == (held, alike)


@pytest.mark.parametrize(
    ("bases", "meant"),
    [
        (("Luật Phòng, chống mua bán người ngày 28 tháng 11 năm 2024",), "luat/53-2024-qh15/quoc-hoi/2024-11-28"),
        (("Luật Phòng, chống mua bán người ngày 29 tháng 3 năm 2011",), "luat/66-2011-qh12/quoc-hoi/2011-03-29"),
        (("Luật Phòng, chống mua bán người số 53/2024/QH15",), "luat/53-2024-qh15/quoc-hoi/2024-11-28"),
        (("Luật Phòng, chống mua bán người",), None),
        (tuple(f"Luật Phòng, chống mua bán người {day}" for day in ("ngày 29/3/2011", "ngày 28/11/2024")), None),
        (("Luật sửa đổi, bổ sung một số điều của Luật Phòng, chống mua bán người ngày 28 tháng 11 năm 2024",), None),
    ],
)
@pytest.mark.parametrize("path", ["dieu-1", None])
def test_a_name_alone_means_the_only_law_of_it_among_the_legal_bases(
    empty: KnowledgeBase, bases: tuple[str, ...], meant: str | None, path: str | None
) -> None:
    lines = "\n".join(f"Căn cứ {words};" for words in bases)
    body = "Điều 1. Giếng\nGiếng được đào theo khoản 2 Điều 4 Luật Phòng, chống mua bán người.\n"
    draft = read(f"Dự thảo ngày 01/3/2026\nNGHỊ ĐỊNH\nVề giếng\n{lines}\n{body}")
    put(empty, replace(draft, key="du-thao/-/chinh-phu/-", metadata=replace(draft.metadata, type=InstrumentType.DRAFT)))
    with empty.session() as session:
        links = outgoing(session, load_version(session, "du-thao/-/chinh-phu/-"), path)
    found = [target.key for link in links if link.path == "dieu-1" for target in link.targets]
    assert found == [meant and f"{meant}#dieu-4/khoan-2"]


def test_missing_instruments_are_listed_by_how_often_they_are_cited(empty: KnowledgeBase) -> None:
    """A reference to a not-yet-known instrument is kept, never dropped; it points to it once the base has it."""
    put(empty, CHANGES)
    put(empty, REPLACES)
    with empty.session() as session:
        missing = missing_instruments(session)
        assert missing[0].label == "Nghị định số 10/2090/NĐ-CP"
        assert missing[0].citing == 2
    put(empty, GARDEN)
    with empty.session() as session:
        assert GARDEN_KEY not in [item.key for item in missing_instruments(session)]
        assert incoming(session, row_of(empty, GARDEN_KEY))


def test_references_within_an_article_are_not_kept_but_shown(empty: KnowledgeBase) -> None:
    text = decree(
        "13/2090/NĐ-CP", "02 tháng 5 năm 2090", "Quy định về mái che", "Điều 1. Mái\n1. Mái bằng rạ.\n2. Trừ khoản 1 Điều này."
    )
    put(empty, text)
    key = "nghi-dinh/13-2090-nd-cp/chinh-phu/2090-05-02"
    with empty.session() as session:
        assert count_incoming(session, row_of(empty, key)) == {}
        links = outgoing(session, load_version(session, key), "dieu-1")
    assert [target.key for link in links for target in link.targets] == [f"{key}#dieu-1/khoan-1"]


def test_quoted_new_text_speaks_for_the_instrument_that_is_amended(base: KnowledgeBase) -> None:
    text = CHANGES.replace("Cây được tưới ba lần một ngày.", "Cây được tưới ba lần theo Điều 4 Nghị định này.")
    put(base, text)
    with base.session() as session:
        links = outgoing(session, load_version(session, CHANGES_KEY), "dieu-1/khoan-1")
    keys = [target.key for link in links for target in link.targets]
    assert f"{GARDEN_KEY}#dieu-4" in keys
    assert f"{CHANGES_KEY}#dieu-4" not in keys


def test_transitional_clauses_stand_beside_what_they_keep_alive(base: KnowledgeBase) -> None:
    put(base, CHANGES)
    with base.session() as session:
        row = row_of(base, GARDEN_KEY)
        (clause,) = transitional_for(session, row, "dieu-2/khoan-1")
        assert transitional_for(session, row, "dieu-4") == []
    assert (clause.source, clause.path, clause.target_path) == (CHANGES_KEY, "dieu-2", "dieu-2")
    assert "tiếp tục thực hiện" in clause.evidence


def test_the_map_has_a_line_for_each_kind(base: KnowledgeBase) -> None:
    put(base, CHANGES)
    with base.session() as session:
        found = relations_of(session, row_of(base, GARDEN_KEY), rejected=False)
    (changes,) = lines_of(found.incoming, outward=False)["sua_doi"]
    assert changes.key == CHANGES_KEY
    (missing,) = lines_of(found.outgoing, outward=True)["can_cu"]
    assert (missing.key, missing.instrument_id) == ("luat/09-2089-qh99/quoc-hoi/2089-11-20", None)


def test_what_ends_a_part_is_no_ending_of_the_whole(empty: KnowledgeBase) -> None:
    ends = "Bãi bỏ Điều 4 Nghị định số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về vườn ươm."
    put(empty, GARDEN)
    put(empty, CHANGES.replace("Điều 2. Điều khoản chuyển tiếp", f"Điều 1a. Bãi bỏ\n{ends}\nĐiều 2. Điều khoản chuyển tiếp"))
    with empty.session() as session:
        found = relations_of(session, row_of(empty, GARDEN_KEY))
    kinds = {view.called for view in (*found.outgoing, *found.incoming)}
    assert "bai_bo_phan" in kinds
    assert "bai_bo" not in kinds


def test_editors_cross_references_of_the_codification(empty: KnowledgeBase) -> None:
    garden = read(GARDEN)
    first = Codified("ANCHOR2", "1.1.ND.1.2", "1.1", "Vườn", effective_from=date(2090, 3, 1))
    second = Codified("ANCHOR4", "1.1.ND.1.4", "1.1", "Vườn", effective_from=date(2090, 3, 1))
    made = codified(garden, {"dieu-2": first, "dieu-4": second})
    from dataclasses import replace

    noted = tuple(
        replace(item, notes=(Note("chi-dan:ANCHOR2", "Điều 2 Nghị định 10/2090/NĐ-CP"),)) if item.path == "dieu-4" else item
        for item in made.provisions
    )
    put(empty, replace(made, provisions=noted), snapshot_on=date(2095, 1, 1))
    with empty.session() as session:
        row = row_of(empty, GARDEN_KEY)
        (found,) = incoming(session, row, "dieu-2")
        assert (found.path, found.target_path, found.by_editors) == ("dieu-4", "dieu-2", True)
        assert [view.origin for view in relations_of(session, row).incoming] == ["codification"]


def test_a_decision_on_a_relation_is_remembered_when_the_text_is_stored_again(base: KnowledgeBase) -> None:
    put(base, REPLACES)
    with base.session(write=True, actor=Actor("Người rà soát")) as session:
        view = next(item for item in relations_of(session, row_of(base, GARDEN_KEY)).incoming if item.kind == "thay_the")
        assert view.id is not None
        decide_relation(session, view.id, "reject")
    put(base, REPLACES.replace("Nguyễn Văn Mẫu", "Nguyễn Văn Mẫu\n"), name="ban-khac.txt")
    link_all(base)
    with base.session() as session:
        again = next(item for item in relations_of(session, row_of(base, GARDEN_KEY)).incoming if item.kind == "thay_the")
        assert (again.state, again.decided_by) == ("rejected", "Người rà soát")
        assert "thay_the" not in [item.kind for item in relations_of(session, row_of(base, GARDEN_KEY), rejected=False).incoming]


def test_a_relation_is_decided_about_with_the_effect_that_its_words_are(base: KnowledgeBase) -> None:
    put(base, REPLACES)

    def state() -> tuple[str, str | None, bool, bool]:
        with base.session() as session:
            row = row_of(base, GARDEN_KEY)
            view = next(item for item in relations_of(session, row).incoming if item.kind == "thay_the")
            waiting, _ = queue_relations(session, QueueFilter(state="found"))
            newer = read_newer(session.connection(), [row]).get(row, ())
            return view.state, view.decided_by, view.id in [item.id for item in waiting], any(item.reviewed for item in newer)

    def choose(decision: Decision) -> None:
        with base.session(write=True, actor=Actor("Người rà soát")) as session:
            (effect,), _ = queue_effects(session, QueueFilter(source_id=row_of(base, REPLACES_KEY)))
            decide(session, effect.id, decision)

    assert state() == ("found", None, False, False)
    choose("accept")
    assert state() == ("accepted", "Người rà soát", False, True)
    choose("reject")
    assert state() == ("rejected", "Người rà soát", False, False)
    choose("reopen")
    assert state() == ("found", None, False, False)
    with base.session(write=True, actor=Actor("Người rà soát")) as session:
        view = next(item for item in relations_of(session, row_of(base, GARDEN_KEY)).incoming if item.kind == "thay_the")
        decide_relation(session, view.id or 0, "accept")
    choose("reject")
    assert state()[:2] == ("accepted", "Người rà soát")  # a decision about the relation itself holds


def test_deciding_on_what_is_gone_is_one_sentence(empty: KnowledgeBase) -> None:
    with (
        empty.session(write=True, actor=Actor("Người rà soát")) as session,
        pytest.raises(ReviewError, match="relation_gone"),
    ):
        decide_relation(session, 999, "accept")
    with empty.session() as session:
        assert decisions(session, 1, "x") == []


def test_sentence_at() -> None:
    text = "Câu một. Câu hai theo Điều 2; câu ba.\nCâu bốn."
    start = text.index("Điều 2")
    assert sentence_at(text, start, start + 6) == "Câu hai theo Điều 2;"


def test_two_equal_findings_have_fingerprints_of_their_own() -> None:
    counts: dict[str, int] = {}
    first, second = fingerprint(counts, "a", "b"), fingerprint(counts, "a", "b")
    assert first != second
    assert second.startswith(first)


def test_quoted_words_of_an_amendment_never_point_to_the_article_of_its_own_number(base: KnowledgeBase) -> None:
    order = "Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 10/2090/NĐ-CP\n1. Sửa đổi, bổ sung khoản 1 Điều 2 như sau:"
    body = f"{order}\n“1. Trừ khoản 2 Điều này.”"
    put(base, decree("14/2090/NĐ-CP", "03 tháng 5 năm 2090", "Sửa đổi Nghị định số 10/2090/NĐ-CP", body))
    with base.session() as session:
        paths = {item.target_path for item in incoming(session, row_of(base, GARDEN_KEY))}
    assert "dieu-2/khoan-2" in paths
    assert not any(path.startswith("dieu-1") for path in paths if path)


def test_a_newer_text_is_there_from_the_day_of_the_whole(base: KnowledgeBase) -> None:
    """Some articles of it hold earlier: for the old text that says nothing."""
    held = "có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2095."
    put(base, REPLACES.replace(held, f"{held}\n1a. Điều 1 Nghị định này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2095."))
    with base.session() as session:
        (newer,) = read_newer(session.connection(), [row := row_of(base, GARDEN_KEY)])[row]
    assert newer.start == date(2095, 7, 1)
