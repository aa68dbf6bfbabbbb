"""Consolidated texts: which instrument they consolidate, and since when their notes say that words hold."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.consolidation.head import Named, amended_by, consolidated_by, days_of_effect, read_head
from documents.consolidation.notes import Did, read_merged, read_note
from documents.instrument import read_instrument
from documents.model import Instrument, InstrumentType, Line, Reading
from tests.linear import assert_linear, one_of_many

BY = "Thông tư số 06/2093/TT-BM ngày 29 tháng 8 năm 2093 của Bộ trưởng Bộ Mẫu sửa đổi Thông tư số 05/2090/TT-BM"
FROM = ", có hiệu lực kể từ ngày 12 tháng 10 năm 2093"
DAY = date(2093, 10, 12)
AMENDING = (Named(InstrumentType.CIRCULAR, "06/2093/TT-BM", date(2093, 8, 29), "Bộ Mẫu", (DAY,)),)

TITLE = "Quy định về vườn ươm"
BASE = (
    "Thông tư số 05/2090/TT-BM ngày 30 tháng 12 năm 2090 của Bộ trưởng Bộ Mẫu quy định về vườn ươm, "
    "có hiệu lực kể từ ngày 15 tháng 02 năm 2091, được sửa đổi, bổ sung bởi:"
)
AMENDED = f"{BY}{FROM}."


def vbhn(*head: str, title: str = TITLE, number: str = "12/VBHN-BM", kind: str = "THÔNG TƯ") -> Instrument:
    lines = [
        "BỘ MẪU",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        f"Số: {number}",
        "Hà Nội, ngày 02 tháng 4 năm 2094",
        "VĂN BẢN HỢP NHẤT",
        kind,
        title,
        *(head or (BASE, AMENDED)),
        "Căn cứ Luật số 08/2088/QH99;",
        "Điều 1. Vườn",
        "Vườn là vườn.",
        "Điều 2. Hiệu lực thi hành",
        "Thông tư này có hiệu lực thi hành kể từ ngày 15 tháng 02 năm 2091.",
    ]
    return read_instrument(Reading("txt", tuple(map(Line, lines))))


class TestBase:
    def test_it_is_found_under_its_own_key(self) -> None:
        found = consolidated_by(vbhn())
        assert found is not None
        assert found.standing is not None
        assert found.key == "thong-tu/05-2090-tt-bm/bo-mau/2090-12-30"
        assert (found.metadata.title, found.metadata.issued_on) == (TITLE, date(2090, 12, 30))
        assert [(period.start, period.scope) for period in found.metadata.effective] == [(date(2091, 2, 15), ())]
        assert (found.standing.origin, found.standing.valid_from) == ("consolidation", DAY)

    @pytest.mark.parametrize(
        ("head", "number", "amending"),
        [
            (
                (BASE, f"1. {AMENDED}", "2. Thông tư số 07/2094/TT-BM ngày 01 tháng 02 năm 2094, có hiệu lực từ ngày 05/3/2094."),
                5,
                2,
            ),
            ((f"{BASE} {AMENDED}",), 5, 1),
            ((BASE.replace("được sửa đổi, bổ sung bởi", "đã được sửa đổi, bổ sung một số điều theo"), f"a) {AMENDED}"), 5, 1),
            ((BASE.replace(", được sửa đổi, bổ sung bởi:", "."), AMENDED), 5, 1),
            ((f"{TITLE} {BASE}", AMENDED), 5, 1),
        ],
    )
    def test_heads(self, head: tuple[str, ...], number: int, amending: int) -> None:
        found = read_head("\n".join(["THÔNG TƯ", TITLE, *head]), TITLE)
        assert found is not None
        assert (found.base.number, len(found.amending)) == (f"0{number}/2090/TT-BM", amending)

    @pytest.mark.parametrize(
        ("base", "key"),
        [
            (
                "Luật Vườn tược số 09/2089/QH99 ngày 20 tháng 11 năm 2089 của Quốc hội, có hiệu lực kể từ ngày 01/7/2090, "
                "được sửa đổi, bổ sung bởi:",
                "luat/09-2089-qh99/quoc-hoi/2089-11-20",
            ),
            (
                "Luật Vườn tược số 09/2089/QH99 ngày 20/11/2089, có hiệu lực kể từ ngày 01/7/2090, được sửa đổi, bổ sung bởi:",
                "luat/09-2089-qh99/quoc-hoi/2089-11-20",
            ),
        ],
    )
    def test_a_law_is_named_before_its_number(self, base: str, key: str) -> None:
        found = consolidated_by(vbhn(base, AMENDED, title="Vườn tược", kind="LUẬT"))
        assert found is not None
        assert found.key == key

    def test_joint_issuers_are_all_named(self) -> None:
        base = (
            "Thông tư liên tịch số 01/2090/TTLT-BTC-BTP ngày 04/01/2090 của Bộ trưởng Bộ Tài chính và Bộ trưởng Bộ Tư pháp "
            "quy định về vườn ươm, có hiệu lực kể từ ngày 01 tháng 3 năm 2090, được sửa đổi, bổ sung bởi:"
        )
        found = consolidated_by(vbhn(base, AMENDED, kind="THÔNG TƯ LIÊN TỊCH"))
        assert found is not None
        assert found.key == "thong-tu-lien-tich/01-2090-ttlt-btc-btp/bo-tai-chinh-bo-tu-phap/2090-01-04"

    @pytest.mark.parametrize(
        "text",
        [
            vbhn("Thông tư này được sửa đổi, bổ sung bởi:", AMENDED),
            vbhn(BASE.replace(" ngày 30 tháng 12 năm 2090", ""), AMENDED),
            vbhn(BASE.replace("Thông tư số", "Nghị định số"), AMENDED),
            vbhn(BASE, title="Ban hành quy chế hoạt động của đội bắt sâu thuộc xã Mẫu"),
            vbhn(BASE.replace(" quy định", " và Thông tư số 04/2090/TT-BM quy định"), AMENDED),
            vbhn(BASE.replace("Thông tư số 05/2090/TT-BM", "Văn bản hợp nhất số 12/VBHN-BM"), AMENDED),
            vbhn(BASE, BY),
            vbhn(BASE.replace(", có hiệu lực kể từ ngày 15 tháng 02 năm 2091", ""), AMENDED),
            vbhn(BASE),
        ],
        ids=["none", "undated", "other type", "other title", "two", "itself", "no day", "no first day", "nothing merged"],
    )
    def test_what_does_not_say_it_beyond_doubt_stays_a_text_of_its_own(self, text: Instrument) -> None:
        assert consolidated_by(text) is None

    def test_other_texts_consolidate_nothing(self) -> None:
        text = vbhn()
        assert consolidated_by(replace(text, metadata=replace(text.metadata, type=InstrumentType.CIRCULAR))) is None

    def test_days_are_those_of_effect_alone(self) -> None:
        assert days_of_effect(f"{BASE} {AMENDED}") == (date(2091, 2, 15), DAY)
        assert days_of_effect("có hiệu lực thi hành từ 01/7/2093, ban hành ngày 02/7/2093") == (date(2093, 7, 1),)


REWORDED, INSERTED, ENDED, UNSURE = Did.REWORDED, Did.INSERTED, Did.ENDED, Did.UNSURE
WHOLE, PARTLY = False, True
PLACE = "dieu-4/khoan-3/diem-a"
NOTES = [
    (f"Khoản này được sửa đổi, bổ sung theo quy định tại khoản 1 Điều 1 của {BY}{FROM}.", REWORDED, "dieu-4/khoan-3", WHOLE),
    (f"Khoản này được sửa đổi theo quy định tại khoản 1 Điều 1 {BY}{FROM}.", REWORDED, "dieu-4/khoan-3", WHOLE),
    (f"Điểm này được bổ sung theo quy định tại điểm a khoản 2 Điều 1 của {BY}{FROM}.", INSERTED, PLACE, WHOLE),
    (f"Điều này được bổ sung lần thứ nhất theo quy định tại khoản 4 Điều 1 của {BY}{FROM}.", INSERTED, "dieu-4", WHOLE),
    (f"Khoản này được bổ sung bởi khoản 2 Điều 1 {BY}{FROM}.", INSERTED, "dieu-4/khoan-3", WHOLE),
    (f"Khoản này được bổ sung cụm từ “hạt giống” theo quy định tại Điều 2 của {BY}{FROM}.", REWORDED, "dieu-4/khoan-3", WHOLE),
    (f"Điều này được bãi bỏ theo quy định tại khoản 3 Điều 2 của {BY}{FROM}.", ENDED, "dieu-4", WHOLE),
    (f"Điểm này bị bãi bỏ theo quy định tại khoản 3 Điều 2 của {BY}{FROM}.", ENDED, PLACE, WHOLE),
    (f"Điểm này được hủy bỏ theo quy định tại khoản 3 Điều 2 của {BY}{FROM}.", ENDED, PLACE, WHOLE),
    (f"Khoản này hết hiệu lực theo quy định tại khoản 3 Điều 2 của {BY}{FROM}.", ENDED, "dieu-4/khoan-3", WHOLE),
    (f"Cụm từ “cây con” được thay thế bằng cụm từ “cây giống” theo quy định tại Điều 3 của {BY}{FROM}.", REWORDED, PLACE, PARTLY),
    (f"Cụm từ “cây con” thay thế bởi cụm từ “cây giống” theo quy định tại Điều 3 của {BY}{FROM}.", REWORDED, PLACE, PARTLY),
    (f"Các cụm từ “cây con”, “cây non” được bỏ theo quy định tại Điều 3 của {BY}{FROM}.", REWORDED, PLACE, PARTLY),
    (
        f"Nội dung “có xác nhận của thôn” được bãi bỏ theo quy định tại điểm a khoản 3 Điều 2 của {BY}{FROM}.",
        REWORDED,
        PLACE,
        PARTLY,
    ),
    (f"Nội dung về giỏ quả tại Điểm này được bãi bỏ theo quy định tại Điều 2 của {BY}{FROM}.", REWORDED, PLACE, PARTLY),
    (f"Cụm từ “cây con” tại các khoản của Điều này được thay thế theo quy định tại Điều 3 của {BY}{FROM}.", REWORDED, PLACE, WHOLE),
    (f"Từ “non,” được bãi bỏ theo quy định tại điểm đ khoản 1 Điều 30 của {BY}{FROM}.", REWORDED, PLACE, PARTLY),
    (f"Tên điều này được sửa đổi theo quy định tại điểm a khoản 5 Điều 1 của {BY}{FROM}.", REWORDED, PLACE, PARTLY),
    (f"Đoạn này được bổ sung theo quy định tại khoản 5 Điều 1 của {BY}{FROM}.", REWORDED, PLACE, PARTLY),
    (f"Các điểm a, b khoản này được bổ sung theo quy định tại khoản 5 Điều 1 của {BY}{FROM}.", UNSURE, PLACE, WHOLE),
    (f"Được sửa đổi, bổ sung theo quy định tại khoản 5 Điều 1 của {BY}{FROM}.", UNSURE, PLACE, WHOLE),
    (f"Khoản này được ngưng hiệu lực theo quy định tại Điều 1 của {BY}{FROM}.", UNSURE, "dieu-4/khoan-3", WHOLE),
    (f"Khoản này được thay thế bằng khoản 2 Điều 1 của {BY}{FROM}.", REWORDED, "dieu-4/khoan-3", WHOLE),
]


class TestNotes:
    @pytest.mark.parametrize(("text", "did", "path", "partly"), NOTES)
    def test_what_was_done(self, text: str, did: Did, path: str, partly: bool) -> None:
        (change,) = read_merged([(PLACE, "1", text)], AMENDING).changes
        assert (change.did, change.path, change.at, change.partly, change.since) == (did, path, PLACE, partly, DAY)
        assert change.words in text
        assert change.by == "06/2093/TT-BM"

    @pytest.mark.parametrize(
        "text",
        [
            f"{BY} có căn cứ ban hành như sau:\n“Căn cứ Luật số 08/2088/QH99;\nKhoản này được bãi bỏ{FROM}.”.",
            f"Điều 2 của {BY}{FROM} quy định như sau:\n“Điều 2. Hiệu lực\nThông tư này có hiệu lực từ ngày 01/01/2094.”.",
            "Ghi rõ tên tổ chức đề nghị.",
            "Luật số 01/2080/QH98 được thay thế bởi Luật số 02/2092/QH99, có hiệu lực kể từ ngày 01 tháng 01 năm 2093.",
            "",
        ],
        ids=["its bases", "its closing articles", "of a form", "of what is cited", "empty"],
    )
    def test_what_only_quotes_or_explains_changes_nothing(self, text: str) -> None:
        assert read_merged([(PLACE, "1", text)], AMENDING).changes == ()

    def test_the_last_of_several_changes_tells_since_when_the_words_hold(self) -> None:
        text = (
            f"Khoản này được bổ sung lần thứ nhất theo quy định tại khoản 1 Điều 1 của {BY}{FROM}.\n"
            "Khoản này được sửa đổi, bổ sung lần thứ hai theo quy định tại khoản 2 Điều 37 của Luật số 09/2095/QH99, có hiệu lực "
            "từ ngày 01 tháng 7 năm 2096. Quy định về hạt giống có hiệu lực kể từ ngày 01/01/2096 theo Điều 3 của Luật đó."
        )
        merged = read_merged([("dieu-2/khoan-7", "1", text)], AMENDING)
        assert [(change.did, change.since) for change in merged.changes] == [(INSERTED, DAY), (REWORDED, date(2096, 7, 1))]
        words = merged.of("dieu-2/khoan-7")
        assert (words.inserted, words.since, words.ended) == (DAY, date(2096, 7, 1), None)

    def test_a_day_that_a_note_leaves_out_is_that_of_the_head(self) -> None:
        (change,) = read_merged([(PLACE, "1", f"Điểm này được sửa đổi theo quy định tại Điều 1 của {BY}.")], AMENDING).changes
        assert change.since == DAY

    def test_an_article_holds_since_the_last_change_in_it_and_its_other_clauses_do_not(self) -> None:
        merged = read_merged([("dieu-4/khoan-3", "1", NOTES[0][0])], AMENDING)
        since = {path: merged.of(path).since for path in ("dieu-4", "dieu-4/khoan-3", PLACE, "dieu-4/khoan-2", "dieu-5")}
        assert since == {"dieu-4": DAY, "dieu-4/khoan-3": DAY, PLACE: DAY, "dieu-4/khoan-2": None, "dieu-5": None}

    def test_a_note_that_is_not_at_what_it_is_about_may_be_about_another_place(self) -> None:
        merged = read_merged([("dieu-4/khoan-3/diem-a", "1", NOTES[0][0])], AMENDING)
        assert (merged.changes[0].path, merged.of("dieu-5").since) == ("dieu-4/khoan-3", DAY)

    def test_other_words_of_a_heading_leave_the_clauses(self) -> None:
        merged = read_merged([("dieu-4", "1", NOTES[17][0])], AMENDING)
        assert (merged.of("dieu-4").since, merged.of("dieu-4/khoan-1").since) == (DAY, None)

    def test_what_was_ended_and_given_anew_lives_on(self) -> None:
        notes = [
            ("phu-luc-1", "1", f"Phụ lục này được bãi bỏ theo quy định tại Điều 2 của {BY}{FROM}."),
            ("phu-luc-1/mau-2", "2", f"Mẫu này được ban hành theo quy định tại Điều 4 của {BY}{FROM}."),
        ]
        merged = read_merged(notes, AMENDING)
        assert merged.of("phu-luc-1").ended is not None
        assert (merged.of("phu-luc-1/mau-2").ended, merged.of("phu-luc-1/mau-2").since) == (None, DAY)
        assert merged.of("phu-luc-1/mau-3").ended is not None

    @pytest.mark.parametrize(
        ("marks", "lost"),
        [
            (["1", "2", "3"], None),
            (["1", "12", "23"], None),
            (["(1)", "[2]", "3"], None),
            (["1", "2", "1", "2", "3"], None),
            (["1", "3"], DAY),
            (["2", "3"], DAY),
            (["*", "**"], DAY),
            ([], DAY),
        ],
    )
    def test_where_a_note_is_missing_nothing_is_said_to_be_unchanged(self, marks: list[str], lost: date | None) -> None:
        merged = read_merged([(f"dieu-{place}", mark, NOTES[6][0]) for place, mark in enumerate(marks, 1)], AMENDING)
        assert (merged.lost, merged.of("dieu-50").since) == (lost, lost)

    def test_what_an_amending_instrument_did_without_a_note_may_be_anywhere_but_in_the_articles(self) -> None:
        other = Named(InstrumentType.CIRCULAR, "07/2094/TT-BM", None, None, (date(2094, 5, 1),))
        merged = read_merged([("dieu-1", "1", NOTES[6][0])], (*AMENDING, other))
        assert (merged.of("dieu-5").since, merged.of("phu-luc-1").since) == (None, date(2094, 5, 1))


@given(
    st.lists(st.tuples(st.sampled_from([note[0] for note in NOTES]), st.sampled_from(["dieu-4", PLACE, "phu-luc-1"])), max_size=6)
)
def test_the_words_of_a_provision_hold_no_longer_than_those_of_what_is_in_it(notes: list[tuple[str, str]]) -> None:
    merged = read_merged([(path, str(place), text) for place, (text, path) in enumerate(notes, 1)], AMENDING)
    above, below = merged.of("dieu-4").since, merged.of(PLACE).since
    assert below is None or (above is not None and above >= below) or merged.of("dieu-4").ended is not None


@pytest.mark.parametrize(
    "piece",
    one_of_many(["được sửa đổi, bổ sung bởi ", "Khoản này được bổ sung ", "Cụm từ “a” ", "“", "Thông tư số ", "\n", "1 "]),
)
def test_any_words_are_read_in_linear_time(piece: str) -> None:
    assert_linear(lambda size: (read_note(piece * size), read_head(piece * size, "Quy định")), 2_000, 20_000)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (
            "Luật Cây số 15/2033/QH11 đã được sửa đổi, bổ sung theo Luật số 47/2035/QH11 và Luật số 39/2043/QH13 hết hiệu lực",
            2,
        ),
        ("Căn cứ Luật Cây số 15/2033/QH11 ngày 26 tháng 11 năm 2033 được sửa đổi, bổ sung bởi Luật Vườn số 47/2035/QH11;", 1),
        (
            "Theo Luật Cây số 15/2033/QH11; Luật số 47/2035/QH11 được sửa đổi, bổ sung bởi Luật số 1/2040/QH12",
            0,
        ),
        ("Luật Cây số 15/2033/QH11 được sửa đổi, bổ sung bởi Luật này và thay thế Luật số 47/2035/QH11", 0),
    ],
)
def test_by_what_words_say_that_an_instrument_was_amended(words: str, found: int) -> None:
    assert amended_by(words, "15/2033/QH11") == ("47/2035/QH11", "39/2043/QH13")[:found]
