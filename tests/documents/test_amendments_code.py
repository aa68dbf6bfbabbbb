"""A made-up code of 426 articles that one act changes in more than 200 places."""

from functools import cache

import pytest

from documents.amendments import Effect, read_effects
from documents.consolidation.consolidate import Consolidated, consolidate
from documents.model import Instrument, Provision
from tests.documents.amendment_helpers import instrument, texts

NAME = "Bộ luật Vườn tược số 777/2015/QH13"
CODE_HEAD = """QUỐC HỘI
Luật số: 777/2015/QH13
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày 27 tháng 11 năm 2015
BỘ LUẬT
VƯỜN TƯỢC
Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Bộ luật Vườn tược."""
ACT_HEAD = """QUỐC HỘI
Luật số: 12/2017/QH14
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày 20 tháng 6 năm 2017
LUẬT
SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA BỘ LUẬT VƯỜN TƯỢC SỐ 777/2015/QH13
Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của Bộ luật Vườn tược số 777/2015/QH13."""
ARTICLES = 426
REPLACED = range(2, 62)  # khoản 1
RETITLED = range(62, 92)  # tên điều và khoản 1
POINTS = range(92, 122)  # điểm b khoản 2
NEW_POINTS = range(122, 152)  # bổ sung điểm d khoản 2
SWAPPED = range(152, 202)  # one sentence, fifty places
ADDED = range(202, 222)
STRUCK = range(222, 242)
CLAUSES = range(242, 262)  # bổ sung khoản 4
REPEALED = range(262, 277)  # khoản 3
RELETTERED = range(277, 287)


def article(number: int) -> str:
    return (
        f"Điều {number}. Tội số {number}\n"
        f"1. Người nào phạm tội số {number}, thì bị phạt tiền từ 10.000.000 đồng đến 50.000.000 đồng:\n"
        f"2. Phạm tội số {number} thuộc một trong các trường hợp sau đây, thì bị phạt tù:\n"
        f"a) Có tổ chức {number};\nb) Gây hại {number};\nc) Tái phạm {number}.\n"
        f"3. Người phạm tội còn có thể bị cấm hành nghề {number}."
    )


@cache
def code() -> Instrument:
    parts = [CODE_HEAD]
    for number in range(1, ARTICLES + 1):
        if number % 40 == 1:
            parts.append(f"Chương {_roman(number // 40 + 1)}\nQUY ĐỊNH {number // 40 + 1}")
        parts.append(article(number))
    return instrument("\n".join(parts))


def _roman(number: int) -> str:
    return "".join(sign * (number // value % top) for sign, value, top in (("X", 10, 10),)) + (
        "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX",
    )[number % 10]  # fmt: skip


@cache
def amending() -> Instrument:
    clauses = [f"Sửa đổi, bổ sung khoản 1 Điều {n} như sau:\n“1. Khoản mới {n}:\na) Một;\nb) Hai.”." for n in REPLACED]
    clauses += [
        f"Sửa đổi, bổ sung tên điều và khoản 1 Điều {n} như sau:\n“Điều {n}. Tên mới {n}\n1. Khoản mới {n}.”." for n in RETITLED
    ]
    clauses += [f"Điểm b khoản 2 Điều {n} được sửa đổi, bổ sung như sau:\n“b) Điểm mới {n};”." for n in POINTS]
    clauses += [f"Bổ sung điểm d vào sau điểm c khoản 2 Điều {n} như sau:\n“d) Điểm thêm {n}.”." for n in NEW_POINTS]
    clauses += [f"Bổ sung khoản 4 vào Điều {n} như sau:\n“4. Khoản thêm {n}.”." for n in CLAUSES]
    clauses += [
        f"Sửa đổi, bổ sung Điều {n} như sau:\na) Chuyển điểm b, điểm c khoản 2 Điều {n} thành điểm c, điểm d;\n"
        f"b) Bổ sung điểm b khoản 2 Điều {n} như sau:\n“b) Điểm chen {n};”."
        for n in RELETTERED
    ]
    clauses += [
        "Bổ sung Điều 217a như sau:\n“Điều 217a. Tội số 217a\n1. Khoản một.\n2. Khoản hai.”.",
        "Bổ sung Chương XIa vào sau Chương XI như sau:\n“Chương XIa\nQUY ĐỊNH CHEN\nĐiều 426a. Tội chen\nNội dung chen.”.",
        "Bãi bỏ Điều 292.",
    ]
    swaps = ", ".join(f"khoản 1 Điều {n}" for n in SWAPPED[:-1]) + f" và khoản 1 Điều {SWAPPED[-1]}"
    added = "; ".join(f"điểm a khoản 2 Điều {n}" for n in ADDED)
    lists = [
        f"Thay thế cụm từ “từ 10.000.000 đồng đến 50.000.000 đồng” bằng cụm từ “đến 100.000.000 đồng” tại {swaps}.",
        f"Bổ sung cụm từ “hoặc chuyên nghiệp” vào sau cụm từ “Có tổ chức” tại {added}.",
        f"Bỏ cụm từ “còn” tại khoản 3 Điều {', khoản 3 Điều '.join(map(str, STRUCK))}.",
        f"Bãi bỏ {', '.join(f'khoản 3 Điều {n}' for n in REPEALED)}.",
    ]
    body = [f"Điều 1. Sửa đổi, bổ sung, bãi bỏ một số điều của {NAME}"]
    body += [f"{place}. {clause}" for place, clause in enumerate(clauses, 1)]
    body += [f"Điều 2. Bổ sung, thay thế, bỏ một số từ, cụm từ tại một số điều, khoản, điểm của {NAME}"]
    body += [f"{place}. {clause}" for place, clause in enumerate(lists, 1)]
    body += ["Điều 3. Hiệu lực thi hành\nLuật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2018."]
    return instrument("\n".join([ACT_HEAD, *body]))


@cache
def effects() -> tuple[Effect, ...]:
    return read_effects(amending())


@cache
def consolidated() -> Consolidated:
    return consolidate(code(), [(amending(), effects())])


@cache
def found() -> dict[str, Provision]:
    return texts(consolidated().provisions)


def test_every_operation_is_read_and_certain() -> None:
    expected = (
        len(REPLACED) + 2 * len(RETITLED) + len(POINTS) + len(NEW_POINTS) + len(CLAUSES) + 3 * len(RELETTERED) + 3
        + len(SWAPPED) + len(ADDED) + len(STRUCK) + len(REPEALED)
    )  # fmt: skip
    assert len(effects()) == expected > 200
    assert [effect.doubt for effect in effects() if not effect.certain] == []
    assert {effect.target.key for effect in effects()} == {"bo-luat/777-2015-qh13/quoc-hoi/-"}
    assert consolidated().problems == ()
    assert consolidated().pending == ()


def test_the_code_keeps_its_articles_in_order() -> None:
    numbers = [path.removeprefix("dieu-") for path in found() if path.startswith("dieu-") and "/" not in path]
    expected = [str(number) for number in range(1, ARTICLES + 1)]
    expected.insert(217, "217a")
    assert numbers == [*expected, "426a"]


@pytest.mark.parametrize(
    ("articles", "path", "text"),
    [
        (REPLACED, "/khoan-1", "Khoản mới {n}:"),
        (REPLACED, "/khoan-1/diem-b", "Hai."),
        (RETITLED, "/khoan-1", "Khoản mới {n}."),
        (POINTS, "/khoan-2/diem-b", "Điểm mới {n};"),
        (NEW_POINTS, "/khoan-2/diem-d", "Điểm thêm {n}."),
        (SWAPPED, "/khoan-1", "Người nào phạm tội số {n}, thì bị phạt tiền đến 100.000.000 đồng:"),
        (ADDED, "/khoan-2/diem-a", "Có tổ chức hoặc chuyên nghiệp {n};"),
        (STRUCK, "/khoan-3", "Người phạm tội có thể bị cấm hành nghề {n}."),
        (CLAUSES, "/khoan-4", "Khoản thêm {n}."),
        (REPEALED, "/khoan-3", "(được bãi bỏ)"),
        (RELETTERED, "/khoan-2/diem-b", "Điểm chen {n};"),
        (RELETTERED, "/khoan-2/diem-c", "Gây hại {n};"),
        (RELETTERED, "/khoan-2/diem-d", "Tái phạm {n}."),
    ],
)
def test_what_became_of_the_provisions(articles: range, path: str, text: str) -> None:
    got = {number: found()[f"dieu-{number}{path}"].text for number in articles if f"dieu-{number}{path}" in found()}
    assert got == {number: text.format(n=number) for number in articles}
    changed = consolidated().changed_by
    assert all(f"dieu-{number}{path}" in changed for number in articles)


def test_headings_new_articles_and_chapters() -> None:
    assert {found()[f"dieu-{n}"].heading for n in RETITLED} == {f"Tên mới {n}" for n in RETITLED}
    assert found()["dieu-292"].text == "(được bãi bỏ)"
    assert [child.path for child in found()["chuong-vi"].children][15:19] == ["dieu-216", "dieu-217", "dieu-217a", "dieu-218"]
    assert [child.path for child in found()["chuong-xia"].children] == ["dieu-426a"]


def test_nothing_else_changes() -> None:
    before = texts(code().provisions)
    touched = set(consolidated().changed_by)
    for path, node in found().items():
        if path in before and path not in touched:
            assert (node.heading, node.text, node.tail) == (before[path].heading, before[path].text, before[path].tail)
