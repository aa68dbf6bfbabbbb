"""What texts name, whether the base has it or not: how it is noted and called."""

from types import SimpleNamespace

import pytest

from kb.database import tables
from kb.law.references.naming import cited_key, cited_name, cited_values

LAW = tables.Instrument(key="luat/1-2031-qh22/quoc-hoi/2031-01-01", number="1/2031/QH22", title="Thử nghiệm")


@pytest.mark.parametrize(
    ("label", "number", "name", "expected"),
    [
        ("luat/1-2001-qh10/-/-", None, None, ("luat/1-2001-qh10/-/-", "1-2001-QH10", "1-2001-qh10", None)),
        ("luat/1-2001-qh10/-/-", "1/2001/QH10", None, ("luat/1-2001-qh10/-/-", "1/2001/QH10", "1-2001-qh10", None)),
        ("?12-2001-nd-cp", "12/2001/NĐ-CP", None, (None, "12/2001/NĐ-CP", "12-2001-nd-cp", None)),
        ("?luat-thuong-mai", None, "Luật Thương mại", (None, None, None, "Luật Thương mại")),
    ],
)
def test_what_is_noted_of_what_a_text_names(
    label: str, number: str | None, name: str | None, expected: tuple[str | None, str | None, str | None, str | None]
) -> None:
    found = cited_values(label, number, name, None)
    assert tuple(found[column] for column in ("key", "number", "number_slug", "name")) == expected
    assert (found["label"], found["instrument_id"]) == (label, None)


def test_a_law_that_everybody_knows_is_noted_with_its_number_and_name() -> None:
    found = cited_values("luat/66-2011-qh12/quoc-hoi/2011-03-29", None, None, None)
    assert found["number"] == "66/2011/QH12"
    assert "mua bán người" in found["name"]


def test_what_the_base_has_is_called_as_it_knows_it() -> None:
    named = SimpleNamespace(number=None, name="Luật Thử", label="?luat-thu", key=None)
    assert (cited_name(named, LAW), cited_key(named, LAW)) == ("Luật Thử nghiệm số 1/2031/QH22", LAW.key)
    assert (cited_name(named, None), cited_key(named, None)) == ("Luật Thử", None)
    assert (cited_name(None, None), cited_key(None, None)) == ("", None)
