"""A small encoder for tests: a table of word vectors as an ONNX graph, and a tokenizer of whole words."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace

PAD, UNKNOWN = "[PAD]", "[UNK]"


def make_encoder(
    folder: Path,
    vectors: Mapping[str, Sequence[float]],
    configuration: Mapping[str, object] | None = None,
    model: str = "model.onnx",
) -> Path:
    """Write an encoder whose token vectors are those of a table; padding and unknown words get zeros.

    :param vectors: by word in small letters, its vector
    :param configuration: for ``encoder.json``
    """
    dimension = len(next(iter(vectors.values())))
    words = [PAD, UNKNOWN, *vectors]
    table = np.array([[0.0] * dimension, [0.0] * dimension, *vectors.values()], dtype=np.float32)
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])],
        "words",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "tokens"])],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["texts", "tokens", dimension])],
        [numpy_helper.from_array(table, "table")],
    )
    write_model(folder / model, graph)
    write_tokenizer(folder, words)
    if configuration is not None:
        (folder / "encoder.json").write_text(json.dumps(configuration), encoding="utf-8")
    return folder


def write_model(path: Path, graph: onnx.GraphProto) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(helper.make_model(graph, ir_version=10, opset_imports=[helper.make_opsetid("", 17)]), str(path))


def write_tokenizer(folder: Path, words: Sequence[str]) -> None:
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(words)}, unk_token=UNKNOWN))
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
