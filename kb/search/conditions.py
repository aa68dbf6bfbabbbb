"""Phrases, exclusions and titles as conditions on what search fetches.

The index keeps tokens without their positions. A phrase is therefore asked for by its pairs of adjacent words, which every place
that has it holds, and then looked up in the stored text of the candidates; articles are checked in the order of their scores until
there are enough, `MOST_CHECKED` at most. An article may hold two phrases in two of its clauses. What is left out is left out by
article: one clause that has the word is enough.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from kb.index.engine import FOLDED, MARKED, Document, Filter, Match, View, among, equal, every
from kb.index.fields import GROUP
from kb.language import analysis
from kb.search.reading.syntax import ConditionKind, Phrase, Reading

MOST_CHECKED = 1_000
"""Articles whose text is looked at for one query."""

MOST_CLAUSES = 20_000
_FEWEST_CHECKED = 20

Find = Callable[[int], list[Match]]
"""The best so many articles, each by its best clause."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the articles must have, and must not have, beside what is filtered and ranked.

    :param phrases: each somewhere in the article, its heading or its instrument's name
    :param titles: in the heading or the instrument's name
    :param excluded: nowhere in them
    """

    phrases: tuple[Phrase, ...] = ()
    titles: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()

    @property
    def words(self) -> str:
        """Words of what must be there, to be ranked and shown like the others."""
        return " ".join(word for phrase in (*self.phrases, *self.titles) for word in phrase.words)

    @property
    def checked(self) -> bool:
        """Whether the stored text has to be looked at."""
        return bool(self.phrases or self.titles or self.excluded)

    @property
    def quoted(self) -> frozenset[str]:
        """The words of the phrases."""
        return frozenset(word for phrase in self.phrases for word in phrase.words)

    def within(self, view: View, shown: Filter | None) -> Filter | None:
        """What the index can be asked beforehand: a superset of what is wanted.

        :param shown: what is visible at all
        """
        parts = [_tokens(phrase) for phrase in self.titles]
        if len(self.phrases) == 1:
            parts.append(_tokens(self.phrases[0]))
        elif self.phrases:
            parts.append(_any([_tokens(phrase) for phrase in self.phrases]))
            parts.append(among(GROUP, self._having_all(view, every(*parts[:-1], shown))))
        if single := [_tokens(phrase) for phrase in self.excluded if len(phrase.words) == 1]:
            parts.append({"operator": "NOT", "conditions": [_any(single)]})
        return every(*parts)

    def _having_all(self, view: View, within: Filter | None) -> list[int]:
        """The articles in which each phrase may be, in one clause or another."""
        groups: set[int] | None = None
        for phrase in self.phrases:
            found = {match.group for match in view.retrieve((), MOST_CLAUSES, every(_tokens(phrase), within))}
            groups = found if groups is None else groups & found
        return sorted(groups or ())

    def enough(self, view: View, find: Find, count: int, shown: Filter | None) -> list[Match]:
        """The best ``count`` articles that meet the conditions.

        :param find: the best so many articles `within` them
        """
        if not self.checked:
            return find(count)
        asked = max(count, _FEWEST_CHECKED)
        while True:
            found = find(asked)
            kept = self._meeting(view, found, shown)
            if len(kept) >= count or len(found) < asked or asked >= MOST_CHECKED:
                return kept[:count]
            asked = min(asked * 4, MOST_CHECKED)

    def _meeting(self, view: View, matches: Sequence[Match], shown: Filter | None) -> list[Match]:
        """Those of the articles that have what they must have, and nothing that they must not have."""
        texts: dict[int, _Texts] = {}
        if self.phrases or self.titles:
            stored = view.stored(matches)
            texts = {match.group: _Texts(document) for match, document in zip(matches, stored, strict=True)}
        left = [match for match in matches if all(texts[match.group].titled(phrase) for phrase in self.titles)]
        for phrase in self.phrases:
            # The clause that answers best has the phrase as a rule; only where it has not are the others looked at.
            there = {match.group for match in left if texts[match.group].has(phrase)}
            there |= _having(view, phrase, [match.group for match in left if match.group not in there], shown)
            left = [match for match in left if match.group in there]
        for phrase in self.excluded:
            there = _having(view, phrase, [match.group for match in left], shown)
            left = [match for match in left if match.group not in there]
        return left


def _having(view: View, phrase: Phrase, groups: Sequence[int], shown: Filter | None) -> set[int]:
    """Those of some articles that have a phrase in one of their clauses. One word needs no look at the text."""
    if not groups:
        return set()
    looked_at = view.retrieve((), MOST_CLAUSES, every(among(GROUP, sorted(groups)), _tokens(phrase), shown))
    if len(phrase.words) == 1:
        return {match.group for match in looked_at}
    documents = zip(looked_at, view.stored(looked_at), strict=True)
    return {match.group for match, document in documents if _Texts(document).has(phrase)}


def conditions_of(reading: Reading) -> Conditions:
    """What a query asks for beside words and filters."""

    def phrases(kind: ConditionKind) -> tuple[Phrase, ...]:
        return tuple(dict.fromkeys(condition.phrase for condition in reading.of(kind) if condition.phrase))

    return Conditions(
        phrases=phrases(ConditionKind.PHRASE),
        titles=phrases(ConditionKind.TITLE),
        excluded=phrases(ConditionKind.EXCLUDE),
    )


class _Texts:
    """The texts of a document, each on its own: a phrase does not begin in one and end in the next."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @cached_property
    def _titles(self) -> list[tuple[str, str]]:
        return [_spaced(self._document.meta.get(name) or "") for name in ("heading", "title")]

    @cached_property
    def _pieces(self) -> list[tuple[str, str]]:
        content = self._document.content or ""
        return [_spaced(content[start:end]) for _, start, end in self._document.meta["pieces"]]

    def has(self, phrase: Phrase) -> bool:
        wanted = f" {' '.join(phrase.words)} "
        return any(wanted in text[phrase.bare] for text in (*self._titles, *self._pieces))

    def titled(self, phrase: Phrase) -> bool:
        if phrase.adjacent:
            wanted = f" {' '.join(phrase.words)} "
            return any(wanted in text[phrase.bare] for text in self._titles)
        held = {word for text in self._titles for word in text[phrase.bare].split()}
        return held.issuperset(phrase.words)


def _spaced(text: str) -> tuple[str, str]:
    """The words of a text between blanks, as indexed and folded; the short forms of numbers stand apart."""
    words = analysis.words(text)
    words += [part for form in analysis.number_forms(words) for part in ("|", form)]
    return f" {' '.join(words)} ", f" {' '.join(analysis.fold_words(words))} "


def _tokens(phrase: Phrase) -> Filter:
    """What a place that has the phrase holds in the index."""
    name = FOLDED if phrase.bare else MARKED
    words = list(phrase.words)
    tokens = analysis.pairs(words) if phrase.adjacent and len(words) > 1 else words
    return every(*(equal(name, token) for token in dict.fromkeys(tokens))) or {}


def _any(filters: Sequence[Filter]) -> Filter:
    return filters[0] if len(filters) == 1 else {"operator": "OR", "conditions": list(filters)}
