"""What an official list of expired texts makes of the status of the texts that a base holds."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from documents.instrument import read_instrument
from documents.model import Line, Reading, Table
from documents.time.status import Basis, StatusCode
from kb.accounts.current import Actor, act_as
from kb.base import KnowledgeBase
from kb.cli.main import cli, load
from kb.database.reading.reader import load_version
from kb.interface.catalogue import VIETNAMESE
from kb.law.derivation.history import history_of
from kb.law.effects.views import EffectView, effects_on
from kb.law.status.provision_status import ProvisionStatus
from kb.law.status.statuses import status_of
from tests.kb.databases import empty_sqlite
from tests.kb.made_up_changes import GARDEN, GARDEN_KEY, decide_many, put, row_of

load()
HEAD = """BỘ VƯỜN TƯỢC
Số: 77/QĐ-BVT
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày 20 tháng 01 năm 2092
QUYẾT ĐỊNH
Về việc công bố Danh mục văn bản quy phạm pháp luật hết hiệu lực một phần năm 2091
Điều 1. Công bố kèm theo Quyết định này Danh mục văn bản quy phạm pháp luật hết hiệu lực một phần.
Điều 2. Quyết định này có hiệu lực kể từ ngày ký.
BỘ TRƯỞNG
Nguyễn Văn Mẫu
DANH MỤC VĂN BẢN QUY PHẠM PHÁP LUẬT HẾT HIỆU LỰC MỘT PHẦN
(Ban hành kèm theo Quyết định số 77/QĐ-BVT ngày 20/01/2092)"""
COLUMNS = ("STT", "Văn bản hết hiệu lực một phần", "Nội dung, quy định hết hiệu lực", "Lý do hết hiệu lực", "Ngày hết hiệu lực")
GARDENS = "Nghị định số 10/2090/NĐ-CP ngày 10/01/2090 của Chính phủ quy định về vườn ươm"
REPEALED = "Được bãi bỏ bởi Nghị định số 20/2091/NĐ-CP ngày 05/02/2091"
AMENDED = "Được sửa đổi, bổ sung bởi Nghị định số 20/2091/NĐ-CP ngày 05/02/2091"
BEFORE, AFTER = date(2091, 5, 31), date(2091, 6, 1)


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with empty_sqlite(tmp_path / "kho") as made:
        put(made, GARDEN, name="vuon.txt")
        yield made


def put_list(base: KnowledgeBase, target: str, content: str, reason: str, day: str = "01/6/2091") -> None:
    lines = [Line(line, starts_paragraph=True) for line in HEAD.split("\n")]
    table = Table((COLUMNS, ("1", target, content, reason, day)))
    put(base, read_instrument(Reading("pdf", (*lines, Line("", table=table))), None), name="danh-muc.pdf")


def effects(base: KnowledgeBase) -> list[EffectView]:
    with base.session() as session:
        return effects_on(session, row_of(base, GARDEN_KEY))


def accept(base: KnowledgeBase) -> None:
    found = [effect.id for effect in effects(base)]
    with base.session(write=True) as session:
        act_as(session, Actor("Người rà soát"))
        decide_many(session, found, "accept")


def status(base: KnowledgeBase, path: str, day: date) -> ProvisionStatus:
    with base.session() as session:
        return status_of(session.connection(), load_version(session, GARDEN_KEY, as_of=day), path, day)


def test_a_row_that_reads_without_doubt_ends_what_it_names_before_anybody_reviewed_it(base: KnowledgeBase) -> None:
    put_list(base, GARDENS, "Điều 4", REPEALED)
    (found,) = effects(base)
    assert found.certain
    assert (found.body["by"], found.target_path, found.effective_from) == ("20/2091/NĐ-CP", "dieu-4", AFTER)
    assert status(base, "dieu-4", BEFORE).basis not in (Basis.UNREVIEWED, Basis.ENDED_UNREVIEWED)
    assert status(base, "dieu-4", AFTER).basis == Basis.ENDED_UNREVIEWED
    assert status(base, "dieu-3", AFTER).basis not in (Basis.UNREVIEWED, Basis.ENDED_UNREVIEWED)
    accept(base)
    assert status(base, "dieu-4", AFTER).code is StatusCode.EXPIRED


def test_a_provision_that_was_amended_lives_on_in_words_that_are_not_held(base: KnowledgeBase) -> None:
    put_list(base, GARDENS, "Điều 4", AMENDED)
    assert status(base, "dieu-4", AFTER).basis == Basis.REWORDED_UNREVIEWED
    accept(base)
    assert status(base, "dieu-4", BEFORE).code is not StatusCode.EXPIRED
    found = status(base, "dieu-4", AFTER)
    assert (found.code, found.basis) == (StatusCode.UNKNOWN, Basis.REWORDED)
    with base.session() as session:
        assert len(history_of(session, row_of(base, GARDEN_KEY))) == 1


@pytest.mark.parametrize(
    ("target", "content"),
    [
        (GARDENS.replace("10/01/2090", "11/01/2090"), "Điều 4"),
        (GARDENS, "Điều 44"),
        (GARDENS, "Một số nội dung của Điều 4"),
    ],
)
def test_what_does_not_agree_with_the_base_is_not_certain(base: KnowledgeBase, target: str, content: str) -> None:
    put_list(base, target, content, REPEALED)
    (found,) = effects(base)
    assert not found.certain
    assert found.doubt


@pytest.mark.parametrize("day", ["01/6/2091", ""])
def test_a_chapter_is_its_articles(base: KnowledgeBase, day: str) -> None:
    chapters = GARDEN.replace("Điều 1.", "Chương I\nCHUNG\nĐiều 1.").replace("Điều 3.", "Chương II\nTRỢ CẤP\nĐiều 3.")
    put(base, chapters.replace("10/2090", "11/2090"), name="chuong.txt")
    key = GARDEN_KEY.replace("10-2090", "11-2090")
    put_list(base, GARDENS.replace("10/2090", "11/2090"), "Chương II", REPEALED, day)

    def basis(path: str) -> str:
        with base.session() as session:
            return status_of(session.connection(), load_version(session, key, as_of=AFTER), path, AFTER).basis

    unreviewed = Basis.ENDED_UNREVIEWED if day else Basis.UNREVIEWED_UNDATED
    assert [basis(path) for path in ("dieu-3", "dieu-4/khoan-1", "chuong-ii")] == [unreviewed] * 3
    with base.session() as session:
        assert len(effects_on(session, row_of(base, key), "dieu-4/khoan-1")) == 1
        assert not effects_on(session, row_of(base, key), "dieu-2")
    assert basis("dieu-2") not in (Basis.ENDED_UNREVIEWED, Basis.UNREVIEWED, Basis.UNREVIEWED_UNDATED)


def test_the_command_says_what_is_stored(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    put_list(base, GARDENS, "Điều 44", REPEALED)
    (stored,) = effects(base)
    monkeypatch.setenv("KB_HOME", str(base.settings.home))
    result = CliRunner().invoke(cli, ["effects", stored.source, "--json"], catch_exceptions=False)
    (said,) = json.loads(result.stdout)["effects"]
    assert stored.doubt
    assert (said["certain"], said["doubt"]) == (False, VIETNAMESE.write(stored.doubt))
