"""The server's doors: which are closed, what every answer carries, and what is refused."""

import logging
import socket
from collections.abc import Iterator

import gradio as gr
import pytest
from fastapi.testclient import TestClient

from bot.safeguarding.notices import load_notices
from bot.settings import BotSettings
from bot.web import page, security
from bot.web.environment import FIXED, harden
from bot.web.history import Conversation, Trouble
from bot.web.profile import Profile
from bot.web.server import AddressError, make_app, serve
from bot.web.talk import ask
from corpus import Corpus
from tests.web.fake_bot import FakeBot

PROFILE = Profile(load_notices())


@pytest.fixture(scope="module")
def client(shipped: Corpus) -> Iterator[TestClient]:
    """The application, without a network."""
    with TestClient(
        make_app(FakeBot(shipped), PROFILE), base_url="http://clinic.example"
    ) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/config", "/theme.css", "/gradio_api/info", "/nothing"])
def test_every_answer_carries_the_headers(client: TestClient, path: str) -> None:
    """Security headers are on pages, files and errors alike."""
    headers = client.get(path).headers
    assert {name: headers[name] for name in security.HEADERS} == security.HEADERS
    assert "unsafe-eval" not in headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        *("/docs", "/redoc", "/openapi.json", "/gradio_api/openapi.json", "/monitoring"),
        *("/monitoring/summary", "/gradio_api/runs", "/runs", "/gradio_api/run-history/records"),
        *("/gradio_api/file=/etc/passwd", "/gradio_api/file/x", "/gradio_api/proxy=http://a.b/"),
        *("/gradio_api/deep_link", "/gradio_api/vibe-code", "/gradio_api/upload_progress"),
        *("/gradio_api/stream/a/b", "/gradio_api/custom_component/a/b/c/d", "/login"),
        *("//gradio_api/runs", "/gradio_api//file=/etc/passwd"),
    ],
)
def test_unused_doors_are_closed(client: TestClient, path: str) -> None:
    """What this page does not use is not there."""
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["upload", "process_recording", "vibe-edit", "component_server", "call/ask", "login"]
)
def test_unused_doors_are_closed_for_posts(client: TestClient, path: str) -> None:
    """Neither is it for what is sent."""
    assert client.post(f"/gradio_api/{path}", json={}).status_code == 404


def test_no_other_origin_is_let_in(client: TestClient) -> None:
    """Pages of other sites get no permission to read answers."""
    answer = client.get("/config", headers={"Origin": "http://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    preflight = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    refused = client.options("/gradio_api/queue/join", headers=preflight)
    assert "access-control-allow-origin" not in refused.headers


def test_long_bodies_are_refused(client: TestClient) -> None:
    """A body over the limit, or of unknown length, is not read."""
    join = "/gradio_api/queue/join"
    assert client.post(join, content=b"x" * (security.MAX_BODY + 1)).status_code == 413
    assert client.post(join, content=iter([b"x"])).status_code == 411


def test_page_names_nobody_else(client: TestClient) -> None:
    """No API is offered, no footer shown, and nothing is recorded."""
    config = client.get("/config").json()
    assert config["footer_links"] == []
    assert not config.get("run_history")
    assert client.get("/gradio_api/info").json()["named_endpoints"] == {}


def test_queue_is_limited(bot: FakeBot) -> None:
    """Questions wait in a line of limited length, and few are answered at a time."""
    blocks = page.Page(bot, PROFILE).blocks
    assert blocks._queue.max_size == page.WAITING
    queued = [fn for fn in blocks.fns.values() if fn.queue]
    assert len(queued) == 2
    assert {fn.concurrency_limit for fn in queued} == {page.CONCURRENT}
    assert {fn.concurrency_id for fn in queued} == {"ask"}


def test_page_has_no_state_on_the_server(bot: FakeBot) -> None:
    """No component keeps a visitor's values on the server."""
    blocks = page.Page(bot, PROFILE).blocks.blocks.values()
    assert not [b for b in blocks if isinstance(b, gr.State | gr.BrowserState)]


@pytest.mark.parametrize(
    ("question", "trouble"),
    [("", "empty"), ("x" * 1001, "too_long"), ("unavailable", "unavailable"), ("crash", None)],
)
def test_failures_become_fixed_words(
    bot: FakeBot, caplog: pytest.LogCaptureFixture, question: str, trouble: Trouble | None
) -> None:
    """Whatever fails, the visitor gets fixed words, and no log holds the question."""
    with caplog.at_level(logging.DEBUG):
        conversation = ask(bot, question, None, "en")
    assert conversation == Conversation(trouble=trouble or "unavailable", asked=1)
    if question:
        assert question not in caplog.text
    assert ("Error" in caplog.text) == (trouble in (None, "unavailable"))


def test_environment_is_hardened() -> None:
    """Telemetry is off and tracing is removed, whatever was set before."""
    environment = {
        "GRADIO_ANALYTICS_ENABLED": "True",
        "LANGCHAIN_TRACING_V2": "true",
        "LANGSMITH_TRACING": "true",
        "GRADIO_MCP_SERVER": "True",
        "HOME": "/",
    }
    harden(environment)
    assert environment == FIXED | {"HOME": "/"}


def test_taken_port_is_a_clear_error(bot: FakeBot) -> None:
    """The error names the address and what to do; nothing else was started."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressError, match=f"port {port}: .*QUOTEWELL_PORT"):
            serve(bot, BotSettings(host="127.0.0.1", port=port), PROFILE)
