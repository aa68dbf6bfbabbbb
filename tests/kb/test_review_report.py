"""The report of a review: the words of the day with their source, in every format; and templates that offices bring."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import docx
import lxml.etree
import lxml.html
import pytest

from documents.messages import Message
from documents.model import Note, Problem, ProblemCode, Recognition
from documents.time.status import Basis, Status, StatusCode
from kb.accounts.current import Actor
from kb.annotations import Spot, add_note
from kb.apart.process import WorkLimits
from kb.database.reading.reader import find_instrument, load_version
from kb.errors import ReviewFileError
from kb.export.files import REPORT, WRITERS, file_bytes
from kb.export.office import WIDTH, widths_of
from kb.export.report_docx import write_docx
from kb.export.report_shape import shipped_template
from kb.export.report_template import LISTS, SINGLE, check_template, fill_apart
from kb.export.reviewed import Report, report_of
from kb.interface.catalogue import VIETNAMESE
from kb.law.status.provision_status import provision_status
from kb.review import ReviewDraft, create_review, findings_of, texts_of, write_finding
from tests.kb.made_up_changes import CHANGES, GARDEN, GARDEN_KEY
from tests.kb.made_up_changes import put as put_text
from tests.kb.made_up_law import DECREE, LAW, open_base, put

ANNA = Actor("Nguyễn Thị Anna")
TODAY = date(2094, 2, 2)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EVIL = '=1+1 <script>alert(1)</script> {{ title }} & "x"\x07\ufffe'


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    with open_base(tmp_path_factory.mktemp("report")) as base:
        put(base, LAW, name="luat.txt")
        put(base, DECREE, name="nghi-dinh.txt")
        with base.session(write=True, actor=ANNA) as session:
            said = ReviewDraft("Rà soát <b>", date(2094, 1, 1), (f"{LAW.key}#dieu-32", DECREE.key), basis="Căn cứ A;\nCăn cứ B.")
            review = create_review(session, said)
            for key, path, text in (
                (LAW.key, "dieu-32/khoan-2", EVIL),
                (DECREE.key, "dieu-4", "Thiếu."),
                (LAW.key, "dieu-32", "Bỏ."),
            ):
                version = load_version(session, find_instrument(session, key)).version
                add_note(session, version.id, [Spot(path)], text, ["khoảng trống"], severity="high", links=[f"{LAW.key}#dieu-2"])
            left, first, _ = findings_of(session, review, texts_of(session, review))
            write_finding(session, review, left, left_out=True)
            write_finding(session, review, first, proposal="Sửa thành “x”.", legal_basis="Điều 1")
            return report_of(session, review, VIETNAMESE, TODAY)


def test_the_word_file_has_the_offices_heading_the_findings_and_a_footnote_for_each_text(report: Report) -> None:
    content = write_docx(report, VIETNAMESE)
    document = docx.Document(io.BytesIO(content))
    head, grid, *_ = document.tables
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in head.rows[0].cells[1].text
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for expected in ("BÁO CÁO KẾT QUẢ RÀ SOÁT VĂN BẢN", "Rà soát <b>", "Căn cứ B.", "Số ghi chú không đưa vào báo cáo: 1."):
        assert expected in words
    assert [cell.text for cell in grid.rows[0].cells][:4] == ["STT", "Quy định", "Nội dung hiện hành", "Phát hiện"]
    first = [cell.text for cell in grid.rows[1].cells]
    assert first[0] == "1"
    assert "Khoản 2 Điều 32 · Luật Phòng, chống lừa gạt số 66/2091/QH99" in first[1]
    outlined = {paragraph.text for paragraph in document.paragraphs if paragraph._p.find(f".//{W}outlineLvl") is not None}
    assert outlined >= {VIETNAMESE("dossier.report_about"), VIETNAMESE("dossier.report_annex")}
    assert first[2].startswith("2. Người nước ngoài được hưởng chi phí đi lại")
    assert "<script>alert(1)</script> {{ title }} &" in first[3]
    assert (first[5], first[6].split("\n")[0]) == ("Sửa thành “x”.", "Điều 1")
    assert len(grid.rows) == 3
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        notes = lxml.etree.fromstring(archive.read("word/footnotes.xml"))
        body = lxml.etree.fromstring(archive.read("word/document.xml"))
    told = {note.get(f"{W}id"): "".join(note.itertext()) for note in notes if note.get(f"{W}type") is None}
    assert [mark.get(f"{W}id") for mark in body.iter(f"{W}footnoteReference")] == list(told)
    hashes = [re.findall("[0-9a-f]{64}", said) for said in told.values()]
    assert [len(found) for found in hashes] == [2, 2], "the hashes of a text stand once, with it in the annex"
    assert "Mức chuẩn trợ giúp là 720.000 đồng một tháng." in words


def test_what_the_source_says_is_cut_and_what_is_in_doubt_stands_in_the_report(tmp_path: Path) -> None:
    cut = Note("[...]", "Điều 2 (nguồn: trang của thôn; cắt ở cuối)")
    pointer = Note("chi-dan:123", "Điều 9 Luật khác")
    doubt = Recognition(0.7, ((0, 4),), (None,))
    wrong = Problem(ProblemCode.EXCERPT, Message.of("problem.excerpts_cut"))
    second = replace(LAW.provisions[2], notes=(cut, pointer))
    first = replace(LAW.provisions[1], ocr=doubt)
    law = replace(LAW, provisions=(LAW.provisions[0], first, second, *LAW.provisions[3:]), problems=(wrong,))
    with open_base(tmp_path) as base:
        put(base, law, name="luat.txt")
        with base.session(write=True, actor=ANNA) as session:
            review = create_review(session, ReviewDraft("Rà soát", date(2094, 1, 1), (LAW.key,)))
            version = load_version(session, find_instrument(session, LAW.key)).version
            add_note(session, version.id, [Spot("dieu-2/khoan-1")], "Thiếu.")
            made = report_of(session, review, VIETNAMESE, TODAY)
    said = VIETNAMESE("dossier.note_of_source", words=f"{cut.mark} {cut.text}")
    (row,), (annex,) = made.rows, made.annex
    assert said in row.warnings
    assert VIETNAMESE("dossier.doubtful", count=1) in annex.warnings
    assert VIETNAMESE("problem.excerpts_cut") in annex.warnings
    document = docx.Document(io.BytesIO(write_docx(made, VIETNAMESE)))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert said in words
    assert "Luật [?] này quy định" in words
    assert pointer.text not in words
    assert LAW.key not in "".join((*made.footnotes, annex.source))
    for format_ in ("xlsx", "html", "json"):
        assert file_bytes(REPORT, made, format_, VIETNAMESE)


def test_without_its_annex_a_report_has_the_hashes_of_each_text_once(report: Report) -> None:
    short = replace(report, annex=(), rows=(*report.rows, replace(report.rows[0], number=3)))
    content = write_docx(short, VIETNAMESE)
    words = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)
    assert VIETNAMESE("dossier.report_annex") not in words
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        notes = archive.read("word/footnotes.xml").decode()
    page = file_bytes(REPORT, short, "html", VIETNAMESE).decode()
    for said in (notes, page):
        assert [said.count(row.source_data["sha256"]) for row in short.rows if row.source_data] == [1, 1, 1]


def test_the_place_of_a_finding_leads_to_its_article_in_the_annex(report: Report) -> None:
    body = docx.Document(io.BytesIO(write_docx(report, VIETNAMESE))).element.body
    links = {link.get(f"{W}anchor"): "".join(link.itertext()) for link in body.iter(f"{W}hyperlink")}
    spots = {item.get(f"{W}name"): item.getnext() for item in body.iter(f"{W}bookmarkStart")}
    assert links
    for anchor, place in links.items():
        article = "".join(spots[anchor].itertext()).split(".")[0]
        assert article.startswith("Điều ")
        assert article.lower() in place.lower()
    assert not any(sign in "".join(body.itertext()) for sign in "\ue010\ue011\ue012")


def test_a_table_of_the_annex_is_one_in_every_format(report: Report) -> None:
    [table] = [table for text in report.annex for _, _, table in text.lines if table is not None]
    rows = [list(row) for row in table.rows]
    content = write_docx(report, VIETNAMESE)
    document = docx.Document(io.BytesIO(content))
    assert [[cell.text for cell in row.cells] for row in document.tables[-1].rows] == rows
    assert "\ue010" not in "".join(paragraph.text for paragraph in document.paragraphs)
    page = lxml.html.fromstring(file_bytes(REPORT, report, "html", VIETNAMESE))
    assert [[cell.text_content() for cell in row] for row in page.xpath("//*[@class='text']//table//tr")] == rows
    with zipfile.ZipFile(io.BytesIO(file_bytes(REPORT, report, "xlsx", VIETNAMESE))) as book:
        strings = book.read("xl/sharedStrings.xml").decode()
    assert all(f">{cell}<" in strings for row in rows for cell in row if cell)


def test_in_a_spreadsheet_texts_are_texts_and_in_a_page_they_are_escaped(report: Report) -> None:
    with zipfile.ZipFile(io.BytesIO(file_bytes(REPORT, report, "xlsx", VIETNAMESE))) as archive:
        sheets = [archive.read(f"xl/worksheets/sheet{number}.xml") for number in (1, 2, 3)]
        texts = lxml.etree.fromstring(archive.read("xl/sharedStrings.xml"))
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
    assert any("".join(text.itertext()).startswith("=1+1 <script>") for text in texts)
    page = file_bytes(REPORT, report, "html", VIETNAMESE).decode()
    assert "<script" not in page
    assert "=1+1" in lxml.html.fromstring(page).text_content()


def test_the_data_say_status_wording_and_source_of_each_text(report: Report) -> None:
    data = json.loads(file_bytes(REPORT, report, "json", VIETNAMESE))
    first = data["findings"][0]
    assert (first["key"], first["placed"]) == (f"{LAW.key}#dieu-32/khoan-2", "same")
    answer = report.rows[0].answer
    assert answer is not None
    assert (first["status"], first["wording"]) == (answer.status.code, answer.status.wording)
    assert first["links"] == [f"{LAW.key}#dieu-2"]
    assert len(first["source"]["sha256"]) == 64
    assert first["source"]["files"][0]["file"] == "luat.txt"
    assert [text["key"] for text in data["annex"]] == [LAW.key, DECREE.key]
    assert data["annex"][0]["text"].startswith("Điều 32. Chế độ hỗ trợ")
    assert (data["left_out"], data["articles"], data["marked"]) == (1, 4, 0)  # nobody has said what was read


def test_the_annex_says_beside_a_provision_that_its_words_are_over(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        for text in (GARDEN, CHANGES):
            put_text(base, text)
        with base.session(write=True, actor=ANNA) as session:
            review = create_review(session, ReviewDraft("Vườn", date(2092, 1, 1), (GARDEN_KEY,)))
            (text,) = report_of(session, review, VIETNAMESE, TODAY).annex
    lines = ["".join(line[:2]) for line in text.lines]
    marks = [number for number, line in enumerate(lines) if line.startswith("⚠")]
    assert marks
    assert all("01/06/2091" in lines[number] for number in marks)
    assert not any("⚠" in line for line in text.plain.splitlines())


def test_the_annex_says_of_which_text_only_a_part_is_there(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        put(base, LAW, name="luat.txt")
        put(base, replace(DECREE, partial=True), name="trich.md")
        with base.session(write=True, actor=ANNA) as session:
            review = create_review(session, ReviewDraft("Rà soát", date(2094, 1, 1), (LAW.key, DECREE.key)))
            annex = report_of(session, review, VIETNAMESE, TODAY).annex
    assert [VIETNAMESE("verify.note_in_part") in text.warnings for text in annex] == [False, True]


@pytest.mark.parametrize(
    ("code", "basis", "doubted"),
    [
        (StatusCode.EXPIRED, Basis.EXPIRED, False),  # these are its last words
        (StatusCode.NOT_YET, Basis.NOT_YET, False),  # and these its first
        (StatusCode.IN_FORCE, Basis.OWN_TEXT, False),
        (StatusCode.UNKNOWN, Basis.REWORDED, True),
        (StatusCode.UNKNOWN, Basis.WORDING_NOT_HELD, True),
        (StatusCode.UNKNOWN, Basis.NO_EVIDENCE_AFTER, True),
    ],
)
def test_only_where_other_words_hold_or_may_hold_are_the_words_doubted(code: StatusCode, basis: Basis, doubted: bool) -> None:
    assert bool(provision_status(Status(code, basis), TODAY, None).doubt(VIETNAMESE)) is doubted


def template(*lines: str, change: Callable[[zipfile.ZipFile], None] | None = None) -> bytes:
    """A Word file with these lines, and something more in it."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    if change:
        with zipfile.ZipFile(out, "a") as archive:
            change(archive)
    return out.getvalue()


USED = "{{ f.place }} {{ f.current }} {{ f.finding }} {{ f.proposal }}{{ f.footnote }}"
LOOP = ("{%p for f in findings %}", USED, "{%p endfor %}")


def test_an_office_brings_its_own_template(report: Report) -> None:
    content = write_docx(report, VIETNAMESE, partial(fill_apart, template("SỞ VƯỜN RAU", "{{ title }}", *LOOP)))
    lines = [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]
    assert lines[:2] == ["SỞ VƯỜN RAU", "Rà soát <b>"]
    assert lines[2].startswith("Khoản 2 Điều 32 · Luật Phòng, chống lừa gạt số 66/2091/QH99 2. Người nước ngoài")
    assert len(lines) == 4


@pytest.mark.parametrize(
    ("content", "code", "named"),
    [
        (b"", "template_unreadable", ""),
        (b"PK\x03\x04 no", "template_unreadable", ""),
        (template("{{ title }}"), "template_lacks", "findings.place, findings.current, findings.finding, findings.proposal"),
        (
            template("{%p for f in findings %}", USED.replace("{{ f.footnote }}", ""), "{%p endfor %}"),
            "template_lacks",
            "findings.footnote",
        ),
        (template(*LOOP, "{{ ten }}"), "template_field", "ten"),
        (template("{%p for f in findings %}", USED, "{{ f.hash }}", "{%p endfor %}"), "template_field", "f.hash"),
        (template(*LOOP, "{{ title"), "template_syntax", ""),
        (template(*LOOP, "{{ ''.__class__.__mro__ }}"), "template_field", ""),
        (template(*LOOP, "{{ title.__class__ }}"), "template_field", "title.__class__"),
        (template(*LOOP, "{{ cycler.__init__.__globals__.os.popen('id') }}"), "template_active", ""),
        (template(*LOOP, "{{ title|attr('x') }}"), "template_active", ""),
        (template(*LOOP, "{{ 9 * 9 }}"), "template_active", ""),
        (template(*LOOP, "{% set x = title %}"), "template_active", ""),
        (template(*LOOP, "{% include 'x' %}"), "template_active", ""),
        (template(*LOOP, "{% for a in range(9) %}{% endfor %}"), "template_active", ""),
        (template("{%p for f in findings %}", *LOOP, "{%p endfor %}"), "template_loops", ""),
        (
            template("{%p for f in findings %}", USED, "{% for t in annex %}{% endfor %}", "{%p endfor %}"),
            "template_loops",
            "`annex`",
        ),
        (template(*LOOP, *["{% for t in annex %}{% endfor %}"] * 51), "template_loops", "50"),
        (template(*LOOP, "{" * 40_000), "template_braces", "4.000"),
        (template(*LOOP, "{% if title %}" * 11 + "{% endif %}" * 11), "template_nested", "10"),
        (template(*LOOP, "{{ " + "(" * 4_000 + "title" + ")" * 4_000 + " }}"), "template_nested", ""),
        (template(*LOOP, "{% if " + "not " * 4_000 + "title %}{% endif %}"), "template_nested", ""),
        (template(*LOOP, "{{ findings }}"), "template_active", ""),
        (template(*LOOP, change=lambda file: file.writestr("word/vbaProject.bin", b"x")), "template_active", ""),
        (template(*LOOP, change=lambda file: file.writestr("word/a.xml", b"<!DOCTYPE a><a/>")), "template_active", ""),
        (
            template(
                *LOOP,
                change=lambda file: file.writestr(
                    "word/_rels/settings.xml.rels",
                    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
                    b'Type="http://x/attachedTemplate" Target="http://x/a.dotm" TargetMode="External"/></Relationships>',
                ),
            ),
            "template_active",
            "",
        ),
        (template(*LOOP, change=lambda file: file.writestr("a.xml", b"x" * 41_000_000, 8)), "template_large", ""),
    ],
)
def test_a_template_that_lacks_fields_or_would_do_something_is_refused_in_a_sentence(
    report: Report, content: bytes, code: str, named: str
) -> None:
    with pytest.raises(ReviewFileError) as refused:
        write_docx(report, VIETNAMESE, partial(fill_apart, content))
    assert refused.value.code == code
    assert named in VIETNAMESE.write(refused.value)


def test_a_template_that_takes_more_than_it_may_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.export.report_template._LIMITS", WorkLimits(0.001, 512))
    for _ in range(2):
        with pytest.raises(ReviewFileError) as refused:
            fill_apart(template(*LOOP, "Chậm"), {})
        assert refused.value.code == "template_costly"


def test_the_shipped_template_uses_every_field_and_the_documentation_names_them() -> None:
    check_template(shipped_template(VIETNAMESE))
    told = (Path(__file__).resolve().parents[2] / "docs" / "reviewing.md").read_text(encoding="utf-8")
    for name in (*SINGLE, *LISTS, *(field for fields in LISTS.values() for field in fields)):
        assert f"`{name}`" in told


def test_the_report_says_what_is_reviewed_and_leaves_out_a_column_of_which_nothing_is_known(report: Report) -> None:
    found = [replace(row.finding, note=replace(row.finding.note, legal_basis="")) for row in report.rows]
    rows = (replace(row, finding=finding, links=()) for row, finding in zip(report.rows, found, strict=True))
    bare = replace(report, rows=tuple(rows))
    for told, heads in ((report, 8), (bare, 7)):
        document = docx.Document(io.BytesIO(write_docx(told, VIETNAMESE)))
        lines = [paragraph.text for paragraph in document.paragraphs]
        assert lines[lines.index(VIETNAMESE("dossier.report_about")) + 1 :][:2] == list(report.texts)
        assert [len(table.columns) for table in document.tables][1] == heads
    assert all("ban hành ngày" in line and "hiệu lực" in line for line in report.texts)


def test_every_format_is_written_where_nothing_was_found(report: Report) -> None:
    empty = replace(report, rows=(), annex=(), progress=())
    for format_ in WRITERS[REPORT]:
        assert file_bytes(REPORT, empty, format_, VIETNAMESE)


def test_a_column_has_room_for_its_longest_word() -> None:
    narrow, wide = widths_of([0.1, 40], [["Ngày", "03/12/2026"], ["Lời dài " * 50]])
    assert (narrow > 2.4, round(narrow + wide, 6)) == (True, WIDTH)
    assert sum(widths_of([1] * 20, [["nghiêm"]] * 20)) == pytest.approx(WIDTH)
