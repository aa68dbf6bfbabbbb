"""Whom and what words name: a body, persons, a paper, by the words with which such names begin."""

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from documents.identity.issuers import known_names
from documents.text import LOWER, UPPER, unify_tone_marks

_TOLD = r"(?:để )?(?:báo|báo cáo|gửi|trình|thông báo)"
_JOINS = (
    rf"(?:(?:{_TOLD}|đến|theo đề nghị của|trong|các|những|mọi|mỗi|một|từng|và|hoặc|của|cho|với|do|bởi|giữa|đối với|là|theo|thuộc"
    r"|kèm theo|01|02)\s+)*"
)


_OFFICES = (
    r"|(?:(?-i:Bộ|Sở|Phòng|Cục|Chi cục|Tổng cục|Văn phòng|Vụ|Tư lệnh|Ban) (?-i:[A-ZĐ])\w*)"
    r"|bộ(?=\s*,|\s+(?:và|hoặc|ngành)|\s*$)"
)


@lru_cache(1)
def _lists() -> dict[str, list[str]]:
    return tomllib.loads(files(__package__).joinpath("heads.toml").read_text("utf-8"))


@lru_cache(1)
def _heads() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(
            rf"[\s,;(“\"]*{_JOINS}(?:{'|'.join(sorted(words, key=len, reverse=True))}{_OFFICES if name == 'bodies' else ''})(?!\w)",
            re.IGNORECASE,
        )
        for name, words in _lists().items()
    }


def _begins(name: str, words: str) -> bool:
    """Whether words begin with one of a list, and with none that only begins like it."""
    words = unify_tone_marks(words)
    return bool(_heads()[name].match(words)) and not _heads()["others"].match(words)


def names_body(words: str) -> bool:
    """Whether words begin with a body."""
    return _begins("bodies", words) and not _ANYBODY.match(words)


def decides(words: str) -> bool:
    """Whether words begin with a body, or with an assembly or association."""
    return names_body(words) or bool(_ASSEMBLY.match(words))


_ASSEMBLY = re.compile(r"[Đđ]ại hội(?!\w)|(?:Hội|Hiệp hội|Liên đoàn|Trung ương) [A-ZĐ]")


def names_persons(words: str) -> bool:
    """Whether words begin with persons."""
    found = _begins("persons", words) or _organisation().match(unify_tone_marks(words)) or _ANYBODY.match(words)
    return bool(found) and not names_body(words)


def names_sum(words: str) -> bool:
    """Whether words begin with a sum of money, or with how it compares with one."""
    return _begins("sums", _THAN.sub("", words))


def names_paper(words: str) -> bool:
    """Whether words begin with a paper."""
    return _begins("papers", words)


def names_act(words: str) -> bool:
    """Whether words begin with an act that is somebody's task, and with no organisation."""
    return _begins("acts", words) and not _organisation().match(unify_tone_marks(words))


_HEAD = 80
"""So many letters of words say what they begin with."""


def kinds_named(words: str) -> tuple[str, ...]:
    """What words begin with: a body, persons, a paper, a sum, an act."""
    return _kinds(unify_tone_marks(words[:_HEAD]))


@lru_cache(2048)
def _kinds(words: str) -> tuple[str, ...]:
    tests = (("body", names_body), ("persons", names_persons), ("paper", names_paper), ("sum", names_sum), ("act", names_act))
    return tuple(kind for kind, names in tests if names(words))


@lru_cache(1)
def phrase_openers() -> re.Pattern[str]:
    """Words that begin a phrase."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(_lists()['openers'])})(?!\w)", re.IGNORECASE)


@lru_cache(1)
def compounds() -> re.Pattern[str]:
    """Words of which one says nothing by itself: of what is deducted, payable, insured."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(_lists()['compounds'])})(?!\w)", re.IGNORECASE)


@lru_cache(1)
def tying() -> frozenset[str]:
    """Words and signs that tie what follows to what stands before."""
    return frozenset([*_lists()["openers"], *_lists()["ties"]])


_THAN = re.compile(r"\s*(?:không )?(?:thấp hơn|cao hơn|vượt quá)\s+", re.IGNORECASE)


@lru_cache(1)
def _organisation() -> re.Pattern[str]:
    behind = "|".join(_lists()["organisations"])
    return re.compile(rf"[\s,;(“\"]*{_JOINS}tổ chức\s*(?:{behind}|$)", re.IGNORECASE)


_ANYBODY = re.compile(
    rf"[\s,;(]*{_JOINS}cơ quan(?:\s*,|\s+(?:và|hoặc))?\s+(?:tổ chức|đơn vị|cá nhân|doanh nghiệp)"
    r"(?!(?:,?\s+\w+){0,4}\s+có thẩm quyền)",
    re.IGNORECASE,
)


_LEVEL = r"(?: nhân dân)?(?:(?: (?:các )?cấp (?:xã|huyện|tỉnh|cơ sở|trên|trung ương)| cùng cấp| các cấp)(?: trực tiếp)?)"


_OTHERS = r"(?i:cơ quan (?:ngang bộ|thuộc Chính phủ)|tổ chức đại diện (?:tập thể|người) lao động(?: tại cơ sở)?)"


def _of_fields() -> str:
    """Offices of several fields, with a dash or with a comma before the last but one: a comma alone may begin another body.

    A field is a capital letter and a second syllable, or a longer one.
    """
    lists = {name: "|".join(words) for name, words in _lists().items()}
    field = rf"(?:{lists['fields']}|(?!(?:{lists['no_fields']}) )[{UPPER}][{LOWER}]*(?: [{LOWER}]+)?)(?!\w)"
    several = rf"{field}(?:(?: [-–] {field})+(?: và {field})?|(?:, {field})+ và {field})"
    return rf"(?:{lists['offices']}) (?:{several}|(?:{lists['against']})(?: [{LOWER}]+){{2}}(?: xã hội| gia đình)?(?!\w))"


@lru_cache(1)
def _full() -> re.Pattern[str]:
    heads = "|".join(sorted(_lists()["bodies"], key=len, reverse=True))
    of_office = r"(?:Bộ trưởng |Chủ tịch |Chánh Thanh tra |Giám đốc |Trưởng )?"
    known = "|".join(map(re.escape, known_names()))
    fields = "|".join(re.escape(name.removeprefix("Bộ ")) for name in known_names() if name.startswith("Bộ "))
    return re.compile(
        rf"(?<!\w){of_office}(?:{_of_fields()}|(?:{known}|(?:Sở|Phòng) (?:{fields}))(?!\w)|(?i:{heads}){_LEVEL}(?!\w)|{_OTHERS})"
    )


def full_names(text: str) -> Iterator[tuple[int, int]]:
    """Where the names of bodies stand that are longer than a phrase: of ministries and their like, and with their level."""
    return (match.span() for match in _full().finditer(unify_tone_marks(text)))


def same_body_acts(one: str, other: str) -> bool:
    """Whether two phrases name the same body and nothing beside it but what it does: "Bộ Y tế cung cấp", "Bộ Y tế chia sẻ"."""
    names = [list(full_names(text)) for text in (one, other)]
    if [len(some) for some in names] != [1, 1] or any(some[0][0] for some in names):
        return False
    (_, end), (_, stop) = names[0][0], names[1][0]
    return one[:end] == other[:stop] and not any(map(_SAYS_WHICH.match, (one[end:], other[stop:])))


_SAYS_WHICH = re.compile(r"\s*(?:$|[,;(]|(?:nơi|ở|tại|của|thuộc|cấp|trực thuộc|trên|và|hoặc)(?!\w))")
