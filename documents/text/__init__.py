"""Characters: one spelling of Unicode, folding for search, slugs, legacy encodings."""

from documents.text.legacy import Encoding, decode, detect
from documents.text.normal import (
    LOWER,
    UPPER,
    clean,
    comparable,
    fold,
    printable,
    slug,
    take_private,
    unify_tone_marks,
    without_private,
    without_quoted,
)
