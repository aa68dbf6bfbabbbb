"""The life of an instrument and of its provisions; what the domain's traps ask of it; and what the command line says."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from documents.model import Codified
from documents.time.status import Basis, StatusCode
from ingest.batch import ingest_paths
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.cli.relating import history_command, relations_command
from kb.database.reading.reader import load_version
from kb.index.build import reindex
from kb.law.derivation.history import changes_in, history_of
from kb.law.effects.relations import relations_of
from kb.law.effects.views import effects_on
from kb.law.status.statuses import status_of, timeline
from kb.search import search
from kb.settings import Settings
from tests.kb.made_up_changes import (
    CHANGES,
    CHANGES_KEY,
    GARDEN,
    GARDEN_KEY,
    REPLACES,
    REPLACES_KEY,
    SUSPENDS,
    codified,
    decide_many,
    decree,
    put,
    read,
    row_of,
)

CHANGED = date(2091, 6, 1)
ENDS_SOME = decree(
    "44/2094/NĐ-CP",
    "05 tháng 02 năm 2094",
    "Quy định về rau",
    "Điều 1. Hiệu lực thi hành\n1. Nghị định này có hiệu lực từ ngày 01 tháng 6 năm 2094.\n2. Các quy định về luống rau tại \
Nghị định số 10/2090/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành.",
)
EXCERPT_KEY = "luat/53-2024-qh15/quoc-hoi/-"
OLD_LAW = "luat/66-2011-qh12/quoc-hoi/2011-03-29"
CIRCULAR = "thong-tu/35-2013-tt-bldtbxh/bo-lao-dong-thuong-binh-va-xa-hoi/2013-12-30"
MERGED = "van-ban-hop-nhat/1345-vbhn-bldtbxh/bo-lao-dong-thuong-binh-va-xa-hoi/2024-04-02"


def accept_all(base: KnowledgeBase, key: str = GARDEN_KEY) -> None:
    with base.session(write=True, actor=Actor("Người rà soát")) as session:
        decide_many(session, [item.id for item in effects_on(session, row_of(base, key))], "accept")


class TestHistory:
    def test_a_text_that_nothing_changed_has_one_entry(self, base: KnowledgeBase) -> None:
        put(base, GARDEN)
        with base.session() as session:
            (entry,) = history_of(session, row_of(base, GARDEN_KEY))
        assert (entry.start, entry.end, entry.version, entry.changed_by) == (date(2090, 3, 1), None, 1, ())

    @pytest.mark.parametrize("accepted", [True, False])
    def test_a_change_begins_a_wording_whether_it_was_reviewed_is_said(self, base: KnowledgeBase, accepted: bool) -> None:
        put(base, GARDEN)
        put(base, CHANGES)
        if accepted:
            accept_all(base)
        with base.session() as session:
            first, second = history_of(session, row_of(base, GARDEN_KEY))
        assert (first.end, second.start, second.end) == (date(2091, 5, 31), CHANGED, None)
        assert first.sha256 != second.sha256
        assert {change.key for change in second.changed_by} == {CHANGES_KEY}
        assert (second.reviewed, second.version) == ((True, 2) if accepted else (False, None))

    def test_a_provision_has_the_history_of_its_own_words(self, base: KnowledgeBase) -> None:
        put(base, GARDEN)
        put(base, CHANGES)
        accept_all(base)
        with base.session() as session:
            row = row_of(base, GARDEN_KEY)
            assert [entry.start for entry in history_of(session, row, "dieu-2/khoan-1")] == [date(2090, 3, 1), CHANGED]
            assert [entry.start for entry in history_of(session, row, "dieu-2/khoan-2")] == [date(2090, 3, 1)]
            (inserted,) = history_of(session, row, "dieu-3a")
            assert (inserted.start, [change.key for change in inserted.changed_by]) == (CHANGED, [CHANGES_KEY])
            assert history_of(session, row, "dieu-99") == []

    def test_it_ends_where_something_ends_it(self, base: KnowledgeBase) -> None:
        put(base, GARDEN)
        put(base, REPLACES)
        with base.session() as session:
            (entry,) = history_of(session, row_of(base, GARDEN_KEY))
        assert (entry.end, entry.reviewed) == (date(2095, 6, 30), False)

    def test_codified_wordings_are_named_by_their_notes(self, base: KnowledgeBase) -> None:
        note = Codified("A2", "1", "1", "V", effective_from=date(2090, 3, 1), wording_from=CHANGED, amended_by=("20/2091/NĐ-CP",))
        put(base, codified(read(GARDEN), {"dieu-2": note}), snapshot_on=date(2092, 1, 1))
        with base.session() as session:
            (entry,) = history_of(session, row_of(base, GARDEN_KEY), "dieu-2")
        assert (entry.start, [change.name for change in entry.changed_by]) == (CHANGED, ["20/2091/NĐ-CP"])

    def test_each_changed_provision_says_what_changed_it(self, base: KnowledgeBase) -> None:
        put(base, GARDEN)
        put(base, CHANGES)
        accept_all(base)
        with base.session() as session:
            found = changes_in(session, load_version(session, GARDEN_KEY, as_of=CHANGED).version.id)
        assert set(found) == {"dieu-2/khoan-1", "dieu-3a"}
        assert found["dieu-3a"][0].key == CHANGES_KEY

    def test_the_time_line(self, base: KnowledgeBase) -> None:
        for text in (GARDEN, CHANGES, SUSPENDS, REPLACES, ENDS_SOME):
            put(base, text)
        with base.session() as session:
            events = timeline(session, row_of(base, GARDEN_KEY))
        told = [(event.kind, event.day) for event in events]
        for expected in (
            ("issued", date(2090, 1, 10)),
            ("effective", date(2090, 3, 1)),
            ("changed", CHANGED),
            ("suspended", date(2092, 3, 1)),
            ("resumed", date(2093, 1, 1)),
            ("expired", date(2095, 7, 1)),
            ("changed", date(2094, 6, 1)),  # the words do not tell what of it is over
        ):
            assert expected in told
        assert ("expired", date(2094, 6, 1)) not in told
        assert [event.day for event in events] == sorted(event.day for event in events if event.day)


class TestCommands:
    @pytest.fixture
    def home(self, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
        for text in (GARDEN, CHANGES, REPLACES):
            put(base, text)
        monkeypatch.setattr("kb.base.process_settings", lambda: base.settings)

    @pytest.mark.usefixtures("home")
    def test_relations(self, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        relations_command(GARDEN_KEY, as_json=True)
        found = json.loads(capfdbinary.readouterr().out)
        assert set(found) == {"outgoing", "incoming"}
        assert {"kind", "target", "evidence", "state"} <= set(found["incoming"][0])
        amended = next(item for item in found["incoming"] if item["kind"] == "sua_doi")
        assert (amended["target"], amended["to"], amended["state"]) == (CHANGES_KEY, GARDEN_KEY, "found")
        assert found["outgoing"][0]["target"] == "luat/09-2089-qh99/quoc-hoi/2089-11-20"

    @pytest.mark.usefixtures("home")
    @pytest.mark.parametrize("key", [GARDEN_KEY, f"{GARDEN_KEY}#dieu-2/khoan-1"])
    def test_history(self, key: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        history_command(key, as_json=True)
        told = json.loads(capfdbinary.readouterr().out)
        found = told["versions"]
        assert {("changed", "2091-06-01", CHANGES_KEY), ("expired", "2095-07-01", REPLACES_KEY)} <= {
            (event["kind"], event["day"], event["by"]) for event in told["events"]
        }
        assert [(item["from"], item["to"]) for item in found] == [("2090-03-01", "2091-05-31"), ("2091-06-01", "2095-06-30")]
        assert all(len(item["sha256"]) == 64 for item in found)
        assert [change["key"] for change in found[1]["changed_by"]][:1] == [CHANGES_KEY]

    @pytest.mark.usefixtures("home")
    def test_in_words(self, capsys: pytest.CaptureFixture[str]) -> None:
        relations_command(GARDEN_KEY, as_json=False)
        history_command(GARDEN_KEY, as_json=False)
        out = capsys.readouterr().out
        assert "← sua_doi" in out
        assert "chưa rà soát" in out


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Iterator[KnowledgeBase]:
    folder = data / "documents" / "anti_trafficking"
    paths = [
        folder / "excerpts",
        folder / "Luat_66-2011-QH12.txt",
        folder / "van-ban-hop-nhat-so-1345-vbhn-bldtbxh-41612.txt",
        folder / "thong-tu-so-08-2023-tt-bldtbxh-40176.txt",
        folder / "Luat_11-2017-QH14_TGPL.txt",
    ]
    with KnowledgeBase(Settings(home=tmp_path_factory.mktemp("kho"), database_url=None, workers=1)) as base:
        assert all(report.status != "rejected" for report in ingest_paths(base, paths))
        yield base


@pytest.mark.realdata
class TestDomain:
    """Traps of the fact sheet on support for victims of human trafficking that concern text and time."""

    def code(self, base: KnowledgeBase, key: str, path: str | None, day: date) -> tuple[StatusCode, str]:
        with base.session() as session:
            found = status_of(session.connection(), load_version(session, key, as_of=day), path, day)
        return found.code, found.basis

    @pytest.mark.third
    @pytest.mark.parametrize("path", [None, "dieu-37", "dieu-27", "dieu-27/khoan-1"])
    @pytest.mark.parametrize("day", [date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 24)])
    def test_excerpts_are_never_the_law(self, real: KnowledgeBase, path: str | None, day: date) -> None:
        assert self.code(real, EXCERPT_KEY, path, day) == (StatusCode.UNKNOWN, Basis.EXCERPT)
        with real.session() as session:
            assert load_version(session, EXCERPT_KEY).version.partial

    def test_point_letters_of_the_excerpt(self, real: KnowledgeBase) -> None:
        """T15: a b c d đ e g h i k; there is no f or j."""
        with real.session() as session:
            found = load_version(session, EXCERPT_KEY).provision("dieu-37/khoan-1")
        assert found is not None
        assert [item.number for item in found.children] == list("abcdđeghik")

    def test_a_consolidated_text_has_no_wording_from_before_its_last_change(self, real: KnowledgeBase) -> None:
        with real.session() as session:
            for path in (None, "dieu-16"):
                (entry,) = history_of(session, row_of(real, MERGED), path)
                assert entry.start == date(2023, 10, 12)
                assert [change.name.split()[:4] for change in entry.changed_by] == [["Thông", "tư", "số", "08/2023/TT-BLĐTBXH"]]

    def test_search_shows_excerpts_as_unknown(self, real: KnowledgeBase) -> None:
        reindex(real)
        hits = search(real, "đối tượng và chế độ hỗ trợ nạn nhân", 20, date(2026, 11, 24)).hits
        assert any(hit.instrument == EXCERPT_KEY for hit in hits)
        assert {hit.standing.code for hit in hits} == {StatusCode.UNKNOWN}

    @pytest.mark.third
    @pytest.mark.parametrize("key", [MERGED, CIRCULAR])
    @pytest.mark.parametrize(
        ("path", "day", "basis"),
        [
            ("dieu-16", date(2014, 2, 14), Basis.NOT_YET),
            ("dieu-16", date(2014, 2, 15), Basis.WORDING_NOT_HELD),
            ("dieu-16", date(2023, 10, 11), Basis.WORDING_NOT_HELD),
            ("dieu-16", date(2023, 10, 12), Basis.RELIED),
            ("dieu-4/khoan-3", date(2023, 10, 11), Basis.WORDING_NOT_HELD),
            ("dieu-4/khoan-3", date(2023, 10, 12), Basis.RELIED),
            ("dieu-4/khoan-2", date(2023, 10, 11), Basis.RELIED),
            ("dieu-14", date(2014, 2, 14), Basis.NOT_YET),
            ("dieu-14", date(2014, 2, 15), Basis.RELIED),
            ("dieu-14", date(2024, 4, 3), Basis.RELIED_PASSED),
            ("phu-luc-3", date(2023, 10, 11), Basis.REPEALED_LATER),
            ("phu-luc-3", date(2023, 10, 12), Basis.EXPIRED_BY),
            (None, date(2014, 2, 14), Basis.NOT_YET),
            (None, date(2014, 2, 15), Basis.RELIED),
        ],
    )
    def test_each_clause_of_the_merged_circular_since_its_last_change(
        self, real: KnowledgeBase, key: str, path: str | None, day: date, basis: Basis
    ) -> None:
        """T7: 11/10/2023 against 12/10/2023; what bears no note has not changed since the first day."""
        assert self.code(real, key, path, day)[1] == basis

    def test_what_the_merged_text_consolidates_is_there_though_no_text_of_its_own_is(self, real: KnowledgeBase) -> None:
        with real.session() as session:
            found = relations_of(session, row_of(real, MERGED)).outgoing
        merged = [view.target_name for view in found if view.kind == "hop_nhat"]
        assert merged[0].startswith("Thông tư số 35/2013/TT-BLĐTBXH hướng dẫn")
        assert any(name.startswith("Thông tư số 08/2023/TT-BLĐTBXH") for name in merged)

    def test_the_old_law_was_in_force_as_long_as_others_rest_on_it_by_number_or_day(self, real: KnowledgeBase) -> None:
        assert self.code(real, OLD_LAW, "dieu-32", date(2012, 1, 1)) == (StatusCode.IN_FORCE, Basis.RELIED)
        for day in (date(2025, 6, 30), date(2025, 7, 1)):
            assert self.code(real, OLD_LAW, "dieu-32", day) == (StatusCode.UNKNOWN, Basis.RELIED_PASSED)
        assert self.code(real, OLD_LAW, None, date(2011, 12, 31))[0] is StatusCode.NOT_YET


NEW_LAW = """QUỐC HỘI
Luật số: 53/2024/QH15
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
LUẬT
PHÒNG, CHỐNG MUA BÁN NGƯỜI
Quốc hội ban hành Luật Phòng, chống mua bán người.
Điều 1. Phạm vi
Đoạn mẫu của bài thử.
Điều 2. Hiệu lực thi hành
1. Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2025.
2. Luật Phòng, chống mua bán người số 66/2011/QH12 hết hiệu lực kể từ ngày Luật này có hiệu lực thi hành.
Điều 3. Quy định chuyển tiếp
Nạn nhân đã được xác định trước ngày Luật này có hiệu lực thi hành thì tiếp tục được hưởng hỗ trợ theo quy định của Luật Phòng, \
chống mua bán người số 66/2011/QH12.
Luật này được Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa XV, kỳ họp thứ 8 thông qua ngày 28 tháng 11 năm 2024.
"""


@pytest.mark.realdata
def test_the_old_law_ends_when_the_new_one_says_so(base: KnowledgeBase, data: Path) -> None:
    """Made-up closing articles in the shape of a new law's: the old law is over, and it is said whether anybody reviewed that."""
    put(base, (data / "documents" / "anti_trafficking" / "Luat_66-2011-QH12.txt").read_text(), name="66.txt")
    put(base, NEW_LAW, name="53.txt")
    new, old = date(2025, 7, 1), date(2025, 6, 30)

    def code(on: date) -> str:
        with base.session() as session:
            return status_of(session.connection(), load_version(session, OLD_LAW, as_of=on), "dieu-32", on).basis

    assert (code(old), code(new)) == (Basis.ENDED_LATER, Basis.ENDED_UNREVIEWED)
    accept_all(base, OLD_LAW)
    assert (code(old), code(new)) == (Basis.ENDED_LATER, Basis.EXPIRED_BY)
    with base.session() as session:
        incoming = relations_of(session, row_of(base, OLD_LAW)).incoming
    assert {"thay_the", "chuyen_tiep"} <= {view.kind for view in incoming}


@pytest.mark.realdata
def test_a_full_law_and_a_later_codified_article_of_it(base: KnowledgeBase, data: Path) -> None:
    """T8's shape: the text of 2017 is not read as today's once the base holds a later wording of an article."""
    law = read((data / "documents" / "anti_trafficking" / "Luat_11-2017-QH14_TGPL.txt").read_text(), "11-2017.txt")
    article = next(item for item in law.walk() if item.path == "dieu-7")
    later = replace(article, children=(*article.children[:-1], replace(article.children[-1], text="Câu chữ mới của bài thử.")))
    note = Codified(
        "A7", "1", "1", "TGPL", effective_from=date(2018, 1, 1), wording_from=date(2025, 7, 1), amended_by=("53/2024/QH15",)
    )
    put(base, law)
    put(base, replace(law, provisions=(later,), partial=True, codified={"dieu-7": note}), snapshot_on=date(2026, 2, 28))
    for day, new in ((date(2025, 6, 30), False), (date(2025, 7, 1), True), (date(2026, 11, 24), True)):
        with base.session() as session:
            loaded = load_version(session, law.key, as_of=day)
            words = [item.text for item in loaded.walk() if item.path.startswith("dieu-7/")]
            assert ("Câu chữ mới của bài thử." in words) is new
            assert sum(1 for item in loaded.walk() if item.kind == "article") == sum(
                1 for item in law.walk() if item.kind == "article"
            )
