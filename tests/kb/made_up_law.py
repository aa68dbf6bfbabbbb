"""A small base of made-up law for the tests of index, search and evaluation."""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from documents.keys import instrument_key
from documents.model import Codified, EffectivePeriod, Instrument, InstrumentType, Kind, Metadata, Provision, Table
from kb.base import KnowledgeBase
from kb.database.storing.writer import SourceInfo, store
from kb.index.build import reindex
from tests.kb.databases import empty_sqlite

SNAPSHOT = date(2099, 2, 15)


def point(letter: str, text: str, above: str) -> Provision:
    return Provision(f"{above}/diem-{letter}", Kind.POINT, letter, text=text)


def clause(number: str, text: str, above: str, points: Mapping[str, str] | None = None, tail: str = "") -> Provision:
    path = f"{above}/khoan-{number}"
    children = tuple(point(letter, words, path) for letter, words in (points or {}).items())
    return Provision(path, Kind.CLAUSE, number, text=text, tail=tail, children=children)


def article(number: str, heading: str | None, *clauses: tuple[str, Mapping[str, str]] | str, text: str = "") -> Provision:
    path = f"dieu-{number}"
    made = []
    for place, item in enumerate(clauses, start=1):
        words, points = (item, None) if isinstance(item, str) else item
        made.append(clause(str(place), words, path, points))
    return Provision(path, Kind.ARTICLE, number, heading=heading, text=text, children=tuple(made))


def instrument(
    type_: InstrumentType,
    number: str,
    title: str,
    issued_on: date,
    provisions: Sequence[Provision],
    issuer: str = "Quốc hội",
    effective_from: date | None = None,
    effective_to: date | None = None,
    codified: Mapping[str, Codified] | None = None,
) -> Instrument:
    effective = (EffectivePeriod(effective_from, effective_to),) if effective_from else ()
    metadata = Metadata(type_, number, issuer, None, title, issued_on, effective=effective)
    return Instrument(instrument_key(metadata), metadata, tuple(provisions), partial=codified is not None, codified=codified or {})


LAW = instrument(
    InstrumentType.LAW,
    "66/2091/QH99",
    "Phòng, chống lừa gạt",
    date(2091, 3, 29),
    [
        Provision("mo-dau", Kind.PREAMBLE, text="Căn cứ vào các phép tắc của đàn chim sẻ"),
        article("1", "Phạm vi điều chỉnh", text="Luật này quy định việc phòng ngừa lừa gạt và hỗ trợ người bị lừa."),
        article("2", "Giải thích từ ngữ", "Lừa gạt là làm cho người khác tin điều không có thật.", "Người bị lừa là nạn nhân."),
        article(
            "32",
            "Chế độ hỗ trợ",
            (
                "Nạn nhân được hỗ trợ theo các điểm sau đây:",
                {
                    "a": "Hỗ trợ nhu cầu thiết yếu và chi phí đi lại;",
                    "d": "Trợ giúp pháp lý;",
                    "đ": "Hỗ trợ học nghề, trợ cấp khó khăn ban đầu.",
                },
            ),
            "Người nước ngoài được hưởng chi phí đi lại để hồi hương và hưởng bảo hiểm y tế.",
        ),
        article("32đ", "Hoàn trả", "Người đã nhận tiền hoà giải phải hoàn trả trong 02 năm."),
    ],
    effective_from=date(2092, 1, 1),
)

DECREE = instrument(
    InstrumentType.DECREE,
    "20/2093/NĐ-CP",
    "Quy định mức trợ giúp",
    date(2093, 3, 15),
    [
        article("4", "Mức chuẩn", "Mức chuẩn trợ giúp là 720.000 đồng một tháng."),
        article("25", "Chế độ nuôi dưỡng", "Người được nuôi dưỡng hưởng tiền ăn theo Luật số 66/2091/QH99."),
        Provision(
            "phu-luc-i",
            Kind.APPENDIX,
            "I",
            heading="Bảng giá vé tàu",
            children=(
                Provision(
                    "phu-luc-i/bang-1", Kind.TABLE, table=Table((("Chặng", "Giá vé"), ("Bến Sậy đến Gò Lau", "15.000 đồng")))
                ),
            ),
        ),
    ],
    issuer="Chính phủ",
    effective_from=date(2093, 7, 1),
)

NEW_DECREE = instrument(
    InstrumentType.DECREE,
    "20/2094/NĐ-CP",
    "Quy định về bến thuyền",
    date(2094, 5, 2),
    [article("25", "Neo đậu", "Thuyền neo đậu qua đêm phải thắp đèn xanh.")],
    issuer="Chính phủ",
    effective_from=date(2094, 7, 1),
)

CODE = instrument(
    InstrumentType.CODE,
    "100/2095/QH99",
    "Hình sự",
    date(2095, 11, 27),
    [
        article("1", "Nhiệm vụ", text="Bộ luật này bảo vệ trật tự của khu vườn."),
        article("150", "Tội lừa gạt", "Người nào lừa gạt người khác thì bị phạt tù.", "Phạm tội với trẻ em thì bị phạt nặng hơn."),
    ],
    effective_from=date(2096, 7, 1),
)

RESOLUTION = instrument(
    InstrumentType.RESOLUTION,
    "100/2095/QH99",
    "Về dự toán ngân sách khu vườn",
    date(2095, 11, 10),
    [article("1", None, text="Thông qua dự toán ngân sách khu vườn.")],
)

CIRCULAR = instrument(
    InstrumentType.CIRCULAR,
    "07/2096/TT-BM",
    "Hướng dẫn chăm sóc trẻ mồ côi",
    date(2096, 2, 1),
    [
        article("1", "Đối tượng", text="Trẻ em mồ côi được chăm sóc tại nhà sậy."),
        article("2", "Khẩu phần", "Mỗi trẻ em được một bát cháo kê buổi sáng.", "Buổi tối được thêm quả vả."),
        article("3", "Áo ấm", "Mỗi trẻ em được một áo rơm."),
    ],
    issuer="Bộ Mẫu",
    codified={
        "dieu-1": Codified("ANCHOR1", "9.1.TT.1.1", "9.1", "Trẻ em", effective_from=date(2096, 4, 1)),
        "dieu-2": Codified(
            "ANCHOR2",
            "9.1.TT.1.2",
            "9.1",
            "Trẻ em",
            effective_from=date(2096, 4, 1),
            wording_from=date(2098, 1, 1),
            amended_by=("08/2097/TT-BM",),
        ),
        "dieu-3": Codified(
            "ANCHOR3", "9.1.TT.1.3", "9.1", "Trẻ em", effective_from=date(2096, 4, 1), suspended_from=date(2097, 6, 1)
        ),
    },
)

CONTRACT = Instrument(
    "khac/-/-/-~abcdef01",
    Metadata(InstrumentType.OTHER, title="Hợp đồng thuê thuyền"),
    (Provision("mo-dau", Kind.PREAMBLE, text="Bên thuê trả tiền thuyền thúng vào ngày rằm."),),
)

ALL = (LAW, DECREE, NEW_DECREE, CODE, RESOLUTION, CONTRACT)


def open_base(home: Path) -> KnowledgeBase:
    return empty_sqlite(home)


def put(base: KnowledgeBase, *instruments: Instrument, name: str = "luat.txt", snapshot_on: date | None = None) -> tuple[int, ...]:
    """Store instruments as one file."""
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
        return store(session, source, instruments).versions


def fill(base: KnowledgeBase) -> None:
    """Store all of the made-up law."""
    for made in ALL:
        put(base, made, name=f"{made.key}.txt")
    put(base, CIRCULAR, name="phap-dien.zip", snapshot_on=SNAPSHOT)


def fill_indexed(base: KnowledgeBase) -> None:
    """The same, with its index."""
    fill(base)
    reindex(base)
