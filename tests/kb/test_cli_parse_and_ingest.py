"""What `kb parse` finds wrong with a file, and whether it is whole, is what `kb ingest` stores of it."""

import json
from pathlib import Path

from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument
from kb.law.texts.copies import differing_copies
from tests.kb.command_line import Kb

HEAD = "CHÍNH PHỦ\nSố: {n}/2031/NĐ-CP\nHà Nội, ngày 02 tháng 3 năm 2031\nNGHỊ ĐỊNH\nQuy định về hỗ trợ nạn nhân"
BODY = "Điều 1. Phạm vi\nNghị định này quy định mức {n}.\nĐiều 2. Mức\nMức hỗ trợ là {n} đồng."
END = (
    "Điều 3. Hiệu lực thi hành\nNghị định này có hiệu lực thi hành từ ngày 01 tháng 5 năm 2031.\nTM. CHÍNH PHỦ\nTHỦ TƯỚNG\nTrần Thử"
)
DAMAGES = {
    "whole": f"{HEAD}\n{BODY}\n{END}",
    "cut": f"{HEAD}\n{BODY}",
    "in a word": f"{HEAD}\n{BODY}\nĐiều 3. Trình t",
    "gap": f"{HEAD}\n{BODY}\nĐiều 7. Nơi\nNơi là một.\nĐiều 8. Hiệu lực\nNghị định này có hiệu lực từ ngày 01 tháng 5 năm 2031.",
    "repeated": f"{HEAD}\n{BODY}\nĐiều 2. Mức\nMức khác.\n{END}",
    "empty": f"{HEAD}\n{BODY}\nĐiều 3.\nĐiều 4. Hiệu lực\nNghị định này có hiệu lực từ ngày 01 tháng 5 năm 2031.",
    "quotation": f"{HEAD}\n{BODY}\n“Điều 9. Mở\n{END}",
    "continued": f"{HEAD}\n{BODY}\n(Xem tiếp theo Công báo số 5 + 6)",
    "excerpt": f"{HEAD} (trích)\n{BODY}",
    "head": HEAD,
    "no number": f"NGHỊ ĐỊNH\n{BODY}\n{END}",
    "no articles": f"{HEAD}\nMột câu.\nTM. CHÍNH PHỦ",
    "letter": "Kính gửi các đồng chí {n}\nMột câu dài hơn một chút để có chữ mà đọc.",
}


def test_parse_and_ingest_say_the_same_of_every_damage(kb: Kb, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, (name, text) in enumerate(DAMAGES.items(), start=1):
        (folder / f"{name}.txt").write_text(text.replace("{n}", str(100 + number)))
    _, out, _ = kb("ingest", folder, "--json")
    ingested = {Path(report["file"]).stem: report for report in map(json.loads, out.splitlines()) if "file" in report}
    assert set(ingested) == set(DAMAGES)
    for name in DAMAGES:
        parsed = json.loads(kb("parse", folder / f"{name}.txt", "--json")[1])
        assert ingested[name]["problems"] == parsed["problems"], name
        (source,) = parsed["instrument"]["sources"]
        assert (ingested[name]["status"] == "incomplete") == (not source["complete"]), name


def test_where_two_copies_differ_and_which_is_proposed_is_known(kb: Kb, tmp_path: Path) -> None:
    whole = DAMAGES["whole"].replace("{n}", "9")
    (tmp_path / "a.txt").write_text(whole)
    (tmp_path / "b.txt").write_text(whole.replace("Mức hỗ trợ là 9 đồng", "Mức hỗ trợ là 90 đồng"))
    assert kb("ingest", tmp_path / "a.txt")[0] == 0
    (report,) = map(json.loads, kb("ingest", tmp_path / "b.txt", "--json")[1].splitlines())
    assert [problem["code"] for problem in report["problems"]] == ["altered_copy"]
    assert "“Mức hỗ trợ là 90”" in report["problems"][0]["message"].replace("Điều 2. ", "")
    key = report["instruments"][0]["key"]
    with KnowledgeBase() as base, base.session() as session:
        (pair,) = differing_copies(session, find_instrument(session, key))
    assert (pair.first.number, pair.second.number, pair.why) == (1, 2, None)
    (place,) = pair.places
    assert (place.path, place.kind.value, place.first, place.second, place.before) == (
        "dieu-2",
        "number",
        "9",
        "90",
        "Mức hỗ trợ là",
    )
