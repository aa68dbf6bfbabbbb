"""Phrases, exclusions and fields of a query; what is not understood stays plain words."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language import analysis
from kb.search.reading.syntax import LONGEST_PHRASE, Names, Phrase, name_key, read_syntax
from kb.search.terms import LONGEST_QUERY

ISSUERS = {
    "Chính phủ": "chinh-phu",
    "Bộ Y tế": "bo-y-te",
    "Bộ Lao động - Thương binh và Xã hội": "bo-lao-dong",
    "Bộ Công an": "bca",
}
NAMES = Names(
    {
        "issuer": {name_key(name): slug for name, slug in ISSUERS.items()},
        "topic": {name_key("Trẻ em"): "9.1", name_key("Trợ giúp pháp lý"): "31.4"},
    },
)

READ = [
    # phrases
    ('"trợ giúp pháp lý"', "", [("phrase", "trợ giúp pháp lý")]),
    ("“trợ giúp pháp lý” miễn phí", "miễn phí", [("phrase", "trợ giúp pháp lý")]),
    ('ai được "hỗ trợ" và "học nghề"', "ai được và", [("phrase", "hỗ trợ"), ("phrase", "học nghề")]),
    ('nạn "nhân', 'nạn "nhân', []),
    ('"" hỗ trợ', '"" hỗ trợ', []),
    ('"..." hỗ trợ', '"..." hỗ trợ', []),
    # leaving out
    ("án phí -dân", "án phí", [("exclude", "dân")]),
    ('học nghề -"trẻ em" miễn phí', "học nghề miễn phí", [("exclude", "trẻ em")]),
    ("học phí - miễn giảm", "học phí - miễn giảm", []),
    ("- hỗ trợ", "- hỗ trợ", []),
    ("-", "-", []),
    ("-- hỗ trợ", "-- hỗ trợ", []),
    ("nghị định 135-CP", "nghị định 135-CP", []),
    ("Quyết định 135 -CP", "Quyết định 135", [("exclude", "CP")]),
    ("từ 15 -20 tuổi", "từ 15 -20 tuổi", []),
    ("kinh tế-xã hội", "kinh tế-xã hội", []),
    ("hỗ trợ –phí", "hỗ trợ –phí", []),
    ("20/2021/NĐ-CP", "20/2021/NĐ-CP", []),
    # types
    ("loại:nghị định hỗ trợ", "hỗ trợ", [("type", "nghi-dinh")]),
    ("loai:nđ hỗ trợ", "hỗ trợ", [("type", "nghi-dinh")]),
    ("hỗ trợ LOẠI: Thông tư liên tịch", "hỗ trợ", [("type", "thong-tu-lien-tich")]),
    ("hỗ trợ loai:thong-tu", "hỗ trợ", [("type", "thong-tu")]),
    ('loại:"bộ luật" tuổi', "tuổi", [("type", "bo-luat")]),
    ("loại:xe máy", "loại:xe máy", []),
    # issuers and topics
    ("cơ quan:Chính phủ học phí", "học phí", [("issuer", "chinh-phu")]),
    ("coquan:byt chất thải", "chất thải", [("issuer", "bo-y-te")]),
    ("cơ quan:Bộ Lao động - Thương binh và Xã hội học nghề", "học nghề", [("issuer", "bo-lao-dong")]),
    ('co quan:"thuong binh" học nghề', "học nghề", [("issuer", "bo-lao-dong")]),
    ('cơ quan:"bộ" học nghề', 'cơ quan:"bộ" học nghề', None),
    ("cơ quan:phường", "cơ quan:phường", []),
    ("chủ đề:trẻ em nuôi", "nuôi", [("topic", "9.1")]),
    # titles
    ("tiêu đề:học nghề loại:luật", "", [("title", "học nghề"), ("type", "luat")]),
    ('tieude:"học nghề" miễn phí', "miễn phí", [("title", "học nghề")]),
    ("tiêu đề:", "tiêu đề:", []),
    # days
    ("từ:2015 đến:2020 học phí", "học phí", [("issued_from", "2015-01-01"), ("issued_to", "2020-12-31")]),
    ("tu:2/2016 học phí", "học phí", [("issued_from", "2016-02-01")]),
    ("den:02/2016 học phí", "học phí", [("issued_to", "2016-02-29")]),
    ("từ:15/3/2021", "", [("issued_from", "2021-03-15")]),
    ("từ:2021-03-15", "", [("issued_from", "2021-03-15")]),
    ("từ:31/02/2021", "từ:31/02/2021", []),
    ("đến:20201 học phí", "đến:20201 học phí", []),
    ("giải thích từ: nạn nhân", "giải thích từ: nạn nhân", []),
    # states
    ("hiệu lực:còn học phí", "học phí", [("status", "in_force_or_was")]),
    ("hiệu lực:còn chắc học phí", "học phí", [("status", "in_force")]),
    ("hieuluc:hết hiệu lực học phí", "học phí", [("status", "expired")]),
    ("hiệu lực:chưa rõ", "", [("status", "unknown")]),
    ("hiệu lực:chưa", "", [("status", "not_yet")]),
    ("hiệu lực:tốt", "hiệu lực:tốt", []),
    # no syntax of ours
    ("*:*", "*:*", []),
    ("title:nạn AND marked:* OR (", "title:nạn AND marked:* OR (", []),
    ("http://loại:luật", "http://loại:luật", []),
    ("", "", []),
]


@pytest.mark.parametrize(("query", "text", "conditions"), READ)
def test_a_query_is_read(query: str, text: str, conditions: list[tuple[str, str]] | None) -> None:
    reading = read_syntax(query, NAMES)
    if conditions is None:  # the field is plain, the phrase in it is a phrase
        conditions, text = [("phrase", "bộ")], "cơ quan: học nghề"
    assert [(str(condition.kind), condition.value) for condition in reading.conditions] == conditions
    assert reading.text == text


def test_a_phrase_without_marks_matches_any() -> None:
    (condition,) = read_syntax('"tro giup"').conditions
    assert condition.phrase == Phrase(("tro", "giup"), bare=True)
    (condition,) = read_syntax('"Trợ  giúp,"').conditions
    assert condition.phrase == Phrase(("trợ", "giúp"), bare=False)


def test_a_very_long_quotation_is_plain_words() -> None:
    assert read_syntax(f'"{"hỗ trợ " * LONGEST_PHRASE}"').conditions == ()


def test_each_condition_can_be_taken_away() -> None:
    query = 'loại:luật "học nghề" mức -phí từ:2015'
    reading = read_syntax(query, NAMES)
    left = [condition.without for condition in reading.conditions]
    assert left == [
        '"học nghề" mức -phí từ:2015',
        "loại:luật mức -phí từ:2015",
        'loại:luật "học nghề" mức từ:2015',
        'loại:luật "học nghề" mức -phí',
    ]
    for shorter in left:
        assert len(read_syntax(shorter, NAMES).conditions) == len(reading.conditions) - 1


PIECES = st.sampled_from(
    [
        '"',
        "“",
        "”",
        "-",
        ":",
        "loại:",
        "tiêu đề:",
        "từ:2015",
        "trẻ",
        " ",
        "  ",
        "\n",
        "*:*",
        "135-CP",
        "luật",
        "\x00",
    ]
)


@given(st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=25).map("".join)))
def test_any_query_is_read_and_nothing_is_lost(query: str) -> None:
    reading = read_syntax(query, NAMES)
    places = [(condition.start, condition.end) for condition in reading.conditions]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(reading.query) for start, end in places)
    assert all(first[1] <= second[0] for first, second in pairwise(places))
    # What no condition took is plain, word by word.
    plain, at = [], 0
    for start, end in [*places, (len(reading.query), 0)]:
        plain.append(reading.query[at:start])
        at = end
    assert analysis.words(reading.text) == analysis.words(" ".join(plain))
    # Reading the plain words again finds nothing new, unless two pieces came to stand together.
    if not reading.conditions:
        assert read_syntax(reading.text, NAMES) == reading


@pytest.mark.parametrize("query", ['"' * 100_000, "-" * 100_000, "loại:" * 30_000, 'tiêu đề:"' * 20_000, "-a" * 50_000])
def test_hostile_queries_are_read_up_to_a_length(query: str) -> None:
    reading = read_syntax(query, NAMES)
    assert len(reading.query) <= LONGEST_QUERY
