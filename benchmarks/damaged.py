"""Amending laws with one item damaged as copies are: is anything that is certain then false?

The items of the saved pages and their new text, as read undamaged, are the truth; one item is damaged, and all is read again.
"""

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.tables import Table, need
from documents.amendments import Effect, read_effects
from documents.instrument import read_instrument
from documents.model import Instrument, Line, Reading
from documents.structure import write_text
from ingest.files.inputs import expand
from ingest.parsing import parse_input

EACH = 20
_LEAD = re.compile(r"(?:sửa đổi|bổ sung).*như sau\s*:$", re.IGNORECASE)
_LABEL = re.compile(r"([“\"]?)(\d+[a-zđ]?\.|[a-zđ]\))\s+")
_CLOSE = re.compile(r"[”\"](\s*[.;]?)$")
_CLAUSE = re.compile(r"[“\"](\d+)\.")
Lines = list[str]
Item = tuple[int, int, int]  # the lead, the first and the last line of the new text
Damage = Callable[[Lines, Item, random.Random], Lines | None]


@dataclass(frozen=True, slots=True)
class _Act:
    head: str
    lines: Lines
    items: Sequence[Item]
    truth: Sequence[Effect]


def _unclosed(line: str) -> str:
    return _CLOSE.sub(r"\1", line)


def _no_close(lines: Lines, item: Item, _: random.Random) -> Lines | None:
    lines[item[2]] = _unclosed(lines[item[2]])
    return lines


def _no_open(lines: Lines, item: Item, _: random.Random) -> Lines | None:
    lines[item[1]] = lines[item[1]].lstrip('“"')
    return lines


def _no_marks(lines: Lines, item: Item, chance: random.Random) -> Lines | None:
    return _no_close(_no_open(lines, item, chance) or lines, item, chance)


def _straight(lines: Lines, item: Item, _: random.Random) -> Lines | None:
    lines[item[1]] = f'"{lines[item[1]][1:]}'
    lines[item[2]] = _CLOSE.sub(r'"\1', lines[item[2]])
    return lines


def _label_alone(lines: Lines, item: Item, _: random.Random) -> Lines | None:
    for at in range(item[2], item[1] - 1, -1):
        if found := _LABEL.match(lines[at]):
            lines[at : at + 1] = [found[1] + found[2], lines[at][found.end() :]]
    return lines


def _wrong_label(lines: Lines, item: Item, _: random.Random) -> Lines | None:
    if (found := _CLAUSE.match(lines[item[1]])) is None:
        return None
    lines[item[1]] = f"“{int(found[1]) + 1}{lines[item[1]][found.end() - 1 :]}"
    return lines


def _no_label(lines: Lines, item: Item, _: random.Random) -> Lines | None:
    if (found := _LABEL.match(lines[item[1]])) is None:
        return None
    lines[item[1]] = f"“{lines[item[1]][found.end() :]}"
    return lines


def _glued(lines: Lines, item: Item, chance: random.Random) -> Lines | None:
    places = [at for at in range(item[1] + 1, item[2] + 1) if _LABEL.match(lines[at]) and lines[at - 1].endswith((".", ";", ":"))]
    if not places:
        return None
    at = chance.choice(places)
    lines[at - 1 : at + 1] = [f"{lines[at - 1]} {lines[at]}"]
    return lines


def _glued_heading(lines: Lines, item: Item, _: random.Random) -> Lines | None:
    if not re.match(r"[“\"]Điều", lines[item[1]]) or item[1] == item[2] or not _LABEL.match(lines[item[1] + 1]):
        return None
    lines[item[1] : item[1] + 2] = [f"{lines[item[1]]} {lines[item[1] + 1]}"]
    return lines


def _swallows_next(lines: Lines, item: Item, _: random.Random) -> Lines | None:
    following = next((at for at in range(item[2] + 1, min(len(lines) - 1, item[2] + 4)) if _LEAD.search(lines[at])), None)
    if following is None:
        return None
    lines[item[2]] = _unclosed(lines[item[2]])
    lines[following + 1] = lines[following + 1].lstrip('“"')
    return lines


def _closes_early(lines: Lines, item: Item, chance: random.Random) -> Lines | None:
    if item[1] == item[2]:
        return None
    lines[item[2]] = _unclosed(lines[item[2]])
    lines[chance.randrange(item[1], item[2])] += "”"
    return lines


def _left_out(lines: Lines, item: Item, chance: random.Random) -> Lines | None:
    if item[2] - item[1] < 2:
        return None
    at = chance.randrange(item[1] + 1, item[2])
    found = _LABEL.match(lines[at])
    lines[at] = f"{found[0] if found else ''}…"
    return lines


def _one_more(lines: Lines, item: Item, _: random.Random) -> Lines | None:
    if (found := _CLAUSE.match(lines[item[1]])) is None:
        return None
    lines[item[2]] = _unclosed(lines[item[2]])
    lines.insert(item[2] + 1, f"{int(found[1]) + 1}. Cơ quan có thẩm quyền hướng dẫn thi hành khoản này.”.")
    return lines


def _paragraph_lost(lines: Lines, item: Item, chance: random.Random) -> Lines | None:
    places = [at for at in range(item[1] + 1, item[2]) if _LABEL.match(lines[at]) and _LABEL.match(lines[at + 1])]
    if not places:
        return None
    del lines[chance.choice(places)]
    return lines


DAMAGES: dict[str, Damage] = {
    "no closing mark": _no_close,
    "no opening mark": _no_open,
    "no marks": _no_marks,
    "straight marks": _straight,
    "labels alone on their lines": _label_alone,
    "another number": _wrong_label,
    "no label": _no_label,
    "two paragraphs in one": _glued,
    "heading with the first clause": _glued_heading,
    "next item inside": _swallows_next,
    "closed too early": _closes_early,
    "a paragraph left out as …": _left_out,
    "one clause more": _one_more,
    "a paragraph lost": _paragraph_lost,
}


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """What of damaged items is certain and false."""
    acts = list(_acts())
    pool = [(act, item) for act in acts for item in act.items]
    rows: list[tuple[object, ...]] = []
    total = Counter[str]()
    for name, damage in DAMAGES.items():
        chance = random.Random(name)
        counts = Counter[str]()
        for act, item in chance.sample(pool, len(pool)):
            if counts["n"] == EACH:
                break
            if (lines := damage(act.lines[:], item, chance)) is not None:
                found = read_effects(_read(act.head, lines))
                counts.update(
                    n=1, false=_false(act.truth, found), fewer=sum(e.certain for e in found) < sum(e.certain for e in act.truth)
                )
        total += counts
        rows.append((name, counts["n"], counts["false"], counts["fewer"]))
    rows.append(("all", total["n"], total["false"], total["fewer"]))
    yield Table(
        f"Damaged items of {len(acts)} amending laws ({len(pool)} items)",
        ("damage", "items", "with something certain and false", "with something that waits"),
        rows,
    )


def _acts() -> Iterator[_Act]:
    for source in expand(need("documents", "tvpl_html", "pages.zip")):
        if "sua-doi" in source.name:
            instrument = parse_input(source).instruments[0]
            head = f"QUỐC HỘI\nLuật số: {instrument.metadata.number}\nLUẬT\n{instrument.metadata.title}"
            lines = [line for line in write_text(instrument.provisions).split("\n") if line.strip()]
            yield _Act(head, lines, list(_items(lines)), read_effects(_read(head, lines)))


def _items(lines: Lines) -> Iterator[Item]:
    for at, line in enumerate(lines[:-1]):
        if _LEAD.search(line) and lines[at + 1].startswith(("“", '"')):
            for end in range(at + 1, min(len(lines), at + 60)):
                if _CLOSE.search(lines[end]):
                    yield at, at + 1, end
                    break
                if _LEAD.search(lines[end]):
                    break


def _read(head: str, lines: Lines) -> Instrument:
    paragraphs = tuple(Line(line, starts_paragraph=True) for line in (*head.split("\n"), *lines))
    return read_instrument(Reading("txt", paragraphs))


def _false(truth: Sequence[Effect], found: Sequence[Effect]) -> bool:
    known: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for effect in truth:
        known[_place(effect)].add(_words(effect))
    return any(effect.certain and _words(effect) not in known[_place(effect)] for effect in found)


def _place(effect: Effect) -> tuple[object, ...]:
    return effect.target.instrument, effect.target.path, effect.target.part, effect.phrase_from


def _words(effect: Effect) -> str:
    return re.sub(r"[\s“”\".;,:]+", "", effect.new_text or "").lower()
