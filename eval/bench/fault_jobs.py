"""What runs in processes of its own while faults are injected.

The processes are forked off a server that has imported everything, so that one starts in
milliseconds and hundreds of faults take minutes.
"""

import multiprocessing
import os
import resource
import tempfile
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from corpus import QuotewellError, load_corpus
from eval.bench.fault_site import CountingEmbedder, Place, PromiseError
from index.build import build_index

PAUSE_SECONDS = 0.02
"""A builder sleeps this long for each text, so that a kill can come while it embeds."""

WAIT_SECONDS = 120
BUILT = "built"


def forks() -> ForkServerContext:
    """Return the server's context; the server is started if it does not run yet."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["app", "bot.web.server", "eval.bench.fault_jobs"])
    forkserver.ensure_running()
    return context


class Builder:
    """A build in a process of its own."""

    def __init__(
        self, place: Place, *, force: bool = False, pause: float = 0, limit: int | None = None
    ) -> None:
        """Start it; return when it has begun.

        Args:
            place: Where.
            force: Build although the index is current.
            pause: Seconds to sleep for each text.
            limit: Bytes no file can grow over; any when None.
        """
        context = forks()
        self._here, there = context.Pipe()
        self.process: ForkServerProcess = context.Process(
            target=_build, args=(place, force, pause, limit, there)
        )
        self.process.start()
        there.close()
        self._receive()

    def kill(self) -> None:
        """Kill it, as ``kill -9`` does."""
        self.process.kill()
        self.process.join()

    def outcome(self) -> str:
        """Wait for its end; return :data:`BUILT`, or the message of an error of our own.

        Raises:
            PromiseError: If it raised anything else, or did not end.
        """
        said = self._receive()
        self.process.join(WAIT_SECONDS)
        if said.startswith("wrong"):
            raise PromiseError(said)
        return said

    def _receive(self) -> str:
        try:
            if not self._here.poll(WAIT_SECONDS):
                msg = "a builder hung"
                raise PromiseError(msg)
            return str(self._here.recv())
        except EOFError:
            msg = "a builder died by itself"
            raise PromiseError(msg) from None


def _build(place: Place, force: bool, pause: float, limit: int | None, said: Connection) -> None:
    tempfile.tempdir = str(place.temporary)
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    said.send("begun")
    try:
        corpus = load_corpus(place.corpus)
        build_index(corpus, CountingEmbedder(pause), place.index, force=force)
    except QuotewellError as error:
        said.send(str(error))
    except BaseException as error:  # whatever it is, it is no error of ours
        said.send(f"wrong: {error!r}")
    else:
        said.send(BUILT)


def serve_chat(place: Place, models: Path, port: int, options: list[str]) -> None:
    """Run ``quotewell chat`` on the tiny documents with the counting embedder."""
    import app
    from index.settings import IndexSettings

    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    tempfile.tempdir = str(place.temporary)
    os.environ["QUOTEWELL_MODELS"] = str(models)
    # The one thing that is not the real chat's: a model would take seconds to load.
    IndexSettings.embedder = lambda self: CountingEmbedder()  # type: ignore[method-assign] # see above
    where = ["--corpus", str(place.corpus), "--index", str(place.index), "--port", str(port)]
    app.cli(["chat", *where, *options])
