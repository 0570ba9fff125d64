"""What the server tells of itself: to anybody that it lives, to its operators how it does.

Whether somebody is an operator is told by the address alone. Behind a proxy that is the
visitor's: uvicorn puts what a trusted proxy says in ``X-Forwarded-For`` in the place of the
proxy's own address, and it trusts proxies on this machine (127.0.0.1 and ::1; another set by
``FORWARDED_ALLOW_IPS``). So a visitor through a local proxy is not local, whatever the
visitor writes into that header, provided the proxy appends to it, as the usual ones do
when they are told to. A local proxy that sends no such header makes every visitor look
local: then set ``operators`` to a network nobody comes from, or let the proxy refuse the two
addresses.
"""

from collections.abc import Callable
from ipaddress import ip_address

from fastapi import Depends, FastAPI, Request, Response
from starlette.exceptions import HTTPException

from bot.settings import Network
from bot.web import problem
from bot.web.metrics import CONTENT_TYPE
from bot.web.profile import Profile
from bot.web.service import Service
from corpus.errors import CorpusError, QuotewellError

NO_DOCUMENTS = "The documents cannot be read. On the server, run: quotewell corpus lint"
NO_INDEX = "The index is missing, stale or damaged. On the server, run: quotewell index build"


def add_operators_routes(app: FastAPI, service: Service, profile: Profile) -> None:
    """Let ``app`` tell that it lives and is ready, and the counts to operators."""
    operator = [Depends(only_from(profile.operators))]
    counters = service.counters

    @app.get("/healthz")
    async def alive() -> Response:
        return Response(status_code=204)

    # Not a coroutine: it reads the disk.
    @app.get("/readyz")
    def ready() -> Response:
        try:
            _ = service.bot.corpus
        except QuotewellError as error:
            detail = NO_DOCUMENTS if isinstance(error, CorpusError) else NO_INDEX
            found = problem.unavailable("en").model_copy(update={"detail": detail})
            return found.response()
        return Response(status_code=204)

    app.get("/counts", dependencies=operator)(counters.table)
    if not profile.kiosk:

        @app.get("/metrics", dependencies=operator)
        async def metrics() -> Response:
            return Response(counters.metrics.text(), headers={"Content-Type": CONTENT_TYPE})


def only_from(networks: tuple[Network, ...]) -> Callable[[Request], None]:
    """Return a check that answers 404, as if nothing were there, to all but ``networks``."""

    def check(request: Request) -> None:
        try:
            address = ip_address(request.client.host if request.client else "")
        except ValueError:
            raise HTTPException(404) from None
        if not any(address in network for network in networks):
            raise HTTPException(404)

    return check
