"""docs/security.md names every address that is open."""

import re

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import Message, Scope

from bot.safeguarding.notices import load_notices
from bot.web.metrics import Metrics
from bot.web.profile import Profile
from bot.web.security import Guard
from corpus import Corpus
from tests.support import REPOSITORY
from tests.web.fake_bot import FakeBot
from tests.web.made import made_app, run

BEHIND = 299
"""The status of what stands behind the guard in these tests."""


@pytest.fixture(scope="module")
def app(shipped: Corpus) -> FastAPI:
    """The application for the web."""
    return made_app(FakeBot(shipped), Profile(load_notices()))


@pytest.fixture(scope="module")
def named() -> set[str]:
    """The addresses in the document's list of open ones."""
    text = (REPOSITORY / "docs" / "security.md").read_text(encoding="utf-8")
    section = text.partition("## What is open, and what is not")[2].partition("\n## ")[0]
    return set(re.findall(r"`(/[^` ]*)`", section))


def routes_of(routes: list[BaseRoute], prefix: str = "") -> set[tuple[str, str]]:
    """Return (method, path) of all routes, those of mounted applications included."""
    found: set[tuple[str, str]] = set()
    for context in iter_route_contexts(routes):
        path = prefix + (context.path or "")
        inner = getattr(context.original_route, "routes", None)
        if inner:
            found |= routes_of(inner, path)
        else:
            found |= {(method, path) for method in context.methods or {"GET"}}
    return found


def passes_the_guard(method: str, path: str) -> bool:
    """Tell whether the guard lets a short request through."""
    statuses = []

    async def send(message: Message) -> None:
        statuses.append(message.get("status"))

    async def ask() -> None:
        scope: Scope = {"type": "http", "method": method, "path": path, "query_string": b""}
        scope["headers"] = [(b"content-length", b"2")]
        # Nothing is read.
        await Guard(Response(status_code=BEHIND), Metrics())(scope, None, send)  # type: ignore[arg-type]

    run(ask())
    return statuses[0] == BEHIND


def open_paths(app: FastAPI) -> set[str]:
    """Return the paths that the guard lets through, without a slash at the end."""
    found = routes_of(app.routes)
    return {path.rstrip("/") or "/" for method, path in found if passes_the_guard(method, path)}


def test_every_open_address_is_named(app: FastAPI, named: set[str]) -> None:
    """A new version of Gradio that opens another must be looked at first."""
    paths = open_paths(app)
    # Routes of included routers and of mounted applications are seen.
    assert {"/", "/healthz", "/gradio_api/queue/join"} <= paths
    assert paths - named == set()


@pytest.mark.parametrize("prefix", ["", "/gradio_api"])
def test_a_new_address_would_be_seen(named: set[str], prefix: str) -> None:
    """What is closed is not counted as open; what nobody wrote down is."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for path in ("/upload", "/new-door"):
        app.add_route(prefix + path, Response(), methods=["POST"])
    assert open_paths(app) - named == {f"{prefix}/new-door"}
