"""Opening an encoder, how it is used, and what is said when it cannot be."""

import builtins
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper

from kb.vectors.encoder import Encoder, open_encoder
from kb.vectors.files import Manner, Pooling, find_encoder
from kb.vectors.model import EncoderError
from tests.kb.encoder_maker import make_encoder, write_model

VECTORS = {"chim": [1.0, 0.0, 0.0], "sẻ": [0.0, 1.0, 0.0], "kê": [0.0, 0.0, 2.0], "hỏi": [0.0, 0.0, -1.0]}
ROOT_HALF = 0.5**0.5


def opened(folder: Path, **configuration: object) -> Encoder:
    return Encoder(find_encoder(make_encoder(folder, VECTORS, configuration)))


@pytest.mark.parametrize(
    ("pooling", "expected"),
    [
        ("mean", [1 / 3, 1 / 3, 2 / 3]),
        ("cls", [1, 0, 0]),
        ("last", [0, 0, 1]),
        ("max", [1, 1, 2]),
    ],
)
def test_pooling(tmp_path: Path, pooling: str, expected: list[float]) -> None:
    encoder = opened(tmp_path, pooling=pooling)
    # The longer text beside it makes padding, which must count for nothing.
    vector = encoder.encode_passages(["chim sẻ kê", "chim chim chim chim chim chim"])[0]
    assert vector == pytest.approx(np.array(expected) / np.linalg.norm(expected), abs=1e-6)
    assert encoder.dimension == 3


def test_vectors_have_length_1_and_come_in_the_order_of_the_texts(tmp_path: Path) -> None:
    encoder = opened(tmp_path)
    texts = ["chim " * (50 - number) + "kê" for number in range(50)] + ["sẻ"]
    vectors = encoder.encode_passages(texts)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(51), abs=1e-6)
    assert vectors[-1] == pytest.approx([0, 1, 0])
    assert [vector[2] for vector in vectors[:50]] == sorted(vector[2] for vector in vectors[:50])


@pytest.mark.parametrize("text", ["", "   ", "không từ nào"])
def test_a_text_of_which_nothing_is_known_is_near_to_nothing(tmp_path: Path, text: str) -> None:
    encoder = opened(tmp_path, pooling="max")
    assert not encoder.encode_query(text).any()
    assert not encoder.encode_passages([text, "chim"])[0].any()


def test_prefixes_and_length(tmp_path: Path) -> None:
    encoder = opened(tmp_path, query_prefix="hỏi ", passage_prefix="sẻ ", max_length=2)
    assert encoder.encode_query("chim kê kê") == pytest.approx([ROOT_HALF, 0, -ROOT_HALF])
    assert encoder.encode_passages(["chim kê"])[0] == pytest.approx([ROOT_HALF, ROOT_HALF, 0])


def test_the_files_of_sentence_transformers_are_honoured(tmp_path: Path) -> None:
    make_encoder(tmp_path, VECTORS, model="onnx/model.onnx")
    (tmp_path / "1_Pooling").mkdir()
    (tmp_path / "1_Pooling" / "config.json").write_text(
        json.dumps({"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False})
    )
    (tmp_path / "sentence_bert_config.json").write_text('{"max_seq_length": 128}')
    prompts = {"prompts": {"query": "query: ", "document": "passage: "}}
    (tmp_path / "config_sentence_transformers.json").write_text(json.dumps(prompts))
    assert find_encoder(tmp_path).manner == Manner(Pooling.CLS, 128, "query: ", "passage: ")
    (tmp_path / "encoder.json").write_text('{"pooling": "mean", "query_prefix": ""}')
    assert find_encoder(tmp_path).manner == Manner(Pooling.MEAN, 128, "", "passage: ")


def test_another_model_tokenizer_or_manner_is_another_encoder(tmp_path: Path) -> None:
    first = opened(tmp_path / "a").identity
    assert opened(tmp_path / "b").identity == first
    assert opened(tmp_path / "c", pooling="cls").identity != first
    assert opened(tmp_path / "e", answers_from=0.5).identity == first
    make_encoder(tmp_path / "d", {**VECTORS, "kê": [0.0, 0.0, 3.0]}, {})
    assert find_encoder(tmp_path / "d").identity() != first


def test_an_encoder_stays_open_until_its_files_change(tmp_path: Path) -> None:
    make_encoder(tmp_path, VECTORS)
    first = open_encoder(tmp_path)
    assert open_encoder(tmp_path) is first
    (tmp_path / "encoder.json").write_text('{"pooling": "cls"}')
    assert open_encoder(tmp_path) is not first


def test_a_model_that_gives_the_vector_of_the_text_itself(tmp_path: Path) -> None:
    make_encoder(tmp_path, VECTORS)
    table = onnx_table(tmp_path)
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["tokens"]),
        helper.make_node("ReduceSum", ["tokens", "axis"], ["sentence_embedding"], keepdims=0),
    ]
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "length"])
    outputs = [
        helper.make_tensor_value_info("tokens", TensorProto.FLOAT, ["texts", "length", 3]),
        helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["texts", 3]),
    ]
    axis = helper.make_tensor("axis", TensorProto.INT64, [1], [1])
    write_model(tmp_path / "model.onnx", helper.make_graph(nodes, "sum", [ids], outputs, [table, axis]))
    assert Encoder(find_encoder(tmp_path)).encode_query("chim sẻ") == pytest.approx([ROOT_HALF, ROOT_HALF, 0])


def onnx_table(folder: Path) -> Any:
    import onnx

    return onnx.load(folder / "model.onnx").graph.initializer[0]


def test_the_other_inputs_of_transformers_are_given(tmp_path: Path) -> None:
    make_encoder(tmp_path, VECTORS)
    names = ("input_ids", "attention_mask", "token_type_ids", "position_ids")
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "length"]) for name in names]
    nodes = [
        helper.make_node("Mul", ["input_ids", "attention_mask"], ["masked"]),
        helper.make_node("Add", ["masked", "token_type_ids"], ["typed"]),
        helper.make_node("Gather", ["table", "typed"], ["words"]),
        helper.make_node("Cast", ["position_ids"], ["places"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["places", "axis"], ["column"]),
        helper.make_node("Mul", ["words", "column"], ["last_hidden_state"]),
    ]
    output = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["texts", "length", 3])
    axis = helper.make_tensor("axis", TensorProto.INT64, [1], [2])
    write_model(tmp_path / "model.onnx", helper.make_graph(nodes, "all", inputs, [output], [onnx_table(tmp_path), axis]))
    # Each word counts by its place, from 0.
    assert Encoder(find_encoder(tmp_path)).encode_query("chim sẻ") == pytest.approx([0, 1, 0])


def test_without_the_extra_there_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_encoder(tmp_path, VECTORS)
    files = find_encoder(tmp_path)
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] in ("onnxruntime", "tokenizers"):
            raise ModuleNotFoundError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(EncoderError, match="encoder_not_installed"):
        Encoder(files)


def test_folders_that_are_no_encoder(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="encoder_folder"):
        find_encoder(tmp_path / "none")
    with pytest.raises(EncoderError, match="encoder_without_model"):
        find_encoder(tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(EncoderError, match="encoder_without_tokenizer"):
        find_encoder(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(EncoderError, match="encoder_not_opened"):
        Encoder(find_encoder(tmp_path))


@pytest.mark.parametrize(
    "configuration",
    [
        '{"pooling": "sum"}',
        '{"max_length": 1}',
        '{"max_length": "128"}',
        '{"max_length": true}',
        '{"query_prefix": 5}',
        '{"answers_from": "0.5"}',
        "[]",
        "{",
    ],
)
def test_configurations_that_cannot_be_used(tmp_path: Path, configuration: str) -> None:
    make_encoder(tmp_path, VECTORS)
    (tmp_path / "encoder.json").write_text(configuration)
    with pytest.raises(EncoderError, match=r"encoder_configuration|encoder_file"):
        find_encoder(tmp_path)


def test_models_that_want_or_give_something_else(tmp_path: Path) -> None:
    make_encoder(tmp_path, VECTORS)
    pixels = helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["a"])
    same = helper.make_tensor_value_info("same", TensorProto.FLOAT, ["a"])
    write_model(
        tmp_path / "model.onnx",
        helper.make_graph([helper.make_node("Identity", ["pixel_values"], ["same"])], "p", [pixels], [same]),
    )
    with pytest.raises(EncoderError, match="encoder_inputs"):
        Encoder(find_encoder(tmp_path))
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["a", "b"])
    flat = helper.make_tensor_value_info("flat", TensorProto.FLOAT, ["c"])
    axis = helper.make_tensor("shape", TensorProto.INT64, [1], [-1])
    nodes = [
        helper.make_node("Reshape", ["input_ids", "shape"], ["line"]),
        helper.make_node("Cast", ["line"], ["flat"], to=TensorProto.FLOAT),
    ]
    write_model(tmp_path / "model.onnx", helper.make_graph(nodes, "f", [ids], [flat], [axis]))
    with pytest.raises(EncoderError, match="encoder_vectors"):
        Encoder(find_encoder(tmp_path))
