"""The server's doors: which are closed, what every answer carries, and what is refused."""

import logging
import socket
from collections.abc import Iterator
from datetime import date, timedelta

import gradio as gr
import pytest
from fastapi.testclient import TestClient
from langsmith.utils import get_env_var

from bot.safeguarding.notices import load_notices
from bot.settings import BotSettings
from bot.web import page, security
from bot.web.counters import DAYS, LEAST, Counters
from bot.web.environment import FIXED, TelemetryError, check_silence, harden
from bot.web.history import Conversation, Trouble
from bot.web.profile import Profile
from bot.web.server import AddressError, serve
from bot.web.service import Service
from bot.web.talk import ask
from corpus import Corpus
from tests.web.fake_bot import FakeBot
from tests.web.made import in_a_loop, made_app

PROFILE = Profile(load_notices())


@pytest.fixture(scope="module")
def client(shipped: Corpus) -> Iterator[TestClient]:
    """The application, without a network."""
    with TestClient(
        made_app(FakeBot(shipped), PROFILE),
        base_url="http://clinic.example",
        client=("127.0.0.1", 50000),
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
    """One question is offered to programs, no footer shown, and nothing is recorded."""
    config = client.get("/config").json()
    assert config["footer_links"] == []
    assert not config.get("run_history")
    assert client.get("/gradio_api/info").json()["named_endpoints"].keys() == {"/ask"}


def test_queue_is_limited(bot: FakeBot) -> None:
    """Questions wait in a line of limited length, and few are answered at a time."""
    blocks = in_a_loop(lambda: page.Page(Service(bot), PROFILE)).blocks
    assert blocks._queue.max_size == page.WAITING
    queued = [fn for fn in blocks.fns.values() if fn.queue]
    assert [fn.api_visibility for fn in queued] == ["private", "public"]
    assert {fn.concurrency_limit for fn in queued} == {page.CONCURRENT}
    assert {fn.concurrency_id for fn in queued} == {"ask"}


def test_page_has_no_state_on_the_server(bot: FakeBot) -> None:
    """No component keeps a visitor's values on the server."""
    blocks = in_a_loop(lambda: page.Page(Service(bot), PROFILE)).blocks.blocks.values()
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


@pytest.mark.parametrize(
    ("variable", "value", "library"),
    [("LANGSMITH_TRACING", "true", "LangSmith"), ("GRADIO_ANALYTICS_ENABLED", "True", "Gradio")],
)
def test_talkative_library_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, library: str
) -> None:
    """Silence is asserted as the libraries see it, not only wished for."""
    check_silence()
    get_env_var.cache_clear()
    monkeypatch.setenv(variable, value)
    with pytest.raises(TelemetryError, match=library):
        check_silence()
    get_env_var.cache_clear()


class Calendar:
    """A calendar one can turn."""

    def __init__(self) -> None:
        self.day = date(2026, 11, 22)

    def __call__(self) -> date:
        return self.day


def test_counts_say_nothing_of_anybody() -> None:
    """Finished days in whole fives; small counts, today and old days are not told."""
    today = Calendar()
    counters = Counters(today)
    for _ in range(LEAST + 2):
        counters.add("lv", "answered")
    counters.add("lv", "notice")
    assert counters.table() == []
    today.day += timedelta(days=1)
    row = {"day": "2026-11-22", "language": "lv", "outcome": "answered", "count": LEAST}
    assert counters.table() == [row]
    today.day += timedelta(days=DAYS)
    assert counters.table() == []


def test_outcomes_are_counted(bot: FakeBot) -> None:
    """Every question counts once, one with a notice once more; languages only the page's."""
    today = Calendar()
    counters = Counters(today)
    for _ in range(LEAST):
        for question in ("bleed", "capital", "", "crash", "notice bleed"):
            ask(bot, question, None, "lv", counters)
    today.day += timedelta(days=1)
    assert {row["outcome"]: row["count"] for row in counters.table()} == {
        "answered": 2 * LEAST,
        "not_found": LEAST,
        "refused": LEAST,
        "unavailable": LEAST,
        "notice": LEAST,
    }
    assert {row["language"] for row in counters.table()} == {"lv"}


def test_server_tells_that_it_lives_and_its_counts(client: TestClient) -> None:
    """The page asks the one before it goes back to the start; staff read the other."""
    assert client.get("/healthz").status_code == 204
    assert client.get("/counts").json() == []


def test_address_cannot_choose_a_view(client: TestClient) -> None:
    """Gradio's own pages and themes, opened by the address, lead back to the page."""
    for query in ("view=api", "view=settings", "__theme=dark", "profile=kiosk"):
        answer = client.get(f"/?{query}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
