"""Instruments with their versions as Akoma Ntoso 3.0 (OASIS LegalDocML), and back.

**Form.** A version is an ``act`` (a ``bill`` for a draft, a ``doc`` for what is no instrument) with its own identification. One
version is one document. Several are a ``documentCollection`` that refers to the documents in the file's ``components``. Markup of
points in time inside one act (``@period`` on every provision) was not chosen: versions differ in structure, order and sources, and
no tool rebuilds them from it without guessing, whereas here each version is a whole text that any Akoma Ntoso tool opens. eIds are
unique within each of the documents, so a provision has the same eId in every version.

**What is kept.** Paths, kinds, numbers, headings, texts, tails, tables, notes, pages, problems, metadata, periods of effect,
classification in the codification, sources with their hashes, references (``ref``). What Akoma Ntoso has no place for stands in
``proprietary`` metadata and in attributes of the namespace :data:`NAMESPACE`, which other tools pass over. Not kept: where
characters, tables and notes stood on the page of a source file (``text_map``, ``tail_map``, ``place``), which mean nothing without
that file; and relations and effects, which are read from the texts.
"""

from documents.akoma_ntoso.identification import eid
from documents.akoma_ntoso.metadata import write
from documents.akoma_ntoso.tree_reading import read
from documents.akoma_ntoso.version import FORMAT, NAMESPACE, Pointer, SourceFile, Version
