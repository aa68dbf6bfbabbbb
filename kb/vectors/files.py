"""The folder of an encoder: which files it has, and how they are meant to be used.

What sentence-transformers writes beside a model is honoured: ``1_Pooling/config.json`` (how token vectors become one),
``sentence_bert_config.json`` (longest text) and ``config_sentence_transformers.json`` (what is written before a query and before a
passage). An ``encoder.json`` of one's own goes before all of them: ``{"pooling": "mean", "max_length": 256, "query_prefix": "",
"passage_prefix": "", "answers_from": 0.8}``.
"""

import hashlib
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson

from kb.vectors.model import EncoderError

DEFAULT_LENGTH = 256
LONGEST = 8192
IDENTITY = 32  # digits; 128 bits tell encoders apart
_MODELS = ("model.onnx", "onnx/model.onnx")
_TOKENIZER = "tokenizer.json"
_PASSAGE_PROMPTS = ("passage", "document", "corpus")
_WEIGHTS = (".onnx_data", ".onnx.data")  # where a model larger than 2 GB keeps its numbers


class Pooling(StrEnum):
    """How the vectors of a text's tokens become one."""

    MEAN = "mean"
    CLS = "cls"
    MAX = "max"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Manner:
    """How an encoder is meant to be used.

    :param max_length: tokens of a text that are read; the rest is cut
    :param query_prefix: written before a query
    :param passage_prefix: written before a clause
    :param answers_from: how near a clause must be to be called an answer, and put among the first, though the words do not say so
        (cosines of encoders differ widely); None: never, it is a candidate for the learned model, and at most a near miss
    """

    pooling: Pooling = Pooling.MEAN
    max_length: int = DEFAULT_LENGTH
    query_prefix: str = ""
    passage_prefix: str = ""
    answers_from: float | None = None


@dataclass(frozen=True, slots=True)
class EncoderFiles:
    """The files of an encoder."""

    model: Path
    tokenizer: Path
    manner: Manner

    def identity(self) -> str:
        """A hash of everything that makes its vectors what they are: another model, tokenizer or manner is another encoder."""
        manner = {name: value for name, value in asdict(self.manner).items() if name != "answers_from"}
        digest = hashlib.sha256(orjson.dumps(manner, option=orjson.OPT_SORT_KEYS))
        weights = (self.model.with_name(self.model.name.removesuffix(".onnx") + suffix) for suffix in _WEIGHTS)
        for path in (self.model, *weights, self.tokenizer):
            if path.exists():
                with path.open("rb") as stream:
                    digest.update(hashlib.file_digest(stream, "sha256").digest())
        return digest.hexdigest()[:IDENTITY]


def find_encoder(folder: Path) -> EncoderFiles:
    """The encoder of a folder.

    :raises EncoderError: something is missing, or a configuration cannot be read
    """
    if not folder.is_dir():
        raise EncoderError("encoder_folder", folder=folder)
    model = next((folder / name for name in _MODELS if (folder / name).is_file()), None)
    if model is None:
        raise EncoderError("encoder_without_model", folder=folder)
    tokenizer = next((place / _TOKENIZER for place in (folder, model.parent) if (place / _TOKENIZER).is_file()), None)
    if tokenizer is None:
        raise EncoderError("encoder_without_tokenizer", folder=folder)
    return EncoderFiles(model, tokenizer, _manner(folder))


def _manner(folder: Path) -> Manner:
    pooling = _pooling(_configuration(folder / "1_Pooling" / "config.json"))
    length = _configuration(folder / "sentence_bert_config.json").get("max_seq_length")
    prompts = _configuration(folder / "config_sentence_transformers.json").get("prompts")
    prompts = prompts if isinstance(prompts, dict) else {}
    own = _configuration(folder / "encoder.json")
    found = {
        "pooling": own.get("pooling", pooling),
        "max_length": own.get("max_length", length if length is not None else DEFAULT_LENGTH),
        "query_prefix": own.get("query_prefix", prompts.get("query") or ""),
        "passage_prefix": own.get(
            "passage_prefix", next((prompts[name] for name in _PASSAGE_PROMPTS if isinstance(prompts.get(name), str)), "")
        ),
    }
    length, enough = found["max_length"], own.get("answers_from")
    known = found["pooling"] in set(Pooling) and isinstance(length, int) and not isinstance(length, bool) and 2 <= length <= LONGEST
    known = known and all(isinstance(found[name], str) for name in ("query_prefix", "passage_prefix"))
    if not known or not (enough is None or (isinstance(enough, int | float) and not isinstance(enough, bool))):
        raise EncoderError("encoder_configuration", folder=folder, poolings=list(Pooling), longest=LONGEST)
    return Manner(Pooling(found["pooling"]), length, found["query_prefix"], found["passage_prefix"], enough)


def _pooling(configuration: dict[str, Any]) -> str:
    for name, pooling in (("cls_token", Pooling.CLS), ("max_tokens", Pooling.MAX), ("lasttoken", Pooling.LAST)):
        if configuration.get(f"pooling_mode_{name}") is True:
            return pooling
    stated = configuration.get("pooling_mode")
    return stated if isinstance(stated, str) else Pooling.MEAN


def _configuration(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        read = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        read = None
    if not isinstance(read, dict):
        raise EncoderError("encoder_file", path=path)
    return read
