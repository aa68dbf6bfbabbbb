"""Made-up decrees that change one another, read from their words, for the tests of relations, effects and history."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from documents.instrument import read_instrument
from documents.model import Codified, Instrument, Line, Reading
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument
from kb.database.storing.writer import SourceInfo, store
from kb.law.derivation.decisions import Decision
from kb.law.derivation.linking import await_linking, link_waiting
from kb.law.effects.groups import QueueFilter, queue_effects
from kb.law.effects.views import EffectView
from tests.bases import Begin
from tests.kb.databases import empty_sqlite
from tests.kb.deciding import decide


def decree(number: str, day: str, title: str, body: str, bases: str = "") -> str:
    """The text of a decree as a gazette prints it.

    :param day: as ``10 tháng 01 năm 2090``
    """
    return f"""CHÍNH PHỦ
Số: {number}
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày {day}
NGHỊ ĐỊNH
{title}
{bases}Chính phủ ban hành Nghị định {title[0].lower()}{title[1:]}.
{body}
TM. CHÍNH PHỦ
THỦ TƯỚNG
Nguyễn Văn Mẫu
"""


GARDEN = decree(
    "10/2090/NĐ-CP",
    "10 tháng 01 năm 2090",
    "Quy định về vườn ươm",
    """Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về vườn ươm của xã.
Điều 2. Tưới cây
1. Cây được tưới hai lần một ngày theo quy định tại Điều 3 Nghị định này.
2. Người tưới cây do trưởng thôn cử.
Điều 3. Bón phân
1. Phân được bón mỗi tháng một lần.
2. Không bón phân khi trời mưa.
Điều 4. Trợ cấp
Người chăm vườn được trợ cấp ba giỏ quả một năm.
Điều 5. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2090.""",
    "Căn cứ Luật Vườn tược số 09/2089/QH99 ngày 20 tháng 11 năm 2089;\n",
)

CHANGES = decree(
    "20/2091/NĐ-CP",
    "05 tháng 02 năm 2091",
    "Sửa đổi, bổ sung một số điều của Nghị định số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về vườn ươm",
    """Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 10/2090/NĐ-CP
1. Sửa đổi khoản 1 Điều 2 như sau:
“1. Cây được tưới ba lần một ngày.”.
2. Bổ sung Điều 3a vào sau Điều 3 như sau:
“Điều 3a. Bắt sâu
Sâu được bắt bằng tay.”.
Điều 2. Điều khoản chuyển tiếp
Vườn đã được cấp phép trước ngày Nghị định này có hiệu lực thì tiếp tục thực hiện theo quy định tại Điều 2 \
Nghị định số 10/2090/NĐ-CP.
Điều 3. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 6 năm 2091.""",
)

REPLACES = decree(
    "30/2095/NĐ-CP",
    "01 tháng 4 năm 2095",
    "Quy định về vườn ươm và vườn rau",
    """Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về vườn ươm và vườn rau.
Điều 2. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2095.
2. Nghị định số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về vườn ươm hết hiệu lực kể từ ngày Nghị định này \
có hiệu lực thi hành.""",
)

SUSPENDS = decree(
    "25/2092/NĐ-CP",
    "01 tháng 02 năm 2092",
    "Ngưng hiệu lực Điều 4 Nghị định số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về vườn ươm",
    """Điều 1. Ngưng hiệu lực
Ngưng hiệu lực Điều 4 Nghị định số 10/2090/NĐ-CP từ ngày 01 tháng 3 năm 2092 đến hết ngày 31 tháng 12 năm 2092.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2092.""",
)

GARDEN_KEY = "nghi-dinh/10-2090-nd-cp/chinh-phu/2090-01-10"
CHANGES_KEY = "nghi-dinh/20-2091-nd-cp/chinh-phu/2091-02-05"
REPLACES_KEY = "nghi-dinh/30-2095-nd-cp/chinh-phu/2095-04-01"


def read(text: str, name: str = "van-ban.txt") -> Instrument:
    """The instrument that a text is."""
    return read_instrument(Reading("txt", tuple(Line(line) for line in text.split("\n"))), name)


def put(
    base: KnowledgeBase, *texts: str | Instrument, name: str = "van-ban.txt", snapshot_on: date | None = None
) -> tuple[int, ...]:
    """Store texts as one file and derive what there is to derive, as ingest does."""
    instruments = [read(text, name) if isinstance(text, str) else text for text in texts]
    content = repr((name, instruments)).encode()
    source = SourceInfo(
        name=name,
        sha256=sha256(content).hexdigest(),
        size=len(content),
        format="codification" if snapshot_on else "txt",
        snapshot_on=snapshot_on,
        trust=3,
    )
    with base.session(write=True) as session:
        result = store(session, source, instruments)
        await_linking(session, result.versions)
    return link_waiting(base)


def garden(base: KnowledgeBase) -> None:
    put(base, GARDEN)


@pytest.fixture(name="base")
def base_with_garden(begin: Begin, tmp_path: Path) -> Iterator[KnowledgeBase]:
    """A base with the decree that the others change."""
    with empty_sqlite(begin(garden, tmp_path / "base")) as made:
        yield made


def codified(instrument: Instrument, notes: Mapping[str, Codified]) -> Instrument:
    """The articles of an instrument that the codification has, with what its notes say."""
    articles = tuple(item for item in instrument.walk() if item.path in notes)
    return replace(instrument, provisions=articles, partial=True, codified=dict(notes))


def row_of(base: KnowledgeBase, key: str) -> int:
    """The id of an instrument."""
    with base.session() as session:
        return find_instrument(session, key).id


def pending_effects(session: Session) -> list[EffectView]:
    """Effects that nobody decided about."""
    return queue_effects(session, QueueFilter(state="found"), limit=200)[0]


def count_pending(session: Session) -> int:
    """How many effects on texts of the base wait for a decision."""
    return sum(effect.target_id is not None for effect in pending_effects(session))


def decide_many(session: Session, effect_ids: Iterable[int], decision: Decision) -> None:
    """One decision about several effects."""
    for effect_id in effect_ids:
        decide(session, effect_id, decision)
