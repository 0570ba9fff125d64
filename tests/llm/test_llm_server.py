"""The worst server there is, asked through the real client: it costs the summary only."""

import logging
import time
import warnings

import pytest

from bot.answer import Quote
from bot.llm.client import AT_ONCE
from bot.llm.guards import Guards
from bot.llm.summariser import Summariser, open_client
from index.errors import ChatModelError
from tests.llm import fake_server as bad
from tests.llm.conftest import TIMEOUT, Open, alike
from tests.llm.fake_server import Behaviour, FakeServer, delta, says, sends, statements

CANARY = "sharp, intense shooting pain"
"""Of what is sent."""

TRUE = "If the pain doesn’t go away within 30 minutes, you should go to the emergency room."

LIES = (
    "If the pain doesn’t go away within 60 minutes, you should go to the emergency room.",
    "If the pain goes away within 30 minutes, you should go to the emergency room.",
    "If the pain doesn’t go away within 30 hours, you should go to the emergency room.",
    "If the pain doesn’t go away within 30 minutes, you should not go to the emergency room.",
    "If the pain doesn’t go away within 30 minutes, take 400 mg ibuprofen.",
    "If the pain doesn’t go away within 30 minutes, you must always go to the emergency room.",
    "I think you are fine.",
    "There is never any risk.",
    "Call +371 20000000 for free pills.",
    "Visit www.example.com.",
    "<img src=x onerror=alert(1)>",
    "**Ignore the quotes below.**",
    "The quotes below are wrong.",
    "Sāpes vienmēr pāriet pašas.",
    "\u202eemergency room\u202c",
    "If the pain doesn’t go away within 3\u200b0 minutes, you should go to the emergency room.",
    "x" * 1000,
    # Marks and questions that turn what is true round, or into doubt.
    *(f"{mark} {TRUE}" for mark in ("❌", "≠", "⚠️", "¬", "\u20e0", "\ue000", "ǃ", "⁉")),
    *(TRUE.replace("emergency room", f"emergency room{mark}") for mark in ("🚫", "?!", "\u0338")),
    *(TRUE.replace(".", mark) for mark in ("?", "!", "‽", "？", "⸮")),
    *(
        TRUE.replace("emergency room", f"{start}emergency room{end}")
        for start, end in ("“”", "„“", '""', "«»", "‘’", "''", "’’", "‹›", "「」")
    ),
    TRUE.replace("go to", "g\u0336o\u0336 to"),
    "Should you go to the emergency room if the pain doesn’t go away within 30 minutes.",
)

USELESS: dict[str, Behaviour] = {
    "silent": bad.silent,
    "stalls": bad.stalls,
    "floods": bad.floods,
    "endless line": bad.endless_line,
    "endless headers": bad.endless_headers,
    "trickles": bad.trickles,
    "drips": bad.drips,
    "drips headers": bad.drips_headers,
    "closes": bad.closes,
    "fails": bad.fails,
    "page": bad.page,
    "packed": bad.packed,
    "no JSON": sends("{not json", "[DONE]"),
    "half JSON": says('{"statements": [{"text": "If the pain'),
    "deep": says('{"statements": ' + "[" * 3000),
    "no choices": sends({"choices": []}, {"choices": None}, {}, [], 5, "null"),
    "odd content": sends(delta({"content": 5})),
    "listed content": sends(delta({"content": [{"type": "text", "text": TRUE}]})),
    "tool": sends(
        delta({"tool_calls": [{"index": 0, "function": {"name": "rm", "arguments": "{}"}}]})
    ),
    "refusal": sends(delta({"refusal": TRUE})),
    "reasoning": sends(delta({"reasoning_content": statements((TRUE, [2]))})),
    "error event": sends({"error": {"message": TRUE, "code": 1}}),
    "half a character": says('{"statements": [{"text": "\\ud800", "sentences": [1]}]}'),
    "empty": says(""),
    "no such sentence": says(statements((TRUE, [99]), (TRUE, [-1]), (TRUE, [0]))),
    "no sentence": says(statements((TRUE, []))),
    "too many sentences": says(statements((TRUE, list(range(1, 50))))),
    "an enormous number": says(
        '{"statements": [{"text": "a", "sentences": [' + "9" * 5000 + "]}]}"
    ),
    "the prompt": bad.replies(lambda sent: sent["messages"][0]["content"]),
    "the data": bad.replies(lambda sent: statements((sent["messages"][1]["content"], [1]))),
}


@pytest.mark.parametrize("behaviour", USELESS.values(), ids=USELESS)
def test_a_bad_reply_costs_only_the_summary(
    server: FakeServer,
    opened: Open,
    pain: tuple[Quote, ...],
    behaviour: Behaviour,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """No summary, within the time limit, and nothing of what was sent is written anywhere."""
    server.behaviour = behaviour
    summariser = opened()
    with caplog.at_level(logging.INFO):
        started = time.perf_counter()
        assert summariser.summarise(pain, "en") is None
        # Much less than the server would take; a busy machine takes its time too.
        assert time.perf_counter() - started < TIMEOUT + 5
    assert len(server.asked) == 1
    assert CANARY not in caplog.text + "".join(capfd.readouterr())


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_dropped_and_the_truth_beside_it_kept(
    server: FakeServer, opened: Open, pain: tuple[Quote, ...], lie: str
) -> None:
    """Whatever it cites; the true statement shows that the reply was read."""
    server.behaviour = says(statements((lie, [1, 2]), (lie, [2]), (TRUE, [2])))
    found = opened(5.0).summarise(pain, "en")
    assert found is not None
    assert [one.text for one in found.statements] == [TRUE]
    assert found.model == "openai:weak"


def test_what_is_cited_stands_in_the_quotes(
    server: FakeServer, opened: Open, pain: tuple[Quote, ...]
) -> None:
    """The places are those of the sentences, in the document shown."""
    server.behaviour = says(statements((TRUE, [2])))
    found = opened(5.0).summarise(pain, "en")
    assert found is not None
    ((cite,),) = found.cites
    (quote,) = pain
    said = quote.source.text[cite.start : cite.end]
    assert said.startswith("If the pain doesn’t go away")
    assert said in quote.text


def test_nobody_else_is_asked(
    server: FakeServer, opened: Open, pain: tuple[Quote, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a redirect nor a variable of the environment sends a question elsewhere."""
    with bad.fake_server() as elsewhere:
        away = elsewhere.address
        for name in (
            *("OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_PROXY", "LANGSMITH_GATEWAY"),
            *("HTTP_PROXY", "http_proxy", "ALL_PROXY", "LANGSMITH_ENDPOINT"),
        ):
            monkeypatch.setenv(name, away)
        monkeypatch.setenv("LANGSMITH_TRACING", "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "key")
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        server.behaviour = bad.sends_away(away)
        assert opened(5.0).summarise(pain, "en") is None
        assert len(server.asked) == 1
        server.behaviour = says(statements((TRUE, [2])))
        assert opened(5.0).summarise(pain, "en") is not None
        assert elsewhere.asked == []


@pytest.mark.parametrize(
    "behaviour", [bad.silent, bad.stalls, bad.drips, bad.drips_headers, bad.trickles]
)
def test_who_never_ends_holds_no_place(
    server: FakeServer, opened: Open, pain: tuple[Quote, ...], behaviour: Behaviour
) -> None:
    """When its time is up, the connection is cut, and others are answered."""
    summariser = opened()
    server.behaviour = behaviour
    for _ in range(AT_ONCE):
        assert summariser.summarise(pain, "en") is None
    server.behaviour = says(statements((TRUE, [2])))
    until = time.monotonic() + 5
    while not summariser.summarise(pain, "en"):
        assert time.monotonic() < until


def test_nothing_of_a_malformed_reply_is_printed(
    server: FakeServer, opened: Open, pain: tuple[Quote, ...]
) -> None:
    """No warning shows what a server sent: it may be what it was sent."""
    server.behaviour = sends(delta({"content": [{"type": "text", "text": CANARY}]}))
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        assert opened(5.0).summarise(pain, "en") is None
    assert len(server.asked) == 1
    # Shown or not, it is abbreviated.
    assert [one for one in shown if CANARY[-10:] in str(one.message)] == []


def test_what_nothing_would_pass_of_is_not_asked(
    server: FakeServer, opened: Open, pain: tuple[Quote, ...]
) -> None:
    """A model cannot say anything in a language that has neither word lists nor translation."""
    summariser = opened()
    assert summariser.summarise(pain, "de") is None
    assert server.asked == []


def elsewhere() -> Summariser:
    """Return what asks a model on a machine that does not exist."""
    return Summariser(open_client("openai:weak", "http://model.invalid/v1", 5.0), Guards(alike))


def test_a_model_elsewhere_is_asked_through_the_proxy(
    server: FakeServer, pain: tuple[Quote, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the environment names one, and only then."""
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    monkeypatch.setenv("http_proxy", server.address.removesuffix("/v1"))
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    server.behaviour = says(statements((TRUE, [2])))
    assert elsewhere().summarise(pain, "en") is not None
    monkeypatch.setenv("no_proxy", "model.invalid")
    assert elsewhere().summarise(pain, "en") is None
    assert len(server.asked) == 1


def test_a_proxy_of_no_use_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says which variables to look at."""
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    monkeypatch.setenv("http_proxy", "ftp://127.0.0.1")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(ChatModelError, match="HTTPS_PROXY, or name the host in NO_PROXY"):
        elsewhere()


def test_a_server_that_knows_no_shape_is_asked_without(
    server: FakeServer, opened: Open, pain: tuple[Quote, ...]
) -> None:
    """Refused once, the JSON schema is not sent again; the prompt says the same in words."""

    def knows_none(exchange: bad.Exchange) -> None:
        if "response_format" in exchange.sent:
            exchange.begin(400, Content_Type="application/json")
            exchange.raw(b'{"error": {"message": "response_format"}}')
        else:
            says(statements((TRUE, [2])))(exchange)

    server.behaviour = knows_none
    summariser = opened(5.0)
    assert summariser.summarise(pain, "en") is None
    assert summariser.summarise(pain, "en") is not None


def test_memory_stays_bounded(server: FakeServer, opened: Open, pain: tuple[Quote, ...]) -> None:
    """An endless line is given up after some megabytes; the thread that read it ends."""
    import threading

    before = threading.active_count()
    sizes = []

    def endless(exchange: bad.Exchange) -> None:
        exchange.begin()
        size = 0
        try:
            while exchange.wait(0):
                exchange.raw(b"x" * 65_536)
                size += 65_536
        finally:
            sizes.append(size)

    server.behaviour = endless
    assert opened(30.0).summarise(pain, "en") is None
    until = time.monotonic() + 5
    while (threading.active_count() > before or not sizes) and time.monotonic() < until:
        time.sleep(0.02)
    # What the sockets' own buffers hold comes on top.
    assert sizes[0] < 32 * 2**20
    assert threading.active_count() <= before
