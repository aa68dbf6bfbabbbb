"""The catalogue: complete in both languages, used, and the only place where numbers and days are written."""

import re
import shutil
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from documents.amendments import Action
from documents.comparison import Ground, Outcome, PairKind, What
from documents.comparison.changes import FIGURES
from documents.comparison.copied_words import Difference
from documents.duties.statement import StatementKind, TimeUnit
from documents.messages import Places
from documents.model import METADATA_FIELDS, InstrumentType, TitleSource
from documents.time.named_days import Naming
from documents.time.stated import Claim
from documents.time.status import Basis, Told, WordingCode
from kb.accounts.roles import MATRIX, Role, table
from kb.annotations import NOTE_STATUSES, SEVERITIES
from kb.annotations.carrying import State
from kb.annotations.saying import Personal
from kb.entitlements.answers import Trust
from kb.entitlements.binding import Flaw
from kb.entitlements.facts import Address, Who, at_the_desk
from kb.entitlements.missing import GapKind, Held
from kb.entitlements.model import About, Confidence, Regime
from kb.entitlements.model import Verdict as Entitled
from kb.entitlements.revisions import Act as CardAct
from kb.entitlements.training import First, Mark
from kb.errors import AnnotationError
from kb.export.comparison import COLUMNS as COMPARED
from kb.export.duties import COLUMNS as DUTY_COLUMNS
from kb.export.duties import DUE
from kb.export.files import AUDIT, COMPARISON, DUTIES, GRID, HITS, NOTES, REPORT, UPCOMING, VERIFIED, WRITERS
from kb.export.noted import AUDIT_COLUMNS as AUDITED
from kb.export.noted import COLUMNS, VERIFIED_COLUMNS
from kb.export.review_report import SHEET
from kb.export.reviewed import OPINIONS
from kb.export.upcoming import FROM, STAGE, UNTIL
from kb.index.fields import EVER_SHOWN, FILTERS
from kb.index.stated import OFFERED
from kb.interface import catalogue
from kb.interface.catalogue import Catalogue, entries, language_of, languages, next_language
from kb.jobs.queue import STATES
from kb.law.duties.concerns import Code
from kb.law.effects.agreement import Reason, Verdict
from kb.law.effects.relations import CALLED
from kb.law.status.answers import ProofKind
from kb.law.status.upcoming import OF_COMING_DAYS
from kb.law.texts.copies import Standing
from kb.law.texts.pairings import Act
from kb.open.questions import QUESTIONS as ASKED_BY_PROGRAMS
from kb.open.said import AgainstLaw
from kb.open.verifying import Exists, Note
from kb.pages.inbox.inbox_page import FOR_ALL
from kb.pages.kit.bar import DOORS
from kb.pages.kit.frame import streamlit_words
from kb.pages.kit.picks import SIGNS_OF_BOUNDS
from kb.pages.listing import ADMINISTERED, PAGES
from kb.pages.reader.history import SIGNS as EVENTS
from kb.pages.reviews.reviews_page import TOLD
from kb.pages.search.search_page import FORMS
from kb.review import CLOSED, MARKS, OPEN
from kb.review.grid import QUESTIONS
from kb.search import Order, QueryKind, Reasons
from kb.search.model import Since
from kb.search.reading.dates import Side
from kb.search.reading.syntax import ConditionKind
from kb.upkeep.auditing import How
from tests.source_code import sources

VI, EN = Catalogue(), Catalogue("en")
SECTIONS = ("problem.", "doubt.", "account.", "reason.", "format.", "stated.", "register.")
"""What messages say, see test_sentences."""
AUDITED_THINGS = set(MATRIX) - {"base", "visit", "desk", "practice", "upload", "audit"}
# Entries that the code names by a code: the prefix, and the codes that must be there.
BY_CODE = {
    "audit.": ["whole", *get_args(How), "file", *(f"file_{name}" for name in WRITERS[AUDIT])],
    "audit.act_": {act for thing in AUDITED_THINGS for act in MATRIX[thing]} - {"read", "see", "export"} | {"approve"},
    "audit.thing_": [*AUDITED_THINGS, "upload"],
    "evidence.": ProofKind,
    "unread.": ["number", "issuer", "date"],
    "audit.field_": [
        *("text", "tags", "status", "severity", "assignee", "links", "hidden"),  # of notes
        *("meanings", "active", "state", "correction", "name", "retired", "role"),
    ],
    "audit.column_": AUDITED,
    "bound.": [*SIGNS_OF_BOUNDS.values(), *OFFERED],
    "bar.": [*DOORS, *(f"{door}_about" for door in DOORS)],
    "sources.column_": ("source", "until", "texts", "added", "version"),
    "copies.why_": [standing.name.lower() for standing in Standing if standing is not Standing.ALTERED],
    "copies.kind_": list(Difference),
    "texts.column_": ("ten", "coquan", "ngay", "hieuluc"),
    "texts.held_": ("du", "phan"),
    "page.": [page.key.partition(".")[2] for page in PAGES + ADMINISTERED],
    "role.": [*Role, "none", *(key.partition(".")[2] for key, _ in table())],
    "status.": [*Told, EVER_SHOWN, "amended"],
    "pill.": [
        *(told for told in Told if told is not Told.WAS_IN_FORCE),
        "unreviewed",
        "sparing",
        "secondary",
        "wording_over",
        "wording_not_yet",
        "wording_unknown",
    ],
    "type.": list(InstrumentType),
    "basis.": Basis,
    "naming.": list(TitleSource),
    "claim.": [f"{claim.value}{end}" for claim in Claim for end in ("", "_on")],
    "stating.": [f"{name}{end}" for name in ("source", "file", "gazette", "quote", "note", "spared") for end in ("", "_help")],
    "stating.act_": ["add", "change", "withdraw", "restore", "supersede"],
    "note.status_": NOTE_STATUSES,
    "note.severity_": SEVERITIES,
    "notes.state_": list(State),
    "pair.": list(PairKind),
    "compare.column_": COMPARED,
    "ground.": list(Ground),
    "outcome.": list(Outcome),
    "pairing.by_": list(Act),
    "training.mark_": list(Mark),
    "training.first_": list(First),
    "dossier.column_": [*SHEET, *OPINIONS[1:], "progress", "notes", "text"],
    "dossier.act_": ["create", "revise", "close", "reopen", "finding", "mark", "grid"],
    "dossier.field_": [*TOLD, "author", "place"],
    "dossier.file_": WRITERS[REPORT],
    "grid.": ["file"],
    "grid.ask_": QUESTIONS,
    "grid.file_": WRITERS[GRID],
    "dossier.mark_": [*MARKS, "none"],
    "dossier.placed_": [state for state in State if state is not State.SAME],
    "dossier.state_": [OPEN, CLOSED],
    "dossier.wording_": [code for code in WordingCode if code is not WordingCode.HELD],
    "note.personal_": list(Personal),
    "pairing.act_": (*Act, "withdraw"),
    "compare.file_": WRITERS[COMPARISON],
    "what.": [*What, "prohibition", "reference"],
    "inbox.state_": STATES,
    "inbox.": [
        *("sent", "sending", "broken", "known"),  # by the page's script
        *(f"{act}_all" for act in FOR_ALL),
        *("store", "look", "retry", "drop_act"),
    ],
    "inbox.column_": ["file", "what", "state"],
    "reader.trust_": range(4),
    "search.understood_": [QueryKind.CITATION, QueryKind.NUMBER],
    "action.": list(Action),
    "agree.": list(Reason),
    "source.": ["codification", "consolidation"],
    "group.": list(Verdict),
    "group.part_": [*Verdict, "ngo", "het"],
    "relation.": [f"{called}_{side}" for called in CALLED for side in ("out", "in")],
    "cards.trust_": list(Trust),
    "desk.trust_": list(Trust),
    "desk.danger_": [f"{number}_{part}" for number in (111, 113, 115) for part in ("when", "say", "ask")] + ["family_say"],
    "cards.abroad_": [113, 115],
    "cards.address_": [*Address, "open", "young", "absent", "absent_child"],
    "review.": [
        "accept",
        "correct",
        "reject",
        "new_heading",
        "new_number",
        "phrase_from",
        "phrase_to",
        "effective_from",
        "effective_to",
    ],
    "review.state_": ["found", "accepted", "corrected", "rejected"],
    "event.": [*EVENTS, FROM, UNTIL, STAGE, *Naming],
    "upcoming.": [*OF_COMING_DAYS, FROM, UNTIL, "file"],
    "upcoming.file_": WRITERS[UPCOMING],
    "open.": list(ASKED_BY_PROGRAMS),
    "duty.": [*DUTY_COLUMNS, "file"],
    "duty.file_": WRITERS[DUTIES],
    "verify.": [*VERIFIED_COLUMNS, "file"],
    "verify.file_": WRITERS[VERIFIED],
    "notes.": ["file"],
    "notes.file_": WRITERS[NOTES],
    "file_place.": ["line", "p", "table", "slide", "sheet", "row"],
    "verify.exists_": list(Exists),
    "verify.note_": list(Note),
    "verify.said_": list(AgainstLaw),
    "duty.due_": DUE,
    "duty.kind_": list(StatementKind),
    "duty.unit_": list(TimeUnit),
    "duty.concern_": list(Code),
    "origin.": ["text", "codification", "consolidation", "compiled"],
    "missing.": ["name", "references", "citing"],
    "search.": [*(field.name for field in FILTERS if field.address), "year"],
    "search.syntax_": [f"{form}{end}" for form in FORMS for end in ("", "_form")],
    "search.sort_": list(Order),
    "search.later_": [f"{since.value}{end}" for since in Since for end in ("", "_undated")],
    "search.on_day_": list(Side),
    "search.held_": ["text", "codification", "consolidation", "compiled", "words", "words_undated"],
    "search.count_": [Order.NEWEST, Order.OLDEST],
    "asked.": [*ConditionKind, *(field.name for field in FILTERS if field.typed)],
    "words.which_": ["active", "off", "own"],
    "why.": [item.name for item in fields(Reasons)],
    "cards.verdict_": list(Entitled),
    "cards.flaw_": list(Flaw),
    "cards.about_": ["statement", "amount", "parameter", "rate", "conflict", "rule", "regime"],
    "cards.regime_": [f"{regime.value}_{why}" for regime in Regime for why in ("then", "known", "open", "waiting")],
    "cards.wrong_": [key.partition(".wrong_")[2] for key in entries() if key.startswith("cards.wrong_")],
    "cards.held_": list(Held),
    "cards.gap_": list(GapKind),
    "cards.people_": [*Who, "vn", "foreign", "stateless", "stateless_resident"],
    "curate.act_": list(CardAct),
    "curate.part_": ["say", "title", "says", "amounts", "missing", "callers", "verified", "new_statements", "new_amounts", "yaml"],
    "curate.field_": sorted({key.partition(".field_")[2] for key in entries() if key.startswith("curate.field_")}),
    "curate.is_": list(Confidence),
    "desk.about_": [*About],
    "desk.fact_": [fact.name for fact in at_the_desk()],
    "desk.is_": [value for fact in at_the_desk() for value in fact.values],
    "desk.type_": [fact.name for fact in at_the_desk() if fact.typed],
    "desk.regime_": [*Regime, "general"],
    "desk.known_": ["secondary", "to_check"],
    "export.": [*COLUMNS, "rank", "file"],
    "compare.": ["file"],
    "dossier.": ["file"],
    "reader.": [name for name in METADATA_FIELDS if name != "title"],
    "export.file_": WRITERS[HITS],
    "cli.file_": ["stored", "unchanged", "new_version", "new_source", "incomplete", "rejected"],
    "cli.stage_": ["codification", "index"],
    "what.with_": FIGURES,
    # Said by errors, see test_sentences.
    "error.": [key.partition(".")[2] for key in entries() if key.startswith("error.")],
    # Said by Streamlit of itself.
    "streamlit.": [key.partition(".")[2] for key in entries() if key.startswith("streamlit.")],
}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_entry_with_the_same_places(language: str) -> None:
    texts = entries(language)
    assert list(texts) == list(entries())
    assert [key for key, text in texts.items() if text.strip() != text or not text] == []
    assert [key for key, text in texts.items() if places(text) != places(entries()[key])] == []


def test_a_third_language_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in catalogue.FOLDER.glob("*.toml"):
        shutil.copy(file, tmp_path)
    french = (tmp_path / "en.toml").read_text().replace("{month_name} {year:04}", "{month_name} {year} (fr)")
    (tmp_path / "fr.toml").write_text(french.replace('name = "EN"', 'name = "FR"').replace('"As of"', '"Au"'))
    kept = (catalogue.languages, catalogue.entries, catalogue._file)
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    for read in kept:
        read.cache_clear()
    try:
        assert [next_language(code) for code in languages()] == ["en", "fr", "vi"]
        say = Catalogue(language_of("fr-FR"))
        assert (say.short, say("app.date"), say.day(date(2024, 1, 5)), say.number(1234.5)) == (
            "FR",
            "Au",
            "5 Jan 2024 (fr)",
            "1,234.5",
        )
        assert streamlit_words("fr") == streamlit_words("en")
    finally:
        for read in kept:
            read.cache_clear()


def test_every_entry_that_the_code_names_exists() -> None:
    says = re.compile(r"\b(?:say|tell|both)\(\s*\"([a-z]+\.[a-z_0-9-]+)\"(?! ~)")
    named = {key for text in sources().values() for key in says.findall(text)}
    assert named
    assert named <= set(entries())


def test_every_entry_is_used() -> None:
    quoted = {key for text in sources().values() for key in re.findall(r"[\"'](?=([\w.-]+)[\"'])", text)}
    by_code = {f"{prefix}{getattr(item, 'value', item)}" for prefix, items in BY_CODE.items() for item in items}
    assert [key for key in entries() if key not in quoted | by_code and not key.startswith(SECTIONS)] == []


def test_every_code_has_its_entry() -> None:
    keys = [f"{prefix}{getattr(item, 'value', item)}" for prefix, items in BY_CODE.items() for item in items]
    assert [key for key in keys if not VI.has(key)] == []


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (62294, "62.294", "62,294"),
        (3.24, "3,2", "3.2"),
        (1234567.5, "1.234.567,5", "1,234,567.5"),
        (date(2013, 1, 5), "05/01/2013", "5 Jan 2013"),
        (None, "None", "None"),
        (True, "True", "True"),
        ("66/2011/QH12", "66/2011/QH12", "66/2011/QH12"),
        ((1234, "luat"), "1.234, luat", "1,234, luat"),
        (Places(("dieu-12/khoan-3",)), "khoản 3 Điều 12", "khoản 3 Điều 12"),
        (
            AnnotationError("note_hidden"),
            "Ghi chú đang ẩn; hãy hiện lại trước khi sửa.",
            "The note is hidden; show it again before changing it.",
        ),
    ],
)
def test_values_are_written_in_the_manner_of_the_language(value: object, vietnamese: str, english: str) -> None:
    assert (VI.write(value), EN.write(value)) == (vietnamese, english)


def test_unknown_days_and_moments() -> None:
    assert (VI.day(None), EN.day(None)) == ("chưa rõ", "unknown")
    assert VI.moment(datetime(2026, 11, 23, 20, 5, tzinfo=UTC)) == "24/11/2026 03:05"
    assert VI("common.on_day", day=date(2026, 11, 24)) == "ngày 24/11/2026"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("en", "en"),
        ("EN-us", "en"),
        ("vi", "vi"),
        ("xx", "vi"),
        (None, "vi"),
    ],
)
def test_languages_by_name(text: str | None, language: str) -> None:
    assert language_of(text) == language
    assert language_of("xx", "en") == "en"
