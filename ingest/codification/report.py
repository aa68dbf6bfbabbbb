"""The account of a codification: every article, anchor and number, so that nothing disappears without a word."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CodificationReport:
    """What was in the files and what became of it.

    ``articles`` = ``stored`` + ``copies``: each article is stored, or is the same text of the same article once more.

    :param files: files read; ``empty_topics`` of them are topics that are not codified yet
    :param anchors: distinct anchors
    :param copies: articles left out because the same text of the same article is there already
    :param repeated: articles stored under ``~2``: the same number of the same instrument with another text
    :param renumbered: articles whose note repeats a number; the number in their code is used instead
    :param hidden: articles that stood in the text of another one and are now articles of their own
    :param hidden_copies: such articles that also stand in their own place, with the same words
    :param provisions: articles, clauses, points and tables stored
    :param instruments: instruments stored; ``undated`` of them without a known date of issue
    :param numbers: distinct số hiệu of these instruments
    :param shared_numbers: số hiệu that more than one instrument has
    :param numberless: instruments without a số hiệu
    :param misprints: notes whose number was taken for a misprint of their neighbours'
    :param dates_from_references: instruments whose date of issue only a cross reference gives
    :param dates_from_anchors: instruments whose date of issue only the anchors give
    :param unread_notes: articles whose note is missing or names no instrument; ``adopted`` of them were placed all the same
    :param amended: articles whose note names amendments, whose wording therefore holds only since then
    :param gaps: instruments with article numbers missing
    :param references: cross references kept with the articles
    :param attached_files: appendices and forms that are only linked to
    :param pictures: pictures (formulas) that the text cannot show
    """

    files: int = 0
    empty_topics: int = 0
    skipped: tuple[str, ...] = ()
    articles: int = 0
    anchors: int = 0
    stored: int = 0
    copies: int = 0
    repeated: int = 0
    renumbered: int = 0
    hidden: int = 0
    hidden_copies: int = 0
    provisions: int = 0
    instruments: int = 0
    undated: int = 0
    numbers: int = 0
    shared_numbers: tuple[str, ...] = ()
    numberless: int = 0
    misprints: int = 0
    dates_from_references: int = 0
    dates_from_anchors: int = 0
    unread_notes: int = 0
    adopted: int = 0
    amended: int = 0
    gaps: int = 0
    references: int = 0
    attached_files: int = 0
    pictures: int = 0
    tables: int = 0
    snapshot_date: date | None = None

    def lines(self) -> tuple[str, ...]:
        """The account as Vietnamese sentences, for the command line and the app."""
        taken = f"chụp ngày {self.snapshot_date:%d/%m/%Y}" if self.snapshot_date else "không rõ ngày chụp (--snapshot-date)"
        found = [
            f"Bộ pháp điển {taken}: {_n(self.files)} tệp, trong đó {_n(self.empty_topics)} đề mục chưa có nội dung.",
            f"{_n(self.articles)} điều, {_n(self.anchors)} mã khác nhau; lưu {_n(self.stored)} điều, "
            f"bỏ {_n(self.copies)} bản chép trùng hoàn toàn.",
            f"{_n(self.provisions)} đơn vị (điều, khoản, điểm, bảng) của {_n(self.instruments)} văn bản, "
            f"{_n(self.numbers)} số hiệu.",
        ]
        if self.shared_numbers:
            found.append(f"{_n(len(self.shared_numbers))} số hiệu là của hai văn bản trở lên: {', '.join(self.shared_numbers)}.")
        found += [
            sentence
            for count, sentence in (
                (self.numberless, "văn bản không có số hiệu."),
                (self.undated, "văn bản không rõ ngày ban hành."),
                (self.dates_from_references, "văn bản có ngày ban hành lấy từ chỉ dẫn của điều khác."),
                (self.dates_from_anchors, "văn bản có ngày ban hành lấy từ mã của điều."),
                (self.misprints, "ghi chú nguồn in sai số hiệu, hiểu theo các điều bên cạnh."),
                (
                    self.unread_notes,
                    f"điều thiếu ghi chú nguồn hoặc có mà không đọc được, {_n(self.adopted)} đã xếp được.",
                ),
                (self.renumbered, "điều có ghi chú lặp số điều, lấy số điều trong mã pháp điển."),
                (self.repeated, "điều trùng số với điều khác của cùng văn bản nhưng khác chữ, lưu thêm với dấu ~2."),
                (self.hidden, "điều nằm lẫn trong nội dung điều khác, được tách riêng."),
                (self.hidden_copies, "điều chép thừa trong nội dung điều khác, đã có ở chỗ của nó nên bỏ."),
                (self.amended, "điều đã được sửa đổi: lời văn chỉ đúng từ ngày sửa đổi, trước đó không rõ."),
                (self.gaps, "văn bản có số điều bị thiếu (bộ pháp điển chỉ có một phần)."),
                (self.references, "chỉ dẫn sang điều khác được giữ kèm điều."),
                (self.attached_files, "phụ lục, mẫu chỉ có liên kết tới tệp đính kèm, không có nội dung."),
                (self.pictures, "hình (công thức) không có trong chữ."),
                (self.tables, "bảng."),
            )
            if count
            for sentence in (f"{_n(count)} {sentence}",)
        ]
        found += [f"Bỏ qua tệp “{name}”: không phải đề mục của bộ pháp điển." for name in self.skipped]
        return tuple(found)


def _n(number: int) -> str:
    """A number with dots between thousands, as Vietnamese writes it."""
    return f"{number:,}".replace(",", ".")
