"""Makes the base of an older release: run it with that release's code, ``PYTHONPATH=<older checkout> python -P make.py OUT.zip``.

The texts are made up. What is in it was read by the readers of that release; its tests open it with today's.
"""

import os
import sys
import tempfile
import zipfile
from pathlib import Path
from pkgutil import resolve_name

DECREE = """CHÍNH PHỦ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: {number}/2031/NĐ-CP
Hà Nội, ngày 01 tháng 3 năm 2031

NGHỊ ĐỊNH
QUY ĐỊNH VỀ VIỆC THỬ SỐ {number}

Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;

Điều 1. Phạm vi
Nghị định này quy định về việc thử số {number}.
Điều 2. Mức hỗ trợ
1. Mức hỗ trợ là 100 nghìn đồng.
2. Người được hỗ trợ gồm:
a) Người thứ nhất;
b) Người thứ hai theo quy định tại Điều 1 Nghị định này.
Điều 3. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 15 tháng 4 năm 2031.
TM. CHÍNH PHỦ
THỦ TƯỚNG
Nguyễn Văn Mẫu
"""
LIST = """<html><body><div><p>BỘ TÀI CHÍNH</p><p>Số: 180/QĐ-BTC</p><p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>
<p>Độc lập - Tự do - Hạnh phúc</p><p>Hà Nội, ngày 27 tháng 01 năm 2032</p><p>QUYẾT ĐỊNH</p>
<p>Về việc công bố Danh mục văn bản quy phạm pháp luật hết hiệu lực một phần</p>
<p>Điều 1. Công bố kèm theo Quyết định này Danh mục văn bản hết hiệu lực.</p>
<p>Điều 2. Quyết định này có hiệu lực kể từ ngày ký.</p><p>KT. BỘ TRƯỞNG</p><p>THỨ TRƯỞNG</p><p>Lê Văn Mẫu</p>
<p>DANH MỤC VĂN BẢN QUY PHẠM PHÁP LUẬT HẾT HIỆU LỰC MỘT PHẦN</p><p>(Kèm theo Quyết định số 180/QĐ-BTC ngày 27/01/2032)</p>
<table><tr><th>STT</th><th>Tên loại văn bản</th><th>Số, ký hiệu; ngày, tháng, năm ban hành văn bản; tên gọi</th>
<th>Nội dung, quy định hết hiệu lực</th><th>Lý do hết hiệu lực</th><th>Ngày hết hiệu lực</th></tr>
<tr><td>1</td><td>Nghị định</td><td>01/2031/NĐ-CP ngày 01/3/2031 quy định về việc thử</td><td>Điều 2</td>
<td>Bị bãi bỏ bởi Nghị định số 09/2031/NĐ-CP ngày 01/11/2031</td><td>01/12/2031</td></tr>
<tr><td>2</td><td>Nghị định</td><td>02/2031/NĐ-CP ngày 01/3/2031 quy định về việc thử</td><td>Điều 3</td>
<td>Bị bãi bỏ bởi Nghị định số 09/2031/NĐ-CP ngày 01/11/2031</td><td>01/12/2031</td></tr></table></div></body></html>
"""
NOTES = (
    ("nghi-dinh/01-2031-nd-cp/chinh-phu/2031-03-01", "Người thứ nhất", "Hỏi lại ai là người thứ nhất."),
    ("nghi-dinh/02-2031-nd-cp/chinh-phu/2031-03-01", "100 nghìn đồng", "Mức này đã cũ."),
)
LIST_KEY = "quyet-dinh/180-qd-btc/bo-tai-chinh/2032-01-27"
WORDS = ("tiền hỗ trợ thử", "mức hỗ trợ")


def write_files(folder: Path) -> list[Path]:
    """The files of the base."""
    texts = {
        "nghi-dinh-01.txt": DECREE.format(number="01"),
        "nghi-dinh-02.txt": DECREE.format(number="02"),
        "danh-muc.html": LIST,
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


def main(out: Path) -> None:
    """Make the base, with notes, and pack it."""
    with tempfile.TemporaryDirectory() as folder:
        home, files = Path(folder) / "kho", Path(folder) / "tep"
        files.mkdir()
        os.environ["KB_HOME"] = str(home)
        from ingest.batch import ingest_paths
        from kb.accounts.current import LOCAL
        from kb.annotations import add_note, select_quotation
        from kb.base import KnowledgeBase
        from kb.settings import Settings

        # Names as that release has them.
        find, load_version = (resolve_name(f"kb.database.reading.reader:{name}") for name in ("find_instrument", "load_version"))
        save_entry = resolve_name("kb.language.everyday:save_entry")
        effects_of, decide = resolve_name("kb.law.effects.views:effects_of"), resolve_name("kb.law.derivation.decisions:decide")
        with KnowledgeBase(Settings(home=home)) as base:
            for report in ingest_paths(base, write_files(files), workers=1):
                assert report.status == "stored", report
            with base.session(write=True, actor=LOCAL) as session:
                for key, words, note in NOTES:
                    version = load_version(session, key).version.id
                    add_note(session, version, select_quotation(session, version, words), note)
                save_entry(session, WORDS[0], WORDS[1:])
                decide(session, effects_of(session, find(session, LIST_KEY).id)[0].id, "accept")
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(home.rglob("*")):
                if path.is_file() and "index" not in path.relative_to(home).parts[0]:
                    archive.write(path, path.relative_to(home))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
