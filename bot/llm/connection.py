"""Hold a provider's package to one server, one attempt, and a bounded reply.

A package's own client follows redirects, takes proxies from the environment, tries again,
and keeps a line that never ends. Ours does none of it for a model on this machine, and for
another it takes proxies only.
"""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpx

from bot.llm.place import Place
from bot.llm.prompt import SHAPE
from index.errors import ChatModelError

MAX_BYTES = 4 * 2**20
"""Of one reply on the wire, where every few letters come wrapped in some hundred bytes."""

MAX_TOKENS = 500
"""The longest honest reply, four statements, has about two hundred, in Latvian twice that."""


def connection(provider: str, place: Place, timeout: float) -> dict[str, Any]:
    """Return what to tell the package of ``provider`` besides the address.

    Args:
        provider: As in ``PROVIDER:MODEL``; nothing is known of most.
        place: Where the model is.
        timeout: Seconds one reply may take.

    Raises:
        ChatModelError: If the environment names a proxy that cannot be used.
    """
    # A connection for each question: what is given up at its end is nobody else's.
    alone = httpx.Limits(max_keepalive_connections=0)
    try:
        transport = httpx.HTTPTransport(proxy=_proxy(place), limits=alone)
    except (ImportError, ValueError) as error:
        msg = (
            f"The proxy that the environment names for {place.host} cannot be used: {error}. "
            "Correct HTTPS_PROXY, or name the host in NO_PROXY."
        )
        raise ChatModelError(msg) from error
    kept: dict[str, Any] = {
        "transport": Bounded(transport, timeout),
        "trust_env": False,
        "follow_redirects": False,
        "timeout": timeout,
    }
    if provider == "openai":
        options: dict[str, Any] = {
            "http_client": httpx.Client(**kept),
            "openai_proxy": None,
            "max_retries": 0,
        }
        if place.local:
            # Remote models refuse some of these. A server of one's own rarely wants a key, but
            # the package does.
            options |= {"temperature": 0}
            options["api_key"] = os.environ.get("OPENAI_API_KEY") or "none"
        return options
    if provider == "ollama":
        transport = kept.pop("transport")
        return {
            "sync_client_kwargs": {"transport": transport},
            "client_kwargs": kept,
            "temperature": 0,
            "num_predict": MAX_TOKENS,
        }
    return {}


def shaped(provider: str, place: Place) -> dict[str, Any]:
    """Return what to send with each question so that the server holds the model to the shape.

    Not every server knows it, so :class:`~bot.llm.client.Client` does without when one refuses.
    """
    if provider == "openai" and place.local:
        form = {"type": "json_object", "schema": SHAPE}
        return {"extra_body": {"max_tokens": MAX_TOKENS, "response_format": form}}
    return {"format": SHAPE} if provider == "ollama" else {}


def _proxy(place: Place) -> str | None:
    """Return what the environment puts between this machine and ``place``, if anything."""
    if place.local or place.base_url is None:
        return None
    url = httpx.URL(place.base_url)
    if proxy_bypass(url.host):
        return None
    named = getproxies()
    return named.get(url.scheme) or named.get("all")


class Bounded(httpx.BaseTransport):
    """Gives up a reply that is too long or too late, whatever it is made of."""

    def __init__(self, inner: httpx.BaseTransport, timeout: float) -> None:
        """Ask through ``inner``; a reply ends within ``timeout`` seconds, silence apart."""
        self._inner = inner
        self._timeout = timeout

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send ``request``, and bound what comes."""
        # Packed, a few bytes could be any number.
        request.headers["Accept-Encoding"] = "identity"
        watch = _Watch(self._timeout)
        # Known before the first header, of which there may be no end.
        request.extensions["trace"] = watch.heard
        try:
            response = self._inner.handle_request(request)
        except BaseException:
            watch.stop()
            raise
        stream = response.stream
        assert isinstance(stream, httpx.SyncByteStream)  # noqa: S101 - as of every transport
        response.stream = _BoundedStream(stream, watch, request)
        if response.headers.get("Content-Encoding", "identity") != "identity":
            response.close()
            msg = "a packed reply, which was not asked for"
            raise httpx.DecodingError(msg, request=request)
        return response

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


class _Watch:
    """Cuts a connection when its time is up, whoever is waiting for what."""

    def __init__(self, timeout: float) -> None:
        self._connections: list[socket.socket] = []
        self._over = threading.Event()
        self._timer = threading.Timer(timeout, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def heard(self, event: str, about: dict[str, Any]) -> None:
        """Keep the connection that ``event`` tells of, by its name in ``httpcore``."""
        if event.endswith("connect_tcp.complete"):
            # A handle of our own, which stays good when TLS takes over the other.
            self._connections.append(about["return_value"].get_extra_info("socket").dup())
            if self._over.is_set():
                self._cut()

    def stop(self) -> None:
        """Let the connection go."""
        self._timer.cancel()
        for one in self._connections:
            one.close()

    def _cut(self) -> None:
        self._over.set()
        for one in self._connections:
            # Whoever reads from it then finds its end; it may have been let go just now.
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class _BoundedStream(httpx.SyncByteStream):
    def __init__(self, inner: httpx.SyncByteStream, watch: _Watch, request: httpx.Request) -> None:
        self._inner = inner
        self._watch = watch
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        length = 0
        for chunk in self._inner:
            length += len(chunk)
            if length > MAX_BYTES:
                msg = "a reply that is too long"
                raise httpx.ReadError(msg, request=self._request)
            yield chunk

    def close(self) -> None:
        self._watch.stop()
        self._inner.close()
