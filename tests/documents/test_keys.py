"""Keys name one thing each and read back as what they were made from."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.errors import KeyFormatError
from documents.keys import Key, differs_in_issuer, instrument_key, misdates, parse_key, says_less
from documents.model import InstrumentType, Kind, Metadata
from documents.paths import child_path, provision_key, segment
from documents.wording.numbers import POINT_LETTERS

DECREE = Metadata(type=InstrumentType.DECREE, number="09/2013/NĐ-CP", issuer="Chính phủ", issued_on=date(2013, 1, 11))


@pytest.mark.parametrize(
    ("metadata", "key"),
    [
        (DECREE, "nghi-dinh/09-2013-nd-cp/chinh-phu/2013-01-11"),
        (Metadata(type=InstrumentType.CIRCULAR, number="07/2031/TT-BGĐ"), "thong-tu/07-2031-tt-bgd/-/-"),
        (
            Metadata(
                type=InstrumentType.RESOLUTION,
                number="05/2030/NQ-HĐND",
                issuer="Hội đồng nhân dân tỉnh Phú Thọ",
                province="Phú Thọ",
            ),
            "nghi-quyet/05-2030-nq-hdnd/hoi-dong-nhan-dan-tinh-phu-tho/-",
        ),
        # Cyrillic С and Р in a typed number
        (Metadata(type=InstrumentType.DECREE, number="09/2013/NĐ-СР"), "nghi-dinh/09-2013-nd-cp/-/-"),
        (
            Metadata(type=InstrumentType.CONSTITUTION, issuer="Quốc hội", issued_on=date(2033, 1, 2)),
            "hien-phap/-/quoc-hoi/2033-01-02",
        ),
    ],
)
def test_instrument_key(metadata, key):
    assert instrument_key(metadata) == key
    assert parse_key(key) == Key(key)


def test_the_same_number_of_two_types_gives_two_keys():
    law = Metadata(type=InstrumentType.CODE, number="100/2015/QH13", issuer="Quốc hội", issued_on=date(2015, 11, 27))
    resolution = Metadata(type=InstrumentType.RESOLUTION, number="100/2015/QH13", issuer="Quốc hội", issued_on=date(2015, 11, 9))
    assert instrument_key(law) != instrument_key(resolution)


def test_texts_without_a_number_do_not_collide():
    one, two = (instrument_key(Metadata(), content) for content in ("HỢP ĐỒNG A", "HỢP ĐỒNG B"))
    assert one != two
    assert one == instrument_key(Metadata(), "HỢP ĐỒNG A")
    assert one.startswith("khac/-/-/-~")
    assert parse_key(f"{one}#dieu-1") == Key(one, "dieu-1")


@pytest.mark.parametrize(
    ("kind", "number", "expected"),
    [
        (Kind.ARTICLE, "32đ", "dieu-32đ"),
        (Kind.ARTICLE, "5A", "dieu-5a"),
        (Kind.PART, "thứ hai", "phan-thu-hai"),
        (Kind.CHAPTER, "XI", "chuong-xi"),
        (Kind.SUBSECTION, "2", "tieu-muc-2"),
        (Kind.POINT, "đ", "diem-đ"),
        (Kind.POINT, "Đ", "diem-đ"),
        (Kind.POINT, "d", "diem-d"),
        (Kind.POINT, "đ1", "diem-đ1"),
        (Kind.CLAUSE, "1a", "khoan-1a"),
        (Kind.CLAUSE, "1.1", "khoan-1.1"),
        (Kind.APPENDIX, "I", "phu-luc-i"),
        (Kind.APPENDIX, None, "phu-luc"),
        (Kind.FORM, "01-A/ĐK", "mau-01-a-dk"),
        (Kind.PREAMBLE, None, "mo-dau"),
        (Kind.BASIS, "3", "can-cu-3"),
    ],
)
def test_segment(kind, number, expected):
    assert segment(kind, number) == expected


@pytest.mark.parametrize(
    ("parent", "kind", "number", "taken", "expected"),
    [
        ("phan-thu-hai/chuong-xi", Kind.SECTION, "2", (), "phan-thu-hai/chuong-xi/muc-2"),
        ("phan-thu-hai/chuong-xi/muc-2", Kind.ARTICLE, "12", (), "dieu-12"),
        ("kem-theo-1/chuong-i", Kind.ARTICLE, "4", (), "kem-theo-1/dieu-4"),
        ("dieu-12", Kind.CLAUSE, "3", (), "dieu-12/khoan-3"),
        ("dieu-12/khoan-3", Kind.POINT, "đ", {"dieu-12/khoan-3/diem-d"}, "dieu-12/khoan-3/diem-đ"),
        (None, Kind.ARTICLE, "7", {"dieu-7"}, "dieu-7~2"),
        ("", Kind.ARTICLE, "7", {"dieu-7", "dieu-7~2"}, "dieu-7~3"),
        ("muc-1~2", Kind.ARTICLE, "7", (), "dieu-7"),
    ],
)
def test_child_path(parent, kind, number, taken, expected):
    assert child_path(parent, kind, number, taken) == expected


@pytest.mark.parametrize(
    "text", ["", "luat", "luat/1/2", "luat/A/quoc-hoi/-", "luat/1/quoc-hoi/2011", "luat/1/quoc-hoi/-#", "luat/1/q/-#dieu 1"]
)
def test_rubbish_is_no_key(text):
    with pytest.raises(KeyFormatError):
        parse_key(text)


def test_a_decomposed_key_is_the_same_key():
    assert parse_key("luat/1/quoc-hoi/-#dieu-1/diem-đ").path == "dieu-1/diem-đ"


@pytest.mark.parametrize(
    ("less", "more", "expected"),
    [
        ("nghi-dinh/1-nd-cp/-/-", "nghi-dinh/1-nd-cp/chinh-phu/2030-01-01", True),
        ("nghi-dinh/1-nd-cp/chinh-phu/-", "nghi-dinh/1-nd-cp/chinh-phu/2030-01-01", True),
        ("nghi-dinh/1-nd-cp/chinh-phu/2030-01-01", "nghi-dinh/1-nd-cp/chinh-phu/-", False),
        ("nghi-dinh/-/chinh-phu/-~01234567", "nghi-dinh/1-nd-cp/chinh-phu/-", False),
        ("nghi-dinh/1-nd-cp/-/-", "nghi-dinh/1-nd-cp/-/-", False),
        ("luat/1-nd-cp/-/-", "nghi-dinh/1-nd-cp/-/2030-01-01", False),
    ],
)
def test_says_less(less, more, expected):
    assert says_less(less, more) is expected


NUMBERS = st.one_of(
    st.integers(1, 999).map(str),
    st.sampled_from(POINT_LETTERS),
    st.builds("{}{}".format, st.integers(1, 99), st.sampled_from(POINT_LETTERS)),
)


@given(
    st.builds(
        Metadata,
        type=st.sampled_from(InstrumentType),
        number=st.none() | st.text(max_size=20),
        issuer=st.none() | st.text(max_size=20),
        issued_on=st.none() | st.dates(),
    ),
    st.text(max_size=10),
)
def test_every_key_that_is_made_can_be_read(metadata, content):
    key = instrument_key(metadata, content)
    assert parse_key(key) == Key(key)
    assert str(parse_key(provision_key(key, "dieu-1"))) == f"{key}#dieu-1"


@given(st.lists(st.tuples(st.sampled_from(Kind), st.none() | NUMBERS | st.text(max_size=8)), min_size=1, max_size=6))
def test_every_path_that_is_made_can_be_read_and_is_new(steps):
    path, taken = "", set()
    for kind, number in steps:
        path = child_path(path, kind, number, taken)
        assert path not in taken
        taken.add(path)
        assert parse_key(f"luat/1/quoc-hoi/-#{path}").path == path


@given(st.sampled_from(POINT_LETTERS), st.sampled_from(POINT_LETTERS))
def test_different_letters_are_different_points(one, two):
    assert (segment(Kind.POINT, one) == segment(Kind.POINT, two)) is (one == two)


JOINT = "thong-tu-lien-tich/100-2014-ttlt-btc-btp/{}/2014-07-30"
LOCAL = "quyet-dinh/01-2020-qd-ubnd"
DATED = "nghi-dinh/59-2017-nd-cp/chinh-phu/2017-04-12"


@pytest.mark.parametrize(
    ("rule", "key", "other", "same"),
    [
        (differs_in_issuer, JOINT.format("bo-tai-chinh"), JOINT.format("bo-tai-chinh-bo-tu-phap"), True),
        (differs_in_issuer, JOINT.format("bo-tai-chinh"), JOINT.format("bo-tai-chinh-bo-tu-phap").replace("07-30", "07-31"), False),
        (differs_in_issuer, JOINT.format("bo-tai-chinh"), JOINT.format("bo-tai-chinh"), False),
        (differs_in_issuer, f"{LOCAL}/uy-ban-nhan-dan-tinh-a/2020-01-02", f"{LOCAL}/uy-ban-nhan-dan-tinh-b/2020-01-02", False),
        (misdates, DATED, DATED.replace("04-12", "05-12"), True),
        (misdates, DATED, DATED.replace("04-12", "05-13"), False),
        (misdates, DATED, DATED, False),
        (misdates, DATED, DATED.replace("2017-04-12", "-"), False),
        (
            misdates,
            DATED.replace("59-2017-nd-cp", "59-cp"),
            DATED.replace("59-2017-nd-cp", "59-cp").replace("04-12", "05-12"),
            False,
        ),
        (misdates, DATED.replace("chinh-phu", "-"), DATED.replace("chinh-phu", "-").replace("04-12", "05-12"), False),
    ],
)
def test_one_instrument_under_two_keys(rule: Callable[[str, str], bool], key: str, other: str, same: bool) -> None:
    assert rule(key, other) is same
    assert rule(other, key) is same
