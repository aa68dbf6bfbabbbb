"""The algebra of paths."""

import pytest

from documents.model import Kind
from documents.paths import (
    Step,
    attachment_of,
    contains,
    key_parts,
    kind_of,
    number_of_key,
    provision_key,
    read_step,
    split_key,
    touches,
    type_of_key,
    unit_of,
    unknown_parts,
    upward,
)


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("dieu-1/khoan-2/diem-đ", "dieu-1"),
        ("kem-theo-1/dieu-4/khoan-1", "kem-theo-1/dieu-4"),
        ("kem-theo-1/khoan-4/diem-a", "kem-theo-1/khoan-4"),
        ("phu-luc-i/bang-1", "phu-luc-i"),
        ("phu-luc/khoan-1/diem-a", "phu-luc"),
        ("phu-luc-ii/mau-01/bang-1", "phu-luc-ii"),
        ("phu-luc-ii/dieu-3/khoan-1", "phu-luc-ii/dieu-3"),
        ("kem-theo-1/phu-luc-ii/muc-3", "kem-theo-1/phu-luc-ii"),
        ("mau-01/bang-1", "mau-01"),
        ("mo-dau/can-cu-1", "mo-dau"),
        ("khoan-1/diem-a", "khoan-1"),
        ("phan-i/khoan-1/diem-a", "phan-i/khoan-1"),
        ("phan-i/chuong-2", "phan-i/chuong-2"),
        ("kem-theo-1", "kem-theo-1"),
        ("", ""),
    ],
)
def test_a_place_belongs_to_one_unit(path: str, unit: str) -> None:
    assert unit_of(path) == unit
    assert unit_of(unit) == unit
    assert contains(unit, path)


@pytest.mark.parametrize(
    ("one", "other", "holds", "held"),
    [
        ("dieu-1", "dieu-1/khoan-2", True, False),
        ("dieu-1", "dieu-12", False, False),
        ("dieu-1", "dieu-1", True, True),
        ("", "dieu-1", True, False),
        ("dieu-1/khoan-1", "dieu-1/khoan-10/diem-a", False, False),
    ],
)
def test_places_that_hold_or_touch(one: str, other: str, holds: bool, held: bool) -> None:
    assert (contains(one, other), contains(other, one)) == (holds, held)
    assert touches(one, other) is touches(other, one) is (holds or held)


@pytest.mark.parametrize(
    ("step", "read"),
    [
        ("tieu-muc-2", Step(Kind.SUBSECTION, "2")),
        ("muc-2~3", Step(Kind.SECTION, "2", 3)),
        ("phan-thu-hai", Step(Kind.PART, "thu-hai")),
        ("phu-luc", Step(Kind.APPENDIX)),
        ("diem-đ", Step(Kind.POINT, "đ")),
        ("dieu", Step(Kind.ARTICLE)),
        ("dieuhanh-1", Step(None)),
    ],
)
def test_steps(step: str, read: Step) -> None:
    assert read_step(step) == read
    assert kind_of(f"dieu-1/{step}") is read.kind


def test_keys_and_paths_taken_apart() -> None:
    key = "nghi-dinh/09-2013-nd-cp/chinh-phu/2013-01-11"
    assert split_key(provision_key(key, "dieu-1/khoan-2")) == (key, "dieu-1/khoan-2")
    assert split_key(key) == (key, "")
    assert provision_key(key, "") == provision_key(key, None) == key
    assert (type_of_key(key), number_of_key(f"{key}#dieu-1")) == ("nghi-dinh", "09-2013-nd-cp")
    assert (parts := key_parts("hop-dong/-/-/2013-01-11~0a1b2c3d")) is not None
    assert parts.date == "2013-01-11"
    assert not parts.known
    assert (key_parts("?luat-thuong-mai"), type_of_key("66/2011"), number_of_key("66/2011")) == (None, "", "-")
    for key, unknown in (("luat/36-2024-qh15/quoc-hoi/-", ("date",)), ("quyet-dinh/-/-/2030-01-01", ("number", "issuer"))):
        assert unknown_parts(key) == unknown
    assert unknown_parts("khac/-/-/-~2cf24dba") == unknown_parts("hien-phap/-/quoc-hoi/-") == ()
    assert list(upward("dieu-1/khoan-2/diem-a")) == ["dieu-1/khoan-2/diem-a", "dieu-1/khoan-2", "dieu-1"]
    assert (attachment_of("kem-theo-1/dieu-1"), attachment_of("dieu-1")) == ("kem-theo-1", "")
