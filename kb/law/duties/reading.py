"""The statements of a text, clause by clause. Reading them takes seconds for a long law: `kb.law.duties.keeping` keeps them."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from documents.duties.statement import PlacedClause, Statement, StatementKind, clauses_of
from documents.model import Provision
from documents.paths import contains, upward
from documents.text import fold, unify_tone_marks


@dataclass(frozen=True, slots=True)
class ClauseDuties:
    """A clause that states something."""

    clause: PlacedClause
    statements: tuple[Statement, ...]

    @property
    def path(self) -> str:
        """Of the clause, or of the article that has none."""
        return self.clause.path

    def place(self, statement: Statement) -> str:
        """The path of the point in which an act stands, of the clause where it does not stand in one."""
        paths = [path for path, *_ in self.clause.places(statement.action)] or [self.path]
        return next(above for above in upward(paths[0]) if all(contains(above, path) for path in paths))


Duties = tuple[ClauseDuties, ...]
_WORD = re.compile(r"\w+")


def read_duties(provisions: Iterable[Provision]) -> Duties:
    """The clauses of a text that state something, in reading order."""
    from documents.duties.reading import read_placed  # only here: what the models know takes a tenth of a second

    clauses = list(clauses_of(provisions, openings=True))
    found = zip(clauses, read_placed(clauses) if clauses else (), strict=True)
    return tuple(ClauseDuties(clause, statements) for clause, statements in found if statements)


def duties_in(duties: Duties, path: str) -> Duties:
    """What stands in a provision, which may be a point of a clause; the empty path is the whole."""
    some = (
        one
        if contains(path, one.path)
        else ClauseDuties(one.clause, tuple(statement for statement in one.statements if contains(path, one.place(statement))))
        for one in duties
        if contains(path, one.path) or contains(one.path, path)
    )
    return tuple(one for one in some if one.statements)


_LEVELS = ("cấp xã", "cấp huyện", "cấp tỉnh")
_ALL_LEVELS = " các cấp "
_CALLED = (
    (re.compile(r"\bubnd\b"), "ủy ban nhân dân"),
    (re.compile(r"\bhđnd\b"), "hội đồng nhân dân"),
    (re.compile(r"\blđ[ -]*tb *[-&]?(?: và)? *xh\b|\blao động - tbxh\b"), "lao động - thương binh và xã hội"),
    (re.compile(r"\bxã, phường(?:, (?:thị trấn|đặc khu))*|(?<=công an )(?:xã|phường)\b"), _LEVELS[0]),
    (re.compile(r"\b(?:quận, huyện|huyện, quận)(?:, thị xã)?(?:, thành phố thuộc tỉnh)?|(?<=công an )huyện\b"), _LEVELS[1]),
    (re.compile(r"\b(?:các )?tỉnh, thành phố(?: trực thuộc trung ương)?"), _LEVELS[2]),
    (re.compile(r"(?<!cứu )(?<!hỗ )\btrợ cấp\b"), "trợ_cấp"),  # "trợ cấp xã hội" is of no commune
)
_RELATIVE = re.compile(
    r",?\s(?:nơi|của(?! (?:quốc hội|chính phủ|hội đồng nhân dân|đảng))|đã|đang|trong|quy định tại|ra quyết định"
    r"|(?<=cấp xã )(?:phụ trách|làm))(?!\w).*"
)
"""What tells which one of the bodies of a name is meant, or when."""
_BODY = re.compile(
    r"(?:ủy ban|hội đồng|(?:phó )?chủ tịch|bộ|sở|phòng|tòa án|viện|cơ quan|công an|công chức|cán bộ|(?:tổng |chi )?cục|ban"
    r"|thanh tra|trưởng|giám đốc|thủ trưởng)(?!\w)"
)
"""How names of bodies begin: of these the name alone makes them one. People are not: "người đang hưởng trợ cấp" is no "người"."""


@lru_cache(4096)
def body_name(words: str) -> str:
    """The name in full without what tells which one is meant, the level in one word; case, the place of tone marks and a leading
    "các" are not seen.
    """
    return _RELATIVE.sub("", called(words))


@lru_cache(4096)
def called(words: str) -> str:
    """A name, or a sentence, with the names of bodies written in one way, in small letters."""
    said = " ".join(unify_tone_marks(words).lower().split())
    for pattern, name in _CALLED:
        said = pattern.sub(name, said)
    return said.removeprefix("các ")


def named_by(words: str, names: Iterable[str], but: Iterable[str] = ()) -> bool:
    """Whether the name of a body holds one of some names.

    :param but: longer names that are others
    """
    own = worded(body_name(words))
    for other in but:
        own = own.replace(worded(called(other)), " , ")
    return any(worded(called(name)) in own for name in names)


@dataclass(frozen=True, slots=True)
class Body:
    """Who must or may.

    :param name: as a text most often writes it; of a level ("cấp xã") that
    :param count: statements that name it, or a body whose name has its name
    :param variants: longer names of it that tell which one is meant, and how many statements name it so
    """

    name: str
    count: int
    variants: tuple[tuple[str, int], ...] = ()

    @property
    def is_level(self) -> bool:
        """Whether it is all bodies of a level."""
        return self.name in _LEVELS


def bodies_of(duties: Duties) -> list[Body]:
    """Who must or may, the most frequent first; before the bodies of a level, where it has several, all of them."""
    actors = [" ".join(item.who.split()) for one in duties for item in one.statements if item.who]
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for actor in actors:
        name = called(actor)
        written[body_name(actor) if _BODY.match(name) else name][actor] += 1
    levels = [level for level in _LEVELS if sum(f" {level} " in worded(name) for name in written) > 1]
    found = [Body(level, sum(_asks(level)(actor) for actor in actors)) for level in levels]
    for name, some in written.items():
        alone = [actor for actor in some if called(actor) == name]
        shown = max(alone, key=lambda actor: some[actor], default=_cut(min(some, key=len)))
        variants = tuple((actor, count) for actor, count in some.most_common() if actor not in alone)
        found.append(Body(shown, sum(map(_asks(shown), actors)), variants))
    return sorted(found, key=lambda one: -one.count)


def _cut(name: str) -> str:
    found = _RELATIVE.search(name.lower())
    return name[: found.start()] if found else name


def _asks(words: str) -> Callable[[str], bool]:
    """Whether a name is one that words ask for, with marks or without: by the name alone, unless they tell which one is meant.

    "các cấp" is each level.
    """
    told = called if _RELATIVE.search(called(words)) else body_name
    name = worded(told(words))
    plain = name == fold(name)

    def asked(actor: str) -> bool:
        own = worded(told(actor))
        alike = [own.replace(_ALL_LEVELS, f" {level} ") for level in _LEVELS] if _ALL_LEVELS in own else []
        return any(name in (fold(one) if plain else one) for one in (own, *alike))

    return asked


@lru_cache(4096)
def worded(name: str) -> str:
    """The words of a name alone, a blank before and behind each."""
    return f" {' '.join(_WORD.findall(name))} "


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which statements are asked for.

    :param body: words of the name of who must or may, with marks or without: of the name alone, unless they tell which one is meant
    """

    body: str = ""
    kind: str = ""
    dated: bool = False
    sure: bool = False

    def of(self, duties: Duties) -> Duties:
        """The clauses with what is asked for of them."""
        asked = _asks(self.body) if self.body.strip() else None

        def fits(statement: Statement) -> bool:
            return (
                (not self.kind or statement.kind is StatementKind(self.kind))
                and (not self.dated or statement.deadline is not None)
                and (not self.sure or statement.sure)
                and (asked is None or (statement.who is not None and asked(statement.who)))
            )

        some = (ClauseDuties(one.clause, tuple(filter(fits, one.statements))) for one in duties)
        return tuple(one for one in some if one.statements)
