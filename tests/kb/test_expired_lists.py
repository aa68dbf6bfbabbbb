"""What an official list of expired texts makes of the status of the texts that a base holds."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from documents.instrument import read_instrument
from documents.model import Line, Reading, Table
from documents.timeline import Basis, StatusCode
from kb.accounts.current import Actor, act_as
from kb.base import KnowledgeBase
from kb.database.reading.reader import load_version
from kb.law.effects import EffectView, effects_on
from kb.law.history import history_of
from kb.law.status import ProvisionStatus, status_of
from tests.kb.databases import empty_sqlite
from tests.kb.made_up_changes import GARDEN, GARDEN_KEY, decide_many, put, row_of

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


def put_list(base: KnowledgeBase, target: str, content: str, reason: str) -> None:
    lines = [Line(line, starts_paragraph=True) for line in HEAD.split("\n")]
    table = Table((COLUMNS, ("1", target, content, reason, "01/6/2091")))
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


def test_a_row_makes_the_status_unknown_until_it_is_accepted(base: KnowledgeBase) -> None:
    put_list(base, GARDENS, "Điều 4", REPEALED)
    (found,) = effects(base)
    assert found.certain
    assert (found.body["by"], found.target_path, found.effective_from) == ("20/2091/NĐ-CP", "dieu-4", AFTER)
    assert status(base, "dieu-4", BEFORE).basis != Basis.UNREVIEWED
    assert status(base, "dieu-4", AFTER).basis == Basis.UNREVIEWED
    assert status(base, "dieu-3", AFTER).basis != Basis.UNREVIEWED
    accept(base)
    assert status(base, "dieu-4", AFTER).code is StatusCode.EXPIRED


def test_a_wording_that_was_amended_is_over_and_no_text_is_made_of_the_list(base: KnowledgeBase) -> None:
    put_list(base, GARDENS, "Điều 4", AMENDED)
    accept(base)
    assert status(base, "dieu-4", BEFORE).code is not StatusCode.EXPIRED
    assert status(base, "dieu-4", AFTER).basis == Basis.REPLACED_BY
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
