"""Haystack components: reading legal texts, structuring and checking them, cutting them into documents, storing them in a base."""

from ingest.components.checker import CompletenessChecker
from ingest.components.reader import LegalTextReader
from ingest.components.splitter import ProvisionSplitter
from ingest.components.structurer import StructureParser
from ingest.components.writer import KnowledgeBaseWriter

__all__ = ["CompletenessChecker", "KnowledgeBaseWriter", "LegalTextReader", "ProvisionSplitter", "StructureParser"]
