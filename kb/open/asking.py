"""Asking in turn and for whoever may, in threads of our own, so that the pages keep theirs: what HTTP and MCP do alike."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, WouldBlock, to_thread

from kb.accounts.current import Actor
from kb.accounts.roles import require
from kb.base import KnowledgeBase
from kb.open.questions import Question

_AT_ONCE, _HEAVY = CapacityLimiter(4), CapacityLimiter(1)
_WAITING = 32  # that wait; further ones are asked to come later
T = TypeVar("T")


async def in_turn(
    base: Callable[[], KnowledgeBase], make: Callable[[KnowledgeBase], T], question: Question | None, actor: Actor | None
) -> T:
    """What is made of the base, once it is its turn.

    :param question: that is answered; None: something that everybody may know who reads
    :param actor: whoever signed in; None where nobody does
    :raises WouldBlock: too many wait
    :raises NotAllowedError: their role does not read it
    """
    limiter = _HEAVY if question and question.heavy else _AT_ONCE

    def run() -> T:
        opened = base()
        if actor is not None:
            with opened.session() as session:
                require(session, actor, "read", "desk" if question and question.name == "entitled" else "base")
        return make(opened)

    if limiter.statistics().tasks_waiting >= _WAITING:
        raise WouldBlock
    return await to_thread.run_sync(run, limiter=limiter)
