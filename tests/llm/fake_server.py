"""A server that speaks OpenAI's protocol on this machine, and behaves as badly as asked."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Sent = dict[str, Any]
Behaviour = Callable[["Exchange"], None]

TOKENS = 7
"""Characters a chunk."""


class Exchange(BaseHTTPRequestHandler):
    """One request, to be answered by the server's behaviour.

    Attributes:
        sent: The body.
    """

    server: "FakeServer"
    sent: Sent

    def do_POST(self) -> None:
        """Answer as the server is to behave."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.sent = json.loads(body)
        self.server.asked.append(self.sent)
        # Who asked may have gone.
        try:
            self.server.behaviour(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Write nothing."""

    def begin(self, status: int = 200, **headers: str) -> None:
        """Send the status and headers; the body ends with the connection."""
        self.send_response(status)
        for name, value in ({"Content_Type": "text/event-stream"} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def chunk(self, text: str) -> None:
        """Send a piece of a well-formed reply."""
        self.event(json.dumps(delta({"content": text})))

    def event(self, data: str) -> None:
        """Send an event, whatever is in it."""
        self.raw(f"data: {data}\n\n".encode())

    def raw(self, data: bytes) -> None:
        """Send bytes."""
        self.wfile.write(data)
        self.wfile.flush()

    def wait(self, seconds: float) -> bool:
        """Wait, and tell whether the server is to go on."""
        return not self.server.closing.wait(seconds)


class FakeServer(ThreadingHTTPServer):
    """The server.

    Attributes:
        behaviour: What it does with a request.
        asked: The bodies it was sent.
        closing: Set when it ends.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.behaviour: Behaviour = says("")
        self.asked: list[Sent] = []
        self.closing = threading.Event()

    @property
    def address(self) -> str:
        """What ``--llm-base-url`` is to be."""
        return f"http://127.0.0.1:{self.server_port}/v1"


@contextmanager
def fake_server() -> Iterator[FakeServer]:
    """Serve in a thread."""
    with FakeServer() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()


def delta(content: Sent, **fields: object) -> Sent:
    """Return a chunk of a streamed completion."""
    choice = {"index": 0, "delta": {"role": "assistant"} | content, "finish_reason": None}
    whole = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "weak"}
    return whole | {"choices": [choice]} | fields


def statements(*said: tuple[str, list[int]]) -> str:
    """Return a reply as the prompt asks for it."""
    rows = [{"text": text, "sentences": numbers} for text, numbers in said]
    return json.dumps({"statements": rows}, ensure_ascii=False)


def says(text: str) -> Behaviour:
    """Reply ``text``, a few letters at a time."""
    return replies(lambda _: text)


def replies(make: Callable[[Sent], str]) -> Behaviour:
    """Reply what ``make`` returns for a request's body."""

    def behave(exchange: Exchange) -> None:
        text = make(exchange.sent)
        exchange.begin()
        for at in range(0, len(text), TOKENS):
            exchange.chunk(text[at : at + TOKENS])
        exchange.event("[DONE]")

    return behave


def sends(*events: object) -> Behaviour:
    """Send these as events, as they are."""

    def behave(exchange: Exchange) -> None:
        exchange.begin()
        for event in events:
            exchange.event(event if isinstance(event, str) else json.dumps(event))
        exchange.event("[DONE]")

    return behave


def silent(exchange: Exchange) -> None:
    """Take the request and say nothing."""
    exchange.wait(30)


def stalls(exchange: Exchange) -> None:
    """Begin a reply and stop in the middle."""
    exchange.begin()
    exchange.chunk('{"statements": [')
    exchange.wait(30)


def floods(exchange: Exchange) -> None:
    """Send well-formed pieces without an end."""
    exchange.begin()
    while exchange.wait(0):
        exchange.chunk("x" * 1000)


def endless_line(exchange: Exchange) -> None:
    """Send one line without an end."""
    exchange.begin()
    exchange.raw(b"data: ")
    while exchange.wait(0):
        exchange.raw(b"x" * 65_536)


def endless_headers(exchange: Exchange) -> None:
    """Send headers without an end."""
    exchange.raw(b"HTTP/1.1 200 OK\r\n")
    while exchange.wait(0):
        exchange.raw(b"X-More: " + b"x" * 1000 + b"\r\n")


def trickles(exchange: Exchange) -> None:
    """Send comments, which keep a connection alive, without an end."""
    exchange.begin()
    while exchange.wait(0.02):
        exchange.raw(b": wait\n\n")


def drips(exchange: Exchange) -> None:
    """Send a line letter by letter, without an end."""
    exchange.begin()
    while exchange.wait(0.02):
        exchange.raw(b"x")


def drips_headers(exchange: Exchange) -> None:
    """Send a header letter by letter, without an end."""
    exchange.raw(b"HTTP/1.1 200 OK\r\nX-More: ")
    while exchange.wait(0.02):
        exchange.raw(b"x")


def closes(exchange: Exchange) -> None:
    """Close the connection in the middle of a chunk."""
    exchange.begin()
    exchange.chunk('{"statements": [{"text": "')
    exchange.raw(b'data: {"id": "1", "cho')


def fails(exchange: Exchange) -> None:
    """Say 500, with everything that was sent."""
    exchange.begin(500, Content_Type="application/json")
    exchange.raw(json.dumps({"error": {"message": json.dumps(exchange.sent)}}).encode())


def page(exchange: Exchange) -> None:
    """Say 200 with a web page."""
    exchange.begin(Content_Type="text/html")
    exchange.raw(b"<html><script>alert(1)</script>" * 1000)


def packed(exchange: Exchange) -> None:
    """Send what grows a thousandfold when it is unpacked."""
    import gzip

    exchange.begin(Content_Encoding="gzip")
    exchange.raw(gzip.compress(b"data: " + b"x" * 50_000_000))


def sends_away(address: str) -> Behaviour:
    """Redirect to ``address``."""

    def behave(exchange: Exchange) -> None:
        exchange.begin(307, Location=f"{address}/chat/completions")

    return behave


def late(text: str, seconds: float) -> Behaviour:
    """Reply ``text`` after ``seconds``."""

    def behave(exchange: Exchange) -> None:
        time.sleep(seconds)
        says(text)(exchange)

    return behave
