"""Whether a sentence beside a citation says what it cites in the very words of the law: whole sentences of it, in their order."""

import re

from documents.comparison.words import WORD, word_key
from kb.open.said import Words

_SHORTEST = 8
_LEADS = re.compile(
    r"\W*(?:(?:và|còn|theo|căn cứ|tại|trong|như|do|đúng|lời văn|nội dung|của|(?:có |được )?quy định(?: rằng)?|thì|nêu|ghi)\W+)*",
    re.IGNORECASE,
)
_BEGINS, _ENDS = re.compile(r"(?:^|[.\n])[\s“\"]*(?:\d{1,3}[a-zđ]?[.)]\s*)?$"), re.compile(r"\s*[”\"]?\s*(?:[.;]|\n|$)")
_LISTED = re.compile(r"[:;,]\s*(?:[a-zđ]{1,2}\d?\)\s*)?$")
"""What stands in a list says what the words above the list say of it."""


def in_its_words(before: str, behind: str, law: Words) -> bool:
    """Whether a sentence is one of the provision that it cites, or several.

    :param before: its words up to the citation
    :param behind: those that follow it
    """
    if not WORD.search(behind):
        said = re.sub(r"[\s(,–-]*(?:theo(?: quy định)?(?: tại| của)?)?\s*$", "", before, flags=re.IGNORECASE)
    elif (lead := _LEADS.match(f"{before} ")) and not WORD.search(before, lead.end()):
        said = behind[lead.end() if (lead := _LEADS.match(behind)) else 0 :]
    else:
        return False
    keys = [word_key(one) for one in WORD.findall(said)]
    return len(keys) >= _SHORTEST and any(_stands(keys, at, law) for at, key in enumerate(law.keys) if key == keys[0])


def _stands(keys: list[str], at: int, law: Words) -> bool:
    """Whether words stand at a place of the law, from the beginning of a sentence to the end of one."""
    start = law.text[: law.spans[at][0]]
    if not _BEGINS.search(start) or _LISTED.search(start):
        return False
    last = at + len(keys)
    return law.keys[at:last] == keys and _ENDS.match(law.text, law.spans[last - 1][1]) is not None
