"""The HTTP API: answers, events, documents, problems."""

import hashlib
import json
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from bot.cli import _answer_lines
from bot.messages import FAULTS, UNAVAILABLE
from bot.question import MAX_CHARACTERS
from bot.reply import Reply
from bot.safeguarding.notices import load_notices
from bot.web import api, security
from bot.web.api_examples import QUESTIONS, REPLIES
from bot.web.history import MAX_TURNS
from bot.web.problem import MEDIA_TYPE, Problem
from bot.web.profile import Profile
from bot.web.service import Asked
from corpus import Corpus, Span
from index.errors import IndexStaleError
from tests.web.fake_bot import FakeBot
from tests.web.made import made_app

PROFILE = Profile(load_notices())


def client_of(bot: FakeBot, profile: Profile = PROFILE) -> TestClient:
    """Return a client on another machine."""
    return TestClient(made_app(bot, profile), "http://clinic.example", client=("203.0.113.9", 1))


@pytest.fixture(scope="module")
def client(shipped: Corpus) -> Iterator[TestClient]:
    """The application, without a network."""
    with client_of(FakeBot(shipped)) as client:
        yield client


def problem_of(answer: Response) -> Problem:
    """Return the problem an answer holds; it is one in every respect."""
    assert answer.headers["content-type"] == MEDIA_TYPE
    problem = Problem.model_validate(answer.json())
    assert problem.status == answer.status_code
    later = answer.headers.get("retry-after")
    assert later == (str(problem.retry_after) if problem.retry_after else None)
    return problem


def events_of(answer: Response) -> list[tuple[str, Any]]:
    """Return the name and the data of each event."""
    assert answer.headers["content-type"].startswith("text/event-stream")
    blocks = [block.splitlines() for block in answer.text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data[5:])) for name, data in blocks]


@pytest.mark.parametrize("question", ["bleed notice", "Ko darīt, ja asiņo?", "capital topic"])
@pytest.mark.parametrize("given", [7, "q-7", None])
def test_answer_is_the_batch_line(
    client: TestClient, bot: FakeBot, question: str, given: int | str | None
) -> None:
    """The API says what a batch says, field by field and in the same order."""
    asked = {"question": question} | ({} if given is None else {"id": given})
    answer = client.post("/api/ask", json=asked)
    line = json.dumps({"id": 7} | asked).encode()
    (expected,) = _answer_lines(bot, [(1, line)])
    if given is None:
        del expected["id"]
    got = answer.json()
    assert list(got) == list(expected)
    took = got.pop("elapsed_ms"), expected.pop("elapsed_ms")
    assert all(ms >= 0 for ms in took)
    assert got == expected
    assert answer.headers.items() >= {k.lower(): v for k, v in security.HEADERS.items()}.items()


def test_history_is_used(client: TestClient) -> None:
    """A follow-up is understood from what was asked before, and says so."""
    asked = {"question": "and when?", "history": ["capital", "bleed"]}
    got = client.post("/api/ask", json=asked).json()
    assert (got["status"], got["assumed"]) == ("answered", "bleed")


@pytest.mark.parametrize(
    ("question", "fault"),
    [("notice " + "x" * MAX_CHARACTERS, "too_long"), ("", "empty"), (" \n", "empty")],
)
@pytest.mark.parametrize("language", ["en", "lv"])
def test_unaskable_question_is_told_with_its_notices(
    client: TestClient, question: str, fault: str, language: str
) -> None:
    """It gets the page's words in the asker's language, and nobody in trouble is left alone."""
    answer = client.post("/api/ask", json={"question": question, "language": language})
    problem = problem_of(answer)
    assert (problem.status, problem.type) == (422, f"/problems/{fault.replace('_', '-')}")
    assert problem.detail == {str(k): v for k, v in FAULTS.items()}[fault][language]
    assert bool(problem.notices) == ("notice" in question)


class StaleBot(FakeBot):
    """A bot whose index does not belong to its documents."""

    @property
    def corpus(self) -> Corpus:
        """Fail as a stale index does."""
        message = "The index in /secret/place is stale."
        raise IndexStaleError(message)

    def ask(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - never called through
        """Fail likewise."""
        return self.corpus


def test_stale_index_is_told_with_notices(shipped: Corpus) -> None:
    """Without documents there is still a notice, and nothing of the server's insides."""
    client = client_of(StaleBot(shipped))
    problem = problem_of(client.post("/api/ask", json={"question": "notice"}))
    assert (problem.status, problem.type) == (503, "/problems/unavailable")
    assert problem.detail == UNAVAILABLE["en"]
    assert problem.retry_after
    assert [notice.category for notice in problem.notices] == ["medical"]
    for path in ("/api/documents", "/api/documents/x", "/readyz"):
        answer = client.get(path)
        assert problem_of(answer).status == 503
        assert "secret" not in answer.text
    assert "quotewell index build" in client.get("/readyz").text
    assert client.get("/healthz").status_code == 204


def test_ready(client: TestClient) -> None:
    """A server that can answer says so."""
    assert client.get("/readyz").status_code == 204


def test_fault_is_told_without_its_message(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    """What nobody foresaw is a problem too, with notices, and no log holds the question."""
    answer = client.post("/api/ask", json={"question": "crash notice canary"})
    problem = problem_of(answer)
    assert (problem.status, problem.type) == (500, "about:blank")
    assert problem.notices
    assert "canary" not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text


BAD: list[Any] = [
    {"question": "x", "canary": 1},
    {"question": ["canary"]},
    {"question": 5},
    {"language": "en"},
    {"question": "canary", "language": "canary language"},
    {"question": "canary", "history": ["canary"] * (MAX_TURNS + 1)},
    {"question": "canary", "history": ["canary" * MAX_CHARACTERS]},
    {"question": "canary", "history": "canary"},
    {"question": "canary", "id": {"canary": 1}},
    {"question": "canary", "id": True},
    {"question": "canary", "id": 2**60},
    {"question": "canary", "id": "canary" * 100},
    "canary",
    ["canary"],
    None,
]


@pytest.mark.parametrize("path", ["/api/ask", "/api/ask/stream"])
@pytest.mark.parametrize("body", [*(json.dumps(one) for one in BAD), "{canary", '{"canary":\ud800'])
def test_malformed_requests_are_refused_without_echo(
    client: TestClient, path: str, body: str
) -> None:
    """Neither a value nor an unknown field's name comes back."""
    raw = body.encode("utf-8", "surrogatepass")
    answer = client.post(path, content=raw, headers={"Content-Type": "application/json"})
    problem = problem_of(answer)
    assert problem.status in (400, 422)
    assert "canary" not in answer.text
    if problem.status == 422:
        assert (problem.type, bool(problem.errors)) == ("/problems/invalid-request", True)
        names = {error.field.split(".")[0] for error in problem.errors}
        assert names <= {*Asked.model_fields, ""} | {str(n) for n in range(100)}


@pytest.mark.parametrize("field", ["question", "id", "history"])
def test_half_characters_are_refused(client: TestClient, field: str) -> None:
    r"""A lone surrogate, which JSON can write as "\ud800", cannot be answered in UTF-8."""
    asked: dict[str, Any] = {"question": "x"}
    asked[field] = ["\ud800"] if field == "history" else "\ud800"
    body = json.dumps(asked).encode()
    answer = client.post("/api/ask", content=body, headers={"Content-Type": "application/json"})
    assert problem_of(answer).status == 422


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        *(("GET", "/api/nothing", 404), ("GET", "/api/ask", 405), ("GET", "/api/documents/x", 404)),
        *(("POST", "/api/ask/", 404), ("DELETE", "/api/documents", 405), ("GET", "/api/", 404)),
    ],
)
def test_other_errors_are_problems_too(
    client: TestClient, method: str, path: str, status: int
) -> None:
    """Wherever under /api."""
    answer = client.request(method, path, content=b"", follow_redirects=False)
    assert problem_of(answer).status == status
    if status == 405:
        assert answer.headers["allow"]


def test_long_bodies_are_problems_too(client: TestClient) -> None:
    """So are those of unknown length; neither is read."""
    long = b"x" * (security.MAX_BODY + 1)
    assert problem_of(client.post("/api/ask", content=long)).status == 413
    assert problem_of(client.post("/api/ask", content=iter([b"x"]))).status == 411


def test_stream_tells_notices_first(client: TestClient) -> None:
    """Then each quote, then the same answer as in one piece."""
    asked = {"question": "bleed notice", "id": "a"}
    whole = client.post("/api/ask", json=asked).json()
    answer = client.post("/api/ask/stream", json=asked)
    assert {name: answer.headers[name] for name in security.HEADERS} == security.HEADERS
    events = events_of(answer)
    assert [name for name, _ in events] == ["notices", "quote", "quote", "answer"]
    assert events[0][1] == whole["notices"]
    assert [data for name, data in events if name == "quote"] == whole["quotes"]
    assert events[-1][1] | {"elapsed_ms": 0} == whole | {"elapsed_ms": 0}


def test_stream_without_notices(client: TestClient) -> None:
    """What there is not is no event."""
    events = events_of(client.post("/api/ask/stream", json={"question": "capital"}))
    assert [name for name, _ in events] == ["answer"]


FAILING = pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("notice " + "x" * MAX_CHARACTERS, "/problems/too-long"),
        ("crash notice", "about:blank"),
    ],
)


@FAILING
def test_stream_that_fails_at_once_is_none(client: TestClient, question: str, kind: str) -> None:
    """What fails soon has the status it has without a stream, and its notices."""
    problem = problem_of(client.post("/api/ask/stream", json={"question": question}))
    assert (problem.type, bool(problem.notices)) == (kind, True)


@FAILING
def test_stream_that_fails_says_so(
    shipped: Corpus, monkeypatch: pytest.MonkeyPatch, question: str, kind: str
) -> None:
    """What fails later is an event, after the notices."""
    monkeypatch.setattr(api, "PATIENCE_SECONDS", 0.01)
    bot = FakeBot(shipped)
    bot.gate.clear()
    with client_of(bot) as client:
        threading.Timer(0.5, bot.gate.set).start()
        events = events_of(client.post("/api/ask/stream", json={"question": question}))
    assert [name for name, _ in events] == ["notices", "problem"]
    assert Problem.model_validate(events[1][1]).type == kind


def test_client_can_verify_quotes(client: TestClient, bot: FakeBot) -> None:
    """With nothing but the API: the text, its hash, and where its content lies."""
    listed = client.get("/api/documents").json()
    assert [entry["id"] for entry in listed] == list(bot.corpus)
    for question in ("bleed", "lubrik", "sāp"):
        for quote in client.post("/api/ask", json={"question": question}).json()["quotes"]:
            document = client.get(f"/api/documents/{quote['document']}").json()
            start, end = quote["start"], quote["end"]
            assert document["text"][start:end] == quote["text"]
            assert any(s["start"] <= start < s["end"] for s in document["content"])
            entry = next(one for one in listed if one["id"] == document["id"])
            assert entry.items() <= document.items()
            assert entry["characters"] == len(document["text"])


def test_document_is_the_file(client: TestClient, bot: FakeBot, shipped: Corpus) -> None:
    """The hash is the shipped file's, and the sections' paragraphs are the content."""
    for id_, source in shipped.items():
        document = client.get(f"/api/documents/{id_}").json()
        file = Path(shipped.directory, "documents", f"{id_}.txt").read_bytes()
        assert document["sha256"] == hashlib.sha256(file).hexdigest()
        assert document["text"] == source.text
        inside = [span for section in document["sections"] for span in section["paragraphs"]]
        assert inside == document["content"]
        assert [tuple(s["path"]) for s in document["sections"]] == [s.path for s in source.sections]


def test_kiosk_has_no_api(bot: FakeBot) -> None:
    """Neither that nor what an operator would read over the network."""
    client = TestClient(made_app(bot, Profile(load_notices(), kiosk=True)), client=("127.0.0.1", 1))
    for path in ("/api/documents", "/api/openapi.json", "/metrics"):
        assert client.get(path).status_code == 404
    for path in ("/api/ask", "/api/ask/stream"):
        assert client.post(path, json={"question": "bleed"}).status_code in (404, 405)
    assert client.get("/gradio_api/info").json()["named_endpoints"] == {}


def test_no_other_origin_may_ask(client: TestClient) -> None:
    """Pages of other sites are not let in."""
    evil = {"Origin": "http://evil.example"}
    answer = client.post("/api/ask", json={"question": "bleed"}, headers=evil)
    assert "access-control-allow-origin" not in answer.headers


def test_busy_server_says_so_at_once(shipped: Corpus) -> None:
    """What does not fit is refused before a stream begins; what waits is answered."""
    bot = FakeBot(shipped)
    bot.gate.clear()
    app = made_app(bot, Profile(load_notices(), waiting=1))
    room = (os.cpu_count() or 1) + 1
    asked = {"json": {"question": "bleed"}}
    with TestClient(app, client=("127.0.0.1", 1)) as client, ThreadPoolExecutor(room) as threads:
        held = [threads.submit(client.post, "/api/ask", **asked) for _ in range(room)]
        full = f"quotewell_in_flight {room}.0"
        until = time.monotonic() + 20
        # The figures come all the while: the event loop is never held up.
        while full not in client.get("/metrics").text and time.monotonic() < until:
            time.sleep(0.01)
        refused = [client.post(path, **asked) for path in ("/api/ask", "/api/ask/stream")]
        bot.gate.set()
        answers = [future.result() for future in held]
    for answer in refused:
        problem = problem_of(answer)
        assert (problem.status, problem.type) == (503, "/problems/busy")
    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize(
    ("question", "languages"),
    [("asiņo", ["lv"]), ("bleed", [None, None]), ("lubrik", ["en", None]), ("sāp", [None])],
)
def test_quotes_in_another_language_come_with_a_translation(
    client: TestClient, shipped: Corpus, question: str, languages: list[str | None]
) -> None:
    """Into the question's language, with who vouches for it; the quote stays as it is."""
    answer = client.post("/api/ask", json={"question": question}).json()
    assert [(q["translation"] or {}).get("language") for q in answer["quotes"]] == languages
    for quote in answer["quotes"]:
        source = shipped[quote["document"]]
        assert source.text[quote["start"] : quote["end"]] == quote["text"]
        if quote["translation"]:
            found = source.translation(Span(quote["start"], quote["end"]), answer["language"])
            assert found
            assert quote["translation"] == {
                "language": answer["language"],
                "text": found.text,
                "status": "machine draft",
                "reviewed_by": None,
                "reviewed": None,
            }


def test_examples_are_true(shipped: Corpus) -> None:
    """The description's quotes are the documents', and its examples are of its own types."""
    for question in QUESTIONS.values():
        Asked.model_validate(question)
    for reply in REPLIES.values():
        assert list(Reply.model_validate(reply).as_json()) == list(reply)
        for quote in reply["quotes"]:
            source = shipped[quote["document"]]
            assert source.text[quote["start"] : quote["end"]] == quote["text"]
            assert quote["title"] == source.title
            span = Span(quote["start"], quote["end"])
            found = source.translation(span, reply["language"])
            assert (found and found.text) == (quote["translation"] or {}).get("text")


def test_description_is_whole(client: TestClient) -> None:
    """Every reference in it leads somewhere, and it says what a client must know."""
    answer = client.get("/api/openapi.json")
    description = answer.json()
    assert description["servers"] == [{"url": "/api"}]
    assert set(description["paths"]) == {
        "/ask",
        "/ask/stream",
        "/documents",
        "/documents/{id}",
    }
    schemas = description["components"]["schemas"]
    for reference in answer.text.split('"#/components/schemas/')[1:]:
        assert reference.partition('"')[0] in schemas
    assert (
        "code points of this very text"
        in schemas["DocumentReply"]["properties"]["text"]["description"]
    )
    assert "HTTPValidationError" not in schemas
    assert client.get("/api/docs").status_code == 404
