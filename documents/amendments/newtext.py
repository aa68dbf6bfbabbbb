"""New text as it is quoted: shared out among the provisions that it is for, and read into provisions."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from documents.amendments.checks import GROUP_RANKS, Label, flaw, heads_article, is_label_of, joined_labels, label, next_number
from documents.amendments.effect import Part
from documents.amendments.places import Place
from documents.messages import Message
from documents.model import Kind, Line, Provision
from documents.structure import read_clauses, read_tree
from documents.wording.numbers import POINT_LETTERS, legible, number_order, plain_number, same_number
from documents.wording.unit_lists import Level


@dataclass(frozen=True, slots=True)
class Share:
    """What of a quoted text is for one place.

    :param text: paragraphs joined by line breaks, with their labels
    :param doubt: why it is not certain that this is all, or right
    """

    place: Place
    text: str
    doubt: Message | None = None


def share_out(paragraphs: Sequence[str], wanted: Sequence[Place]) -> tuple[list[Share], list[Share]]:
    """Share quoted paragraphs out among the places that they are for.

    :returns: a share for each place, and shares for what the text brings beyond them (such a one has a doubt)
    """
    paragraphs = joined_labels(paragraphs)
    if len(wanted) == 1:
        return [_single(paragraphs, wanted[0])], []
    sharing = _Sharing(wanted)
    for paragraph in paragraphs:
        sharing.take(paragraph)
    return sharing.shares(), sharing.beyond


class _Sharing:
    def __init__(self, wanted: Sequence[Place]) -> None:
        self.beyond: list[Share] = []
        self._wanted = wanted
        self._waiting = _Wanted(wanted)
        self._given: dict[int, list[str]] = {}
        self._loose: list[str] = []
        self._article: str | None = None
        self._clause: str | None = None
        self._current: int | None = None  # the place that takes the next paragraph
        self._children = 0  # points seen inside the clause that is being taken

    def take(self, paragraph: str) -> None:
        found = label(paragraph)
        if found is not None and found.rank is Level.ARTICLE:
            self._article, self._clause = found.number, None
        chosen = self._chosen(found) if found is not None else None
        if found is not None and (chosen is not None or self._only_holds(found)):
            if found.rank is Level.CLAUSE:
                self._clause = found.number
            self._current, self._children = chosen, 0
            if chosen is not None:
                self._given[chosen] = [paragraph]
                self._waiting.give(chosen)
            elif (place := self._waiting.lead_place(found)) is not None:
                self.beyond.append(Share(place, paragraph, Message.of("doubt.lead_repeated")))
        elif self._current is None:
            self._loose.append(paragraph)
        else:
            self._children += found is not None and found.rank is Level.POINT
            self._given[self._current].append(paragraph)

    def _chosen(self, found: Label) -> int | None:
        candidates = self._waiting.for_label(found)
        chosen = next((i for i in candidates if _fits(self._wanted[i], self._article, self._clause)), None)
        if chosen is None or self._current is None:
            return chosen
        return None if _belongs(found, self._wanted[self._current], self._children) else chosen

    def _only_holds(self, found: Label) -> bool:
        inside = self._current is not None and _inside(found, self._wanted[self._current])
        return self._waiting.inside(found) and not inside

    def shares(self) -> list[Share]:
        doubt = Message.of("doubt.new_text_for_none") if self._loose else None
        shares = []
        for index, place in enumerate(self._wanted):
            lines = self._given.get(index)
            if lines is None:
                shares.append(Share(place, "\n".join(self._loose), Message.of("doubt.new_text_of_this_missing")))
            else:
                shares.append(Share(place, "\n".join(lines), _unexpected(lines, place) or flaw(lines, place) or doubt))
        return shares


def _fits(place: Place, article: str | None, clause: str | None) -> bool:
    if place.part is not Part.WHOLE:
        return place.part is Part.HEADING
    number = place.units.get(Level.ARTICLE) if place.rank < Level.ARTICLE else None
    if article is not None and number and not same_number(number, article):
        return False
    if place.rank is Level.POINT and clause is not None and (number := place.units.get(Level.CLAUSE)):
        return same_number(number, clause)
    return True


def _belongs(found: Label, current: Place, children: int) -> bool:
    if found.rank is not Level.POINT or current.rank is not Level.CLAUSE:
        return False
    letter = found.number[:1]
    return letter in POINT_LETTERS and POINT_LETTERS.index(letter) == children


def _inside(found: Label, current: Place) -> bool:
    return found.rank < current.rank and current.part is Part.WHOLE


class _Wanted:
    """The places that quoted text is for, by their numbers and by the numbers of what holds them."""

    def __init__(self, wanted: Sequence[Place]) -> None:
        self._wanted = wanted
        self._labelled: dict[tuple[Level, str], list[int]] = defaultdict(list)
        self._named: dict[tuple[Level, str], Place] = {}
        self._inside: Counter[tuple[Level, str]] = Counter()
        for index, place in enumerate(wanted):
            if place.number is not None:
                self._labelled[place.rank, plain_number(place.number)].append(index)
            for rank, number in place.units.items():
                if number:
                    self._named.setdefault((rank, plain_number(number)), place)
            self._inside.update(self._holders(place))

    @staticmethod
    def _holders(place: Place) -> Iterator[tuple[Level, str]]:
        return ((rank, plain_number(number)) for rank, number in place.units.items() if rank > place.rank and number is not None)

    def for_label(self, found: Label) -> Sequence[int]:
        return self._labelled.get((found.rank, plain_number(found.number)), ())

    def give(self, index: int) -> None:
        place = self._wanted[index]
        self._labelled[place.rank, plain_number(place.number or "")].remove(index)
        self._inside.subtract(self._holders(place))

    def inside(self, found: Label) -> bool:
        """Whether a labelled paragraph is only there to show what holds the provisions that follow."""
        return self._inside[found.rank, plain_number(found.number)] > 0

    def lead_place(self, found: Label) -> Place | None:
        """The lead of the provision that a label names, which is wanted or holds what is wanted."""
        first = self._named.get((found.rank, plain_number(found.number)))
        if first is None:
            return None
        units = {rank: number for rank, number in first.units.items() if rank >= found.rank}
        return replace(first, units=units, part=Part.HEADING if found.rank is Level.ARTICLE else Part.LEAD)


def _single(paragraphs: Sequence[str], place: Place) -> Share:
    lines = list(paragraphs)
    if lines and place.part is Part.WHOLE and place.rank < Level.ARTICLE:
        # "“Điều 5. … 2. …”" for one clause: what holds it is shown above it
        shown = 0
        while (
            shown < len(lines) - 1 and (first := label(lines[shown])) and first.rank > place.rank and not is_label_of(first, place)
        ):
            shown += 1
        lines = lines[shown:]
    return Share(place, "\n".join(lines), _unexpected(lines, place) or flaw(lines, place))


def _unexpected(lines: Sequence[str], place: Place) -> Message | None:
    first = label(lines[0]) if lines else None
    if place.part is not Part.WHOLE or place.rank > Level.ARTICLE or first is None:
        return None
    same = _of_rank(place.rank, lines[1:])
    if place.rank is Level.ARTICLE:
        if first.rank is not Level.ARTICLE:
            return None
        if not is_label_of(first, place):
            return Message.of("doubt.other_article")
        return Message.of("doubt.more_articles") if same else None
    if first.rank > place.rank:
        return Message.of("doubt.larger_unit")
    if not is_label_of(first, place):
        return Message.of("doubt.other_number") if first.rank is place.rank else None
    next_clause = same[0] if same and place.rank is Level.CLAUSE else "1"
    if next_number(place.number or "") in same or (next_clause != "1" and number_order(next_clause) > number_order(place.number)):
        return Message.of("doubt.more_units")
    return None


def _of_rank(rank: Level, lines: Sequence[str]) -> list[str | None]:
    taken = lines if rank is not Level.ARTICLE else list(filter(heads_article, lines))
    return [found.number for found in map(label, taken) if found is not None and found.rank is rank]


def read_new(new_text: str, kind: Kind, number: str | None, path: str) -> tuple[Provision, bool]:
    """Read new text as the provision that it is for; what stands below it gets its paths with its place in a tree.

    :returns: the provision, and whether the text shows its heading (where not, the old heading stays)
    """
    lines = [line.strip() for line in new_text.split("\n") if line.strip()]
    lines[:1] = [legible(line) for line in lines[:1]]
    if kind is Kind.ARTICLE:
        return _article(lines, number, path)
    if kind in GROUP_RANKS:
        return _group(lines, kind, number, path), True
    if kind in (Kind.APPENDIX, Kind.FORM, Kind.ATTACHMENT):
        return _appendix(lines, kind, number, path), True
    first = label(lines[0]) if lines else None
    if first is not None and first.rank is (Level.CLAUSE if kind is Kind.CLAUSE else Level.POINT):
        number = number or first.number
        lines[0] = lines[0][first.end :]
    elif lines and kind is Kind.SUBPOINT:
        lines[0] = re.sub(r"^(?:[a-zđ]?[.\d]{1,6}|[a-zđ]\d?|[ivx]{1,4})\s?[.)]\s*|^[-–+]\s*", "", lines[0])
    return _body(lines, kind, number, path), False


def _body(lines: Sequence[str], kind: Kind, number: str | None, path: str) -> Provision:
    """A clause or point. Its first line is its own words, whatever it looks like."""
    if not lines:
        return Provision(path, kind, number)
    body = read_clauses(lines[1:], path) if kind in (Kind.CLAUSE, Kind.POINT) else None
    if body is None:
        return Provision(path, kind, number, text="\n".join(lines))
    text = "\n".join(part for part in (lines[0], body.text) if part)
    return Provision(path, kind, number, text=text, tail=body.tail, children=body.children)


def _article(lines: list[str], number: str | None, path: str) -> tuple[Provision, bool]:
    first = label(lines[0]) if lines else None
    if first is None or first.rank is not Level.ARTICLE:
        body = read_clauses(lines, path)
        return Provision(path, Kind.ARTICLE, number, text=body.text, tail=body.tail, children=body.children), False
    lines[0] = f"Điều {first.number}. {lines[0][first.end :]}".strip()
    tree = read_tree([Line(line, starts_paragraph=True) for line in lines])
    found = next((node for root in tree.provisions for node in root.articles()), None)
    # Everything has to be in it: text that looks like a signature or an appendix would stand outside.
    if found is None or len(tree.provisions) > 1:
        body = read_clauses(lines[1:], path)
        heading = lines[0][len(f"Điều {first.number}.") :].strip() or None
        return Provision(path, Kind.ARTICLE, number or first.number, heading, body.text, body.tail, body.children), True
    return replace(found, path=path, number=number or found.number), True


def _group(lines: list[str], kind: Kind, number: str | None, path: str) -> Provision:
    tree = read_tree([Line(line, starts_paragraph=True) for line in lines])
    found = next((node for node in tree.provisions if node.kind is kind), None)
    if found is None or len(tree.provisions) > 1:
        return Provision(path, kind, number, text="\n".join(lines))
    return replace(found, path=path, number=number or found.number)


def _appendix(lines: list[str], kind: Kind, number: str | None, path: str) -> Provision:
    first = label(lines[0]) if lines else None
    heading = None
    if first is not None and first.rank in (Level.APPENDIX, Level.FORM):
        number = number or first.number
        heading = lines[0][first.end :].strip() or None
        lines = lines[1:]
    if heading is None and len(lines) > 1 and lines[0].isupper():
        heading, lines = lines[0], lines[1:]
    return Provision(path, kind, number, heading, "\n".join(lines))


def read_heading(new_text: str) -> str:
    """The new heading in a quoted line: what follows "Điều 5." or "Chương II"."""
    lines = [line.strip() for line in new_text.split("\n") if line.strip()]
    first = label(lines[0]) if lines else None
    if first is not None and first.rank >= Level.ARTICLE:
        lines[0] = lines[0][first.end :].strip()
    heading = " ".join(line for line in lines if line)
    return heading if heading.endswith("...") else heading.removesuffix(".")
