"""The tables of a base. Whoever reads or writes them takes them from here, so that all of them are known together."""

import kb.database.tables.people
from kb.database.tables.base import Base, Id, LastId, State, Waiting
from kb.database.tables.law import (
    CitedInstrument,
    CodifiedArticle,
    Draft,
    Effect,
    EffectivePeriod,
    Footnote,
    Instrument,
    InstrumentAlias,
    Issuer,
    Provision,
    ProvisionChange,
    ProvisionRecognition,
    ProvisionTable,
    Reference,
    Register,
    Relation,
    Statement,
    TypedWords,
    Version,
    VersionDuties,
)
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
