"""The codification put back together as instruments: keys, copies, gaps, dates, the account. Files are made up."""

import zipfile
from datetime import date

import pytest

from documents.model import Kind, ProblemCode
from ingest.codification.reader import is_codification, read_codification
from ingest.errors import IngestError
from ingest.files.inputs import expand
from ingest.parsing import parse_file
from kb.interface.catalogue import VIETNAMESE
from tests.ingest.codification_maker import article, heading, note, paragraphs, topic, write_zip
from tests.refusing import refused

FROM = "có hiệu lực thi hành kể từ ngày 01/07/2030"
SNAPSHOT = date(2034, 2, 1)
FULL = f"(Điều 1 Luật số 10/2030/QH20 Luật Cây xanh ngày 01/02/2030 của Quốc hội, {FROM})"


def law(number, title="Tưới", body="Tưới cây.", after=f", {FROM})", anchor=None, code=None, **more):
    words = f"(Điều {number} Luật số 10/2030/QH20{after}"
    return article(anchor or f"90{number}", code or f"9.1.LQ.{number}", title, note(words, "1"), paragraphs(body), **more)


def first(title="Phạm vi", body="Luật này quy định về cây."):
    return article("901", "9.1.LQ.1", title, note(FULL, "1"), paragraphs(body))


@pytest.fixture
def read(tmp_path):
    def read_blocks(*blocks, snapshot=SNAPSHOT):
        path = tmp_path / "demuc.html"
        path.write_bytes(topic("9.1", "Cây xanh", *blocks).encode())
        return read_codification(path, snapshot, 1)

    return read_blocks


def only(codification):
    (instrument,) = codification.instruments
    return instrument


class TestInstruments:
    def test_articles_go_back_to_their_instrument(self, read):
        one = only(read(heading("Chương I", "CHUNG"), first(), law(2, body="1. Tưới:</p><p>a) sáng;</p><p>b) tối.")))
        assert one.key == "luat/10-2030-qh20/quoc-hoi/2030-02-01"
        assert one.partial
        clause = "dieu-2/khoan-1"
        assert [part.path for part in one.walk()] == ["dieu-1", "dieu-2", clause, f"{clause}/diem-a", f"{clause}/diem-b"]
        codified = one.codified["dieu-2"]
        assert (codified.anchor, codified.code, codified.topic_code, codified.topic) == ("902", "9.1.LQ.2", "9.1", "Cây xanh")
        assert codified.headings == ("Chương I. CHUNG",)
        assert codified.note == f"(Điều 2 Luật số 10/2030/QH20, {FROM})"

    def test_articles_stand_in_the_order_of_the_instrument(self, read):
        one = only(read(law(10), law(2), first(), law("2đ"), law("2a"), law("2d")))
        assert [provision.number for provision in one.provisions] == ["1", "2", "2a", "2d", "2đ", "10"]

    def test_point_d_and_point_đ_keep_their_keys(self, read):
        one = only(read(first(body="1. Gồm:</p><p>a) x;</p><p>b) x;</p><p>c) x;</p><p>d) x;</p><p>đ) x.")))
        assert [part.path for part in one.walk()][-2:] == ["dieu-1/khoan-1/diem-d", "dieu-1/khoan-1/diem-đ"]

    def test_an_article_that_is_one_sentence_has_no_heading(self, read):
        one = only(read(law(3, title="Luật này áp dụng đối với mọi người trồng cây.", body="")))
        assert (one.provisions[0].heading, one.provisions[0].text) == (None, "Luật này áp dụng đối với mọi người trồng cây.")

    def test_an_article_without_any_words_is_kept_and_says_so(self, read):
        one = only(read(first(), law(2, title="", body="")))
        assert [problem.code for problem in one.provisions[1].problems] == [ProblemCode.EMPTY_ARTICLE]

    def test_the_gaps_are_named(self, read):
        one = only(read(first(), law(3), law(4), law(7)))
        (problem,) = one.problems
        assert problem.code is ProblemCode.MISSING_ARTICLE
        assert "Điều 2, 5–6 " in VIETNAMESE.write(problem.message)

    def test_cross_references_and_headings_left_behind_are_notes(self, read):
        after = """<p class='pChiDan'>(<a onclick="ViewNoiDungPhapDien('905')">Điều 9.1.LQ.5. Bón</a>)</p>"""
        one = only(read(first(body="Phạm vi.</p><p>Chương II</p><p>BÓN CÂY"), law(2)))
        assert [(item.mark, item.text) for item in one.provisions[0].notes] == [("tieu-de-sau", "Chương II. BÓN CÂY")]
        block = article("903", "9.1.LQ.3", "Cắt", note(f"(Điều 3 Luật số 10/2030/QH20, {FROM})", "1"), paragraphs("Cắt."), after)
        one = only(read(first(), block))
        assert [(item.mark, item.text) for item in one.provisions[1].notes] == [("chi-dan:905", "Điều 9.1.LQ.5. Bón")]

    def test_an_unreadable_note_keeps_its_article_and_says_so(self, read):
        block = "<p class='pDieu'><a name='902'></a>Điều 9.1.LQ.2. Không nguồn</p><p class='pNoiDung'><p>Chữ.</p></p>"
        found = read(first(), block)
        provision = only(found).provisions[1]
        assert (provision.path, provision.problems[0].code) == ("dieu-2", ProblemCode.UNREADABLE_SOURCE_NOTE)
        assert (found.account.unread_notes, found.account.adopted) == (1, 1)

    def test_an_article_of_no_known_instrument_is_kept_under_khac(self, read):
        block = "<p class='pDieu'><a name='77'></a>Điều 9.1.TT.4.2. Lạc</p><p class='pNoiDung'><p>Chữ lạc.</p></p>"
        _, lost = read(first(), block).instruments
        assert lost.key.startswith("khac/-/-/-~")
        assert (lost.provisions[0].path, lost.provisions[0].text) == ("dieu-2", "Chữ lạc.")

    def test_appendices_are_of_the_instrument_and_forms_of_the_article(self, read):
        body = "1. Theo mẫu.</p><p>Mẫu số 01</p><p>1. Họ tên</p><p>PHỤ LỤC I</p><p>1. Tre"
        one = only(read(first(body=body)))
        assert [part.path for part in one.walk()] == ["dieu-1", "dieu-1/khoan-1", "dieu-1/mau-01", "phu-luc-i"]
        assert one.codified["phu-luc-i"].anchor == "901"

    def test_tables_are_provisions(self, read):
        one = only(read(first(body="1. Phí:</p><table><tr><td>Tre</td><td>1</td></tr></table><p>2. Hết.")))
        table = next(part for part in one.walk() if part.kind is Kind.TABLE)
        assert (table.path, table.table.rows) == ("dieu-1/khoan-1/bang-1", (("Tre", "1"),))


class TestCopies:
    def test_the_same_text_twice_is_one_with_the_cross_references(self, read):
        after = """<p class='pChiDan'>(<a onclick="ViewNoiDungPhapDien('905')">Điều 5</a>)</p>"""
        plain = f"(Điều 2 Luật số 10/2030/QH20, {FROM})"
        copy = article("902", "9.1.LQ.2", "Tưới", note(plain, "1"), paragraphs("Tưới  cây."), after)
        found = read(first(), law(2), copy)
        assert [provision.path for provision in only(found).provisions] == ["dieu-1", "dieu-2"]
        assert only(found).provisions[1].notes[0].mark == "chi-dan:905"
        assert (found.account.articles, found.account.anchors, found.account.stored, found.account.copies) == (3, 2, 2, 1)

    def test_another_text_under_the_same_number_is_kept(self, read):
        found = read(first(), law(2), law(2, body="Tưới hoa."))
        assert [provision.path for provision in only(found).provisions] == ["dieu-1", "dieu-2", "dieu-2~2"]
        assert [problem.code for problem in only(found).provisions[2].problems] == [ProblemCode.REPEATED_ARTICLE]
        assert only(found).codified["dieu-2~2"].anchor == "902"
        assert found.account.repeated == 1

    def test_a_note_that_repeats_a_number_gives_way_to_the_code(self, read):
        found = read(first(), law(2), law(2, body="Bón.", code="9.1.LQ.3", anchor="903"))
        assert [provision.path for provision in only(found).provisions] == ["dieu-1", "dieu-2", "dieu-3"]
        assert only(found).provisions[2].number == "3"
        assert found.account.renumbered == 1

    def test_an_article_inside_another_one_becomes_an_article(self, read):
        found = read(first(body="Phạm vi.</p><p>Điều 2. Tưới</p><p>1. Tưới sáng."))
        assert [part.path for part in only(found).walk()] == ["dieu-1", "dieu-2", "dieu-2/khoan-1"]
        assert only(found).codified["dieu-2"].anchor == "901"
        assert found.account.hidden == 1

    def test_an_article_inside_another_one_that_stands_elsewhere_too_is_left_out(self, read):
        found = read(first(body="Phạm vi.</p><p>Điều 2. Tưới</p><p>Tưới cây."), law(2))
        assert [part.path for part in only(found).walk()] == ["dieu-1", "dieu-2"]
        assert (found.account.hidden, found.account.hidden_copies) == (0, 1)


class TestDates:
    CHANGED = (
        f", {FROM}, có nội dung được sửa đổi, có nội dung được bổ sung bởi Điều 1 Luật số 20/2032/QH20 "
        "có hiệu lực thi hành kể từ ngày 01/01/2033)"
    )

    def test_the_instrument_takes_effect_when_most_articles_do(self, read):
        one = only(read(first(), law(2), law(3, after=", có hiệu lực thi hành kể từ ngày 01/01/2031)")))
        assert [(item.start, item.end, item.scope) for item in one.metadata.effective] == [
            (date(2030, 7, 1), None, ()),
            (date(2031, 1, 1), None, ("dieu-3",)),
        ]

    def test_an_amended_wording_holds_since_the_amendment(self, read):
        found = read(first(), law(2, after=self.CHANGED))
        codified = only(found).codified["dieu-2"]
        assert (codified.effective_from, codified.wording_from) == (date(2030, 7, 1), date(2033, 1, 1))
        assert codified.amended_by == ("20/2032/QH20",)
        assert only(found).codified["dieu-1"].wording_from is None

    def test_an_amendment_without_a_day_leaves_the_wording_known_on_the_snapshot_only(self, read):
        after = f", {FROM}, có nội dung được sửa đổi, bổ sung bởi Điều 1 Luật số 20/2032/QH20)"
        assert only(read(first(), law(2, after=after))).codified["dieu-2"].wording_from == SNAPSHOT

    @pytest.mark.parametrize(
        ("after", "end", "suspended"),
        [
            (", có hiệu lực thi hành đến hết ngày 31/12/2033)", date(2033, 12, 31), None),
            (", bị bãi bỏ bởi Điều 2 Luật số 20/2032/QH20 có hiệu lực thi hành kể từ ngày 01/01/2033)", date(2032, 12, 31), None),
            (", có nội dung bị bãi bỏ bởi Điều 2 Luật số 20/2032/QH20 có hiệu lực thi hành kể từ ngày 01/01/2033)", None, None),
            (
                ", bị ngưng hiệu lực bởi Điều 2 Luật số 20/2032/QH20 có hiệu lực thi hành kể từ ngày 01/01/2033)",
                None,
                date(2033, 1, 1),
            ),
            (", có nội dung bị ngưng hiệu lực bởi Điều 2 Luật số 20/2032/QH20 có hiệu lực từ ngày 01/01/2033)", None, None),
        ],
        ids=["until a day", "repealed", "repealed in part", "suspended", "suspended in part"],
    )
    def test_an_article_that_ended(self, read, after, end, suspended):
        one = only(read(first(), law(2, after=f", {FROM}{after}")))
        assert (one.codified["dieu-2"].effective_to, one.codified["dieu-2"].suspended_from) == (end, suspended)
        assert [item.end for item in one.metadata.effective if item.scope == ("dieu-2",)] == ([end] if end else [])

    def test_clauses_of_another_day(self, read):
        after = f", {FROM}, khoản 2 Điều này có hiệu lực thi hành từ ngày 01/01/2034)"
        one = only(read(first(), law(2, body="1. Sáng.</p><p>2. Tối.", after=after)))
        assert (one.metadata.effective[-1].start, one.metadata.effective[-1].scope) == (date(2034, 1, 1), ("dieu-2/khoan-2",))

    def test_days_that_the_text_gives_its_parts_stand_beside_those_of_the_notes(self, read):
        body = "Luật này có hiệu lực từ ngày 01/07/2030. Khoản 2 Điều 1 của Luật này có hiệu lực từ ngày 01/01/2035."
        one = only(read(first(body="1. Sáng.</p><p>2. Tối."), law(2, title="Hiệu lực thi hành", body=body)))
        assert [(item.start, item.scope) for item in one.metadata.effective] == [
            (date(2030, 7, 1), ()),
            (date(2035, 1, 1), ("dieu-1/khoan-2",)),
        ]

    def test_the_snapshot_is_told_or_unknown(self, read):
        assert "01/02/2034" in VIETNAMESE.write(read(first()).account.lines()[0])
        assert "không rõ ngày chụp" in VIETNAMESE.write(read(first(), snapshot=None).account.lines()[0])


class TestFiles:
    PAGES = {
        "demuc/a.html": topic("9.1", "Cây xanh", first(), law(2)),
        "demuc/b.html": topic("9.2", "Vườn", law(3, code="9.2.LQ.3", anchor="990")),
        "demuc/c.html": topic("9.3", "Chưa có"),
        "BoPhapDien.html": "<!DOCTYPE html><html><title>BỘ PHÁP ĐIỂN ĐIỆN TỬ</title></html>",
    }

    @pytest.fixture(params=["zip", "folder"])
    def path(self, request, tmp_path):
        if request.param == "zip":
            return write_zip(tmp_path / "bo_phap_dien.zip", self.PAGES)
        for name, text in self.PAGES.items():
            file = tmp_path / "bo" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        return tmp_path / "bo"

    def test_an_instrument_is_one_over_all_files(self, path):
        found = read_codification(path, SNAPSHOT, 1)
        assert [provision.path for provision in only(found).provisions] == ["dieu-1", "dieu-2", "dieu-3"]
        report = found.account
        assert (report.files, report.empty_topics, report.skipped, report.articles) == (4, 1, ("BoPhapDien.html",), 3)

    def test_it_is_one_input(self, path):
        assert is_codification(path)
        assert [item.path for item in expand(path)] == [path]

    def test_parse_file_gives_its_instruments_and_account(self, path):
        parsed = parse_file(path, snapshot_date=SNAPSHOT)
        assert (parsed.format, len(parsed.instruments)) == ("codification", 1)
        assert parsed.report.snapshot_date == SNAPSHOT

    def test_progress_counts_files(self, path):
        seen = []
        read_codification(path, None, 1, lambda done, total: seen.append((done, total)))
        assert seen[-1] == (4, 4)

    def test_processes_give_the_same(self, path, monkeypatch):
        monkeypatch.setattr("ingest.codification.reader._CHUNK", 1)
        assert read_codification(path, SNAPSHOT, 2) == read_codification(path, SNAPSHOT, 1)

    def test_one_file(self, tmp_path):
        path = tmp_path / "đề mục.html"
        path.write_bytes(self.PAGES["demuc/a.html"].encode())
        assert is_codification(path)
        assert len(only(read_codification(path)).provisions) == 2

    @pytest.mark.parametrize("name", ["empty", "page", "text", "pdf", "zip of pages", "broken zip", "folder", "absent"])
    def test_other_files_are_not_the_codification(self, tmp_path, name):
        path = tmp_path / "tệp.html"
        page = "<html><body><h3>Đề mục</h3><p>Điều 1. Cây</p></body></html>"
        if name == "folder":
            (tmp_path / "trang.html").write_text(page)
            path = tmp_path
        elif name == "zip of pages":
            write_zip(path, {"a.html": page, "b.html": page})
        elif name != "absent":
            texts = {"empty": "", "page": page, "text": "Đề mục 1.1", "pdf": "%PDF-1.7", "broken zip": "PK\x03\x04x"}
            path.write_bytes(texts[name].encode())
        assert not is_codification(path)

    def test_a_codification_without_articles_is_refused_in_one_sentence(self, tmp_path):
        path = tmp_path / "c.html"
        path.write_bytes(self.PAGES["demuc/c.html"].encode())
        with refused(IngestError, r"c\.html"):
            read_codification(path)

    def test_a_zip_whose_names_leave_it_is_refused(self, tmp_path):
        path = tmp_path / "xấu.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("../../a.html", self.PAGES["demuc/a.html"])
        with refused(IngestError, r"xấu\.zip"):
            read_codification(path)

    @pytest.mark.parametrize("which", [0, 1, 2])
    @pytest.mark.parametrize("harm", ["method", "words"])
    def test_a_damaged_topic_does_not_make_pages_of_the_others(self, tmp_path, which, harm):
        names = ["1.html", "2.html", "3.html"]
        path = write_zip(tmp_path / "b.zip", dict.fromkeys(names, self.PAGES["demuc/a.html"]))
        data = bytearray(path.read_bytes())
        if harm == "method":
            data[data.index(names[which].encode(), data.index(b"PK\x01\x02")) - 36] = 99
        else:
            begin = data.index(names[which].encode()) + len(names[which])
            data[begin : begin + 40] = b"\xff" * 40
        path.write_bytes(data)
        assert is_codification(path)
        with refused(IngestError, "bị hỏng"):
            read_codification(path)

    def test_damaged_bytes_lose_only_themselves(self, tmp_path):
        path = tmp_path / "a.html"
        path.write_bytes(self.PAGES["demuc/a.html"].encode().replace("Tưới cây".encode(), b"T\xff\xfe c\xc3"))
        assert len(only(read_codification(path)).provisions) == 2

    def test_a_file_cut_short_gives_what_is_there(self, tmp_path):
        data = self.PAGES["demuc/a.html"].encode()
        for end in range(data.index(b"pDieu") + 40, len(data), 97):
            path = tmp_path / "a.html"
            path.write_bytes(data[:end])
            assert read_codification(path).account.articles >= 1


def test_the_account_in_words(read):
    lines = "\n".join(map(VIETNAMESE.write, read(first(), law(3), law(3, body="Khác.")).account.lines()))
    assert "3 điều, 2 mã khác nhau; lưu 3 điều, bỏ 0 bản chép" in lines
    assert "1 điều trùng số với điều khác" in lines
