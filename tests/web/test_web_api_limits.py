"""Limits and figures: who asks too often, who may look, and what is told."""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi.testclient import TestClient

from bot.answer import Answer
from bot.safeguarding.notices import load_notices
from bot.settings import BotSettings, SettingError, checked_settings
from bot.web import page
from bot.web.bulkhead import Bulkhead, BusyError
from bot.web.metrics import SECONDS, Metrics
from bot.web.profile import RATE_LIMIT, Profile, profile_of
from bot.web.rate import RateLimiter, client_of
from corpus import Corpus
from tests.web.fake_bot import FakeBot
from tests.web.made import made_app
from tests.web.test_web_api import problem_of

BOOK = load_notices()
HERE = ("127.0.0.1", 50000)
JOIN = {"data": ["bleed", None, "en"], "fn_index": 2, "session_hash": "x"}


@pytest.mark.parametrize("path", ["/api/ask", "/api/ask/stream", "/gradio_api/queue/join"])
def test_who_asks_too_often_is_turned_away(bot: FakeBot, path: str) -> None:
    """By one count for all ways to ask; others, and everything else, are not limited."""
    with TestClient(made_app(bot, Profile(BOOK, rate_limit=3)), client=("203.0.113.9", 1)) as one:
        for _ in range(3):
            assert one.post("/api/ask", json={"question": "bleed"}).status_code == 200
        answer = one.post(path, json=JOIN)
        problem = problem_of(answer)
        assert (problem.status, problem.type) == (429, "/problems/rate-limited")
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert "content-security-policy" in answer.headers
        for _ in range(5):
            assert one.get("/api/documents").status_code == 200
            assert one.get("/config").status_code == 200
        other = TestClient(one.app, client=("203.0.113.10", 1))
        assert other.post("/api/ask", json={"question": "bleed"}).status_code == 200


def test_page_questions_are_counted_once(bot: FakeBot) -> None:
    """Only joining the queue is a question; slashes do not get around that."""
    with TestClient(made_app(bot, Profile(BOOK, rate_limit=1))) as client:
        assert client.post("/gradio_api/queue/join", json={}).status_code != 429
        assert client.post("//gradio_api//queue/join/", json={}).status_code == 429


def test_limit_off(bot: FakeBot) -> None:
    """Nobody is turned away where the limit is 0."""
    with TestClient(made_app(bot, Profile(BOOK))) as client:
        codes = {client.post("/api/ask", json={"question": "bleed"}).status_code for _ in range(70)}
    assert codes == {200}


def test_keys_leave_memory() -> None:
    """A window later nothing of a client is held, even when nobody asks any more."""
    limiter = RateLimiter(2, window=1)
    assert [limiter.seconds_to_wait("203.0.113.9") for _ in range(3)] == [0, 0, 1]
    limiter.seconds_to_wait("203.0.113.10")
    assert limiter.clients() == 2
    assert not any("203.0.113" in key for key in limiter._storage.events)
    until = time.monotonic() + 10
    while limiter.clients() and time.monotonic() < until:
        time.sleep(0.05)
    assert limiter.clients() == 0
    assert limiter.seconds_to_wait("203.0.113.9") == 0


def test_keys_of_two_processes_differ() -> None:
    """Nobody can compute a key from an address."""
    first, second = RateLimiter(1), RateLimiter(1)
    assert first._key("203.0.113.9") != second._key("203.0.113.9")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:203.0.113.9", "203.0.113.9", True),
        ("203.0.113.9", "203.0.113.10", False),
        ("::1", "::2", True),
        ("testclient", "", False),
    ],
)
def test_what_is_one_client(one: str, other: str, same: bool) -> None:
    """An IPv4 address or the /64 of an IPv6 one."""
    assert (client_of(one) == client_of(other)) == same


def test_settings_of_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """60 a minute on the web, none on a kiosk, and both as given; networks from text."""
    today = BOOK.review_by
    web = profile_of(BotSettings(), today)
    kiosk = profile_of(BotSettings(profile="kiosk", unapproved_notices=True), today)
    assert (web.rate_limit, kiosk.rate_limit) == (RATE_LIMIT, 0)
    assert profile_of(BotSettings(rate_limit=0), today).rate_limit == 0
    monkeypatch.setenv("QUOTEWELL_OPERATORS", "10.0.0.0/8, fd00::/8")
    assert BotSettings().operators == (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
    with pytest.raises(SettingError, match="--operators"):
        checked_settings({"operators": "everybody"})


@pytest.mark.parametrize("path", ["/metrics", "/counts"])
@pytest.mark.parametrize(
    ("address", "status"),
    [("127.0.0.1", 200), ("::1", 200), ("203.0.113.9", 404), ("::2", 404), ("unknown", 404)],
)
def test_figures_are_for_operators(bot: FakeBot, path: str, address: str, status: int) -> None:
    """To others nothing is there."""
    with TestClient(made_app(bot, Profile(BOOK)), client=(address, 1)) as client:
        answer = client.get(path)
        assert answer.status_code == status
        if status == 404:
            assert answer.json() == client.get("/nothing-there").json()


@contextmanager
def listening(bot: FakeBot) -> Iterator[str]:
    """Serve with uvicorn as it comes, which is what reads a proxy's headers."""
    with socket.create_server(("127.0.0.1", 0)) as place:
        server = uvicorn.Server(uvicorn.Config(made_app(bot, Profile(BOOK)), log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [place]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{place.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def test_visitor_through_a_local_proxy_is_no_operator(bot: FakeBot) -> None:
    """Neither is one who says to be local before the proxy adds the truth."""
    with listening(bot) as address:
        assert httpx.get(f"{address}/metrics").status_code == 200
        for said in ("203.0.113.9", "127.0.0.1, 203.0.113.9", "::1,2001:db8::1", "nonsense"):
            headers = {"X-Forwarded-For": said}
            assert httpx.get(f"{address}/metrics", headers=headers).status_code == 404


def test_metrics_tell_numbers_only(bot: FakeBot) -> None:
    """Outcomes by language, latency, who was turned away; no word of what was asked."""
    profile = Profile(BOOK, rate_limit=4)
    with TestClient(made_app(bot, profile), client=HERE) as client:
        for question in ("bleed notice canary", "Ko darīt, ja asiņo canary?", "", "crash canary"):
            client.post("/api/ask", json={"question": question, "id": "canary"})
        assert client.post("/api/ask", json={"question": "canary"}).status_code == 429
        text = client.get("/metrics").text
    for line in (
        'quotewell_questions_total{language="en",outcome="answered"} 1.0',
        'quotewell_questions_total{language="lv",outcome="answered"} 1.0',
        'quotewell_questions_total{language="en",outcome="refused"} 1.0',
        'quotewell_questions_total{language="en",outcome="unavailable"} 1.0',
        'quotewell_questions_total{language="lv",outcome="not_found"} 0.0',
        'quotewell_turned_away_total{reason="rate_limit"} 1.0',
        'quotewell_turned_away_total{reason="busy"} 0.0',
        "quotewell_answer_seconds_count 4.0",
        "quotewell_in_flight 0.0",
    ):
        assert line in text.splitlines()
    assert not any(word in text for word in ("canary", "notice", "127.0.0.1", "_created"))
    assert (SECONDS[0], SECONDS[-1]) == (0.005, 10)


def test_bulkhead_lets_in_what_fits() -> None:
    """A worker's and one waiting; the next is turned away at once; one that waited is not."""
    metrics = Metrics()
    bulkhead = Bulkhead(1, metrics, workers=1)
    gate = threading.Event()
    held = [bulkhead.submit(gate.wait) for _ in range(2)]
    with pytest.raises(BusyError):
        bulkhead.submit(gate.wait)
    held.append(bulkhead.submit(gate.wait, waited=True))
    assert "quotewell_in_flight 3.0" in metrics.text().decode()
    # Who gives up waiting leaves room.
    assert held[2].cancel()
    assert held[1].cancel()
    held.append(bulkhead.submit(gate.wait))
    gate.set()
    assert held[0].result(10)
    assert held[3].result(10)
    assert "quotewell_in_flight 0.0" in metrics.text().decode()
    assert 'turned_away_total{reason="busy"} 1.0' in metrics.text().decode()


def test_page_counts_in_the_same_figures(shipped: Corpus, caplog: pytest.LogCaptureFixture) -> None:
    """A question by gradio_client's way shows in /metrics like one by the API's."""
    with (
        caplog.at_level(logging.ERROR),
        TestClient(made_app(FakeBot(shipped), Profile(BOOK)), client=HERE) as client,
    ):
        config = client.get("/config").json()
        asks = next(d for d in config["dependencies"] if d["api_name"] == "ask")
        sent = {"data": ["bleed", None, None], "fn_index": asks["id"], "session_hash": "s"}
        assert client.post("/gradio_api/queue/join", json=sent).status_code == 200
        events = client.get("/gradio_api/queue/data", params={"session_hash": "s"}).text
        assert "process_completed" in events
        line = 'quotewell_questions_total{language="en",outcome="answered"} 1.0'
        assert line in client.get("/metrics").text.splitlines()


def test_full_line_shows_in_the_figures(bot: FakeBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whom Gradio's own line turns away is counted as the API's are."""
    monkeypatch.setattr(page, "WAITING", 1)
    free = threading.Event()
    ask = bot.ask

    def slow(*question: Any, **more: Any) -> Answer:  # noqa: ANN401  # handed on as it comes
        free.wait(10)
        return ask(*question, **more)

    monkeypatch.setattr(bot, "ask", slow)
    with TestClient(made_app(bot, Profile(BOOK)), client=HERE) as client:
        try:
            sent = [
                client.post("/gradio_api/queue/join", json=JOIN | {"session_hash": str(number)})
                for number in range(page.CONCURRENT + page.WAITING + 3)
            ]
        finally:
            free.set()
        full = sum(answer.status_code == 503 for answer in sent)
        assert full
        line = f'quotewell_turned_away_total{{reason="busy"}} {full}.0'
        assert line in client.get("/metrics").text.splitlines()


def test_crafted_language_is_not_printed(bot: FakeBot, capfd: pytest.CaptureFixture[str]) -> None:
    """Gradio would print a value it refuses; here it counts as the first language."""
    sent = JOIN | {"data": ["bleed", None, "canary"]}
    with TestClient(made_app(bot, Profile(BOOK)), client=HERE) as client:
        assert client.post("/gradio_api/queue/join", json=sent).status_code == 200
        events = client.get("/gradio_api/queue/data", params={"session_hash": "x"}).text
    assert '"success": true' in events or '"success":true' in events
    assert "canary" not in "".join(capfd.readouterr())
