"""What texts say they do to others: the verbs of ``verbs.toml``, which tells the action that each means."""

import re
from typing import Any

from documents.text import fold
from documents.wording import read_vocabulary
from documents.wording.types import words_pattern

_VERBS: dict[str, dict[str, Any]] = read_vocabulary("verbs")


def verb_pattern(*names: str, begins: bool = False) -> str:
    """A pattern for the words of verbs; what stands around it says where a word begins and ends.

    :param begins: with a capital letter, as a sentence begins; else all in small letters
    """
    words = [words for name in names for words in _VERBS[name]["words"]]
    return "(?:" + "|".join(words_pattern(one.capitalize() if begins else one) for one in words) + ")"


AMEND = verb_pattern("amend", "insert")
REPEAL = verb_pattern("repeal")
END = verb_pattern("replace", "repeal")
CHANGE = verb_pattern("amend", "insert", "replace", "repeal")
CHANGE_BEGINS = verb_pattern("amend", "insert", "replace", "repeal", begins=True)
END_BEGINS = verb_pattern("replace", "repeal", begins=True)
HALT = verb_pattern("suspend")
CORRECT = verb_pattern("correct")

ENDING_WORDS: tuple[str, ...] = (
    *(words for name in ("replace", "repeal", "expire", "correct") for words in _VERBS[name]["words"]),
    *(f"{words} hiệu lực" for words in _VERBS["suspend"]["words"]),
)
"""One of them stands in every text that ends, suspends or corrects something, in small letters."""

_TOLD = {
    fold(f"{words} hiệu lực" if name == "suspend" else words): "repeal" if name == "expire" else name
    for name, verb in _VERBS.items()
    for words in verb["words"]
}
_TELLS = re.compile("|".join(sorted(_TOLD, key=len, reverse=True)))


def changes_told(text: str) -> tuple[str, ...]:
    """What a note says was done to a provision, by the names of the verbs in the order in which they come; an end is a repeal."""
    return tuple(dict.fromkeys(_TOLD[words] for words in _TELLS.findall(" ".join(fold(text).split()))))
