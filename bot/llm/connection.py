"""Hold a provider's package to one server, one attempt, and a bounded reply.

A package's own client follows redirects, takes proxies from the environment, tries again,
and keeps a line that never ends. Ours does none of it for a model on this machine, and for
another it takes proxies only.
"""

import os
import time
from collections.abc import Iterator
from typing import Any

import httpx

from bot.llm.place import Place
from bot.llm.prompt import SHAPE

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
    """
    kept: dict[str, Any] = {
        "transport": Bounded(httpx.HTTPTransport(), timeout),
        "trust_env": not place.local,
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
        until = time.monotonic() + self._timeout
        response = self._inner.handle_request(request)
        if response.headers.get("Content-Encoding", "identity") != "identity":
            response.close()
            msg = "a packed reply, which was not asked for"
            raise httpx.DecodingError(msg, request=request)
        stream = response.stream
        assert isinstance(stream, httpx.SyncByteStream)  # noqa: S101 - as of every transport
        response.stream = _BoundedStream(stream, until, request)
        return response

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


class _BoundedStream(httpx.SyncByteStream):
    def __init__(self, inner: httpx.SyncByteStream, until: float, request: httpx.Request) -> None:
        self._inner = inner
        self._until = until
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        length = 0
        for chunk in self._inner:
            length += len(chunk)
            if length > MAX_BYTES or time.monotonic() > self._until:
                msg = "a reply that is too long or too late"
                raise httpx.ReadError(msg, request=self._request)
            yield chunk

    def close(self) -> None:
        self._inner.close()
