"""Haystack components: reading legal texts, cutting them into documents, storing them in a base."""

from ingest.components.reader import LegalTextReader
from ingest.components.splitter import ProvisionSplitter
from ingest.components.writer import KnowledgeBaseWriter

__all__ = ["KnowledgeBaseWriter", "LegalTextReader", "ProvisionSplitter"]
