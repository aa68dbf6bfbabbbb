"""The tables of a base. Whoever reads or writes them takes them from here, so that all of them are known together."""

from kb.database.tables.base import Base, Id
from kb.database.tables.law import (
    CodifiedArticle,
    EffectivePeriod,
    Footnote,
    Instrument,
    InstrumentAlias,
    Issuer,
    IssuerSuccession,
    Provision,
    ProvisionTable,
    Version,
)
from kb.database.tables.links import CitedInstrument, Effect, ProvisionChange, Reference, Relation, TypedWords
from kb.database.tables.people import (
    Annotation,
    AnnotationLink,
    AnnotationPlacing,
    AnnotationTag,
    AnnotationTarget,
    Audit,
    CardRevision,
    Pairing,
    Person,
    PracticeResult,
    SavedSearch,
    SavedSearchHit,
    Visit,
)
from kb.database.tables.reviews import ReviewFile, ReviewFinding, ReviewItem, ReviewMark, ReviewMember
from kb.database.tables.sources import IngestItem, Problem, ProvisionPlace, SourceFile, VersionSource
from kb.database.tables.state import LastId, State, Waiting
from kb.database.tables.statements import Register, Statement
