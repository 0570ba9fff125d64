"""A real Chroma server for tests: started, killed and started again on the same files."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from index.address import ServerAddress

# What the console script ``chroma`` does, without first importing the whole client (3 s).
_RUN = "import sys, chromadb_rust_bindings as chroma; chroma.cli(['chroma', 'run', *sys.argv[1:]])"


class ChromaProcess:
    """``chroma run`` on a free port of the loopback address.

    Attributes:
        address: Where it listens, also after a restart.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = ServerAddress("http", "127.0.0.1", free.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = ("--path", str(self._directory), "--host", "127.0.0.1")
        self._process = subprocess.Popen(
            [sys.executable, "-c", _RUN, *options, "--port", str(self.address.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 30
        while True:
            try:
                httpx.get(f"{self.address}/api/v2/heartbeat", timeout=1).raise_for_status()
            except httpx.HTTPError:
                assert time.monotonic() < end, "the Chroma server does not start"
                time.sleep(0.02)
            else:
                return

    def kill(self) -> None:
        """Kill -9 it, if it runs."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        """Kill -9 it and start it again."""
        self.kill()
        self.start()

    def signal(self, number: int) -> None:
        """Send it a signal."""
        assert self._process
        self._process.send_signal(number)
