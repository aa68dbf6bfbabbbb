"""References, relations, history and review as HTML: words stay words, every kind has a sign, nothing acts that should not."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape

import pytest
from lxml import html as lxml_html
from markupsafe import Markup

from documents.amendments import Action
from documents.comparison import Change, changed_units
from documents.messages import Message
from documents.model import EffectivePeriod, InstrumentType, Kind, Metadata, Problem, ProblemCode, Provision
from documents.time.relations import RelationKind
from documents.time.status import Basis, Status, StatusCode
from documents.time.wordings import ChangedBy
from kb.database.reading.reader import InstrumentRecord
from kb.interface.catalogue import Catalogue, languages
from kb.law.derivation.decisions import DecisionLine
from kb.law.effects.relations import CALLED, RELATED, Relations, RelationView
from kb.law.effects.views import EffectView
from kb.law.references.links import Incoming, Link, LinkTarget, MissingInstrument
from kb.law.status.provision_status import ProvisionStatus
from kb.law.status.statuses import TimelineEvent, Unreviewed
from kb.pages.effects import decisions
from kb.pages.kit import data
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import RELATION_SIGNS, sentence
from kb.pages.reader import apparatus, history, margin
from kb.pages.reader.apparatus import Place, Places, incoming_html, link_tag, outgoing_html, text_links
from kb.pages.reader.typesetting import Apparatus, TextLink, contents_html, law_html

EVIL = '<script>alert("x")</script> & "5 < 6"'
KEY, OTHER = "luat/01-2024-qh-mau/quoc-hoi/2024-01-15", "nghi-dinh/02-2025-nd-mau/chinh-phu/2025-05-20"


def record(row: int, key: str, kind: InstrumentType, number: str, title: str) -> InstrumentRecord:
    return InstrumentRecord(row, key, (), Metadata(type=kind, number=number, title=title), None, None, False, ("text",), 1)


KNOWN = {
    1: record(1, KEY, InstrumentType.LAW, "01/2024/QH-MAU", "Trật tự"),
    2: record(2, OTHER, InstrumentType.DECREE, "02/2025/NĐ-MAU", EVIL),
}
PATHS = {"dieu-1": 1, "dieu-1/khoan-2": 2, "dieu-3": 3}


@pytest.fixture(autouse=True)
def no_base(monkeypatch: pytest.MonkeyPatch) -> None:
    by_key = {item.key: item for item in KNOWN.values()}
    monkeypatch.setattr(data, "record", lambda key: by_key.get(key))


@pytest.fixture(params=languages())
def frame(request: pytest.FixtureRequest) -> Frame:
    return Frame(Catalogue(request.param), date(2026, 11, 24), "van-ban")


def parsed(block: str) -> lxml_html.HtmlElement:
    page = lxml_html.fromstring(f"<div>{block}</div>")
    assert not list(page.iter("script", "style", "iframe", "img"))
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]
    return page


def target(path: str = "", instrument: int | None = 1, key: str | None = KEY, label: str = "", possible: bool = True) -> LinkTarget:
    return LinkTarget(f"{key}#{path}" if key and path else key, instrument, path, label, possible)


def places(frame: Frame) -> Places:
    return Places(frame, 1, PATHS, KNOWN)


@pytest.mark.parametrize(
    ("meant", "words", "opens"),
    [
        (target("dieu-1/khoan-2"), "Khoản 2 Điều 1", True),
        (target("dieu-9"), "Điều 9", False),
        (target("dieu-5", 2, OTHER), "Điều 5 · Nghị định số 02/2025/NĐ-MAU (mẫu, không có thật)", True),
        (target("", 2, OTHER), "Nghị định số 02/2025/NĐ-MAU (mẫu, không có thật)", True),
        (target("dieu-5", None, "nghi-dinh/09-2013-nd-cp/-/-", "09/2013/NĐ-CP"), "Điều 5 · 09/2013/NĐ-CP", False),
        (target("", None, None, "Luật Trật tự"), "Luật Trật tự", False),
        (LinkTarget(None, None, "", "Luật Trật tự", alike=(1,)), "Luật Trật tự", False),
        # Điều 0, điểm f: kept, and said to be impossible.
        (target("dieu-0", possible=False), "Điều 0", False),
    ],
)
def test_a_reference_is_called_as_lawyers_do_and_opens_what_the_base_has(
    frame: Frame, meant: LinkTarget, words: str, opens: bool
) -> None:
    place = places(frame).of(meant)
    assert (place.words, place.opens) == (words, opens)
    assert bool(place.note) != opens
    assert ("01/2024/QH-MAU" in place.note) == bool(meant.alike)


def test_a_link_keeps_the_day(frame: Frame) -> None:
    other = Frame(frame.say, date(2024, 3, 15), "van-ban")
    assert "ngay=2024-03-15" in (places(other).of(target("dieu-5", 2, OTHER)).href or "")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([Place("Điều 1", inside="dieu-1")], 'data-to="dieu-1"'),
        ([Place("X", href='van-ban?vb="x"')], 'href="van-ban?vb=&#34;x&#34;"'),
        ([Place("Điều 1", inside="dieu-1"), Place("Điều 2", inside="dieu-2")], "data-menu="),
        ([Place(EVIL, note="∅")], 'class="ref out"'),
        # "Luật này" is no link to the text that is open.
        ([Place("Văn bản này", inside="")], None),
        ([], None),
    ],
)
def test_tags_of_references(found: list[Place], expected: str | None) -> None:
    tag = link_tag(found)
    if expected is None:
        assert tag == ""
        return
    assert expected in tag
    element = parsed(f"{tag}x</a>")[0]
    if element.get("data-menu"):
        assert [entry[0] for entry in json.loads(element.get("data-menu"))] == [place.words for place in found]


TREE = (
    Provision(
        path="dieu-1",
        kind=Kind.ARTICLE,
        number="1",
        heading="Theo Điều 3",
        text="Người ở <đây> theo Điều 3\nvà khoản 2 Điều này.",
        tail="Hết Điều 3.",
    ),
)


def test_links_change_no_character_and_overlaps_are_left_out() -> None:
    text = TREE[0].text
    at, clause = text.index("Điều 3"), text.index("khoản 2")
    tag = '<a class="ref">'
    links = {
        ("dieu-1", "text"): [TextLink(at, at + 6, tag), TextLink(at + 2, at + 5, tag), TextLink(clause, clause + 7, tag)],
        ("dieu-1", "heading"): [TextLink(5, 11, tag)],
        ("dieu-1", "tail"): [TextLink(4, 99, tag)],
    }
    page = parsed(law_html(TREE, "van-ban?vb=x", Apparatus(links)))
    assert [link.text_content() for link in page.iter("a") if link.get("class") == "ref"] == [
        "Điều 3",
        "Điều 3",
        "khoản 2",
        "Điều 3.",
    ]
    fields = [element for element in page.iter() if element.get("data-f")]
    assert [element.text_content() for element in fields] == ["Theo Điều 3", *text.split("\n"), "Hết Điều 3."]


def test_a_link_across_a_line_break_is_one_in_each_line() -> None:
    text = TREE[0].text
    links = {("dieu-1", "text"): [TextLink(text.index("3\n"), text.index("khoản") + 5, '<a class="ref">')]}
    page = parsed(law_html(TREE, "", Apparatus(links)))
    assert [link.text_content() for link in page.iter("a") if link.get("class") == "ref"] == ["3", "và khoản"]


def test_what_stands_beside_a_provision_is_outside_its_words() -> None:
    beside, above, badge = '<aside class="fn">±</aside>', '<aside class="fn">new</aside>', '<a class="cited">← 3</a>'
    around_it = Apparatus({}, {"dieu-1": beside}, {"dieu-1": above}, {"dieu-1": badge}, {"dieu-1": "changed"})
    page = parsed(law_html(TREE, "", around_it))
    section = next(page.iter("section"))
    assert section.get("class") == "k-article changed"
    assert section[-1].tag == "aside"
    assert [element.text for element in section][1:2] == ["new"], "what holds now comes before the words"
    assert all("← 3" not in element.text_content() for element in page.iter() if element.get("data-f"))
    assert 'class="changed" data-to="dieu-1"' in contents_html(TREE, "x", {"dieu-1": "changed"})


def test_text_links_are_in_order_and_equal_targets_share_a_tag(frame: Frame) -> None:
    one, two = (target("dieu-3"),), (target("dieu-5", 2, OTHER),)
    links = [Link("dieu-1", "text", 30, 36, two), Link("dieu-1", "text", 5, 11, one), Link("dieu-1", "tail", 0, 4, one)]
    found = text_links(links, places(frame).of)
    assert [(link.start, link.end) for link in found["dieu-1", "text"]] == [(5, 11), (30, 36)]
    assert found["dieu-1", "text"][0].tag is found["dieu-1", "tail"][0].tag


def test_lists_of_references_are_escaped_and_shortened(frame: Frame) -> None:
    links = [Link("dieu-1", "text", 0, 1, tuple(target(f"dieu-{n}", None, None, EVIL) for n in range(1, 50)))]
    page = parsed(outgoing_html(frame.say, links, places(frame).of))
    assert len(page.findall(".//li")) == 31
    incoming = [Incoming(2, OTHER, "x", f"dieu-{n}", "text", 0, 1, EVIL, "dieu-1", by_editors=n == 3) for n in range(1, 50)]
    page = parsed(incoming_html(frame, incoming, KEY, KNOWN))
    assert page.text_content().count("alert") == 30
    assert frame.say("ref.by_editors") in page.text_content()
    assert frame.say("ref.none_in") in incoming_html(frame, [], KEY, KNOWN)


def test_places_of_a_sentence_that_are_html_stay_html_and_the_rest_is_text() -> None:
    html = sentence(Catalogue(), "change.by_since", {"name": Markup("<b>x</b>")}, day="<i>")
    assert html == "Câu chữ này do <b>x</b>, áp dụng từ &lt;i&gt;."


def effect(action: str = "replace", state: str = "found", **values: object) -> EffectView:
    usual: dict[str, object] = {
        "id": 7,
        "source_id": 2,
        "source": OTHER,
        "source_name": EVIL,
        "position": 0,
        "action": action,
        "target_id": 1,
        "target": f"{KEY}#dieu-1",
        "target_name": "01/2024/QH-MAU",
        "target_path": "dieu-1",
        "effective_from": date(2025, 7, 1),
        "effective_to": None,
        "certain": True,
        "doubt": None,
        "path": "dieu-1/khoan-1",
        "field": "text",
        "start": 0,
        "end": 5,
        "evidence": EVIL,
        "body": {"new_text": EVIL},
        "state": state,
        "fingerprint": "f",
    }
    return EffectView(**{**usual, **values})  # type: ignore[arg-type]


@pytest.mark.parametrize("action", [action.value for action in Action])
def test_a_card_shows_what_is_done_the_sentence_and_three_decisions(frame: Frame, action: str) -> None:
    block = decisions.effect_card(frame, effect(action), None, ())
    page = parsed(block)
    card = page[0]
    assert (card.get("data-item"), card.get("tabindex")) == ("effect-7", "0")
    assert frame.say(f"action.{action}") in card.text_content()
    assert card.find(".//blockquote").text_content() == EVIL
    assert [button.get("data-key") for button in card.iter("button")] == ["c", "s", "b"]
    assert decisions.SIGNS[action] == card.find(".//i").text
    links = [unescape(link.get("href")) for link in card.iter("a")]
    assert links[0].startswith(f"van-ban?vb={KEY}&dk=dieu-1")
    assert links[1].startswith(f"van-ban?vb={OTHER}&dk=dieu-1/khoan-1")


def test_a_phrase_swap_shows_both_phrases(frame: Frame) -> None:
    body = {"phrase_from": "nhà <cũ>", "phrase_to": "nhà mới", "new_text": "x"}
    page = parsed(decisions.effect_card(frame, effect("substitute_phrase", body=body), None, ()))
    assert "cũ" in "".join(mark.text_content() for mark in page.iter("del"))
    assert "mới" in "".join(mark.text_content() for mark in page.iter("ins"))


def test_doubt_and_what_is_not_in_the_base_are_said(frame: Frame) -> None:
    doubtful = effect(
        certain=False,
        doubt=Message.of("doubt.words_left", words=EVIL),
        target_id=None,
        target=None,
        target_name=EVIL,
        effective_from=None,
    )
    words = parsed(decisions.effect_card(frame, doubtful, None, ())).text_content()
    assert frame.say("review.doubtful") in words
    assert frame.say("ref.missing") in words
    assert frame.say("common.unknown_day") in words


@pytest.mark.parametrize("state", ["accepted", "corrected", "rejected"])
def test_a_decided_card_says_who_and_when_and_can_be_taken_back(frame: Frame, state: str) -> None:
    log = [DecisionLine(datetime(2026, 11, 24, 20, 5, tzinfo=UTC), EVIL, state)]
    page = parsed(decisions.effect_card(frame, effect(state=state), None, log))
    assert [button.get("data-decide") for button in page.iter("button")] == ["reopen"]
    # In the time of Việt Nam.
    assert "03:05" in page.text_content()
    assert EVIL in page.text_content()


def relation(kind: str, held: bool = True) -> RelationView:
    return RelationView(
        3,
        kind,
        2,
        OTHER,
        EVIL,
        1 if held else None,
        KEY if held else None,
        EVIL,
        "dieu-2",
        "mo-dau/can-cu-1",
        "text",
        0,
        3,
        EVIL,
        "text",
        "found",
    )


@pytest.mark.parametrize("kind", [kind.value for kind in RelationKind])
def test_every_kind_of_relation_has_a_word_and_a_sign(frame: Frame, kind: str) -> None:
    page = parsed(decisions.relation_card(frame, relation(kind)))
    assert RELATION_SIGNS[kind] == page.find(".//i").text
    assert frame.say(f"relation.{relation(kind).called}_out") in page.text_content()
    assert len(set(RELATION_SIGNS.values())) == len(RELATION_SIGNS) == len({*RelationKind, RELATED})


@pytest.mark.parametrize(
    ("kind", "path", "origin", "called"),
    [
        ("bai_bo", "dieu-292", "text", "bai_bo_phan"),
        ("bai_bo", "", "text", "bai_bo"),
        ("ngung", "dieu-4", "text", "ngung_phan"),
        ("thay_the", "", "text", "thay_the"),
        ("sua_doi", "dieu-2", "text", "sua_doi"),
        ("dan_chieu", "dieu-2", "text", "dan_chieu"),
        ("dan_chieu", "dieu-2", "codification", "lien_quan"),
    ],
)
def test_a_relation_is_called_what_it_is(frame: Frame, kind: str, path: str, origin: str, called: str) -> None:
    """What ends a part is none of the whole; what the codification's editors name beside a text is no reference in it."""
    view = replace(relation(kind), target_path=path, origin=origin)
    assert view.called == called
    assert called in CALLED
    assert (
        frame.say(f"relation.{called}_out") in parsed(history.evidence_html(frame, [view], [])).text_content()
        or kind == "dan_chieu"
    )


def test_a_period_without_a_day_is_not_shown_as_one(frame: Frame) -> None:
    reversed_, one_day = EffectivePeriod(date(2018, 1, 1), date(2017, 12, 31)), EffectivePeriod(date(2018, 1, 1), date(2018, 1, 1))
    never, one = (margin._periods(frame.say, [period]) for period in (reversed_, one_day))
    assert frame.say("reader.effective_never", start=frame.say.day(reversed_.start), end=frame.say.day(reversed_.end)) in never
    assert frame.say("reader.effective_between", start=one_day.start, end=one_day.end) in one


def test_the_map_groups_by_kind_and_direction(frame: Frame) -> None:
    ours = {"source_id": 1, "source": KEY}
    named = replace(relation("can_cu", held=False), **ours)
    cited = replace(relation("dan_chieu"), **ours, target_id=2, target=OTHER)
    changes = replace(relation("sua_doi"), count=3, state="accepted")
    page = parsed(history.diagram_html(frame, KNOWN[1], Relations((named, cited), (changes,))))
    kinds = [section.get("class") for section in page.iter("section")]
    assert kinds == ["group r-can_cu", "group r-dan_chieu", "group r-sua_doi"]
    # What is not in the base has no link, and says so.
    gone = next(item for item in page.iter("li") if item.get("class") == "gone")
    assert not list(gone.iter("a"))
    assert frame.say("ref.missing") in gone.text_content()
    links = [unescape(link.get("href")) for link in page.iter("a")]
    assert all(link.startswith(f"van-ban?vb={OTHER}&xem=luoc-do") for link in links)
    assert "×3" in page.text_content()
    assert frame.say("review.state_accepted") in page.text_content()


def test_evidence_and_missing_instruments_are_escaped(frame: Frame) -> None:
    page = parsed(history.evidence_html(frame, [relation("can_cu")], [relation("sua_doi")]))
    assert [quote.text_content() for quote in page.iter("q")] == [EVIL, EVIL]
    missing = [MissingInstrument(EVIL, None, 12345, 3, 1), MissingInstrument("x", f"{KEY}{EVIL}", 1, 1, 1)]
    missing += [MissingInstrument("", None, 1, 1, next(iter(KNOWN)))]
    page = parsed(history.missing_html(frame, missing, KNOWN))
    assert frame.say.number(12345) in page.text_content()
    assert frame.say("missing.none") in history.missing_html(frame, [], {})


def test_what_changed_what_is_kept_and_what_waits_stand_beside(frame: Frame) -> None:
    made = [ChangedBy(OTHER, EVIL, "dieu-1", date(2025, 7, 1)), ChangedBy(None, EVIL, "dieu-1", None)]
    page = parsed("".join(apparatus.changed_by(frame, change) for change in made))
    assert [link.text for link in page.iter("a")] == ["Nghị định số 02/2025/NĐ-MAU (mẫu, không có thật)"]
    assert EVIL in page.text_content()
    kept = replace(relation("chuyen_tiep"), path="dieu-9/khoan-1", target_path="dieu-1", evidence=EVIL)
    page = parsed(apparatus.transition_line(frame, kept))
    assert next(page.iter("q")).text == EVIL
    assert "Khoản 1 Điều 9 · Nghị định số 02/2025/NĐ-MAU (mẫu, không có thật)" in page.text_content()
    status = Status(StatusCode.UNKNOWN, Basis.UNREVIEWED)
    page = parsed(apparatus.waiting_html(frame, Unreviewed(status, alarm=(effect(),)), KEY, "dieu-1"))
    assert frame.say("action.replace") in page.text_content()
    assert [link.get("data-go") for link in page.iter("a")] == ["van-ban", "hieu-luc"]
    page = parsed(apparatus.waiting_html(frame, Unreviewed(status, held=(effect(),)), KEY, "dieu-1"))
    assert "doubtful" not in str([item.get("class") for item in page.iter()])
    assert frame.say("action.replace") not in page.text_content()


@pytest.mark.parametrize(
    ("path", "where"), [("dieu-1/khoan-2/diem-a", "dieu-1/khoan-2"), ("dieu-3", "dieu-3"), ("dieu-9", None), ("", None)]
)
def test_the_nearest_place_that_the_text_has(path: str, where: str | None) -> None:
    assert apparatus.place_in_text(path, PATHS) == where


def article(number: str, *words: str) -> Provision:
    path = f"dieu-{number}"
    clauses = tuple(
        Provision(path=f"{path}/khoan-{n}", kind=Kind.CLAUSE, number=str(n), text=text) for n, text in enumerate(words, start=1)
    )
    return Provision(path=path, kind=Kind.ARTICLE, number=number, heading=f"Tên {number}", children=clauses)


def chapter(heading: str, *articles: Provision) -> Provision:
    return Provision(path="chuong-i", kind=Kind.CHAPTER, number="I", heading=heading, children=articles)


def test_what_changed_between_two_versions_by_article() -> None:
    old = (chapter("CŨ", article("1", "a", "b"), article("2", "c"), article("3", "d")), article("9", "cuối"))
    new = (chapter("MỚI", article("1", "a", "b"), article("2", "c khác"), article("2a", "thêm")), article("9", "cuối"))
    found = changed_units(old, new)
    assert [(unit.path, unit.change) for unit in found] == [
        ("chuong-i", Change.REPLACED),
        ("dieu-2", Change.REPLACED),
        ("dieu-3", Change.REMOVED),
        ("dieu-2a", Change.ADDED),
    ]
    for unit in found:
        assert "".join(span.old for span in unit.spans) == "" or unit.change is not Change.ADDED
    assert changed_units(old, old) == []


@pytest.mark.parametrize(
    ("before", "after", "differs"),
    [
        ("Đủ sức khỏe, thoả thuận.", "Đủ sức khoẻ; thỏa thuận.", False),
        ("a", "b", True),
        ("Nộp 05 bản", "Nộp 5 bản", False),
        ("Nộp 5 bản", "Nộp 6 bản", True),
    ],
)
def test_a_way_of_writing_is_no_change(before: str, after: str, differs: bool) -> None:
    assert bool(changed_units((article("1", before),), (article("1", after),))) is differs


def test_a_number_that_one_source_lacks_is_no_change_and_another_number_is_one() -> None:
    bare = Provision(path="dieu-1", kind=Kind.ARTICLE, number="1", heading="Tên 1", text="Nộp một bản.\nb) Nộp hai bản.")
    assert changed_units((bare,), (article("1", "Nộp một bản.\nb) Nộp hai bản."),)) == []
    assert len(changed_units((article("1", "a", "b"),), (article("1", "a", "b", "c"),))) == 1
    two = article("1", "a", "b")
    moved = replace(two, children=tuple(replace(item, number=str(int(item.number or "") + 1)) for item in two.children))
    assert len(changed_units((two,), (moved,))) == 1


def test_what_stands_around_the_articles_is_not_told() -> None:
    head, foot = (
        Provision(path=path, kind=kind, text="cũ") for path, kind in (("mo-dau", Kind.PREAMBLE), ("chu-ky", Kind.SIGNATURE))
    )
    assert changed_units((head, article("1", "a"), foot), (replace(head, text="mới"), article("1", "a"))) == []


def test_the_time_line_names_an_instrument_once(frame: Frame) -> None:
    told = ("changed", date(2025, 7, 1))
    events = [
        TimelineEvent(*told, (), EVIL, OTHER, None, 1, "found", EVIL),
        TimelineEvent(*told, ("dieu-1",), EVIL, OTHER, None, 2, "found", EVIL),
    ]
    for some in (events, events[::-1]):
        assert [event.paths for event in history._together(some)] == [("dieu-1",)]


def test_the_time_line_joins_what_one_instrument_does_on_one_day(frame: Frame) -> None:
    events = [
        TimelineEvent("issued", date(2024, 1, 15)),
        *(TimelineEvent("changed", date(2025, 7, 1), (f"dieu-{n}",), EVIL, OTHER, None, n, "found", EVIL) for n in range(1, 12)),
        TimelineEvent("expired", date(2027, 1, 1), (), EVIL, None, None, 99, "accepted", EVIL),
    ]
    together = history._together(events)
    assert [(event.kind, len(event.paths)) for event in together] == [("issued", 0), ("changed", 11), ("expired", 0)]
    page = parsed("".join(history._event(frame, event, KEY, ()) for event in together))  # type: ignore[arg-type]
    assert frame.say("review.state_found") in page.text_content()
    assert all(sign.text.strip() for sign in page.iter("i"))


def test_what_has_ended_is_said_beside_the_provision(frame: Frame) -> None:
    status = ProvisionStatus(StatusCode.EXPIRED, Basis.EXPIRED_BY, {"end": date(2025, 6, 30), "by": EVIL})
    ((_, _, html),) = apparatus.status_beside(frame, {"dieu-1": status})
    block = parsed(html)
    assert EVIL in block.text_content()
    assert "✕" in block.text_content()


def test_what_is_doubted_word_by_word_is_one_problem_and_places_of_others_stay() -> None:
    doubted = [
        Problem(ProblemCode.DOUBTFUL_NUMBER, Message.of("problem.doubtful_numbers", count=1, words=word), place)
        for word, place in (("“6”", "dieu-1"), ("“]”", "dieu-2"))
    ]
    others = [Problem(ProblemCode.UNCLOSED_QUOTATION, Message.of("problem.unclosed"), place) for place in ("dieu-1", "dieu-2")]
    *rest, one = margin._together([doubted[0], *others, doubted[1]])
    assert rest == others
    assert (one.message, one.place) == (Message.of("problem.doubtful_numbers", count=2, words="“6”, “]”"), None)
