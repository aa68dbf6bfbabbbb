"""A made-up decree, one that amends it in many places, and a codification that has most of that: for the tests of groups."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from documents.model import Codified, Instrument
from kb.base import KnowledgeBase
from tests.kb.made_up_changes import decree, put, read

LOOKED = date(2092, 2, 28)
STARTS = date(2091, 6, 1)
BED_KEY = "nghi-dinh/40-2090-nd-cp/chinh-phu/2090-01-10"
AMENDING_KEY = "nghi-dinh/41-2091-nd-cp/chinh-phu/2091-02-05"
ENDING_KEY = "nghi-dinh/42-2094-nd-cp/chinh-phu/2094-04-01"


def bed(count: int) -> str:
    """A decree with so many articles."""
    articles = "\n".join(
        f"Điều {number}. Luống thứ {number}\n1. Luống thứ {number} được tưới hai lần một ngày.\n2. Người tưới do thôn cử."
        for number in range(1, count + 1)
    )
    return decree(
        "40/2090/NĐ-CP",
        "10 tháng 01 năm 2090",
        "Quy định về luống rau",
        f"{articles}\nĐiều {count + 1}. Hiệu lực thi hành\nNghị định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2090.",
    )


def new_words(number: int) -> str:
    """The new clause 1 of an article."""
    return f"Luống thứ {number} được tưới ba lần một ngày, trừ ngày có mưa to trên địa bàn xã."


def amending(count: int) -> str:
    """A decree that gives the first clause of so many articles new words."""
    clauses = "\n".join(
        f"{number}. Sửa đổi khoản 1 Điều {number} như sau:\n“1. {new_words(number)}”." for number in range(1, count + 1)
    )
    return decree(
        "41/2091/NĐ-CP",
        "05 tháng 02 năm 2091",
        "Sửa đổi, bổ sung một số điều của Nghị định số 40/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về luống rau",
        f"Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 40/2090/NĐ-CP\n{clauses}\nĐiều 2. Hiệu lực thi hành\n"
        "Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 6 năm 2091.",
    )


ENDING = decree(
    "42/2094/NĐ-CP",
    "01 tháng 4 năm 2094",
    "Quy định về luống rau và luống hoa",
    """Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về luống rau và luống hoa.
Điều 2. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2094.
2. Nghị định số 40/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về luống rau hết hiệu lực kể từ ngày Nghị định này \
có hiệu lực thi hành.""",
)


def codified_bed(count: int, has: Iterable[int]) -> Instrument:
    """The decree as the codification has it.

    :param has: numbers of the articles of which it has the change, with a note that says so
    """
    changed = set(has)
    whole = read(bed(count))
    articles = []
    notes: dict[str, Codified] = {}
    for item in whole.walk():
        if item.kind.value != "article" or item.number is None:
            continue
        number = int(item.number)
        note = f"(Điều {number} Nghị định số 40/2090/NĐ-CP, có hiệu lực thi hành kể từ ngày 01/03/2090"
        told = Codified(f"neo-{number}", f"9.9.NĐ.1.{number}", "9.9", "Luống rau", effective_from=date(2090, 3, 1))
        if number in changed:
            note += ", có nội dung được sửa đổi bởi Điều 1 Nghị định số 41/2091/NĐ-CP có hiệu lực thi hành kể từ ngày 01/06/2091"
            told = replace(told, wording_from=STARTS, amended_by=("41/2091/NĐ-CP",))
            first = replace(item.children[0], text=new_words(number))
            item = replace(item, children=(first, *item.children[1:]))
        articles.append(item)
        notes[item.path] = replace(told, note=f"{note})")
    return replace(whole, provisions=tuple(articles), partial=True, codified=notes)


def put_bed(base: KnowledgeBase, count: int = 6, has: Iterable[int] = (1, 2, 3, 4)) -> None:
    """All of it: of the changes of every article but the last, the codification has some."""
    put(base, bed(count))
    put(base, codified_bed(count, has), name="phap-dien.html", snapshot_on=LOOKED)
    put(base, amending(count - 1))
