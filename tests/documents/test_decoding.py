"""Sources typed in an encoding that drew Vietnamese letters over Latin ones."""

from documents.model import Line, Mark, Note, ProblemCode, Table
from documents.text.decoding import decode_lines, decode_text

WORDS = "NghÞ ®Þnh nµy quy ®Þnh chi tiÕt viÖc thö nghiÖm cña c¸c c¬ quan."
READ = "Nghị định này quy định chi tiết việc thử nghiệm của các cơ quan."


def test_tables_and_notes_are_decoded_with_the_lines() -> None:
    lines = (Line(WORDS, marks=(Mark(500, "1"),)), Line("", table=Table((("c¬ quan", ""),))))
    decoded, notes, problems = decode_lines(lines, (Note("1", "c¬ quan"),))
    assert [line.text for line in decoded] == [READ, ""]
    assert decoded[0].marks == (Mark(len(READ), "1"),)
    assert decoded[1].table == Table((("cơ quan", ""),))
    assert [note.text for note in notes] == ["cơ quan"]
    assert [problem.code for problem in problems] == [ProblemCode.LEGACY_ENCODING]
    assert decode_text(WORDS) == (READ, problems)


def test_unicode_stays_as_it_is() -> None:
    lines = (Line(READ),)
    assert decode_lines(lines, ()) == (lines, (), ())
    assert decode_text(READ) == (READ, ())


def test_a_single_word_is_enough_in_a_font_of_the_encoding() -> None:
    for text, font, found in (
        ("NghÞ: 5", ".VnTimeH", "Nghị: 5"),
        ("Ñieàu 5", "ABCDEF+VNI-Times", "Điều 5"),
        ("Điều 5", ".VnTime", "Điều 5"),
    ):
        assert [line.text for line in decode_lines((Line(text, font=font),), ())[0]] == [found]
    assert decode_lines((Line("NghÞ: 5", font="Times New Roman"),), ())[2] == ()
