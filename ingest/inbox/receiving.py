"""Where the page's script sends files: each goes to the disk piece by piece, and nothing of it is ever whole in memory.

Who may send is known by a pass that only a page of ours was given: another page can neither read it nor send it along.
"""

import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator
from urllib.parse import unquote

from anyio import CapacityLimiter, fail_after, from_thread, to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from documents.errors import WordedError
from ingest.inbox.staging import receive
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.interface.catalogue import Catalogue

PATH = "nhan-tep"
_SILENT = 60.0  # seconds without a byte after which a sender is gone
_AT_ONCE = CapacityLimiter(20)  # files that come in; further ones wait, and no thread of the pages is taken by any
_MOST_PASSES = 2_000  # of pages that were opened last

_passes: OrderedDict[str, tuple[KnowledgeBase, Actor, Catalogue]] = OrderedDict()


def admit(base: KnowledgeBase, by: Actor, say: Catalogue) -> str:
    """A pass for sending files into a base in somebody's name. It holds as long as this process, and their sign-in."""
    made = secrets.token_urlsafe(24)
    _passes[made] = (base, by, say)
    while len(_passes) > _MOST_PASSES:
        _passes.popitem(last=False)
    return made


def routes(folder: str = "") -> list[Route]:
    """What the app serves beside its pages.

    :param folder: below which it is served
    """
    return [Route(f"{folder}/{PATH}", _take, methods=["POST"])]


async def _take(request: Request) -> Response:
    """Take a file in: its name in a header, its bytes as the body."""
    found = _passes.get(request.headers.get("x-pass", ""))
    if found is None:
        return Response(status_code=403)
    base, by, say = found
    here: Actor | None = request.scope.get("signed_in")
    if by.signed_in and (here is None or (here.person_id, here.since) != (by.person_id, by.since)):
        return Response(status_code=403)
    try:
        name = unquote(request.headers.get("x-name", ""))
        fresh = await to_thread.run_sync(_received, request, base, by, name, limiter=_AT_ONCE)
    except ClientDisconnect:
        return Response(status_code=400)
    except TimeoutError:
        return Response(status_code=408)
    except WordedError as error:
        return JSONResponse({"why": say.write(error)}, 422)
    return JSONResponse({"fresh": fresh})


def _received(request: Request, base: KnowledgeBase, by: Actor, name: str) -> bool:
    pieces = request.stream()
    with receive(base, name, by) as incoming:
        while piece := from_thread.run(_next, pieces):
            incoming.write(piece)
    return incoming.fresh


async def _next(pieces: AsyncIterator[bytes]) -> bytes:
    with fail_after(_SILENT):
        return await anext(pieces, b"")
