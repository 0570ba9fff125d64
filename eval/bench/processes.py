"""Processes a bench starts: their time to a first line or page, their memory, their end."""

import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from corpus.settings import ROOT
from eval.errors import EvalError

SAMPLE_SECONDS = 0.02
"""How often memory is looked at; a peak is the kernel's own, so little can be missed."""

POLL_SECONDS = 0.02
START_SECONDS = 300
STOP_SECONDS = 20

# Never through a proxy: what is measured runs on this machine.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Watched:
    """A process with the peak of its memory, its children's included.

    Attributes:
        process: The process; its standard input and output are pipes.
        started: ``time.perf_counter()`` right before it was started.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        """Start ``python ARGUMENTS`` in the project's directory."""
        self._peaks: dict[int, int] = {}
        self._over = threading.Event()
        self.started = time.perf_counter()
        self.process = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def __enter__(self) -> "Watched":
        """Give the process."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the process and wait for its end."""
        self.stop()

    def first_line(self) -> tuple[str, float]:
        """Wait for the first line of output.

        Returns:
            The line, and the seconds since the start.

        Raises:
            EvalError: If the process ends without one.
        """
        assert self.process.stdout is not None  # noqa: S101 - it was asked for
        line = self.process.stdout.readline()
        seconds = time.perf_counter() - self.started
        if not line:
            msg = f"{self._name()} ended without an answer. Run it by hand to see why."
            raise EvalError(msg)
        return line, seconds

    def peak_mb(self) -> float:
        """Return the peak of resident memory so far, in MiB, summed over the processes."""
        self._look()
        return sum(self._peaks.values()) / 1024

    def pids(self) -> list[int]:
        """Return the process and all its children."""
        import psutil

        try:
            root = psutil.Process(self.process.pid)
            return [root.pid, *(child.pid for child in root.children(recursive=True))]
        except psutil.NoSuchProcess:
            return []

    def stop(self) -> None:
        """Ask the process to end, as Ctrl+C does, and end it if it does not."""
        self._over.set()
        self._watcher.join()
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()

    def _watch(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            self._look()

    def _look(self) -> None:
        for pid in self.pids():
            peak = _status(pid, "VmHWM")
            if peak:
                self._peaks[pid] = peak

    def _name(self) -> str:
        return " ".join(str(one) for one in self.process.args)  # type: ignore[union-attr] # a list


@contextmanager
def chat(extra: Sequence[str] = ()) -> Iterator[tuple[Watched, str]]:
    """Run ``quotewell chat`` on a free port and give the process and its address.

    Args:
        extra: Further arguments, such as ``--rate-limit 0``.
    """
    port = free_port()
    arguments = [str(ROOT / "app.py"), "chat", "--port", str(port), *extra]
    with Watched(arguments) as watched:
        yield watched, f"http://127.0.0.1:{port}"


def wait_for_page(watched: Watched, address: str) -> float:
    """Wait for the first complete page; return the seconds since the process was started.

    Raises:
        EvalError: If the process ends, or no page comes within five minutes.
    """
    while time.perf_counter() - watched.started < START_SECONDS:
        if watched.process.poll() is not None:
            msg = (
                "quotewell chat ended before it served a page. Start it by hand with the same "
                f"options to see why: {' '.join(map(str, watched.process.args[1:]))}"  # type: ignore[index] # a list
            )
            raise EvalError(msg)
        try:
            with _OPENER.open(address + "/", timeout=30) as answer:
                answer.read()
                if answer.status == 200:
                    return time.perf_counter() - watched.started
        except OSError:
            time.sleep(POLL_SECONDS)
    msg = f"no page at {address} within {START_SECONDS} s."
    raise EvalError(msg)


def post(address: str, body: bytes) -> bytes:
    """Send JSON to ``/api/ask`` and return the answer's body.

    Raises:
        EvalError: If the answer is not 200.
    """
    request = urllib.request.Request(  # noqa: S310 - always http://127.0.0.1
        address + "/api/ask", body, {"Content-Type": "application/json"}
    )
    try:
        with _OPENER.open(request, timeout=60) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as error:
        msg = f"POST /api/ask was answered with {error.code}, not 200."
        raise EvalError(msg) from None
    except OSError as error:
        msg = f"POST /api/ask failed: {error}."
        raise EvalError(msg) from None


def free_port() -> int:
    """Return a TCP port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def resident_mb(pids: Sequence[int]) -> float:
    """Return the resident memory of processes at this moment, in MiB."""
    return sum(_status(pid, "VmRSS") for pid in pids) / 1024


def open_files(pids: Sequence[int]) -> int:
    """Count the file descriptors processes hold at this moment."""
    count = 0
    for pid in pids:
        try:
            count += sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
        except OSError:
            continue
    return count


def cpu_seconds(pids: Sequence[int]) -> float:
    """Return the processor time that processes have used so far, in seconds."""
    import psutil

    total = 0.0
    for pid in pids:
        try:
            times = psutil.Process(pid).cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def _status(pid: int, key: str) -> int:
    """Return a figure of ``/proc/PID/status`` in KiB; 0 once the process is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    for line in lines:
        if line.startswith(key + ":"):
            return int(line.split()[1])
    return 0
