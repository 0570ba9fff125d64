"""A network or server that goes away costs the answer on its way, and nothing that is there."""

import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.web.strings import STRINGS
from tests.web.conftest import Open, ask, free_port, serving, visits

LOST = 4_000
"""Milliseconds after which Gradio alone would have loaded the page anew: it looks every two seconds
whether the network is back."""


def has_kept(page: Page, turns: int, said: str = "offline") -> None:
    """Wait, and check that this is the page it was, with what was asked before."""
    expect(page.locator("#status")).to_have_text(STRINGS["en"].spoken[said])
    page.wait_for_timeout(LOST)
    assert page.evaluate("window.same") == 1
    assert page.locator("#turns .turn").count() == turns


@pytest.mark.parametrize("path", ["run/**", "queue/join*", "queue/data*"])
@pytest.mark.parametrize("status", [None, 502])
def test_a_request_that_fails_keeps_the_conversation(
    visit: Open, path: str, status: int | None
) -> None:
    """Whichever it is, by the network or by a proxy, as a page; the next one is answered below."""
    page = visit()
    ask(page, "bleed")
    page.evaluate("window.same = 1")
    page.route(
        f"**/gradio_api/{path}",
        lambda route: route.fulfill(status=status, body="<p>") if status else route.abort(),
    )
    page.fill("#question-box textarea", "risk")
    page.keyboard.press("Enter")
    has_kept(page, 1, "busy" if status and "data" not in path else "offline")
    # Asked but not shown, or not asked.
    asked = 2 if path.startswith("run") else 1
    page.unroute(f"**/gradio_api/{path}")
    ask(page, "does it hurt", asked + 1)
    assert page.locator("#turns .turn").count() == asked + 1
    assert page.evaluate("window.same") == 1


def test_a_server_that_dies_in_the_middle_keeps_the_conversation(
    tmp_path: Path, chromium: Browser
) -> None:
    """Killed while it answers, and started again: the page goes on where it was."""
    port = free_port()
    for place in ("first", "second"):
        (tmp_path / place).mkdir()
    with serving(tmp_path / "first", "web", port) as served, visits(served.address, chromium) as go:
        page = go()
        ask(page, "bleed")
        page.evaluate("window.same = 1")
        with page.expect_response("**/queue/data*"):
            page.fill("#question-box textarea", "slow")
            page.keyboard.press("Enter")
        assert page.locator("#status").get_attribute("data-kind") == "busy"
        served.process.send_signal(signal.SIGKILL)
        has_kept(page, 1)
        assert page.input_value("#question-box textarea") == "slow"
        with serving(tmp_path / "second", "web", port):
            page.wait_for_timeout(LOST)
            ask(page, "does it hurt", 2)
            assert page.locator("#turns .turn").count() == 2
            assert page.evaluate("window.same") == 1
