"""A base whose metadata know one thing more, for `test_declared`: run apart, as the class of metadata is another one then."""

import os
import sys
from dataclasses import make_dataclass, replace
from pathlib import Path

from documents import model

model.Metadata = make_dataclass("Metadata", [("gazette", "str | None", None)], bases=(model.Metadata,), frozen=True, slots=True)
model.METADATA_FIELDS += ("gazette",)

from sqlalchemy import Text  # noqa: E402
from sqlalchemy.orm import mapped_column  # noqa: E402
from streamlit.testing.v1 import AppTest  # noqa: E402

from documents.akoma_ntoso import Version, read, write  # noqa: E402
from kb.database import tables  # noqa: E402
from kb.database.reading.reader import find_instrument  # noqa: E402
from kb.database.storing.rereading import store_again  # noqa: E402
from kb.database.storing.sources import SourceInfo  # noqa: E402
from kb.database.storing.writer import store  # noqa: E402
from kb.interface import catalogue  # noqa: E402
from kb.open.objects import instrument_json  # noqa: E402
from kb.settings import settings  # noqa: E402
from tests.kb import made_up_law as law  # noqa: E402

tables.Instrument.gazette = mapped_column(Text, nullable=True)


def about(base_home: Path, key: str) -> str:
    """The reader's page of an instrument."""
    os.environ["KB_HOME"] = str(base_home)
    settings.cache_clear()
    test = AppTest.from_function(_draw, default_timeout=180)
    test.query_params["vb"] = key
    test.run()
    assert not test.exception, test.exception
    return "\n".join(str(item.proto.body) for item in test.get("html"))


def _draw() -> None:
    from kb.pages.kit.frame import close_frame, guarded, open_frame
    from kb.pages.listing import PAGES

    frame = open_frame("van-ban")
    guarded(frame, next(page.show for page in PAGES if page.name == "van-ban"))
    close_frame(frame)


def main(home: Path) -> None:
    """Store, read, export, show and read again what a field more says."""
    kept = catalogue.entries
    catalogue.entries = lambda language="vi": {**kept(language), "reader.gazette": "Công báo"}
    made = replace(law.LAW, metadata=replace(law.LAW.metadata, gazette="Công báo số 7"))
    source = SourceInfo(name="luat.txt", sha256="0" * 64, size=1, format="txt")
    with law.open_base(home) as base:
        with base.session(write=True) as session:
            store(session, source, [made])
        with base.session() as session:
            found = find_instrument(session, made.key).metadata
        assert found.gazette == "Công báo số 7"
        assert instrument_json(made.key, found, (), (), ())["gazette"] == "Công báo số 7"
        (again,) = read(write([Version(made)]).encode())
        assert again.instrument.metadata == made.metadata
        with base.session(write=True) as session:
            better = replace(made, metadata=replace(made.metadata, gazette="Công báo số 8"))
            store_again(session, 1, source, [better], ())
        with base.session() as session:
            assert find_instrument(session, made.key).metadata.gazette == "Công báo số 8"
    assert "Công báo số 8" in about(home, made.key)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
