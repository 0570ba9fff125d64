"""Nothing of a question is left anywhere, and nobody else is asked anything."""

import secrets
import time
import urllib.request

import pytest
from playwright.sync_api import Request

from bot.messages import LANGUAGES
from bot.web.strings import STRINGS
from tests.web.conftest import Open, Served, ask, choose_language

FORGETS = 5.0
"""Seconds after its last request in which the server holds nothing of a visitor any more."""


def test_nothing_is_left_behind(visit: Open, served: Served) -> None:
    """No other origin is asked; browser, disk, streams and memory hold nothing of a question."""
    canary = f"zq{secrets.token_hex(8)}"
    page = visit()
    requests: list[Request] = []
    page.context.on("request", lambda request: requests.append(request))
    page.reload()
    page.wait_for_selector("html[data-ready]")
    ask(page, f"bleed notice {canary}")
    ask(page, f"capital {canary}", 2)
    ask(page, f"and {canary}", 3)
    ask(page, f"crash {canary}", 4)
    choose_language(page, "lv")
    assert requests
    outside = [r.url for r in requests if not r.url.startswith((served.address, "data:", "blob:"))]
    assert outside == []
    assert not any(canary in request.url for request in requests)
    assert page.url == served.address
    assert page.title() == STRINGS["lv"].title
    assert page.context.cookies() == []
    stored = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length,"
        " (await indexedDB.databases()).length, (await caches.keys()).length]"
    )
    assert stored == [0, 0, 0, 0]
    # The browser still shows the conversation; the server forgets it once it is shown.
    assert held_for_long(served, canary) == ""
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert canary not in page.content()
    page.close()
    assert held_for_long(served, canary) == ""
    assert canary not in served.output.read_text()
    assert "RuntimeError" in served.output.read_text()
    files = [path for path in served.temporary.rglob("*") if path.is_file()]
    assert not any(canary.encode() in path.read_bytes() for path in files)


@pytest.mark.parametrize("profile", ["served", "kiosk"])
def test_server_looks_nobody_up(
    request: pytest.FixtureRequest, visit: Open, stand: Open, profile: str
) -> None:
    """With every name look-up refused and written down, a whole session tries none."""
    address = request.getfixturevalue(profile).address
    for language in LANGUAGES:
        page = (visit if profile == "served" else stand)(locale=language)
        asked: list[str] = []
        page.on("request", lambda request, into=asked: into.append(request.url))
        page.reload()
        page.wait_for_selector("html[data-ready]")
        ask(page, "bleed notice")
        ask(page, "capital", 2)
        ask(page, "crash", 3)
        assert asked
        assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
        page.close()
    assert read(f"{address}lookups") == ""


def read(address: str) -> str:
    """Return what an address answers."""
    with urllib.request.urlopen(address) as answer:  # noqa: S310  # our own server
        return str(answer.read().decode())


def held(served: Served, text: str) -> str:
    """Ask the server's process where it holds ``text``."""
    return read(f"{served.address}scan?hex={text.encode().hex()}")


def held_for_long(served: Served, text: str, seconds: float = FORGETS) -> str:
    """Return where the server still holds ``text`` when it has had time to forget it.

    A request that is being answered, such as that for the conversation in another language,
    holds what it was sent.
    """
    until = time.monotonic() + seconds
    while (where := held(served, text)) and time.monotonic() < until:
        time.sleep(0.1)
    return where


def test_scan_sees_what_is_there(served: Served) -> None:
    """The look into the server's memory is not blind: it finds the page's own words."""
    assert held(served, STRINGS["lv"].tagline)
