"""A real Chroma server on the loopback address, to be killed and started again at will."""

import subprocess
import sys
import time
from pathlib import Path

import httpx

from eval.bench.processes import free_port
from eval.errors import EvalError
from index.address import ServerAddress

START_SECONDS = 60

# What the console script ``chroma`` does, without first importing the whole client (3 s).
_RUN = "import sys, chromadb_rust_bindings as chroma; chroma.cli(['chroma', 'run', *sys.argv[1:]])"


class ChromaRun:
    """``chroma run`` on a free port.

    Attributes:
        address: Where it listens, also after a restart.
        process: The running server; None before :meth:`start` and after :meth:`kill`.
    """

    def __init__(self, directory: Path) -> None:
        """Remember where it keeps its files; nothing runs yet."""
        self._directory = directory
        self.address = ServerAddress("http", "127.0.0.1", free_port())
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            EvalError: If it does not within a minute.
        """
        options = ("--path", str(self._directory), "--host", "127.0.0.1")
        self.process = subprocess.Popen(  # noqa: S603 - our own arguments
            [sys.executable, "-c", _RUN, *options, "--port", str(self.address.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                httpx.get(f"{self.address}/api/v2/heartbeat", timeout=1).raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.02)
            else:
                return
        self.kill()
        msg = "the Chroma server does not start. Run by hand: chroma run --path DIR"
        raise EvalError(msg)

    def kill(self) -> None:
        """Kill -9 it, if it runs."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def restart(self) -> None:
        """Kill -9 it and start it again."""
        self.kill()
        self.start()
