"""An ONNX encoder with its tokenizer: texts in, vectors of length 1 out. Needs the extra ``tuluat[dense]``."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kb.vectors.files import EncoderFiles, Pooling, find_encoder
from kb.vectors.model import EncoderError, Floats

BATCH = 32
_INPUTS = ("input_ids", "attention_mask", "token_type_ids", "position_ids")
_SENTENCE = ("sentence_embedding", "sentence_embeddings", "pooler_output_normalized")
_SHORTEST = 1e-12


class Encoder:
    """An open encoder. One may be used by several threads.

    :param files: the encoder's files
    :param threads: of the runtime; 0: as many as there are cores
    :raises EncoderError: the extra is not installed, or the files are no encoder
    """

    def __init__(self, files: EncoderFiles, threads: int = 0) -> None:
        runtime, tokenizers = _libraries()
        options = runtime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        try:
            self._session = runtime.InferenceSession(str(files.model), options, providers=["CPUExecutionProvider"])
            self._tokenizer = tokenizers.Tokenizer.from_file(str(files.tokenizer))
        except Exception as error:  # both libraries raise bare exceptions of their own
            raise EncoderError("encoder_not_opened", folder=files.model.parent) from error
        self.files = files
        self.identity = files.identity()
        self._inputs = tuple(item.name for item in self._session.get_inputs())
        unknown = [name for name in self._inputs if name not in _INPUTS]
        if unknown:
            raise EncoderError("encoder_inputs", names=unknown)
        if "input_ids" not in self._inputs:
            raise EncoderError("encoder_without_input")
        names = [item.name for item in self._session.get_outputs()]
        self._output = next((name for name in _SENTENCE if name in names), names[0])
        self._tokenizer.enable_truncation(files.manner.max_length)
        self._tokenizer.enable_padding(**self._padding())
        self.dimension = int(self.encode(["a"]).shape[1])

    def encode_query(self, text: str) -> Floats:
        """The vector of a query."""
        vector: Floats = self.encode([self.files.manner.query_prefix + text])[0]
        return vector

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """The vectors of clauses, a row each; texts of like length go together, so that little is padded."""
        prefix = self.files.manner.passage_prefix
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        found = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            found[places] = self.encode([prefix + texts[place] for place in places])
        return found

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of some texts as they are, in one call of the model.

        :raises EncoderError: the model fails, or gives something that is no vector
        """
        encoded = self._tokenizer.encode_batch(list(texts))
        ids = np.array([item.ids for item in encoded], dtype=np.int64)
        mask = np.array([item.attention_mask for item in encoded], dtype=np.int64)
        if ids.shape[1] == 0:
            # Texts of no word at all, in a tokenizer without special tokens: models want one column at least.
            ids = mask = np.zeros((len(texts), 1), dtype=np.int64)
        given = {
            "input_ids": ids,
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(ids),
            "position_ids": np.broadcast_to(np.arange(ids.shape[1], dtype=np.int64), ids.shape),
        }
        try:
            (answer,) = self._session.run([self._output], {name: given[name] for name in self._inputs})
        except Exception as error:  # the runtime raises bare exceptions of its own
            raise EncoderError("encoder_failed") from error
        vectors = np.asarray(answer, dtype=np.float32)
        if vectors.ndim == 3 and vectors.shape[:2] == ids.shape:
            vectors = _pooled(vectors, mask, self.files.manner.pooling)
        if vectors.ndim == 2 and len(vectors) == len(texts):
            vectors = np.where(mask.max(axis=1, keepdims=True) > 0, vectors, np.float32(0))  # nothing was read: near to nothing
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise EncoderError("encoder_vectors")
        unit: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _SHORTEST)
        return unit

    def _padding(self) -> dict[str, Any]:
        stated = self._tokenizer.padding
        if stated:
            return {name: stated[name] for name in ("pad_id", "pad_type_id", "pad_token")}
        for token in ("[PAD]", "<pad>"):
            identity = self._tokenizer.token_to_id(token)
            if identity is not None:
                return {"pad_id": identity, "pad_token": token}
        return {}


def _pooled(vectors: Floats, mask: Any, pooling: Pooling) -> Floats:
    """One vector a text; padding counts for nothing."""
    weights = mask[:, :, None].astype(np.float32)
    match pooling:
        case Pooling.CLS:
            found = vectors[:, 0]
        case Pooling.LAST:
            found = vectors[np.arange(len(vectors)), np.maximum(mask.shape[1] - 1 - mask[:, ::-1].argmax(axis=1), 0)]
        case Pooling.MAX:
            found = np.where(weights > 0, vectors, -np.inf).max(axis=1)
        case _:
            found = (vectors * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), _SHORTEST)
    pooled: Floats = np.asarray(found, dtype=np.float32)
    return pooled


def _libraries() -> tuple[Any, Any]:
    try:
        import onnxruntime
        import tokenizers
    except ImportError:
        raise EncoderError("encoder_not_installed") from None
    onnxruntime.disable_telemetry_events()
    return onnxruntime, tokenizers


_open: dict[tuple[object, ...], Encoder] = {}
_lock = threading.Lock()


def open_encoder(folder: Path) -> Encoder:
    """The encoder of a folder, kept open; opened anew where its files have changed.

    :raises EncoderError: it cannot be used
    """
    files = find_encoder(folder)
    stamps = tuple(path.stat().st_mtime_ns for path in (files.model, files.tokenizer))
    state = (files.model, files.manner, *stamps)
    with _lock:
        known = _open.get(state)
        if known is None:
            known = Encoder(files)
            _open.clear()
            _open[state] = known
    return known
