"""`kb entitled` and `kb cards`: what support somebody may have, and whether what says so still holds.

What is told of a caller stays in the process: nothing here writes it down.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any

import typer

from documents.wording.citing import cite
from kb.annotations.shaken import shaken_words
from kb.base import KnowledgeBase
from kb.cli.lines import json_lines
from kb.cli.options import AsJson, AsOf, card_commands, cli
from kb.cli.output import VIETNAMESE, emit, remark, say, tell
from kb.entitlements import facts
from kb.entitlements.answers import Answer, entitled
from kb.entitlements.binding import Flaw
from kb.entitlements.checking import Checks, Finding, find_flaws, is_to_look_at
from kb.entitlements.facts import language_of_question, read_situation
from kb.entitlements.loading import Desk, shipped
from kb.entitlements.model import About, Edit, Regime, Verdict
from kb.entitlements.revisions import desk_of
from kb.entitlements.search import Match, is_answered, search_cards
from kb.errors import InvalidQueryError, SituationError
from kb.interface.catalogue import Catalogue
from kb.interface.days import today
from kb.language.everyday import decided_words
from kb.open.entitling import answer_json
from kb.open.objects import Json
from kb.open.texts import opened_if_there


def with_facts(command: Callable[..., int]) -> Callable[..., int]:
    """The command with an option for each fact that may be told; what was told comes to it under their names."""
    own = [item for item in signature(command, eval_str=True).parameters.values() if item.kind is not Parameter.VAR_KEYWORD]
    options = [
        Parameter(
            fact.name,
            Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[str | None, typer.Option(f"--{fact.option}", metavar=fact.metavar, help=fact.help)],
        )
        for fact in facts.FACTS
    ]

    @wraps(command)
    def run(**given: Any) -> int:
        return command(**given)

    run.__signature__ = Signature([*options, *own])  # type: ignore[attr-defined]
    return run


@cli.command("entitled")
@with_facts
def entitled_command(
    *,
    as_of: AsOf = None,
    language: Annotated[str, typer.Option("--language", help="vi, en: ngôn ngữ trả lời. (Language of the answer.)")] = "vi",
    jsonl: Annotated[
        Path | None, typer.Option("--jsonl", help="Mỗi dòng một JSON có các dữ kiện. (JSON lines with the options as fields.)")
    ] = None,
    as_json: AsJson = False,
    **given: str | None,
) -> int:
    """Ai có thể được hỗ trợ gì, theo điều nào. (Who may have which support, under which provision.)"""
    if jsonl is None:
        language_of_question({"language": language})
        situation = read_situation({**given, "as_of": as_of})
        with KnowledgeBase(create=False) as base, base.session() as session:
            desk = desk_of(session)
            answer = entitled(Checks(session, desk), desk, situation, language)
        if as_json:
            emit(answer_json(answer, language))
        else:
            _print(answer, language)
        return 0
    failed = 0
    with KnowledgeBase(create=False) as base, base.session() as session:
        desk = desk_of(session)
        checks = Checks(session, desk)
        for row in _lines(jsonl):
            told = {
                **given,
                "as_of": as_of,
                "language": language,
                **{name.replace("-", "_"): value for name, value in row.items()},
            }
            try:
                chosen = language_of_question(told)
                answered = answer_json(entitled(checks, desk, read_situation(told), chosen), chosen)
            except SituationError as error:
                failed += 1
                why = {"code": error.code, "message": VIETNAMESE.write(error)}
                answered = {"error": why, "regimes": [], "cards": []}
            emit({"id": row.get("id"), **answered})
    return 1 if failed else 0


@card_commands.command("search")
def search_command(
    query: Annotated[str | None, typer.Argument(help="Câu hỏi, như người gọi nói. (The question, as callers ask.)")] = None,
    count: Annotated[int, typer.Option("-k", min=1, max=100, help="Số thẻ. (Number of cards.)")] = 10,
    jsonl: Annotated[Path | None, typer.Option("--jsonl", help="Mỗi dòng một JSON có query. (JSON lines with query.)")] = None,
    as_json: AsJson = False,
) -> None:
    """Tìm thẻ chế độ hỗ trợ. (Find a card of support.)"""
    if (query is None) == (jsonl is None):
        raise InvalidQueryError("cards_sources")
    desk, everyday = _known()
    if jsonl is None:
        found = _search(desk, query, count, everyday)
        if as_json:
            emit({"cards": [_match_json(match) for match in found]})
            return
        if not found:
            tell("cards.nothing_found")
        elif not is_answered(found):
            tell("cards.none_answers")
        for match in found:
            say(f"{match.card.id}  {match.card.title()}")
        return
    for row in _lines(jsonl):
        wanted = row.get("query")
        if not isinstance(wanted, str):
            raise InvalidQueryError("cards_line", place=jsonl.name)
        most = row.get("k", count)
        found = _search(desk, wanted, most if isinstance(most, int) and most > 0 else count, everyday)
        emit({"id": row.get("id"), "cards": [_match_json(match) for match in found]})


@card_commands.command("check")
def check_command(as_of: AsOf = None, as_json: AsJson = False) -> int:
    """Mọi căn cứ của các thẻ còn đúng không. (Whether every basis of the cards still holds.)"""
    with KnowledgeBase(create=False) as base, base.session() as session:
        desk = desk_of(session)
        found = find_flaws(session, desk, as_of or today())
    if as_json:
        for finding in found:
            emit(_finding_json(finding))
    elif found:
        _say_flaws(found, desk)
    else:
        tell("cards.all_good")
    tell_beneath(desk.edits)
    return 1 if found or any(edit.wrong for edit in desk.edits.values()) else 0


_WORST = (Flaw.REFUSED, Flaw.CHANGED, Flaw.OVER, Flaw.NOT_YET, Flaw.UNREVIEWED, Flaw.EXCERPT, Flaw.MISSING)


def _say_flaws(found: Sequence[Finding], desk: Desk) -> None:
    """What is wrong by card, the cards with most to look at first, and of each card a line for each text."""
    by_card: dict[str, list[Finding]] = {}
    for finding in found:
        by_card.setdefault(finding.use.card, []).append(finding)
    look = {card: sum(is_to_look_at(one.use, one.flaw) for one in some) for card, some in by_card.items()}
    tell("cards.flawed", count=len(found), cards=len(by_card), look=sum(map(bool, look.values())))
    for card in sorted(by_card, key=lambda card: (-look[card], -len(by_card[card]), card)):
        say(f"\n{card}  {desk.cards[card].title()}" if card else f"\n{VIETNAMESE('cards.about_regime')}")
        lines: dict[tuple[int, str], list[str]] = {}
        for one in by_card[card]:
            (kind, _, name), place = one.use.about.partition(" "), cite(one.use.binding.path)
            words = VIETNAMESE(f"cards.about_{kind}", name=name) + (f" ({place})" if place else "")
            lines.setdefault((_WORST.index(one.flaw), one.use.binding.source.name()), []).append(words)
        for (rank, source), places in sorted(lines.items()):
            say(f"      {VIETNAMESE(f'cards.flaw_{_WORST[rank].value}')}: {source}: {'; '.join(places)}")


def tell_beneath(edits: Mapping[str, Edit]) -> None:
    """Say which edited cards lie over a shipped one that has changed, and which cannot be used any more."""
    for name, edit in edits.items():
        if edit.wrong:
            remark("cards.edit_wrong", card=name, mistakes=edit.wrong)
        elif edit.shipped_changed:
            remark("cards.shipped_changed", card=name)


def _known() -> tuple[Desk, Mapping[str, tuple[str, ...]] | None]:
    """The cards, and the everyday words that the base adds."""
    with opened_if_there() as base:
        if base is None:
            return shipped(), None
        with base.engine.connect() as connection:
            everyday = decided_words(connection)
        with base.session() as session:
            return desk_of(session), everyday


def _search(desk: Desk, query: str | None, most: int, everyday: Mapping[str, tuple[str, ...]] | None) -> list[Match]:
    if not query or not query.strip():
        raise InvalidQueryError("cards_query")
    return search_cards(desk, query, most, everyday)


def _lines(path: Path) -> Iterator[Json]:
    for place, row in json_lines(path):
        if not isinstance(row, dict):
            raise InvalidQueryError("cards_line", place=place)
        yield row


def _match_json(match: Match) -> Json:
    card = match.card
    return {"card": card.id, "title": card.title(), "regime": (card.regime or Regime.NEW).value, "score": round(match.score, 3)}


def _finding_json(finding: Finding) -> Json:
    use, checked = finding.use, finding.checked
    status = checked.answer.status if checked.answer else None
    return {
        "card": use.card or None,
        "statement": use.about,
        "key": checked.key,
        "problem": finding.flaw.value,
        "confidence": use.binding.confidence.value,
        "status": status.code.value if status else "unknown",
        "wording": status.wording.value if status else "unknown",
        "sha256": {"bound": use.binding.sha256, "now": checked.sha256},
        "text": VIETNAMESE(f"cards.flaw_{finding.flaw.value}"),
    }


def _print(answer: Answer, language: str) -> None:
    words = Catalogue(language)
    for _, why in answer.regimes:
        say(why)
    for item in answer.cards:
        if item.verdict is Verdict.NO:
            continue
        needs = f" ({words('cards.needs', facts=item.needs)})" if item.needs else ""
        say(f"\n{item.card.id}  {words(f'cards.verdict_{item.verdict.value}')}{needs}: {item.card.title(language)}")
        for one in item.changed:
            say(f"      {shaken_words(words, one)}")
        say(f"      {item.say or words(f'cards.trust_{item.trust.value}')}")
        if item.amount.text:
            say(f"      {item.amount.text}")
        for text in item.texts(About.DECIDES)[:1]:
            say(f"      {words('cards.decides', body=text)}")
    if answer.ask_next:
        say("\n" + words("cards.ask_next", facts=answer.ask_next))
