"""What the server refuses, and the headers it puts on every answer."""

import re
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.metrics import Metrics
from bot.web.problem import plain

MAX_BODY = 256 * 1024
"""Bytes; twenty turns with the longest questions take less than half."""

HEADERS = {
    # Gradio puts its settings and styles into the page itself.
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

# Parts of Gradio this page has no use for.
_BLOCKED = re.compile(
    r"^/(gradio_api/)?(call|component_server|custom_component|deep_link|dev|file|login|logout|"
    r"monitoring|openapi\.json|process_recording|profiling|proxy|run-history|runs|stream|"
    r"svelte|token|undo-vibe-edit|upload|upload_progress|user|vibe-[\w-]+)(/|=|$)"
    # A prefix of its own: the first pattern would close /api as well.
    r"|^/gradio_api/(api|login_check)(/|$)"
)

# The line of the page and of gradio_client, which is Gradio's and counts nothing.
_JOINS = re.compile(r"^/+(gradio_api/+)?queue/+join/*$")


class Guard:
    """ASGI middleware in front of everything."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Guard ``app``; ``metrics`` counts whom Gradio's full line turns away."""
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what has no use here, pass on the rest, and set the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
                full = message["status"] == HTTPStatus.SERVICE_UNAVAILABLE
                if full and _JOINS.match(scope["path"]):
                    self._metrics.turn_away("busy")
            await send(message)

        refusal = _refusal(scope)
        await (refusal or self._app)(scope, receive, send_with_headers)


def _refusal(scope: Scope) -> Response | None:
    # Two slashes at the front would otherwise hide a route from the pattern.
    path = re.sub("/+", "/", scope["path"])
    if _BLOCKED.match(path):
        return plain(404, "There is nothing at this address.").response()
    if path == "/" and scope["query_string"]:
        # Gradio opens its own pages and themes by the address ("?view=api").
        return RedirectResponse("/", 303)
    if scope["method"] == "POST":
        length = Headers(scope=scope).get("content-length", "")
        if not length.isdecimal():
            return plain(411, "Say the body’s length in Content-Length.").response()
        if int(length) > MAX_BODY:
            return plain(413, f"Send at most {MAX_BODY:,} bytes.").response()
    return None
