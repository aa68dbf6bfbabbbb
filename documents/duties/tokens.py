# ruff: noqa
"""How a clause is cut into tokens: words, numbers with their points ("50.000.000"), line ends, and each sign alone."""

import re

from spacy import registry
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import get_words_and_spaces
from spacy.vocab import Vocab

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|\w+|\n|[^\w\s]")


class LegalTokenizer:
    """See the module's text. There is nothing to store: the rule is the class."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words, spaces = get_words_and_spaces(_TOKEN.findall(text), text)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: object) -> bytes:
        return b""

    def from_bytes(self, _: bytes, **__: object) -> "LegalTokenizer":
        return self

    def to_disk(self, *_: object, **__: object) -> None:
        pass

    def from_disk(self, *_: object, **__: object) -> "LegalTokenizer":
        return self


@registry.tokenizers("vi_tuluat.tokens.v1")
def make_tokenizer():
    def make(nlp: Language) -> LegalTokenizer:
        return LegalTokenizer(nlp.vocab)

    return make
