"""Sentences by name: their values go through JSON and back unchanged, and nothing else is taken for one."""

from datetime import date

import pytest

from documents.messages import Message, Places, told_together

INNER = Message.of("problem.scan", count=3)


@pytest.mark.parametrize(
    "value",
    ["Điều 3", "", 7, date(2031, 5, 1), ("a", 1, INNER), (), Places(("dieu-1", "dieu-2/khoan-1"), 4), Places(()), INNER],
)
def test_values_go_through_json(value: object) -> None:
    message = Message.of("problem.x", value=value, other="đ")  # type: ignore[arg-type]
    assert Message.read(message.key, message.data()) == message
    assert hash(Message.read(message.key, message.data())) == hash(message)


@pytest.mark.parametrize("data", [[], "x", None, {"a": None}, {"a": 1.5}, {"a": [1.5]}, {"a": {"paths": "x"}}, {"a": {"day": "x"}}])
def test_what_is_no_value_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r"sentence|isoformat"):
        Message.read("problem.x", data)  # type: ignore[arg-type]


def test_no_more_places_are_named_than_asked_for() -> None:
    assert Places.of("dieu-1", "dieu-2", "dieu-3", most=2) == Places(("dieu-1", "dieu-2"), 1)
    assert Places.of("dieu-1", most=2) == Places.of("dieu-1") == Places(("dieu-1",))


def test_what_is_doubted_at_many_places_is_told_once() -> None:
    doubted = [Message.of("problem.doubtful_numbers", count=count, words=words) for count, words in ((2, "“6”, “]”"), (1, "“6”"))]
    other = Message.of("problem.no_articles")
    one = Message.of("problem.doubtful_numbers", count=3, words="“6”, “]”")
    assert told_together([doubted[0], other, doubted[1], other]) == [one, other]
