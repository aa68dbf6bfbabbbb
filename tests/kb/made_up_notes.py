"""A decree of two articles in memory, to write notes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from kb.accounts.current import LOCAL, act_as
from kb.database.tables import Base, Instrument, Provision, Version

KEY = "nghi-dinh/01-2099-nd-mau/chinh-phu/2099-01-01"
ROWS = [
    ("dieu-1", "article", "Mức hỗ trợ", "Người được hỗ trợ gồm:", "Mức chi do Sở quyết định."),
    ("dieu-1/khoan-1", "clause", None, "Nạn nhân đã được xác định.", ""),
    ("dieu-1/khoan-2", "clause", None, "Người đang chờ xác định, tối đa 03 tháng.", ""),
    ("dieu-2", "article", "Thời hạn", "Thời hạn hỗ trợ là 03 tháng.", ""),
]


@contextmanager
def in_memory() -> Iterator[Session]:
    """Its first version has the id 1; whoever is at this machine acts."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Instrument(id=1, key=KEY, type="nghi-dinh"))
        session.add(Version(id=1, instrument_id=1, recorded_at=datetime.now(UTC), text_hash="0", missing=[]))
        for position, (path, kind, heading, text, tail) in enumerate(ROWS):
            session.add(Provision(version_id=1, position=position, path=path, kind=kind, heading=heading, text=text, tail=tail))
        session.flush()
        act_as(session, LOCAL)
        yield session
    engine.dispose()
