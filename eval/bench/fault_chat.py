"""The chat, killed while it answers."""

import json
import random
import threading
import time
import urllib.request
from collections.abc import Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from eval.bench.fault_jobs import WAIT_SECONDS, forks, serve_chat
from eval.bench.fault_site import ASKED, Place, PromiseError, Site, seen
from eval.bench.processes import free_port, post
from eval.bench.verified import Sources
from eval.errors import EvalError

ASKERS = 4


class ChatFault:
    """Kills a chat that several ask, starts another one on the same directories, and asks it."""

    def __init__(self, options: list[str]) -> None:
        """Start chats with ``options``, such as ``--rate-limit 0``."""
        self._options = options

    def __call__(self, site: Site, draw: random.Random) -> str:
        """Inject once."""
        place = site.fresh()
        models = site.root / "models"  # what the notices learn is kept from one to the next
        complete, broken_off = self._until_killed(site, place, models, draw.uniform(0.05, 1.0))
        address, process = start_chat(place, models, self._options)
        try:
            _check(site, place, address)
        finally:
            process.kill()
            process.join()
        site.drop(place)
        whole = "some answers given" if complete else "no answer yet"
        return f"{whole}, {'some' if broken_off else 'none'} broken off; well after restart"

    def _until_killed(
        self, site: Site, place: Place, models: Path, seconds: float
    ) -> tuple[int, int]:
        """Ask a chat for ``seconds`` and kill it; count answers, and requests broken off."""
        address, process = start_chat(place, models, self._options)
        sources = Sources(place.corpus)
        counts = {"complete": 0, "broken off": 0}
        wrong: list[str] = []
        lock = threading.Lock()

        def ask(number: int) -> None:
            while True:
                try:
                    body = post(address, json.dumps({"question": ASKED[number]}).encode())
                except EvalError:
                    with lock:
                        counts["broken off"] += 1
                    return
                try:
                    if seen(json.loads(body), sources) != site.old[number]:
                        wrong.append("another answer than expected")
                except (ValueError, KeyError, PromiseError) as error:
                    wrong.append(f"half an answer passed for a whole one: {error!r}")
                with lock:
                    counts["complete"] += 1

        askers = [threading.Thread(target=ask, args=(number,)) for number in range(ASKERS)]
        for asker in askers:
            asker.start()
        time.sleep(seconds)
        process.kill()
        process.join()
        for asker in askers:
            asker.join()
        if wrong:
            raise PromiseError(wrong[0])
        return counts["complete"], counts["broken off"]


def start_chat(place: Place, models: Path, options: Sequence[str]) -> tuple[str, ForkServerProcess]:
    """Start a chat on the tiny documents; return its address and process once it answers.

    Raises:
        PromiseError: If it does not answer.
    """
    port = free_port()
    process = forks().Process(target=serve_chat, args=(place, models, port, list(options)))
    process.start()
    address = f"http://127.0.0.1:{port}"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and process.is_alive():
        try:
            with opener.open(f"{address}/healthz", timeout=5):
                return address, process
        except OSError:
            time.sleep(0.02)
    process.kill()
    msg = "the chat did not start"
    raise PromiseError(msg)


def _check(site: Site, place: Place, address: str) -> None:
    sources = Sources(place.corpus)
    for number, question in enumerate(ASKED):
        answer = json.loads(post(address, json.dumps({"question": question}).encode()))
        if seen(answer, sources) != site.old[number]:
            msg = "other answers after a restart"
            raise PromiseError(msg)
