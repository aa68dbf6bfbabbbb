"""Haystack components: opening legal texts, reading and checking them, storing them in a base."""

from haystack.core.serialization import allow_deserialization_module

from ingest.components.checker import CompletenessChecker
from ingest.components.opener import SourceOpener, StoredSourceFilter
from ingest.components.reader import LegalTextReader
from ingest.components.writer import KnowledgeBaseWriter

# Haystack loads pipelines only from modules that are known to it; whoever imports these components knows them.
allow_deserialization_module(__name__)
