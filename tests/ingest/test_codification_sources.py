"""Which instrument an article of the codification comes from. Notes are made up."""

from datetime import date

import pytest

from documents.identity.source_notes import read_source_note
from documents.model import InstrumentType
from ingest.codification.sources import Origin, article_number, attribute

FROM = "có hiệu lực thi hành kể từ ngày 01/07/2030"


def origin(code, note, item="", anchor="", fragment="", topic="9.1"):
    read = read_source_note(note) if note else None
    return Origin(topic, code, anchor, item, fragment, read, read.articles[0] if read and read.articles else None)


def law(article, item="1", code=None, full=False):
    name = " Luật Cây xanh ngày 01/02/2030 của Quốc hội" if full else ""
    return origin(code or f"9.1.LQ.{article}", f"(Điều {article} Luật số 10/2030/QH20{name}, {FROM})", item)


def named(found):
    return [(source.type, source.number, source.issued_on) for source in found.sources]


def test_short_notes_take_what_the_full_note_says():
    found = attribute([law(2), law(1, full=True), law(3, item="")])
    (source,) = found.sources
    assert (source.type, source.number, source.title) == (InstrumentType.LAW, "10/2030/QH20", "Cây xanh")
    assert (source.issuer, source.issued_on) == ("Quốc hội", date(2030, 2, 1))
    assert found.source_of == (0, 0, 0)
    assert found.unread == ()


def test_one_number_two_instruments_by_type():
    resolution = f"(Điều 1 Nghị quyết số 10/2030/QH20 Về trồng cây ngày 01/02/2030 của Quốc hội, {FROM})"
    found = attribute([law(1, full=True), origin("9.1.NQ.1.1", resolution, "2")])
    assert named(found) == [
        (InstrumentType.LAW, "10/2030/QH20", date(2030, 2, 1)),
        (InstrumentType.RESOLUTION, "10/2030/QH20", date(2030, 2, 1)),
    ]


def test_a_law_and_a_code_of_one_number_are_one_instrument():
    full = f"(Điều 1 Bộ luật số 10/2030/QH20 Bộ luật Cây ngày 01/02/2030 của Quốc hội, {FROM})"
    found = attribute([origin("9.1.LQ.1", full), law(2)])
    assert named(found) == [(InstrumentType.CODE, "10/2030/QH20", date(2030, 2, 1))]


def test_one_number_two_dates_are_two_instruments():
    notes = [
        f"(Điều 1 Nghị định số 7-CP Về tre ngày 01/02/1993 của Chính phủ, {FROM})",
        f"(Điều 1 Nghị định số 7/CP Về trúc ngày 03/04/1994 của Chính phủ, {FROM})",
        f"(Điều 2 Nghị định số 7-CP, {FROM})",
        f"(Điều 2 Nghị định số 7/CP, {FROM})",
    ]
    found = attribute([origin(f"9.1.NĐ.{1 + n % 2}.{1 + n // 2}", text, str(70 + n % 2)) for n, text in enumerate(notes)])
    assert [source.issued_on for source in found.sources] == [date(1993, 2, 1), date(1994, 4, 3)]
    assert found.source_of == (0, 1, 0, 1)


def test_an_undated_number_without_a_year_is_not_given_to_the_dated_one():
    found = attribute(
        [
            origin("9.1.NĐ.1.1", f"(Điều 1 Nghị định số 7-CP Về tre ngày 01/02/1993 của Chính phủ, {FROM})", "70"),
            origin("9.2.NĐ.1.1", f"(Điều 1 Nghị định số 7-CP, {FROM})", "71", topic="9.2"),
        ]
    )
    assert [source.issued_on for source in found.sources] == [date(1993, 2, 1), None]


def test_topics_share_an_instrument():
    short = origin("9.2.LQ.4", f"(Điều 4 Luật số 10/2030/QH20, {FROM})", topic="9.2")
    found = attribute([law(1, full=True), short])
    assert found.source_of == (0, 0)


def test_instruments_without_a_number_are_told_apart_by_title():
    notes = [
        f"(Điều 1 Pháp lệnh số Không số Về tre ngày 01/02/1993 của Uỷ ban Thường vụ Quốc hội, {FROM})",
        f"(Điều 2 Pháp lệnh Về tre, {FROM})",
        f"(Điều 1 Pháp lệnh số Không số Về trúc ngày 05/06/1993 của Uỷ ban Thường vụ Quốc hội, {FROM})",
    ]
    places = [("9.1.PL.1", "0", "9.1"), ("9.1.PL.2", "0", "9.1"), ("9.2.PL.1", "1", "9.2")]
    found = attribute([origin(code, text, item, topic=topic) for text, (code, item, topic) in zip(notes, places, strict=True)])
    assert [(source.number, source.title) for source in found.sources] == [(None, "Về tre"), (None, "Về trúc")]
    assert found.source_of == (0, 0, 1)


def test_an_article_inserted_from_an_amending_instrument_comes_from_that():
    amending = f"(Điều 2 Luật số 20/2032/QH20 Sửa đổi Luật Cây xanh ngày 01/02/2032 của Quốc hội, {FROM})"
    found = attribute([law(1, full=True), law(2), origin("9.1.LQ.3", amending, "5")])
    assert [source.number for source in found.sources] == ["10/2030/QH20", "20/2032/QH20"]
    assert found.source_of == (0, 0, 1)


def test_a_misprinted_number_of_the_same_page_is_mended():
    notes = [
        f"(Điều 1 Thông tư số 11/2030/TT-BTC Về tre ngày 01/02/2030 của Bộ Tài chính, {FROM})",
        f"(Điều 2 Thông tư số 11/2030/TT-BTC, {FROM})",
        f"(Điều 3 Thông tư số 11/2030/TT-BTP, {FROM})",
    ]
    found = attribute([origin(f"9.1.TT.1.{n}", text, "8") for n, text in enumerate(notes, 1)])
    assert [source.number for source in found.sources] == ["11/2030/TT-BTC"]


class TestNotesThatCannotBeRead:
    def test_the_series_places_the_article(self):
        found = attribute([law(1, full=True), origin("9.1.LQ.2", ""), law(3)])
        assert found.source_of == (0, 0, 0)
        assert (found.unread, found.adopted) == ((1,), 1)

    def test_the_main_instrument_of_the_series_not_the_amending_one(self):
        amending = f"(Điều 2 Luật số 20/2032/QH20 Sửa đổi ngày 01/02/2032 của Quốc hội, {FROM})"
        many = [origin(f"9.1.LQ.{10 + n}", amending, "5") for n in range(5)]
        found = attribute([law(1, full=True), *many, origin("9.1.LQ.2", "")])
        assert found.sources[found.source_of[-1]].number == "10/2030/QH20"

    def test_an_article_without_a_code_goes_to_the_one_before_it(self):
        found = attribute([law(40), law(41, full=True), origin("41a", "")])
        assert found.source_of == (0, 0, 0)

    def test_what_is_left_is_kept_apart_and_says_so(self):
        found = attribute([law(1, full=True), origin("9.7.TT.3.1", "", topic="9.7"), origin("9.7.TT.3.2", "", topic="9.7")])
        source = found.sources[found.source_of[1]]
        assert found.source_of[1] == found.source_of[2]
        assert (source.type, source.unreadable, found.adopted) == (InstrumentType.OTHER, True, 0)
        assert "9.7" in (source.title or "")


class TestDatesFromElsewhere:
    NOTE = f"(Điều 12 Thông tư số 17/2012/TT-BCX, {FROM})"

    def test_the_anchor_is_believed_where_number_and_article_agree(self):
        anchor = "9001000000000000100000280245360017650120"
        (source,) = attribute([origin("9.1.TT.2.12", self.NOTE, anchor=anchor)]).sources
        assert source.issued_on == date(2012, 11, 5)

    @pytest.mark.parametrize(
        "anchor",
        ["9001000000000000100000280245360018650120", "9001000000000000100000280245360017650130", "90"],
        ids=["another number", "another article", "too short"],
    )
    def test_the_anchor_is_not_believed_where_they_differ(self, anchor):
        (source,) = attribute([origin("9.1.TT.2.12", self.NOTE, anchor=anchor)]).sources
        assert source.issued_on is None

    def test_a_cross_reference_names_the_date(self):
        cited = ["Điều 3. Tre của Thông tư 17/2012/TT-BCX Quy định về tre ban hành ngày 06/11/2012"]
        (source,) = attribute([origin("9.1.TT.2.12", self.NOTE)], cited).sources
        assert source.issued_on == date(2012, 11, 6)

    def test_cross_references_that_differ_say_nothing(self):
        cited = [f"Điều 3 của Thông tư 17/2012/TT-BCX Về tre ban hành ngày {day}/11/2012" for day in ("06", "07")]
        (source,) = attribute([origin("9.1.TT.2.12", self.NOTE)], cited).sources
        assert source.issued_on is None


@pytest.mark.parametrize(
    ("code", "note", "fragment", "number"),
    [
        ("9.1.LQ.3", f"(Điều 5a Luật số 10/2030/QH20, {FROM})", "Dieu_3", "5a"),
        ("9.1.LQ.3", f"(Điều Luật số 10/2030/QH20, {FROM})", "Chuong_I_Dieu_4", "4"),
        ("9.1.TT.1.4", f"(Mục IV Thông tư số 1/2030/TT-BCX, {FROM})", "Dieu_4", "4"),
        ("9.1.LQ.7", "", "", "7"),
        ("41a", "", "", "41a"),
    ],
    ids=["as noted", "from the place in the database", "a Mục", "from the code", "without a code"],
)
def test_the_number_of_an_article(code, note, fragment, number):
    assert article_number(origin(code, note, fragment=fragment)) == number
