"""How a clause is cut into tokens: words, numbers with their points ("50.000.000"), line ends, and each sign alone."""

import re
from collections.abc import Callable
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import get_words_and_spaces, registry
from spacy.vocab import Vocab

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|\w+|\n|[^\w\s]")


class LegalTokenizer:
    """See the module's text. There is nothing to store: the rule is the class."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Cut a text."""
        words, spaces = get_words_and_spaces(TOKEN.findall(text), text)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_disk(self, *_: Any, **__: Any) -> None:
        """Nothing to store."""

    from_disk = to_bytes = from_bytes = to_disk


def make_tokenizer() -> Callable[[Language], LegalTokenizer]:
    """Make the tokenizer; spaCy calls this for the name in a pipeline's config."""
    return lambda nlp: LegalTokenizer(nlp.vocab)


registry.tokenizers("vi_tuluat.tokens.v1", func=make_tokenizer)
