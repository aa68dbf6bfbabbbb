"""The tables of a base. Whoever reads or writes them takes them from here, so that all of them are known together."""

import kb.database.tables.people
from kb.database.tables.base import Base, Id, LastId, State, Waiting
from kb.database.tables.law import (
    CodifiedArticle,
    Draft,
    EffectivePeriod,
    Footnote,
    Instrument,
    InstrumentAlias,
    Issuer,
    Provision,
    ProvisionRecognition,
    ProvisionTable,
    Version,
    VersionDuties,
)
from kb.database.tables.links import CitedInstrument, Effect, ProvisionChange, Reference, Register, Relation, Statement, TypedWords
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
    ReviewFile,
    ReviewFinding,
    ReviewItem,
    ReviewMark,
    ReviewMember,
    SavedSearch,
    SavedSearchHit,
    SignIn,
    Token,
    Visit,
)
from kb.database.tables.sources import IngestItem, Job, Problem, ProvisionPlace, SourceFile, VersionSource
