"""Notes out and in as W3C annotations: the same notes again, each on exactly its words, and what cannot be placed is told."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kb.accounts.current import Actor
from kb.annotations import NoteView, Spot, add_note, add_reply, hide_note, list_notes, revise_note
from kb.annotations.exchange import Imported, export_annotations, import_annotations, read_annotations
from kb.annotations.exchange import stated as stated_in
from kb.base import KnowledgeBase
from kb.database.reading.reader import load_version
from kb.errors import AnnotationError
from kb.interface.days import utc
from kb.pages.kit import address
from tests.kb.databases import article, base, decree, empty_sqlite, put  # noqa: F401

LAN, MINH = Actor("Lan"), Actor("Minh")
TEXT = "Người được hỗ trợ 🌿 nộp hồ sơ; hồ sơ gồm đơn và giấy tờ."
CLAUSES = ("Mức hỗ trợ là 03 tháng lương.", "Thời hạn là 03 tháng.")
DECREE = decree(article("1", TEXT, *CLAUSES), article("2", "Mức khác do Bộ quy định.", heading="Mức khác"))
KEY = DECREE.key
LATER = decree(article("1", TEXT, "Mức hỗ trợ là 06 tháng lương."), article("2", "Mức khác do Bộ quy định.", heading="Mức khác"))


@pytest.fixture
def law(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with empty_sqlite(tmp_path / "kho") as made:
        put(made, "mau.txt", DECREE)
        yield made


def spot(text: str, words: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


def annotation(id_: str = "urn:uuid:1", **about: Any) -> dict[str, Any]:
    """An annotation as other tools write it, on all of an article."""
    body = [{"type": "TextualBody", "purpose": "commenting", "value": "Xem lại."}]
    return {"id": id_, "type": "Annotation", "body": body, "target": {"source": f"{KEY}#dieu-1"}, **about}


def on(exact: str, start: int | None = None, end: int | None = None, path: str = "dieu-1", **about: Any) -> dict[str, Any]:
    """A target that quotes words."""
    selector: list[dict[str, Any]] = [{"type": "TextQuoteSelector", "exact": exact}]
    if start is not None:
        selector.append({"type": "TextPositionSelector", "start": start, "end": end})
    return {"source": f"{KEY}#{path}", "selector": selector, **about}


def take(law: KnowledgeBase, *items: Any, whole: Any = None) -> Imported:
    content = json.dumps(whole if whole is not None else list(items)).encode()
    with law.session(write=True, actor=MINH) as session:
        return import_annotations(session, read_annotations(content, "ghi-chu.json"))


def notes(law: KnowledgeBase) -> list[NoteView]:
    with law.session() as session:
        return list_notes(session)


def refused(done: Imported) -> list[str]:
    return [item.why.key.removeprefix("error.") for item in done.refused]


def out(law: KnowledgeBase) -> dict[str, Any]:
    with law.session() as session:
        found: dict[str, Any] = json.loads(
            json.dumps(export_annotations(list_notes(session, include_hidden=True), "Tủ Luật").collection)
        )
    return found


@pytest.fixture
def written(base: KnowledgeBase) -> KnowledgeBase:  # noqa: F811
    """Notes of every kind: with everything, a highlight, on a heading, revised, answered, hidden."""
    put(base, "mau.txt", DECREE)
    with base.session(write=True, actor=LAN) as session:
        version = load_version(session, KEY).version.id
        everything = add_note(
            session, version, [Spot("dieu-1", "text", *spot(TEXT, "hồ sơ", 1)), Spot("dieu-1/khoan-2")],
            "**Mâu thuẫn** <script>alert(1)</script>\n\nXem _cả hai_.", ["mâu thuẫn", "câu hỏi"], "in_progress",
            severity="high", assignee="Lan", links=[f"{KEY}#dieu-2"],
            proposal="Sửa “có thể”\n\nthành “phải”.", legal_basis="Điều 1", answer="Tiếp thu.",
        )  # fmt: skip
        add_note(session, version, [Spot("dieu-1", "text", *spot(TEXT, "🌿 nộp"))], "")
        add_note(session, version, [Spot("dieu-2", "heading", 0, 3)], "Tiêu đề.")
        revised = add_note(session, version, [Spot("dieu-2")], "Trước.")
        hide_note(session, add_note(session, version, [Spot("dieu-2")], "Đã ẩn."))
    with base.session(write=True, actor=MINH) as session:
        revise_note(session, revised, "Sau.", ["lạc hậu"], "done")
        add_reply(session, everything, "Đồng ý.")
        hide_note(session, add_reply(session, everything, "Lời ẩn."))
    return base


def same(note: NoteView) -> tuple[Any, ...]:
    """All of a note that a file carries."""
    targets = [(item.key, item.field, item.quotation, item.start, item.end, item.intact) for item in note.targets]
    replies = [(reply.id, reply.text, reply.author, utc(reply.created_at)) for reply in note.replies]
    about = (
        note.id,
        note.text,
        note.tags,
        note.status,
        note.severity,
        note.assignee,
        note.links,
        note.author,
        utc(note.created_at),
    )
    return (*about, note.written, targets, replies)


def test_what_goes_out_comes_in_again_the_same(written: KnowledgeBase, tmp_path: Path) -> None:
    collection = out(written)
    assert collection["total"] == len(collection["first"]["items"]) == 5
    with empty_sqlite(tmp_path / "khac") as other:
        put(other, "mau.txt", DECREE)
        done = take(other, whole=collection)
        assert (len(done.imported), done.unchanged, done.refused) == (5, (), ())
        assert [same(note) for note in notes(other)] == [same(note) for note in notes(written)]
        again = take(other, whole=collection)
        assert (again.imported, set(again.unchanged), again.refused) == ((), set(done.imported), ())
    here = take(written, whole=collection)
    assert (here.imported, len(here.unchanged), here.refused) == ((), 5, ())


def test_the_shape_is_the_models(written: KnowledgeBase) -> None:
    """The rules of https://www.w3.org/TR/annotation-model/ that hold for what we write: sections 3.1, 3.2, 4.2, 4.3 and 5."""
    collection = out(written)
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert collection["type"] == "AnnotationCollection"
    page = collection["first"]
    assert (page["type"], page["partOf"], page["startIndex"], collection["last"]) == (
        "AnnotationPage",
        collection["id"],
        0,
        page["id"],
    )
    motivations = {"commenting", "tagging", "replying", "linking", "highlighting"}
    ids = {item["id"] for item in page["items"]}
    for item in page["items"]:
        assert item["type"] == "Annotation"
        assert item["id"].startswith("urn:uuid:")
        given = item["motivation"] if isinstance(item["motivation"], list) else [item["motivation"]]
        assert set(given) <= motivations
        assert item["creator"]["type"] == "Person"
        assert datetime.fromisoformat(item["created"]).tzinfo is not None
        for body in item.get("body", []):
            assert body["type"] in ("TextualBody", "SpecificResource")
            assert isinstance(body["value" if body["type"] == "TextualBody" else "source"], str)
        targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
        if "replying" in given:
            assert targets[0] in ids
            continue
        for target in targets:
            assert target["source"].startswith(f"{KEY}#")
            quote, position = target.get("selector", [None, None])
            if quote:
                assert (quote["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
                assert position["end"] - position["start"] == len(quote["exact"])
            state = target["state"]
            assert (state["type"], state["version"], len(state["sha256"])) == ("TimeState", 1, 64)
            assert state["sourceDate"] == "2031-05-01T00:00:00Z"


def test_recogitos_own_format_comes_in(law: KnowledgeBase) -> None:
    """As its `W3CTextFormat` writes it: bare UUIDs, bodies with purposes, a list of targets, offsets in units of UTF-16."""
    start, end = spot(TEXT, "nộp hồ sơ")
    item = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "3f8b2c9e-0f1d-4a57-9a8e-5d1f2b3c4d5e",
        "type": "Annotation",
        "body": [
            {"type": "TextualBody", "purpose": "commenting", "value": "Nộp ở đâu?", "created": "2031-06-01T02:03:04.567Z"},
            {"purpose": "tagging", "value": "câu hỏi"},
        ],
        "creator": {"isGuest": False, "id": "https://example.org/lan", "name": "Lan Anh"},
        "created": "2031-06-01T02:03:04.567Z",
        "modified": "2031-06-01T02:04:00.000Z",
        "target": [
            {
                "annotation": "3f8b2c9e-0f1d-4a57-9a8e-5d1f2b3c4d5e",
                "source": f"https://kho.example.org/van-ban?vb={KEY}&dk=dieu-1",
                "selector": [
                    {"type": "TextQuoteSelector", "exact": "nộp hồ sơ", "prefix": "hỗ trợ 🌿 ", "suffix": "; hồ sơ"},
                    {"type": "TextPositionSelector", "start": start + 1, "end": end + 1},
                ],
            }
        ],
    }
    assert take(law, item).imported == (item["id"],)
    (note,) = notes(law)
    (target,) = note.targets
    assert (note.id, note.text, note.tags, note.author) == (item["id"], "Nộp ở đâu?", ("câu hỏi",), "Lan Anh")
    assert utc(note.created_at) == datetime(2031, 6, 1, 2, 3, 4, 567000, UTC)
    assert (target.path, target.quotation, target.start, target.end) == ("dieu-1", "nộp hồ sơ", start, end)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (on("03 tháng", 14, 22, "dieu-1/khoan-1"), ("dieu-1/khoan-1", 14, 22)),
        (on("hồ sơ", *spot(TEXT, "hồ sơ", 1)), ("dieu-1", *spot(TEXT, "hồ sơ", 1))),
        # Offsets of a page that shows more than the provision: the words stand once.
        (on("nộp hồ sơ", 512, 521), ("dieu-1", *spot(TEXT, "nộp hồ sơ"))),
        # Twice, but what stands around them tells.
        ({"source": f"{KEY}#dieu-1", "selector": {"type": "TextQuoteSelector", "exact": "hồ sơ", "prefix": "; ", "suffix": " gồm"}},
         ("dieu-1", *spot(TEXT, "hồ sơ", 1))),
        # In a clause of the article that is named.
        (on("03 tháng lương"), ("dieu-1/khoan-1", 14, 28)),
        ({"source": KEY, "selector": {"type": "TextQuoteSelector", "exact": "do Bộ quy định"}}, ("dieu-2", 9, 23)),
        (on("Mức", 0, 3, "dieu-2", state={"version": 1, "field": "heading"}), ("dieu-2", 0, 3)),
        ({"source": f"https://kho.example.org/luat/{KEY}#dieu-2"}, ("dieu-2", None, None)),
        (f"{KEY}#dieu-2", ("dieu-2", None, None)),
        # Decomposed, as some systems type.
        (on("nộp hồ sơ"), ("dieu-1", *spot(TEXT, "nộp hồ sơ"))),
    ],
)  # fmt: skip
def test_a_target_stands_on_exactly_its_words(law: KnowledgeBase, target: Any, expected: tuple[str, int, int]) -> None:
    assert refused(take(law, annotation(target=target))) == []
    (place,) = notes(law)[0].targets
    assert (place.path, place.start, place.end) == expected
    if isinstance(target, dict) and isinstance(target.get("selector"), list):
        assert place.quotation == target["selector"][0]["exact"]


POSITION_ALONE = {"type": "TextPositionSelector", "start": 0, "end": 5}
BEYOND = {"type": "TextQuoteSelector", "exact": f"{CLAUSES[0]} {CLAUSES[1]}"}


@pytest.mark.third
@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (annotation(target=on("không có chữ này")), "note_quote_not_found"),
        (annotation(target=on("hồ sơ")), "note_quote_often"),
        (annotation(target=on("hồ sơ", 5, 10)), "note_quote_often"),
        (annotation(target=on("nộp hồ sơ", 0, 9, state={"version": 1})), "w3c_words_differ"),
        (annotation(target=on("Nộp hồ sơ")), "note_quote_not_found"),
        (annotation(target={"source": f"{KEY}#dieu-1", "selector": BEYOND}), "note_quote_not_found"),
        (annotation(target=on("", 3, 3)), "note_nothing_quoted"),
        (annotation(target=on("hồ sơ", 3, 3)), "note_nothing_selected"),
        (annotation(target={"source": f"{KEY}#dieu-1", "selector": POSITION_ALONE}), "w3c_no_quote"),
        (annotation(target={"source": f"{KEY}#dieu-1", "selector": {"type": "SvgSelector", "value": "<svg/>"}}), "w3c_selector"),
        (annotation(target={"source": f"{KEY}#dieu-9"}), "note_place_absent"),
        (annotation(target={"source": KEY}), "w3c_whole_instrument"),
        (annotation(target={"source": "luat/1-2000-qh10/quoc-hoi/2000-01-01#dieu-1"}), "w3c_no_text"),
        (annotation(target={"source": "https://example.org/trang.html"}), "w3c_no_text"),
        (annotation(target={"source": f"{KEY}#dieu-1", "state": {"sha256": "0" * 64}}), "w3c_version_absent"),
        (annotation(target={"source": f"{KEY}#dieu-1", "state": {"type": "HttpRequestState", "value": "x"}}), "w3c_state"),
        (annotation(target=None), "w3c_no_target"),
        (annotation(id_="có khoảng trắng"), "w3c_id"),
        (annotation(id_="x" * 501), "w3c_id"),
        (annotation(created="hôm qua"), "w3c_created"),
        (annotation(body={"type": "Choice", "items": []}), "w3c_body"),
        (annotation(body=[]), "note_empty"),
        (annotation(body={"type": "TextualBody", "value": "a" * 1_000_000}), "note_too_long"),
        (annotation(body=[{"type": "TextualBody", "value": "x"}, {"source": "urn:tuluat:status:gấp"}]), "note_status"),
        (annotation(motivation="replying", target="urn:uuid:khong-co"), "w3c_answers_none"),
        ("chữ", "w3c_no_annotation"),
    ],
)  # fmt: skip
def test_what_cannot_be_placed_is_refused_and_nothing_else(law: KnowledgeBase, wrong: Any, why: str) -> None:
    done = take(law, annotation("urn:uuid:truoc"), wrong, annotation("urn:uuid:sau"))
    assert (refused(done), done.imported) == ([why], ("urn:uuid:truoc", "urn:uuid:sau"))
    assert [note.id for note in notes(law)] == ["urn:uuid:truoc", "urn:uuid:sau"]


def test_html_and_scripts_are_words(law: KnowledgeBase) -> None:
    words = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    take(law, annotation(body={"type": "TextualBody", "format": "text/html", "value": words}))
    assert notes(law)[0].text == words


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"khong phai json", "w3c_no_json"),
        (b'{"type": "Annotation"', "w3c_no_json"),
        (b"[" * 100_000, "w3c_no_json"),
        (b"[" * 900 + b"]" * 900, None),
        (b"\xff\xfe\x00", "w3c_no_json"),
        (b'{"a": 1}', "w3c_no_annotations"),
        (b'"chu"', "w3c_no_annotations"),
        (b'{"type": "AnnotationCollection", "first": "https://example.org/page1"}', "w3c_elsewhere"),
        (b'{"type": "AnnotationCollection", "total": 0}', None),
        (b"[]", None),
    ],
)
def test_a_file_that_is_none(content: bytes, why: str | None) -> None:
    if why is None:
        assert read_annotations(content, "tep.json") == []
        return
    with pytest.raises(AnnotationError) as raised:
        read_annotations(content, "tep.json")
    assert raised.value.code == why


def test_the_version_is_the_one_stated_or_the_one_that_is_shown(law: KnowledgeBase) -> None:
    put(law, "sau.txt", LATER)
    with law.session() as session:
        first, second = (load_version(session, KEY, version=number).version for number in (1, 2))
    words = on("03 tháng lương", 14, 28, "dieu-1/khoan-1")
    hashed = first.text_hash
    states = [{"version": 1}, {"sha256": hashed}, {"number": 1, "sha256": hashed}, hashed, 1,
              {"type": "TimeState", "cached": f"urn:sha256:{hashed}"}, [{"version": {"number": 1, "sha256": hashed}}]]  # fmt: skip
    done = take(law, *(annotation(f"urn:x:{place}", target={**words, "state": state}) for place, state in enumerate(states)))
    assert (len(done.imported), done.refused) == (len(states), ())
    assert {note.targets[0].version_id for note in notes(law)} == {first.id}
    with law.session() as session:
        shown = load_version(session, KEY).version.id
    take(law, annotation("urn:x:hom-nay", target=f"{KEY}#dieu-1"))
    assert next(note for note in notes(law) if note.id == "urn:x:hom-nay").targets[0].version_id == shown
    assert second.id != first.id


def test_several_targets_may_lie_in_several_provisions(law: KnowledgeBase) -> None:
    take(law, annotation(target=[on("nộp hồ sơ"), on("do Bộ", path="dieu-2")]))
    assert [target.path for target in notes(law)[0].targets] == ["dieu-1", "dieu-2"]


def test_what_is_there_and_says_something_else_stays(law: KnowledgeBase) -> None:
    take(law, annotation())
    with law.session(write=True, actor=LAN) as session:
        revise_note(session, "urn:uuid:1", "Đã sửa ở đây.")
    assert refused(take(law, annotation())) == ["w3c_differs"]
    assert refused(take(law, annotation(target=f"{KEY}#dieu-2"))) == ["w3c_differs"]
    assert notes(law)[0].text == "Đã sửa ở đây."


def test_replies_come_after_what_they_answer_wherever_they_stand(law: KnowledgeBase) -> None:
    reply = annotation("urn:uuid:r", motivation="replying", target="urn:uuid:1", creator={"name": "Lan"})
    done = take(law, whole={"type": "AnnotationPage", "items": [reply, annotation()]})
    assert done.imported == ("urn:uuid:1", "urn:uuid:r")
    (note,) = notes(law)
    assert [(item.id, item.text, item.author) for item in note.replies] == [("urn:uuid:r", "Xem lại.", "Lan")]
    assert take(law, reply).unchanged == ("urn:uuid:r",)


@pytest.mark.parametrize(
    "whole",
    [
        annotation(),
        [annotation()],
        {"type": "AnnotationPage", "items": [annotation()]},
        {"type": "AnnotationCollection", "first": {"type": "AnnotationPage", "items": [annotation()]}},
        {"type": ["AnnotationCollection"], "first": {"items": [], "next": {"items": [annotation()]}}},
        {"@graph": [annotation()]},
        annotation(type="oa:Annotation"),
    ],
)  # fmt: skip
def test_however_they_are_wrapped(law: KnowledgeBase, whole: Any) -> None:
    assert take(law, whole=whole).imported == ("urn:uuid:1",)


def test_an_annotation_without_id_is_the_same_one_again(law: KnowledgeBase) -> None:
    item = {name: value for name, value in annotation().items() if name != "id"}
    first = take(law, item)
    assert first.imported
    assert take(law, item).unchanged == first.imported


def test_the_addresses_of_the_reader_are_read() -> None:
    assert (stated_in._INSTRUMENT, stated_in._PROVISION, stated_in._VERSION) == (
        address.INSTRUMENT,
        address.PROVISION,
        address.VERSION,
    )
