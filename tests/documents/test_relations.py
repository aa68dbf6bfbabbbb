"""What an instrument says it is to others."""

import pytest

from documents.amendments import Action, read_effects
from documents.instrument import read_instrument
from documents.model import Instrument, Line, Reading
from documents.time.relations import RelationKind, read_relations

HEAD = """CHÍNH PHỦ
Số: 50/2090/NĐ-CP
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Hà Nội, ngày 10 tháng 01 năm 2090
NGHỊ ĐỊNH
{title}
{bases}Chính phủ ban hành Nghị định này.
{body}
TM. CHÍNH PHỦ
"""


def made(title: str = "Quy định về vườn ươm", body: str = "Điều 1. Vườn\nVườn là vườn.", bases: str = "") -> Instrument:
    text = HEAD.format(title=title, body=body, bases=bases)
    return read_instrument(Reading("txt", tuple(Line(line) for line in text.split("\n"))))


def found(instrument: Instrument, *kinds: RelationKind) -> list[tuple[str, str, str]]:
    wanted = [item for item in read_relations(instrument, effects=read_effects(instrument)) if not kinds or item.kind in kinds]
    return [(item.kind.value, item.target.instrument or item.target.name or "", item.target.path) for item in wanted]


A, B, LAW = "Nghị định số 08/2089/NĐ-CP", "Nghị định số 06/2088/NĐ-CP", "Luật số 07/2088/QH99"
_A, _B = "08/2089/NĐ-CP", "06/2088/NĐ-CP"

TITLES = [
    ("Quy định chi tiết một số điều của Luật số 09/2089/QH99", [("quy_dinh_chi_tiet", "09/2089/QH99", "")]),
    (f"Hướng dẫn thi hành {A}", [("quy_dinh_chi_tiet", _A, "")]),
    (f"Sửa đổi, bổ sung một số điều của {A}", [("sua_doi", _A, "")]),
    (f"Bãi bỏ {A}", [("bai_bo", _A, "")]),
    (f"Đính chính {A}", [("dinh_chinh", _A, "")]),
    (f"Ngưng hiệu lực thi hành {A}", [("ngung", _A, "")]),
    (f"Ngừng hiệu lực thi hành {A}", [("ngung", _A, "")]),
    # the title of the amended instrument names others; they are not amended
    (f"Sửa đổi, bổ sung {A} ngày 01 tháng 02 năm 2089 của Chính phủ quy định chi tiết {LAW}", [("sua_doi", _A, "")]),
    (f"Thay thế một số mẫu của {A}", [("sua_doi", _A, "")]),
    (f"Bãi bỏ một số điều của {A}", [("sua_doi", _A, "")]),
    ("Quy định về vườn ươm", []),
]


@pytest.mark.parametrize(("title", "expected"), TITLES, ids=[title[:40] for title, _ in TITLES])
def test_titles(title: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(made(title)) == expected


SENTENCES = [
    ("a whole instrument ends", f"{A} hết hiệu lực kể từ ngày Nghị định này có hiệu lực.", [("thay_the", _A, "")]),
    ("replaced in so many words", f"Nghị định này thay thế {A}.", [("thay_the", _A, "")]),
    (
        "a list of what is replaced, each with its title",
        f"Nghị định này thay thế {A} ngày 01 tháng 02 năm 2089 của Chính phủ quy định chi tiết {LAW} và {B}.",
        [("thay_the", _A, ""), ("thay_the", _B, "")],
    ),
    ("a part ends", f"Điều 5 {A} hết hiệu lực kể từ ngày 01 tháng 3 năm 2090.", [("bai_bo", _A, "dieu-5")]),
    ("repealed", f"Bãi bỏ khoản 2 Điều 5 {A}.", [("bai_bo", _A, "dieu-5/khoan-2")]),
    ("suspended is not repealed", f"Ngưng hiệu lực Điều 5 {A}.", [("ngung", _A, "dieu-5")]),
    ("a list under a colon", f"Bãi bỏ các văn bản sau đây:\na) {A};\nb) {B}.", [("bai_bo", _A, ""), ("bai_bo", _B, "")]),
    (
        "what amended the repealed one is not repealed",
        f"Bãi bỏ {A} đã được sửa đổi, bổ sung theo {B}.",
        [("bai_bo", _A, "")],
    ),
    ("repealed in one's own name", f"Nghị định này bãi bỏ {A}.", [("bai_bo", _A, "")]),
    (
        "one replaced, one repealed",
        f"Nghị định này có hiệu lực từ ngày 01 tháng 3 năm 2090; thay thế {A}; bãi bỏ {B}.",
        [("thay_the", _A, ""), ("bai_bo", _B, "")],
    ),
    (
        "the name of what is replaced speaks of replacing",
        f"Nghị định này thay thế {A} về vườn thay thế theo {LAW}.",
        [("thay_the", _A, "")],
    ),
    (
        "a part that the words only describe is amended, and the whole is not repealed",
        f"Bãi bỏ quy định về vườn rau tại Điều 5 {A}.",
        [("sua_doi", _A, "dieu-5")],
    ),
    ("what is left out does not change what it is", f"{A} hết hiệu lực, trừ Điều 5.", [("thay_the", _A, "")]),
    (
        "a list under a verb alone",
        f"Nghị định này bãi bỏ:\na) {A};\nb) Điều 2 {B}.",
        [("bai_bo", _A, ""), ("bai_bo", _B, "dieu-2")],
    ),
    (
        "a list of what is replaced or repealed",
        f"Nghị định này thay thế, bãi bỏ:\na) {A};\nb) Đoạn 2 khoản 1 Điều 5 {B}.",
        [("bai_bo", _A, ""), ("sua_doi", _B, "dieu-5/khoan-1")],
    ),
    ("another kind of instrument is above this one", f"Nghị định này thay thế {LAW}.", []),
    ("destroying papers is no repeal", f"Cấm hủy bỏ giấy tờ theo quy định của {A}.", []),
    ("a plain reference", f"Việc tưới cây thực hiện theo {A}.", []),
    ("quoted words are another's", f"Thay cụm từ “theo {B}” tại Điều 3 {A}.", [("sua_doi", _A, "dieu-3")]),
]


@pytest.mark.parametrize(("sentence", "expected"), [case[1:] for case in SENTENCES], ids=[case[0] for case in SENTENCES])
def test_closing_articles(sentence: str, expected: list[tuple[str, str, str]]) -> None:
    own = "1. Nghị định này có hiệu lực từ ngày 01 tháng 3 năm 2090."
    assert found(made(body=f"Điều 1. Vườn\nVườn là vườn.\nĐiều 2. Hiệu lực thi hành\n{own}\n2. {sentence}")) == expected


def test_an_instrument_is_not_ended_by_what_amends_it() -> None:
    words = f"Bãi bỏ cụm từ “rau” tại Điều 3 và thay thế cụm từ “cây” bằng cụm từ “quả” tại Điều 4 {A}."
    body = f"Điều 1. {words}\nĐiều 2. {A} hết hiệu lực."
    instrument = made(f"Sửa đổi, bổ sung một số điều của {A}", body)
    assert found(instrument) == [("sua_doi", _A, "")]
    assert {effect.certain for effect in read_effects(instrument) if effect.action is Action.EXPIRE} == {False}


def test_every_basis_is_one() -> None:
    bases = "Căn cứ Luật số 09/2089/QH99;\nCăn cứ Nghị định số 08/2089/NĐ-CP;\nTheo đề nghị của Trưởng thôn;\n"
    assert found(made(bases=bases), RelationKind.BASIS) == [("can_cu", "09/2089/QH99", ""), ("can_cu", "08/2089/NĐ-CP", "")]


def test_a_transitional_clause_keeps_old_law_alive() -> None:
    body = (
        "Điều 1. Vườn\nVườn là vườn.\nĐiều 2. Quy định chuyển tiếp\n"
        "Người đã được nhận vườn trước ngày Nghị định này có hiệu lực thì tiếp tục được hưởng trợ cấp theo quy định tại"
        " Điều 4 Nghị định số 08/2089/NĐ-CP ngày 02 tháng 3 năm 2089 quy định chi tiết một số điều của Luật số 09/2089/QH99."
    )
    instrument = made(body=body)  # the law that the decree's title names is not kept alive
    assert found(instrument) == [("chuyen_tiep", "08/2089/NĐ-CP", "dieu-4")]
    (relation,) = read_relations(instrument, effects=())
    assert relation.evidence.text.startswith("Người đã được nhận vườn")


def test_a_consolidated_text_names_what_it_merges() -> None:
    text = """BỘ MẪU
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 12/VBHN-BM
Hà Nội, ngày 02 tháng 4 năm 2094
VĂN BẢN HỢP NHẤT
THÔNG TƯ
Quy định về vườn ươm theo Luật số 09/2089/QH99
Thông tư số 05/2090/TT-BM ngày 30 tháng 12 năm 2090 của Bộ trưởng Bộ Mẫu quy định về vườn ươm, có hiệu lực kể từ ngày 15 tháng 02 \
năm 2091, được sửa đổi, bổ sung bởi:
Thông tư số 06/2093/TT-BM ngày 29 tháng 8 năm 2093 sửa đổi Thông tư số 05/2090/TT-BM, có hiệu lực kể từ ngày 12 tháng 10 năm 2093.
Căn cứ Luật số 08/2088/QH99;
Điều 1. Vườn
Vườn là vườn."""
    instrument = read_instrument(Reading("txt", tuple(Line(line) for line in text.split("\n"))))
    assert found(instrument) == [("hop_nhat", "05/2090/TT-BM", ""), ("hop_nhat", "06/2093/TT-BM", "")]


def test_no_relation_to_itself() -> None:
    body = "Điều 1. Vườn\nVườn theo Nghị định số 50/2090/NĐ-CP.\nĐiều 2. Hiệu lực\nBãi bỏ Điều 1 Nghị định số 50/2090/NĐ-CP."
    assert found(made(body=body)) == []
