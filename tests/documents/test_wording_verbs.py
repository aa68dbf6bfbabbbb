"""The verbs that a lawyer reads in verbs.toml mean what the program makes of them."""

import pytest

from documents.amendments import read_effects
from documents.wording import read_vocabulary
from documents.wording.verbs import changes_told
from tests.documents.amendment_helpers import BASE_KEY, act, order

SAID = {
    **{name: f"{{verb}} Điều 4 của {{of}}{rest}" for name, rest in (("amend", " như sau:\nRau để lâu."), ("repeal", "."))},
    "replace": "{verb} Điều 4 của {of} bằng Điều 4 mới như sau:\nRau để lâu.",
    "insert": "{verb} khoản 4 vào sau khoản 3 Điều 2 của {of} như sau:\n“4. Rau là rau.”.",
    "suspend": "{verb} hiệu lực thi hành Điều 4 của {of}.",
    "expire": "Điều 4 của {of} {verb} kể từ ngày 01 tháng 7 năm 2022.",
    "correct": "{verb} cụm từ “nơi mát” thành cụm từ “nơi khô” tại khoản 1 Điều 5 của {of}.",
}
VERBS = [(name, words, verb) for name, verb in read_vocabulary("verbs").items() for words in verb["words"]]


@pytest.mark.parametrize(("name", "words", "verb"), VERBS, ids=[words for _, words, _ in VERBS])
def test_each_verb_does_what_its_table_says(name: str, words: str, verb: dict[str, str]) -> None:
    said = SAID[name].format(verb=words if name == "expire" else words.capitalize(), of="Nghị định số 10/2020/NĐ-CP")
    effects = read_effects(act(order(said)))
    assert {effect.action.value for effect in effects if effect.target.key == BASE_KEY} & {verb["action"], "append"}


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("Khoản này được sửa đổi, bổ sung theo quy định tại Điều 1", ("amend", "insert")),
        ("điều này hết hiệu lực, được thay thế", ("repeal", "replace")),
        ("được huỷ bỏ", ("repeal",)),
        ("bị ngừng hiệu lực", ("suspend",)),
        ("ngừng xe", ()),
        ("dieu nay duoc bai bo", ("repeal",)),
    ],
)
def test_what_a_note_tells(note: str, told: tuple[str, ...]) -> None:
    assert changes_told(note) == told
