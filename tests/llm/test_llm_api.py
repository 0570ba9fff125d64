"""Summaries in the API: after the quotes, checked, and in nobody's way."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import uvicorn
from fastapi.testclient import TestClient

from bot.safeguarding.notices import load_notices
from bot.web.profile import Profile
from bot.web.summaries import AT_ONCE
from corpus import Corpus
from tests.llm.parrot import LIE, NAME, Parrot
from tests.web.fake_bot import FakeBot
from tests.web.made import made_app

PROFILE = Profile(load_notices(), llm=NAME)


@pytest.fixture
def parrot() -> Iterator[Parrot]:
    """The model; whoever waits for it is let go in the end."""
    parrot = Parrot()
    yield parrot
    parrot.gate.set()


@pytest.fixture
def client(shipped: Corpus, parrot: Parrot) -> Iterator[TestClient]:
    """The application with it."""
    with TestClient(made_app(FakeBot(shipped, parrot), PROFILE)) as client:
        yield client


def test_summary_stands_in_the_quotes(client: TestClient, shipped: Corpus) -> None:
    """Each place cited is within a quote of the answer, in the document's own characters."""
    said = client.post("/api/ask", json={"question": "Is bleeding normal?"}).json()
    summary = said["summary"]
    assert (summary["language"], summary["model"]) == ("en", NAME)
    assert summary["statements"]
    for statement in summary["statements"]:
        (cite,) = statement["cites"]
        quote = said["quotes"][cite["quote"]]
        assert quote["start"] <= cite["start"] < cite["end"] <= quote["end"]
        text = shipped[quote["document"]].text[cite["start"] : cite["end"]]
        assert statement["text"] == " ".join(text.split())
    assert LIE not in json.dumps(said)


def test_latvian_summary_of_english_quotes(client: TestClient) -> None:
    """It is in the visitor's language, and cites the original."""
    said = client.post("/api/ask", json={"question": "Vai asiņo?"}).json()
    assert said["summary"]["language"] == "lv"
    assert said["quotes"][0]["language"] == "en"
    assert said["summary"]["statements"][0]["text"].startswith("Nelieli asins plankumiņi")


@pytest.mark.parametrize("question", ["capital", "", "unavailable", "crash", "x" * 2000])
def test_what_is_not_answered_never_reaches_the_model(
    client: TestClient, parrot: Parrot, question: str
) -> None:
    """Refused, malformed or failed: the model hears nothing of it."""
    for path in ("/api/ask", "/api/ask/stream"):
        said = client.post(path, json={"question": question})
        assert '"statements"' not in said.text
    assert parrot.model.asked == []


def test_beside_a_notice_there_is_no_summary(client: TestClient, parrot: Parrot) -> None:
    """Who may be in trouble reads the clinic's words and the quotes."""
    for path in ("/api/ask", "/api/ask/stream"):
        said = client.post(path, json={"question": "Is bleeding normal? notice"}).text
        assert '"medical"' in said
        assert '"quotes"' in said
        assert '"statements"' not in said
    assert parrot.model.asked == []


def test_without_a_model_there_is_none(shipped: Corpus) -> None:
    """The field is there, and null."""
    with TestClient(made_app(FakeBot(shipped), Profile(load_notices()))) as client:
        said = client.post("/api/ask", json={"question": "Is bleeding normal?"}).json()
        assert said["summary"] is None


@pytest.fixture
def address(shipped: Corpus, parrot: Parrot) -> Iterator[str]:
    """The same application behind a real socket, since the test client joins what is streamed."""
    app = made_app(FakeBot(shipped, parrot), PROFILE)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    parrot.gate.set()
    server.should_exit = True
    thread.join(10)


def test_quotes_are_streamed_before_the_summary(address: str, parrot: Parrot) -> None:
    """They are there while the model is still thinking."""
    parrot.gate.clear()
    names = []
    body = {"question": "Is bleeding normal?"}
    with httpx.stream("POST", f"{address}/api/ask/stream", json=body, timeout=30) as answer:
        for line in answer.iter_lines():
            if line.startswith("event: "):
                names.append(line.removeprefix("event: "))
            if line.startswith("data: ") and names[-1] == "answer":
                assert json.loads(line[6:])["summary"] is None
                parrot.gate.set()
            if line.startswith("data: ") and names[-1] == "summary":
                assert json.loads(line[6:])["statements"]
                assert LIE not in line
    assert names == ["quote", "quote", "answer", "summary"]


def test_a_silent_model_holds_up_nobody(address: str, parrot: Parrot) -> None:
    """Some wait for it; the others are answered at once, without a summary."""
    parrot.gate.clear()

    def ask(_: int) -> tuple[float, bool]:
        started = time.perf_counter()
        body = {"question": "Is bleeding normal?"}
        said = httpx.post(f"{address}/api/ask", json=body, timeout=30).json()
        assert said["quotes"]
        return time.perf_counter() - started, said["summary"] is not None

    with ThreadPoolExecutor(2 * AT_ONCE) as pool:
        asked = [pool.submit(ask, n) for n in range(2 * AT_ONCE)]
        until = time.monotonic() + 20
        while sum(one.done() for one in asked) < AT_ONCE and time.monotonic() < until:
            time.sleep(0.02)
        quick = [one.result() for one in asked if one.done()]
        assert len(quick) == AT_ONCE
        assert not any(summary for _, summary in quick)
        parrot.gate.set()
        assert sum(one.result()[1] for one in asked) == AT_ONCE
