"""Fixtures for the chat page: a real server with a fake bot, and a real browser."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from corpus import Corpus
from tests.support import REPOSITORY
from tests.web.fake_bot import FakeBot

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
START_SECONDS = 60

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
        output: File with everything it wrote to its standard streams.
        temporary: Its directory for temporary files.
    """

    address: str
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


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The chat with the fake bot, in a process of its own."""
    place = tmp_path_factory.mktemp("served")
    temporary = place / "temporary"
    temporary.mkdir()
    output = place / "output.txt"
    port = free_port()
    environment = os.environ | {"TMPDIR": str(temporary), "GRADIO_TEMP_DIR": str(temporary / "g")}
    with output.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.web.served", str(port)],
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
            yield Served(f"http://127.0.0.1:{port}/", output, temporary)
        finally:
            process.terminate()
            process.wait()


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
    contexts = []

    def open_page(**options: Any) -> Page:  # noqa: ANN401
        context = chromium.new_context(**{"locale": "en-GB"} | options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(served.address)
        page.wait_for_selector("html[data-ready]")
        page.wait_for_selector("#about .documents li")
        return page

    yield open_page
    for context in contexts:
        context.close()


def ask(page: Page, question: str, number: int = 1) -> None:
    """Ask, as the visitor's question of this number, and wait for what comes of it."""
    page.fill("#question-box textarea", question)
    page.keyboard.press("Enter")
    page.wait_for_selector(f'#turns[data-asked="{number}"]')
