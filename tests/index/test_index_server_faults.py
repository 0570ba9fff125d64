"""Chroma servers that are not there, hang or are something else, and addresses of none."""

import http.server
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from chromadb.api.models.Collection import Collection
from typer.testing import CliRunner

from app import cli
from corpus import Corpus, load_corpus
from corpus.diff import sentences_of
from index import chroma
from index.address import ServerAddress
from index.build import build_index
from index.connection import ServerConnection
from index.errors import IndexGoneError, IndexServerError
from index.records import SENTENCES, in_language
from index.served import ServerPlace
from index.settings import IndexSettings
from index.store import OpenIndex
from tests.bot.bot_support import write_banked
from tests.chroma_process import ChromaProcess, MakePlace, NoEmbedder, best
from tests.support import FakeEmbedder


@pytest.fixture
def silent() -> Iterator[ServerAddress]:
    """A server that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        yield ServerAddress("http", "127.0.0.1", listener.getsockname()[1])


@pytest.fixture
def stranger() -> Iterator[ServerAddress]:
    """A web server that is not Chroma."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<h1>secret page</h1>")

        def log_message(self, *_: object) -> None:
            return

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as web:
        thread = threading.Thread(target=web.serve_forever)
        thread.start()
        yield ServerAddress("http", "127.0.0.1", web.server_port)
        web.shutdown()
        thread.join()


def test_server_that_is_not_there(small: Corpus, tmp_path: Path) -> None:
    """Where nothing listens the error comes at once and names the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = ServerPlace(tmp_path, ServerAddress("http", "127.0.0.1", port))
    for use in (build_index, OpenIndex):
        with pytest.raises(IndexServerError, match=rf"127\.0\.0\.1:{port} does not answer"):
            use(small, FakeEmbedder(), place)


def test_server_that_says_nothing(
    silent: ServerAddress, small: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that hangs is given up, at the first request and at the later ones."""
    monkeypatch.setattr(chroma, "_LIMITS", httpx.Timeout(0.3))
    begun = time.monotonic()
    with pytest.raises(IndexServerError, match="does not answer"):
        OpenIndex(small, FakeEmbedder(), ServerPlace(tmp_path, silent))
    assert time.monotonic() - begun < 5


def test_server_that_stops_answering(
    machine: MakePlace, small: Corpus, process: ChromaProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So is one that hangs after the connection was made."""
    build_index(small, FakeEmbedder(), machine("builder"))
    monkeypatch.setattr(chroma, "_LIMITS", httpx.Timeout(2))
    index = OpenIndex(small, NoEmbedder(), machine("one"))
    process.signal(signal.SIGSTOP)
    with pytest.raises(IndexServerError, match="does not answer"):
        best(index, "hands")
    process.signal(signal.SIGCONT)
    assert "hands" in best(index, "wash your hands")


def test_server_that_is_something_else(
    stranger: ServerAddress, small: Corpus, tmp_path: Path
) -> None:
    """Another web server's page is an error in words, and is not repeated."""
    with pytest.raises(IndexServerError, match="did not answer as a Chroma server") as caught:
        OpenIndex(small, FakeEmbedder(), ServerPlace(tmp_path, stranger))
    assert "secret" not in str(caught.value)


REMOVALS = 40


def test_collection_that_is_being_removed(process: ChromaProcess) -> None:
    """At every moment of a removal it is there or gone, and the server never something else.

    Chroma removes one in several steps; with a single kind of error looked for, some of the
    readers here met the others in each of eight runs.
    """
    servers = [ServerConnection(process.address) for _ in range(3)]
    removed = threading.Event()
    wrong: list[Exception] = []

    def read(server: ServerConnection, collection: Collection) -> None:
        while True:
            try:
                with server.asking():
                    collection.query(query_embeddings=[[1.0, 0.0]], n_results=1)
            except IndexGoneError:
                if removed.is_set():
                    return
            except IndexServerError as error:
                wrong.append(error)
                return

    for number in range(REMOVALS):
        removed.clear()
        made = process.client.create_collection(str(number) * 3, embedding_function=None)
        made.add(ids=["a"], embeddings=[[1.0, 0.0]], documents=["text"])
        threads = [
            threading.Thread(
                target=read,
                args=(one, one.client.get_collection(made.name, embedding_function=None)),
            )
            for one in servers
        ]
        for thread in threads:
            thread.start()
        process.client.delete_collection(made.name)
        removed.set()
        for thread in threads:
            thread.join()
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "localhost:8000",
        "ftp://h:1",
        "http://h",
        "http://:8000",
        "http://h:0",
        "http://h:99999",
        "http://h:1/path",
        "http://h:1?q=1",
        "http://[::1:8000",
        "nonsense",
    ],
)
def test_wrong_addresses_are_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that makes no sense is named, with what one looks like."""
    monkeypatch.setenv("QUOTEWELL_CHROMA", text)
    with pytest.raises(IndexServerError, match=r"http://HOST:PORT"):
        IndexSettings()


def test_addresses() -> None:
    """Good addresses are kept as given; none at all means the disk."""
    for text in ("http://127.0.0.1:8000", "https://chroma.clinic.lv:443", "http://[::1]:8000"):
        assert IndexSettings(chroma=text + "/").chroma == text
        assert isinstance(IndexSettings(chroma=text).place(), ServerPlace)
    assert not isinstance(IndexSettings(chroma="").place(), ServerPlace)
    assert not isinstance(IndexSettings().place(), ServerPlace)


def test_password_in_the_address_is_not_repeated() -> None:
    """Credentials are refused, by every command, without being shown."""
    for command in (["index", "status"], ["ask", "What?"], ["chat"]):
        result = CliRunner().invoke(cli, [*command, "--chroma", "http://me:hunter2@h:1"])
        assert result.exit_code == 1
        assert "must not hold a user name or password" in result.output
        assert "hunter2" not in result.output


def test_commands(process: ChromaProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Build, status and verify work on a server; verify notices a changed vector."""
    monkeypatch.setattr(IndexSettings, "embedder", lambda self: FakeEmbedder())
    corpus = write_banked(tmp_path / "corpus")

    def run(command: str) -> tuple[int, str]:
        options = ["--corpus", str(corpus), "--index", str(tmp_path / "i")]
        server = ["--chroma", str(process.address)]
        result = CliRunner().invoke(cli, ["index", command, *options, *server])
        return result.exit_code, result.output

    assert run("status")[0] == 3
    for command in ("build", "status", "verify"):
        code, said = run(command)
        assert code == 0, said
        assert str(process.address) in said or command == "verify"
    stored = ServerPlace(tmp_path / "other", process.address).sentences()
    assert stored == sentences_of(load_corpus(corpus))
    client = process.client
    name = next(n for n in process.names() if n.endswith(in_language(SENTENCES, "en")))
    collection = client.get_collection(name, embedding_function=None)
    first = collection.get(limit=1)["ids"]
    collection.update(ids=first, embeddings=[[1.0] + [0.0] * 63])
    code, said = run("verify")
    assert code == 1
    assert "is not the one built" in said
