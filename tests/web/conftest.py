"""Fixtures for the chat page: a real server with a fake bot, and a real browser."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from corpus import Corpus
from tests.support import REPOSITORY
from tests.web.fake_bot import FakeBot

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
START_SECONDS = 60
KIOSK = {"width": 1080, "height": 1920}

# Playwright's own clock replaces every timer of the page, and its fast_forward has no time limit:
# now and then it never came back, and the whole run stood still.
SKIPPING = """
const now = performance.now.bind(performance);
let skipped = 0;
performance.now = () => now() + skipped;
window.skip = (milliseconds) => { skipped += milliseconds; };
"""

# On a machine with other work to do a page took over 30 s, and is no less right for it.
PATIENCE_MS = 90_000
expect.set_options(timeout=30_000)

Open = Callable[..., Page]


def pytest_configure(config: pytest.Config) -> None:
    """Let pass the warnings of libraries that we cannot change."""
    for line in (
        # Starlette's test client prefers a newer package than the one it still works with.
        "ignore:Using `httpx` with `starlette.testclient`",
        # Gradio calls what Starlette has renamed.
        "ignore:'HTTP_422_UNPROCESSABLE_ENTITY' is deprecated:DeprecationWarning",
    ):
        config.addinivalue_line("filterwarnings", line)


@dataclass(frozen=True)
class Served:
    """A running server.

    Attributes:
        address: Where the page is.
        process: The server's.
        output: File with everything it wrote to its standard streams.
        temporary: Its directory for temporary files.
    """

    address: str
    process: subprocess.Popen[bytes]
    output: Path
    temporary: Path


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.fixture
def bot(shipped: Corpus) -> FakeBot:
    """A bot that answers from the shipped documents at once."""
    return FakeBot(shipped)


@contextmanager
def serving(place: Path, profile: str, port: int | None = None) -> Iterator[Served]:
    """Serve the chat with the fake bot, in a process of its own."""
    temporary = place / "temporary"
    temporary.mkdir()
    output = place / "output.txt"
    port = port or free_port()
    environment = os.environ | {"TMPDIR": str(temporary), "GRADIO_TEMP_DIR": str(temporary / "g")}
    with output.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.web.served", str(port), profile],
            cwd=REPOSITORY,
            env=environment,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        try:
            until = time.monotonic() + START_SECONDS
            while "answers at" not in output.read_text() and time.monotonic() < until:
                assert process.poll() is None, output.read_text()
                time.sleep(0.05)
            yield Served(f"http://127.0.0.1:{port}/", process, output, temporary)
        finally:
            process.terminate()
            process.wait()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The chat for visitors' own devices."""
    with serving(tmp_path_factory.mktemp("web"), "web") as served:
        yield served


@pytest.fixture(scope="session")
def kiosk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The chat as a kiosk."""
    with serving(tmp_path_factory.mktemp("kiosk"), "kiosk") as served:
        yield served


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(served: Served, chromium: Browser) -> Iterator[Open]:
    """Open the page as a new visitor; options are those of a Playwright context."""
    with visits(served.address, chromium) as open_page:
        yield open_page


@pytest.fixture
def stand(kiosk: Served, chromium: Browser) -> Iterator[Open]:
    """Open the kiosk's page as somebody who stands before it."""
    with visits(kiosk.address, chromium, viewport=KIOSK, has_touch=True) as open_page:
        yield open_page


# Playwright's options have as many types as names.
@contextmanager
def visits(address: str, chromium: Browser, **always: Any) -> Iterator[Open]:  # noqa: ANN401
    """Give a function that opens the page in a new context, and close them all in the end."""
    contexts = []

    def open_page(*, clock: bool = False, **options: Any) -> Page:  # noqa: ANN401  # likewise
        context = chromium.new_context(**{"locale": "en-GB"} | always | options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        if clock:
            page.add_init_script(SKIPPING)
        page.goto(address)
        wait_until_ready(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


def skip(page: Page, seconds: float) -> None:
    """Let time pass on a page opened with ``clock``, and its timers notice."""
    page.evaluate("seconds => skip(seconds * 1000)", seconds)
    page.wait_for_timeout(1_200)


def wait_until_ready(page: Page) -> None:
    """Wait for the start screen."""
    page.wait_for_selector("html[data-ready]")
    page.wait_for_selector("#about .documents li")


def ask(page: Page, question: str, number: int = 1) -> None:
    """Ask, as the visitor's question of this number, and wait for what comes of it."""
    page.fill("#question-box textarea", question)
    page.keyboard.press("Enter")
    page.wait_for_selector(f'#turns[data-asked="{number}"]')


def choose_language(page: Page, language: str) -> None:
    """Choose the page's language as a visitor does, and wait for it.

    By its label, the part one sees, and not by force: while the page still scrolls to an answer,
    a forced click lands where the choice was.
    """
    page.locator("#language label").filter(has=page.locator(f"[value={language}]")).click()
    page.wait_for_selector(f"html[lang={language}]")
