"""What a text is to the versions of its instrument that the base has: a source, a part, a fuller text, another version."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from documents.comparison.copied_words import Difference, Place, changed, is_recognised, looks_altered, places_of
from documents.comparison.copies import AROUND_UNITS, Comparison, compare_units, find_units, flattened, missing_articles
from documents.messages import Message, Places
from documents.model import Codified, Problem, ProblemCode, Provision
from kb.database import tables
from kb.database.reading.details import codified_of, load_trees
from kb.database.storing.anchors import take_up
from kb.database.storing.arrangement import CODIFICATION
from kb.database.storing.file_rows import FileRows
from kb.database.storing.removal import move_sources, next_number, remove_text, remove_version
from kb.database.storing.rows import RowWriter
from kb.database.storing.sources import ALTERED, OFFICIAL, UNKNOWN_TRUST, SourceInfo
from kb.database.storing.text_rows import add_periods, complete_codified, merged_text
from kb.database.storing.texts import PLAIN, Copy, Held, claim_the_same, inserted, load_held, same_day, with_text_hash, with_units


def _named(paths: Sequence[str]) -> Places:
    return Places.of(*paths, most=12)


def _problem(code: ProblemCode, sentence: str, paths: Sequence[str]) -> Problem:
    return Problem(code, Message.of(sentence, places=_named(paths)), paths[0])


def altered_problem(differing: Sequence[str]) -> Problem:
    """An altered copy, where a better one is there."""
    return _problem(ProblemCode.ALTERED_COPY, "problem.altered_copy", differing)


def changed_words_problem(places: Sequence[Place], surely: bool) -> Problem:
    """A copy of which words were changed here and there.

    :param places: where; the copy is the second
    :param surely: the first is trusted more
    """
    first, count = places[0], len(places)
    place = _named([first.path])
    kept, said = (f"{first.before} {words}".strip() for words in (first.first, first.second))
    if surely:
        message = Message.of("problem.changed_words", place=place, kept=kept, said=said, count=count)
    else:
        message = Message.of("problem.one_changed_words", place=place, kept=kept, said=said, count=count)
    return Problem(ProblemCode.ALTERED_COPY, message, first.path)


class Placing:
    """Places the texts of one file.

    ``problems``: what was found in comparing them. ``changed``: ids of versions whose text or sources changed, or that are gone.
    """

    def __init__(self, session: Session, rows: RowWriter, source: SourceInfo, file: FileRows) -> None:
        self._session = session
        self._rows = rows
        self._source = source
        self._file = file
        self.problems: list[Problem] = []
        self.changed: dict[int, None] = {}

    def same_text(self, instrument_id: int, copy: Copy) -> bool:
        """Whether an instrument of the base has this text, or most of it."""
        self._rows.flush()
        hashes = with_units(copy).hashes
        held = load_held(self._session, instrument_id, like=copy.origin)
        compared = (compare_units(hashes, version.hashes) for version in held)
        return any(len(found.differing) * 2 < found.common for found in compared)

    def place(self, instrument_id: int, copy: Copy) -> str:
        """Store a text of an instrument that the base has.

        :returns: what it is: ``new_source``, ``new_version``, ``incomplete``, or ``stored`` for more of the same codification
        """
        if copy.origin == CODIFICATION:
            with_text_hash(copy)
            for version in load_held(self._session, instrument_id, units=False, like=copy.origin):
                if version.text_hash == copy.text_hash:
                    return self.attach(version, copy, complete=False)
            with_units(copy)
        held = load_held(self._session, instrument_id, like=copy.origin)
        if not copy.hashes:
            return self._place_unread(instrument_id, copy, held)
        for version in held:
            self._set_flattened_aside(copy, version)
        comparisons = [(version, compare_units(copy.hashes, version.hashes)) for version in held]
        fitting = [item for item in comparisons if not inserted(item[1], copy, item[0])]
        equal = [version for version, comparison in comparisons if comparison.equal]
        if equal:
            if self._says_more(copy, equal[0]):
                return self._grow(copy, equal[:1])
            return self.attach(equal[0], copy, copy.complete)
        around = [version for version, comparison in fitting if comparison.first_in_second and _of_its_time(copy, version)]
        if around:
            return self.attach(around[0], copy, complete=False)
        within = [version for version, comparison in fitting if comparison.second_in_first and _of_its_time(version, copy)]
        if within:
            return self._grow(copy, within)
        if copy.origin == CODIFICATION:
            for version, comparison in fitting:
                if version.origin == CODIFICATION and not comparison.differing and self._source.snapshot_on in version.snapshots:
                    return self._extend(version, copy)
        return self._add_differing(instrument_id, copy, comparisons)

    def _set_flattened_aside(self, copy: Copy, version: Held) -> None:
        mine = self._source.format in PLAIN
        if copy.origin == CODIFICATION or mine == version.plain or not same_day(copy.valid_from, version.valid_from):
            return
        flat = flattened(copy.hashes, version.hashes) if mine else flattened(version.hashes, copy.hashes)
        if not flat:
            return
        if mine:
            copy.hashes = {path: digest for path, digest in copy.hashes.items() if path not in flat}
        else:
            version.hashes = {path: digest for path, digest in version.hashes.items() if path not in flat}
            version.set_aside = True
        # The articles are the same, the annexes cannot be compared.
        self.problems.append(_problem(ProblemCode.DIFFERING_COPY, "problem.flattened_copy", flat))

    def _place_unread(self, instrument_id: int, copy: Copy, held: Sequence[Held]) -> str:
        """A scan whose text is not known: a source of the instrument, of the version that is read."""
        if not held:
            return self.add(instrument_id, copy, next_number(self._session, instrument_id), "incomplete")
        self._file.link(held[-1].id, copy, complete=False, units=())
        self._file.add_problems(copy, None)
        return "incomplete"

    def _says_more(self, copy: Copy, version: Held) -> bool:
        """Whether a text with the same articles has what the stored one lacks: chapters, preamble, signature."""
        if copy.origin == CODIFICATION or version.trust == ALTERED:
            return False
        if version.origin == CODIFICATION:
            return True
        if version.partial and not copy.complete:
            return False
        around = sum(1 for part in copy.instrument.walk() if part.kind in AROUND_UNITS)
        kinds = [kind.value for kind in AROUND_UNITS]
        provision = tables.Provision
        held = select(func.count()).where(provision.version_id == version.id, provision.kind.in_(kinds))
        return bool(around) and not self._session.scalar(held)

    def attach(self, version: Held, copy: Copy, complete: bool) -> str:
        """The version has this text: the file is another source of it."""
        trust = None
        if version.trust == ALTERED and self._source.trust < OFFICIAL:
            trust = ALTERED
            self.problems.append(altered_problem(tuple(copy.units)))
        self._file.link(
            version.id, copy, complete, () if complete else tuple(copy.hashes or find_units(copy.instrument.provisions)), trust
        )
        if copy.instrument.standing is None:
            self._file.add_problems(copy, None)  # those of an export are its versions', and the version is here
        self.changed[version.id] = None
        complete_codified(self._session, self._rows, version.id, copy.instrument.codified)
        of_version = tables.EffectivePeriod.version_id == version.id
        if complete and not self._session.scalar(select(func.count()).where(of_version)):
            add_periods(self._rows, version.id, copy.instrument.metadata.effective)
        return "new_source"

    def _grow(self, copy: Copy, within: Sequence[Held]) -> str:
        """The text has all that these versions have, and more: the first of them grows to it, the others join it."""
        first, *others = within
        codified = {path: item for version in reversed(within) for path, item in codified_of(self._session, version.id).items()}
        same = compare_units(copy.hashes, first.hashes).equal
        for version in others:
            self._note_units(version)
            move_sources(self._session, version.id, first.id)
            remove_version(self._session, version.id, first.id)
            self.changed[version.id] = None
        if not same:
            self._note_units(first)
        self._session.execute(
            update(tables.Problem).where(tables.Problem.version_id == first.id).values(version_id=None, path=None)
        )
        self.rewrite(first.id, copy, codified, days=bool(copy.instrument.metadata.effective))
        self._file.link(first.id, copy, copy.complete, () if copy.complete else tuple(copy.hashes))
        self._rows.flush()
        instrument = self._session.scalars(select(tables.Version.instrument_id).where(tables.Version.id == first.id)).one()
        take_up(self._session, instrument, first.id)
        if same:
            return "new_version" if first.partial and copy.complete else "new_source"
        return status_of(copy, "new_source" if first.set_aside else "new_version")

    def rewrite(self, version_id: int, copy: Copy, codified: Mapping[str, Codified], days: bool = True) -> None:
        """Give a version the text of a copy.

        :param codified: what is known from elsewhere of the articles' place in the codification
        :param days: with the days of effect that the copy gives, in place of those that the version has
        """
        remove_text(self._session, version_id)
        if days:
            self._session.execute(delete(tables.EffectivePeriod).where(tables.EffectivePeriod.version_id == version_id))
            add_periods(self._rows, version_id, copy.instrument.metadata.effective)
        with_text_hash(copy)
        values = {"text_hash": copy.text_hash, "origin": copy.origin, "missing": missing_articles(copy.instrument.provisions)}
        self._session.execute(update(tables.Version).where(tables.Version.id == version_id).values(**values))
        self._file.add_text(version_id, copy, codified)
        self.changed[version_id] = None

    def _extend(self, version: Held, copy: Copy) -> str:
        """Another file of the same codification has more articles of the instrument."""
        self._note_units(version)
        problem, trees = tables.Problem, load_trees(self._session, version.id)[0]
        whole = tuple(merged_text(trees, copy.instrument.provisions))
        self._session.execute(
            delete(problem).where(problem.version_id == version.id, problem.code == ProblemCode.MISSING_ARTICLE.value)
        )
        codified = codified_of(self._session, version.id)
        instrument = replace(copy.instrument, provisions=whole, problems=())
        self.rewrite(version.id, Copy(instrument, CODIFICATION, copy.valid_from, complete=False), codified, days=False)
        self._file.link(version.id, copy, complete=False, units=tuple(copy.hashes))
        return "stored"

    def _add_differing(self, instrument_id: int, copy: Copy, comparisons: Sequence[tuple[Held, Comparison]]) -> str:
        with_text_hash(copy)
        number = next_number(self._session, instrument_id)
        trust = self._source.trust
        found: list[Problem] = []
        for version, comparison in comparisons:
            if not comparison.differing or not (claim_the_same(copy, version) or _another_day_alone(copy, version, comparison)):
                continue
            if copy.instrument.standing is not None and self._file.carries(version.id):
                continue  # both are out of one export, which says already what was found in comparing them
            units = find_units(load_trees(self._session, version.id)[0])
            if not claim_the_same(copy, version) and not self._misdated(copy, version, units, comparison.differing):
                continue
            places = places_of(units, copy.units, comparison.differing) if version.trust != ALTERED else ()
            altered = self._altered(copy, version, looks_altered(places, comparison.common))
            if altered == "this":
                trust = ALTERED
                found.append(altered_problem(comparison.differing))
            elif altered == "one":
                found.append(_problem(ProblemCode.ALTERED_COPY, "problem.one_altered_copy", comparison.differing))
            elif altered == "that":
                self._mark_altered(version, altered_problem(comparison.differing))
            elif telling := changed(places):
                mine, theirs = _trust_of(copy.units, self._source.trust), _trust_of(units, version.trust)
                if mine > theirs:
                    turned = [replace(place, first=place.second, second=place.first) for place in telling]
                    self._mark_altered(version, changed_words_problem(turned, surely=True), against=mine)
                    continue
                found.append(changed_words_problem(telling, surely=theirs > mine))
                if theirs >= OFFICIAL and self._source.trust == UNKNOWN_TRUST:
                    trust = ALTERED
            elif copy.origin == version.origin:
                found.append(_problem(ProblemCode.DIFFERING_COPY, "problem.differing_copy", comparison.differing))
        # Only the most telling remark goes to the report: what is altered needs no list of differences beside it.
        found = sorted(dict.fromkeys(found), key=lambda problem: problem.code is not ProblemCode.ALTERED_COPY)[:1]
        version_id = self._file.add_version(instrument_id, copy, number, trust)
        self.changed[version_id] = None
        for problem in found:
            self._file.add_problem(problem, version_id, problem.place)
        self.problems += found
        return status_of(copy, "new_version")

    def _altered(self, copy: Copy, version: Held, altered: bool) -> str | None:
        """Which of two copies is an altered one: ``this``, ``that``, ``one`` of them, or None."""
        mine, theirs = (self._source.trust, copy.complete), (version.trust, not version.partial)
        if not altered or copy.origin != version.origin:
            return None
        if mine == theirs:
            return "one"
        return "that" if mine > theirs else "this"

    def _misdated(self, copy: Copy, version: Held, units: dict[str, Provision], differing: Sequence[str]) -> bool:
        """Whether two copies of a text say another day of effect and else the same: that of the more trusted holds for both."""
        places = places_of(units, copy.units, differing)
        if not places or any(place.kind is not Difference.NUMBER for place in places):
            return False
        if self._source.trust > version.trust:
            link = tables.VersionSource
            self._session.execute(update(link).where(link.version_id == version.id).values(valid_from=copy.valid_from))
        else:
            copy.valid_from = version.valid_from
        return True

    def _mark_altered(self, version: Held, problem: Problem, against: int | None = None) -> None:
        """A version is an altered copy.

        :param against: how far the copy is trusted that says so by a few words: an official one alone takes all trust from another
        """
        if against is None or (against >= OFFICIAL and version.trust == UNKNOWN_TRUST):
            self._session.execute(
                update(tables.VersionSource).where(tables.VersionSource.version_id == version.id).values(trust=ALTERED)
            )
        self._file.add_problem(problem, version.id, problem.place, file_id=None)

    def _note_units(self, version: Held) -> None:
        link = tables.VersionSource
        for row in self._session.execute(select(link.file_id, link.units).where(link.version_id == version.id)).all():
            self._session.execute(
                update(link)
                .where(link.version_id == version.id, link.file_id == row.file_id)
                .values(complete=False, units=row.units or list(version.hashes))
            )

    def add(self, instrument_id: int, copy: Copy, number: int, status: str) -> str:
        """Store a text as a version of its own."""
        version_id = self._file.add_version(instrument_id, copy, number)
        self.changed[version_id] = None
        return status_of(copy, status)


def _another_day_alone(copy: Copy, version: Held, comparison: Comparison) -> bool:
    if not copy.origin == version.origin == "text" or len(comparison.differing) != 1 or comparison.common < 2:
        return False
    article = copy.units[comparison.differing[0]]
    return any("hiệu lực" in f"{part.heading} {part.text}".lower() for part in article.walk())


def _trust_of(units: Mapping[str, Provision], given: int) -> int:
    return UNKNOWN_TRUST if is_recognised(units) else given


def status_of(copy: Copy, status: str) -> str:
    """What is said of a file that was stored. Nobody misses in the codification what it leaves out of an instrument."""
    return status if copy.complete or copy.origin == CODIFICATION else "incomplete"


def status_of_file(statuses: Sequence[str], problems: Sequence[Problem]) -> str:
    """What is said of a file by what became of its texts, and by all its problems."""
    if any(problem.code is ProblemCode.NEEDS_OCR for problem in problems):
        return "incomplete"
    return next((status for status in ("incomplete", "stored", "new_version", "new_source") if status in statuses), "stored")


def _of_its_time(part: Copy | Held, whole: Copy | Held) -> bool:
    """Whether a part may be of a text of this day: the codification does not tell the first day of its wording surely enough."""
    return part.origin == CODIFICATION or same_day(part.valid_from, whole.valid_from)
