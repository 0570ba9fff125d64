"""How often one client may ask, without keeping anybody's address.

The key of a client is a hash of its address with a secret that ends with the process, so
memory holds nothing to look an address up by, and a key is gone once its window has passed.
"""

import hashlib
import math
import re
import secrets
import threading
import time
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web import problem
from bot.web.metrics import Metrics

WINDOW_SECONDS = 60
PREFIX = 64
"""Bits of an IPv6 address that tell clients apart: a household or a server gets them all."""

KEY_BYTES = 16

# The API's questions, and the page's and gradio_client's; nothing else goes through the queue.
ASKS = re.compile(r"^/+(api/+ask(/+stream)?|(gradio_api/+)?queue/+join)/*$")


class RateLimiter:
    """Counts each client's questions over a moving window. Safe to use from several threads."""

    def __init__(self, limit: int, window: int = WINDOW_SECONDS) -> None:
        """Allow ``limit`` questions, at least one, within ``window`` seconds."""
        self._item = RateLimitItemPerSecond(limit, window)
        self._storage = MemoryStorage()
        self._strategy = MovingWindowRateLimiter(self._storage)
        self._secret = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._broom: threading.Timer | None = None

    def seconds_to_wait(self, address: str) -> int:
        """Count a question from ``address`` and return 0, or when it may ask again."""
        key = self._key(address)
        with self._lock:
            if self._strategy.hit(self._item, key):
                self._sweep_later()
                return 0
            free, _ = self._strategy.get_window_stats(self._item, key)
        return max(1, math.ceil(free - time.time()))

    def clients(self) -> int:
        """Count the clients whose keys are in memory."""
        return len(self._storage.events)

    def _key(self, address: str) -> str:
        return hashlib.blake2b(
            client_of(address).encode(), key=self._secret, digest_size=KEY_BYTES
        ).hexdigest()

    def _sweep_later(self) -> None:
        # The library empties a client's list, but keeps its key for as long as it lives.
        if self._broom is None:
            self._broom = threading.Timer(self._item.get_expiry(), self._sweep)
            self._broom.daemon = True
            self._broom.start()

    def _sweep(self) -> None:
        now = time.time()
        with self._lock:
            self._broom = None
            for key, events in list(self._storage.events.items()):
                if not events or events[0].expiry <= now:
                    with self._storage.locks[key]:
                        self._storage.clear(key)
            if self._storage.events:
                self._sweep_later()


def client_of(address: str) -> str:
    """Return what counts as one client: an IPv4 address, or the network of an IPv6 one."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is None:
            return str(IPv6Network((int(parsed), PREFIX), strict=False))
        parsed = parsed.ipv4_mapped
    return str(parsed)


class RateGuard:
    """ASGI middleware that turns away who asks too often."""

    def __init__(self, app: ASGIApp, limit: int, metrics: Metrics) -> None:
        """Guard ``app``.

        Args:
            app: What answers.
            limit: Questions a minute and client, at least one.
            metrics: Where those turned away are counted.
        """
        self._app = app
        self._limiter = RateLimiter(limit)
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on everything but a question too many."""
        if scope["type"] == "http" and scope["method"] == "POST" and ASKS.match(scope["path"]):
            # Uvicorn has put the visitor's address in place of a trusted proxy's.
            address, _ = scope["client"] or ("", 0)
            seconds = self._limiter.seconds_to_wait(address)
            if seconds:
                self._metrics.turn_away("rate_limit")
                await problem.rate_limited(seconds).response()(scope, receive, send)
                return
        await self._app(scope, receive, send)
