"""Characters: one spelling of Unicode, folding for search, slugs, legacy encodings."""

from documents.text.legacy import Encoding, decode, detect
from documents.text.normal import POINT_LETTERS, clean, comparable, fold, slug, unify_tone_marks

__all__ = ["POINT_LETTERS", "Encoding", "clean", "comparable", "decode", "detect", "fold", "slug", "unify_tone_marks"]
