"""What a question of a caller tells: its words, danger, facts, and the regime that it means.

All of it goes by phrases in `data/search.yaml` (`kb.entitlements.phrases`). Short forms of messages are written out.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from documents.text import fold
from kb.entitlements.facts import ABROAD, AGES, FOREIGN, NOT_YET, OLDEST, PROVINCES, Caller, group_of
from kb.entitlements.loading import Desk
from kb.entitlements.model import Regime
from kb.entitlements.phrases import Asked, words_of
from kb.entitlements.rules import HINGE
from kb.interface.days import today
from kb.language import analysis
from kb.language.everyday import BY_FOLDED, SHORT, spelled

_MARKED = 0.4
"""Share of words with marks from which on all were typed: of 400 questions none with its marks has less than half."""


@lru_cache(maxsize=4)
def _plain(desk: Desk) -> frozenset[str]:
    """The words of cards that have no marks in writing that has them: whoever types others without marks leaves marks out."""
    texts = (
        text
        for card in desk.cards.values()
        for text in (card.say("vi"), *card.callers, *(item.text("vi") for item in card.statements))
    )
    return frozenset(word for text in texts for word in words_of(text) if word == analysis.fold_word(word))


@lru_cache(maxsize=4)
def read_words(desk: Desk, query: str) -> Asked:
    """Read the words of a question."""
    typed = list(map(spelled, words_of(query)))
    folded, short = analysis.fold_words(typed), desk.search.short
    words = [
        short.get(f"{before} {word}") or short.get(word) or " ".join(BY_FOLDED.get(word, SHORT.get(word, (word,))[:1]))
        for before, word in zip(["", *folded], typed, strict=False)
    ]
    marked = sum(word != bare for word, bare in zip(typed, folded, strict=True))
    written = zip(typed, folded, words, strict=True)
    sloppy = any(word == bare == said and word.isalpha() and word not in _plain(desk) for word, bare, said in written)
    return Asked(words_of(" ".join(words)), marked < _MARKED * len(typed), sloppy)


def without_marks(text: str) -> list[str]:
    """The words of a text without their marks."""
    return analysis.fold_words(words_of(text))


def names_danger(desk: Desk, query: str) -> bool:
    """Whether a question has words of danger: somebody locked up, hunted, beaten, calling for rescue, in despair or gravely ill."""
    known, asked = desk.search, read_words(desk, query).without(desk.search.denied)
    threatened = (asked.says((*known.danger, *known.missing)) or despairs(desk, asked)) and not is_over(desk, query)
    return asked.says(known.now) or threatened or is_emergency(desk, asked)


def despairs(desk: Desk, asked: Asked) -> bool:
    """Whether a question speaks of ending one's life: not of where or with whom somebody wants to live."""
    return asked.without(desk.search.not_despair).says(desk.search.despair)


def is_greeting(desk: Desk, query: str) -> bool:
    """Whether a question tells of no matter: a greeting, fear, whether somebody is there."""
    asked, known = read_words(desk, query), desk.search.greeting
    said = _without_all(asked, [phrase for phrase in known if " " in phrase]).words
    return {*known, "|", *(analysis.fold_words(known) if asked.bare or asked.sloppy else ())}.issuperset(said)


def names_no_matter(desk: Desk, query: str) -> bool:
    """Whether a question names a place or asks how long, who, where or with what papers, and of which matter it does not say."""
    if tells_certification(desk, query):
        return True
    asked = read_words(desk, query)
    words = _without_provinces(asked.words)
    rest = _without_all(asked._replace(words=words), desk.search.aspects)
    place = {"ở", "o"} if len(words) < len(asked.words) else set()  # else "ở bao lâu" asks how long one may stay
    return rest.words != asked.words and ({"|"} | place).issuperset(_without_all(rest, desk.search.filling).words)


def tells_particulars(desk: Desk, query: str) -> bool:
    """Whether a turn tells an age, a day or a place, and of no matter."""
    words = _without_provinces(read_words(desk, query).words)
    rest = Asked([word for word in words if not any(map(str.isdigit, word))], bare=True)
    return {"|"}.issuperset(_without_all(rest, (*desk.search.particulars, *desk.search.filling)).words)


def _without_all(asked: Asked, phrases: Sequence[str]) -> Asked:
    """A question without some phrases, also where one stands right behind another."""
    rest = asked.without(phrases)
    return rest if rest.words == asked.words else _without_all(rest, phrases)


def is_officer(desk: Desk, *questions: str) -> bool:
    """Whether one of some questions is asked by somebody who works for a body that receives, verifies, treats or teaches."""
    return any(_is_of_office(desk, read_words(desk, question)) for question in questions)


_BEGINS = 9
"""Words within which a turn says who calls from where."""


def _is_of_office(desk: Desk, asked: Asked) -> bool:
    own = asked.without(desk.search.not_officer)
    return own.says(desk.search.officer) or own._replace(words=own.words[:_BEGINS]).without(desk.search.first_not).says(
        desk.search.officer_first
    )


_ASIDE = 9
"""Words that whoever lets one wait says besides, at most."""


def is_aside(desk: Desk, query: str) -> bool:
    """Whether somebody lets one wait or must end the call, or fears who comes, and tells of no matter."""
    asked, known = read_words(desk, query), desk.search
    rest = _without_all(asked, (*known.asides, *known.nears))
    if not asked._replace(bare=False, sloppy=False).says(known.asides) or names_danger(desk, query):
        return False
    words = [word for word in rest.words if word != "|"]
    if spoken_facts(desk, " ".join(words)):
        return False
    return not words or (len(words) <= _ASIDE and not is_asking(desk, " ".join(words)))


def is_near(desk: Desk, query: str) -> bool:
    """Whether who is feared comes, or may hear."""
    return read_words(desk, query).says(desk.search.nears)


def is_farewell(desk: Desk, query: str) -> bool:
    """Whether somebody gives thanks or says goodbye, and asks no more."""
    return read_words(desk, query).says(desk.search.farewell) and not (is_asking(desk, query) or names_danger(desk, query))


def is_over(desk: Desk, query: str) -> bool:
    """Whether a question tells of danger as of what is over, and of none after that."""
    whole = read_words(desk, query)
    once = whole.says(desk.search.past)
    if not once and not _says_safe(desk, whole):
        return False
    parts = [read_words(desk, part) for part in _TOLD.split(query)]
    if any(despairs(desk, part) and not part.says(desk.search.past) for part in parts):
        return False  # what they dream of is over, and not that
    for asked in reversed(parts):
        if asked.says(desk.search.past) or _says_safe(desk, asked):
            break
        if (asked.says((*desk.search.danger, *desk.search.missing)) or despairs(desk, asked)) and (
            not once or fold(asked.words[0]) in _NOW
        ):
            return False
    return True


def _says_safe(desk: Desk, asked: Asked) -> bool:
    return asked.says(desk.search.aside) or is_safe(desk, asked)


def is_safe(desk: Desk, asked: Asked) -> bool:
    """Whether a question says that somebody came away, nobody staying behind. A paper, or what may come, does not."""
    told = asked.without(desk.search.not_back).until(desk.search.unless)
    return told.says(desk.search.safe) and not asked.says(desk.search.left)


def is_emergency(desk: Desk, asked: Asked) -> bool:
    """Whether somebody needs a doctor at once."""
    return asked.says(desk.search.emergency) and not asked.says(desk.search.past)


def calls_for_another(desk: Desk, chosen: Mapping[str, str], *questions: str) -> bool:
    """Whether who calls is not whom it is about: they are in Vietnam, wherever that one is."""
    told = chosen.get("caller")
    return told in (Caller.RELATIVE, Caller.OTHER) or (not told and any("caller" in spoken_facts(desk, one) for one in questions))


def asks_for_all(desk: Desk, query: str) -> bool:
    """Whether a question asks for all that there is."""
    return read_words(desk, query).says(desk.search.whole) or asks_which_law(desk, query)


def without_whole(desk: Desk, query: str) -> str:
    """A question without the words that ask for all that there is."""
    return " ".join(read_words(desk, query).without((*desk.search.whole, *desk.search.which)).words)


def asks_which_law(desk: Desk, query: str) -> bool:
    """Whether a question asks which of the two laws applies: the list says so, with all that it gives."""
    return read_words(desk, query).says(desk.search.which)


_CLAUSES, _AND = re.compile(r"[,.;:?!\n]+(?!\d)"), re.compile(r"\+|\b(?:vs|va|và|voi lai|với lại)\b")
_NOW = frozenset({"gio", "bay", "hien", "nay"})
_TOLD = re.compile(rf"{_CLAUSES.pattern}|\b(?=(?:bây giờ|bay gio|giờ|gio|hiện|mà|ma|nhưng|nhung)\b)")
"""Where a turn goes on to tell of another time."""
_NAMES = 4
"""Words that each of several things has at most that are named and not asked for."""
_ENDS = frozenset({"không", "khong", "chưa", "chua", "nữa", "nua"})
"""What makes a question of what it ends."""


def clauses_of(query: str) -> list[str]:
    """What stands between the signs of a question."""
    return [clause for clause in _CLAUSES.split(query) if words_of(clause)]


def parts_asked(desk: Desk, query: str) -> list[str]:
    """The parts of a question that ask for something: a turn of a call often tells a story and asks two things."""
    asking = [clause for clause in clauses_of(query) if is_asking(desk, clause)]
    parts = [part for clause in asking or [query] for part in _AND.split(clause) if len(words_of(part)) > 1]
    return parts if asking or max(map(len, map(words_of, parts)), default=_NAMES + 1) <= _NAMES else []  # as "học nghề + vay vốn"


def is_asking(desk: Desk, part: str) -> bool:
    """Whether a part of a question asks for something."""
    asked = read_words(desk, part).without((*desk.search.denied, *desk.search.nothing))
    return part.rstrip().endswith("?") or not _ENDS.isdisjoint(asked.words[-1:]) or asked.says(desk.search.asks)


def speaks_of_trafficking(desk: Desk, *questions: str) -> bool:
    """Whether one of some questions tells a story of trafficking."""
    return any(read_words(desk, question).says(desk.search.trafficked) for question in questions)


def is_at_sea(desk: Desk, *questions: str) -> bool:
    """Whether some questions, the last first, tell of somebody on a boat who has not come ashore since."""
    for question in questions:
        asked = read_words(desk, question)
        if is_safe(desk, asked):
            return False
        if asked.without(("biên giới",)).says(desk.search.sea):
            return True
    return False


def is_silent(desk: Desk, *questions: str) -> bool:
    """Whether one of some questions tells that the caller cannot speak aloud, or does not speak."""
    return any(
        read_words(desk, question).says([*desk.search.silent, *(desk.search.speechless if is_greeting(desk, question) else ())])
        for question in questions
    )


def is_sold_again(desk: Desk, *questions: str) -> bool:
    """Whether one of some questions tells that somebody was trafficked once more, of which no earlier paper says anything."""
    return any(read_words(desk, question).without(desk.search.not_again).says(desk.search.again) for question in questions)


def spoken_facts(desk: Desk, query: str) -> Mapping[str, str]:
    """The facts that the words tell, by name, as they would be chosen at the desk; of several ages the youngest."""
    asked = read_words(desk, query)
    rest = asked._replace(words=_without_provinces(asked.words))
    told = rest.without((*desk.search.not_back, *desk.search.other_papers))
    said = {name: value for name, values in desk.search.spoken.items() for value, said in values.items() if told.says(said)}
    there = desk.search.spoken["where"][ABROAD]
    peoples = desk.search.spoken["nationality"][FOREIGN]
    if said.get("where") == ABROAD and not _at_places(rest.without((*desk.search.going, *peoples))).says(there):
        del said["where"]  # somebody is asked to go there, or comes from there
    callers = desk.search.spoken["caller"]
    if said.pop("caller", None) and not told.without(callers[Caller.RELATIVE]).says(callers[Caller.SELF]):
        said["caller"] = Caller.OTHER.value if told.says(callers[Caller.OTHER]) else Caller.RELATIVE.value
    if said.get("caller") == Caller.OTHER and not told.without(desk.search.not_officer).says(callers[Caller.OTHER]):
        del said["caller"]
    if _is_of_office(desk, asked):
        said["caller"] = Caller.OTHER.value
    ages = [AGES[said["age"]] if "age" in said else OLDEST, *_ages(query)]
    days = [day for found in _papers(query) for until, day in _DAY.findall(found) if not until]
    if is_sold_again(desk, query):
        days = [day for day in days if not _is_before(day)]
    youngest = {"age": group_of(min(ages))} if min(ages) < OLDEST else {}
    return {**said, **youngest, **({"identified": days[0]} if len(days) == 1 else {})}


def _ages(query: str) -> list[int]:
    """The ages that are told, in years; who is under one is a year younger, and of a child that somebody has with them none."""
    told = _AGE.finditer(_CHILD_WITH.sub(" ", fold(analysis.normal(query)).lower()))
    return [int(found["years"] or found["full"]) - bool(found["under"]) for found in told]


def _at_places(asked: Asked) -> Asked:
    """A question without the word behind each that says of what people or language something is."""
    pairs = zip(["", *analysis.fold_words(asked.words)], asked.words, strict=False)
    return asked._replace(words=[word for before, word in pairs if before not in _OF_PEOPLE or fold(word) == "ben"])


_OF_PEOPLE = frozenset({"nu", "nhan", "nguoi", "tieng", "dan", "ong", "bon", "chu", "sep", "khach", "from"})
"""Before a country that tells whose people or language they are, and not where."""
_AGE = re.compile(r"\b(?P<under>duoi |chua (?:du |den |toi )?)?(?P<years>\d{1,2}) ?(?:t|tuoi)\b|\b(?<!chua )du (?P<full>18)\b")
"""Years as they are typed: ``12t``; or of age."""
_CHILD_WITH = re.compile(
    r"\b(?:co|om|be|dat|mang|dan|nuoi|voi|theo|sinh|cong|diu|va|cung)(?: theo| duoc| them| mot| 1| 2| hai| dua)* (?:con|dua)"
    r"(?: gai| trai| nho)?(?: em| toi| minh| chi)?(?: \w+){0,1}? \d{1,2} ?(?:t|tuoi)\b"
    r"|\bcon(?: em| toi| gai| trai| nho)* \d{1,2} ?(?:t|tuoi) (?=(?:di |o )?(?:cung|theo)(?: em| toi| minh| chi| me|[,.;?]|$))",
    re.IGNORECASE,
)
"""How old a child is that somebody has with them: not how old they are."""
_UNTIL = r"(?P<until>truoc (?:ngay |thang |nam |mung |tet )*)?"
_DAY = re.compile(_UNTIL + r"((?:\d{1,2}/){0,2}20[12]\d)")
"""A day, and whether it was before that."""


def _without_provinces(words: Sequence[str]) -> Sequence[str]:
    """Words without the names of provinces: Lào Cai is not in Lào."""
    for at in range(len(words)):
        for end in range(at + 2, min(at + 5, len(words) + 1)):
            if "-".join(analysis.fold_words(words[at:end])) in PROVINCES:
                return [*words[:at], *_without_provinces(words[end:])]
    return words


def names_place(desk: Desk, query: str) -> bool:
    """Whether a question names a province that somebody is in."""
    words = read_words(desk, query).words
    rest = _without_provinces(words)
    at = next((at for at, (one, other) in enumerate(zip(words, [*rest, ""], strict=False)) if one != other), 0)
    return len(rest) < len(words) and bool({"ở", "o", "tại", "tai", "quê", "que"} & {*words[max(0, at - 2) : at]})


_YEAR = re.compile(_UNTIL + r"(?<![\d/])(?:(?:\d{1,2}/)?(?P<m>\d{1,3})(?:/| nam ))?(?P<y>20[12]\d)(?!\d)")
LIVED = re.compile(
    r" (?:bi (?:ban|lua|du|bat|ep|dua|gat)|di|sang|qua|tron|ve|lay|sinh|toa)"
    r"(?: (?!xac |cong |chung |cap |giay )\S+){0,6}? (?:\d{1,2}/){0,2}20[12]\d(?= )"
)
"""When somebody was trafficked, left, came home, married, was born or heard in court tells no regime."""
_PAPER = re.compile(
    r" (?:giay|xac nhan|xac dinh|cong nhan|chung nhan)(?: (?!bi |ve |khai |no |cccd )\S+){0,8}? (?:\d{1,2}/){0,2}20[12]\d(?= )"
)
_SINCE = re.compile(
    r" (?:\d{1,2}/){0,2}20[12]\d(?: (?!bi |ve |khai |chua |khong |ko |k |nop |xin |muon |can |doi )\S+){0,3}?"
    r" (?:duoc |da )?(?:duoc (?:xac nhan|xac dinh|cong nhan|chung nhan)|(?:co|nhan|cap)(?: duoc)? giay (?=xac|nan|nn|chung))"
    r"(?!(?: \S+){0,4} (?:chua|khong|ko|k|dau|sao) )"
)
"""The day before what was given on it."""
_MONTHS = 12


def regime_meant(desk: Desk, query: str, *before: str) -> Regime:
    """The regime that a question speaks of: by the day of a paper, its words, that of a turn before, another day; else today's.

    :param before: earlier turns of the call, the last first
    """
    if is_sold_again(desk, query):
        return Regime.NEW
    text = _bare(query)
    if _is_before(" ".join(_papers(query))):
        return Regime.OLD
    told = () if asks_which_law(desk, query) else ((Regime.NEW, desk.search.new), (Regime.OLD, desk.search.old))
    for regime, phrases in told:
        if any(f" {' '.join(without_marks(phrase))}{end}" in text for phrase in phrases for end in " /"):
            return regime
    papers = next(filter(_YEAR.search, (" ".join(_papers(turn)) for turn in (query, *before))), LIVED.sub(" ", text))
    return Regime.OLD if _is_before(papers) else Regime.NEW


def _bare(query: str) -> str:
    return " " + " ".join(without_marks(in_figures(query))) + " "


def _papers(query: str) -> list[str]:
    """What is said of the day of a paper."""
    year = today().year
    text = _YEAR_FIRST.sub(r"\2 \1", query)
    text = _bare(_THIS_YEAR.sub(lambda said: f"{said[1]} năm {year - (fold(said[2]).lower() != 'nay')}", text))
    return _PAPER.findall(text) or _SINCE.findall(LIVED.sub(" ", text))


def _is_before(text: str) -> bool:
    days = [
        (int(match["y"]), int(match["m"] or (0 if match["until"] else _MONTHS)) - bool(match["until"]))
        for match in _YEAR.finditer(text)
        if int(match["m"] or 1) <= _MONTHS
    ]
    return bool(days) and max(days) < (HINGE.year, HINGE.month)


_SAID_MONTHS = ("giêng", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
_MONTH_SAID = re.compile(
    rf"\b(tháng|thang) ({'|'.join(f'{month}|{fold(month)}' for month in reversed(_SAID_MONTHS))})(?= (?:năm|nam) 20[12]\d\b)",
    re.IGNORECASE,
)


_MONTH_NUMBERS = {fold(month): number for number, month in enumerate(_SAID_MONTHS, start=1)}


def in_figures(text: str) -> str:
    """Months of a year as figures, and years in full: "tháng ba năm 2025", "tháng 3 năm 2025", "năm 2025 tháng 3" and
    "t3/25" are "tháng 3/2025".
    """
    if not _FIGURE.search(text):
        return text
    text = _MONTH_SAID.sub(lambda found: f"{found[1]} {_MONTH_NUMBERS[fold(found[2]).lower()]}", text)
    text = _MONTH_BEHIND.sub(r"tháng \2/\1", text)
    text = _OF_YEAR.sub(r"\1/\2", _OF_MONTH.sub(r"\1/\2", text))
    return _SHORT_MONTH.sub(r"tháng \1/20\2", _SHORT_YEAR.sub(r"\1/20\2", text))


_FIGURE = re.compile(r"\d")
_MAY_TELL = re.compile(r"\d|giay|nan nhan")
_YEAR_FIRST = re.compile(r"\b((?:năm|nam) (?:nay|ngoái|ngoai)) ((?:tháng|thang) \d{1,2})\b", re.IGNORECASE)
_THIS_YEAR = re.compile(r"(\d|\b(?:tháng|thang) [^\W\d]+|\b)(?: |^|(?<=[,.] ))(?:năm|nam) (nay|ngoái|ngoai)\b", re.IGNORECASE)
_MONTH_BEHIND = re.compile(r"\b(?:năm|nam) (20[12]\d),? (?:tháng|thang) (\d{1,2})\b", re.IGNORECASE)
_OF_MONTH = re.compile(r"(?<![\d/])(\d{1,2}) (?:tháng|thang) (\d{1,2})(?=(?:/| (?:năm|nam) )20[12]\d)", re.IGNORECASE)
_OF_YEAR = re.compile(r"(?<![\d/])(\d{1,2}(?:/\d{1,2})?) (?:năm|nam) (20[12]\d)\b", re.IGNORECASE)


_SHORT_YEAR = re.compile(r"(?<![\d/])(\d{1,2}/\d{1,2})/([12]\d)(?![\d/])")
_SHORT_MONTH = re.compile(r"\b[tT]h?\.?(\d{1,2})[/-](?:20)?([12]\d)(?!\d)")


_CERTIFIED = re.compile(
    r"\b(?:em |toi |chi |minh )?(?:da )?(?:duoc )?"
    r"(?:xac (?:nhan|dinh)|cong nhan|chung nhan|cap giay|co giay|giay(?= (?:(?:vn|xn|nn|nan|nhan|cap|ngay) )*\d+/))"
    r"(?: xac nhan| chung nhan| xn| vn)?(?: la)?(?: nan nhan| nn)?(?: cap)?"
    r"(?: (?:tu|vao|hoi|truoc|sau|cuoi|dau|giua))* (?:(?:ngay|mung|thang|nam) )*\d[\d/.-]*(?: (?:thang|nam) \d[\d/.-]*)*(?: roi)?"
)
_SURE_OF = r"(?: (?:xac nhan|chung nhan|cong nhan))?"
_HAS_PAPER = re.compile(
    r"\b(?:(?:em|toi|con|chau|chi|minh|anh|no|tui|ba|da|moi) )+"
    rf"(?:(?:co|duoc cap|duoc nhan|nhan|cam|lay)(?: duoc)? (?:cai |to )?giay{_SURE_OF}(?: la)? nan nhan(?: roi| xong)?"
    rf"|co giay{_SURE_OF} roi"
    r"|duoc (?:cong nhan|xac nhan|xac dinh|chung nhan)(?: la)? nan nhan"
    r" (?:roi|xong|(?:tu |hoi )?(?:nam|thang|tuan) (?:ngoai|truoc|roi)))"
    r"(?! (?:chua|khong|o dau|bang cach|thi lam|duoc khong))"
)
"""Who has the paper does not ask for it."""
_NO_PAPER = re.compile(
    rf"\b(?:chua|khong|ko|k) co giay{_SURE_OF}(?: la)?(?: nan nhan| nn)? (?:thi|ma)"
    r"(?! (?:lam|xin|lay|phai|o dau|sao|di|den|gap|ai|can|bao))"
)
"""Nor does who asks what there is without it."""


def is_certified(desk: Desk, *questions: str) -> bool:
    """Whether somebody is said to have been identified: they need not report again."""
    return any(
        spoken_facts(desk, one).get("identified", NOT_YET) != NOT_YET
        or _is_before(" ".join(_papers(one)))
        or _HAS_PAPER.search(fold(analysis.normal(one)).lower())
        for one in questions
    )


_ASKS = 2
"""Words that a question has at least."""


def without_certification(query: str) -> str:
    """A question without when somebody was certified, or that they were: that tells which law it is, not what is asked for.

    Where nothing else is asked, it is left as it is.
    """
    rest = _uncertified(query)
    return rest if rest is query or len(words_of(rest)) >= _ASKS else query


def tells_certification(desk: Desk, query: str) -> bool:
    """Whether a turn tells when somebody was certified, and no more."""
    return len(words_of(query)) >= _ASKS > len(words_of(_uncertified(query))) and not is_asking(desk, query)


def _uncertified(query: str) -> str:
    text = in_figures(analysis.normal(query))
    bare = fold(text)
    if len(bare) != len(text) or not _MAY_TELL.search(bare):
        return query
    found = (match for pattern in (_CERTIFIED, _HAS_PAPER, _NO_PAPER) for match in pattern.finditer(bare))
    told = {at for match in found for at in range(*match.span())}
    return "".join(" " if at in told else letter for at, letter in enumerate(text))
