"""Other people's clients on a real server, and what they leave behind: nothing."""

import json
import secrets
from collections.abc import Iterator

import httpx
import pytest
from gradio_client import Client

from bot.question import MAX_CHARACTERS
from bot.web.forgetful import UNREAD_SECONDS
from tests.web.conftest import Served
from tests.web.test_web_privacy import held_for_long


@pytest.fixture
def gradio_client(served: Served) -> Iterator[Client]:
    """Gradio's own client, connected to the chat."""
    client = Client(served.address, verbose=False, download_files=False, analytics_enabled=False)
    yield client
    client.close()


def test_gradio_client_gets_the_same_json(gradio_client: Client, served: Served) -> None:
    """With its own way of calling, the answer of /api/ask."""
    said = gradio_client.predict(
        "and when?", history=["capital", "bleed"], language=None, api_name="/ask"
    )
    asked = {"question": "and when?", "history": ["capital", "bleed"]}
    expected = httpx.post(f"{served.address}api/ask", json=asked).json()
    assert said["quotes"]
    assert said | {"elapsed_ms": 0} == expected | {"elapsed_ms": 0}
    assert list(said) == list(expected)


def test_gradio_client_gets_problems_with_notices(gradio_client: Client) -> None:
    """What cannot be asked is told as over HTTP, and so is a malformed request."""
    long = gradio_client.predict("notice " + "x" * MAX_CHARACTERS, api_name="/ask")
    assert (long["type"], bool(long["notices"])) == ("/problems/too-long", True)
    wrong = gradio_client.predict("x", language="not a code", api_name="/ask")
    assert wrong["type"] == "/problems/invalid-request"
    assert "not a code" not in json.dumps(wrong)


def test_only_the_question_is_public(gradio_client: Client) -> None:
    """The page's own events are not for programs."""
    assert gradio_client.view_api(return_format="dict")["named_endpoints"].keys() == {"/ask"}
    with pytest.raises(ValueError, match="Cannot find"):
        gradio_client.predict("x", api_name="/_chrome")


def test_programs_leave_nothing_behind(gradio_client: Client, served: Served) -> None:
    """Neither memory, streams nor files hold a question, whichever way it was asked."""
    canary = f"zq{secrets.token_hex(8)}"
    for word in ("bleed notice", "capital", "crash", "unavailable", "x" * MAX_CHARACTERS):
        asked = {"question": f"{word} {canary}", "history": [canary], "id": canary}
        httpx.post(f"{served.address}api/ask", json=asked)
        httpx.post(f"{served.address}api/ask/stream", json=asked)
        httpx.post(f"{served.address}api/ask", json=asked | {canary: canary})
        gradio_client.predict(f"{word} {canary}", history=[canary], api_name="/ask")
    httpx.post(f"{served.address}api/ask", content=f'{{"question": "{canary}'.encode())
    # One who hangs up in the middle, one who never comes for the answer.
    with httpx.stream("POST", f"{served.address}api/ask/stream", json={"question": canary}):
        pass
    number = next(d["id"] for d in gradio_client.config["dependencies"] if d["api_name"] == "ask")
    unread = {"data": [canary, None, None], "fn_index": number, "session_hash": "never"}
    assert httpx.post(f"{served.address}gradio_api/queue/join", json=unread).status_code == 200
    assert held_for_long(served, canary, UNREAD_SECONDS + 10) == ""
    assert canary not in served.output.read_text()
    files = [path for path in served.temporary.rglob("*") if path.is_file()]
    assert not any(canary.encode() in path.read_bytes() for path in files)
    assert canary not in httpx.get(f"{served.address}metrics").text
    assert canary not in httpx.get(f"{served.address}counts").text
