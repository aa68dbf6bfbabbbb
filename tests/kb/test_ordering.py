"""Articles in the order of the Vietnamese alphabet."""

from datetime import date
from pathlib import Path

from documents.model import Codified, Instrument
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument, load_version
from tests.kb import made_up_law as law
from tests.kb.made_up_changes import GARDEN, GARDEN_KEY, codified, put, read

NUMBERS = ["4", "5", "5d", "5đ", "5e", "6"]
TEXT = GARDEN.split("Điều 1.")[0] + "\n".join(f"Điều {number}. Cây {number}\nCây {number} được tưới." for number in NUMBERS)


def topic(*numbers: str) -> Instrument:
    """The articles that a topic of the codification has."""
    return codified(read(TEXT), {f"dieu-{number}": Codified(f"A{number}", number, "1.1", "Vườn") for number in numbers})


def numbers(base: KnowledgeBase) -> list[str | None]:
    with base.session() as session:
        loaded = load_version(session, find_instrument(session, GARDEN_KEY))
        return [item.number for item in loaded.walk() if item.path.startswith("dieu-")]


def test_topics_come_together_in_order(tmp_path: Path) -> None:
    with law.open_base(tmp_path) as base:
        put(base, topic("4", "5e", "6"), name="mot.html", snapshot_on=date(2094, 6, 1))
        put(base, topic("5", "5d", "5đ"), name="hai.html", snapshot_on=date(2094, 6, 1))
        assert numbers(base) == NUMBERS
