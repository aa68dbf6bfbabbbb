"""What processes of their own do to a base that a test has opened."""

import os
import signal
from pathlib import Path

from ingest.batch import ingest_paths
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.settings import Settings


def opened(home: str, url: str) -> KnowledgeBase:
    return KnowledgeBase(Settings(home=Path(home), database_url=url or None))


def kill_while_linking(home: str, url: str, folder: str) -> None:
    """Ingest, and end as a power cut does, with the rows of the first text written and not yet kept."""
    from kb.law.derivation.link_rows import LinkRows

    write = LinkRows.write

    def cut(self: LinkRows, *given: object) -> None:
        write(self, *given)  # type: ignore[arg-type]
        os.kill(os.getpid(), signal.SIGKILL)

    LinkRows.write = cut  # type: ignore[method-assign, assignment]
    with opened(home, url) as base:
        list(ingest_paths(base, [Path(folder)], workers=1))


def kill_while_removing(home: str, url: str, key: str, step: str) -> None:
    """Take a text out, and end as a power cut does at a step of it."""
    from ingest import removing

    setattr(removing, step, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    with opened(home, url) as base:
        removing.remove_texts(base, [key], Actor("Lan"))
