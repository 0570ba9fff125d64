"""The Chroma server, killed while a machine asks it and another one builds on it."""

import random
import threading
import time
from pathlib import Path
from unittest import mock

from bot.engine import Bot
from corpus import QuotewellError, load_corpus
from eval.bench.chroma_run import ChromaRun
from eval.bench.fault_index import clear
from eval.bench.fault_jobs import PAUSE_SECONDS
from eval.bench.fault_site import (
    ASKED,
    CountingEmbedder,
    Place,
    PromiseError,
    Site,
    Told,
    answer_of,
    shown,
    told,
)
from index import server_lock
from index.build import build_index
from index.errors import IndexBusyError
from index.live import LiveIndex
from index.served import ServerPlace

LOCK_SECONDS = 1.0
"""How long the lock of a dead builder holds here; in service a minute."""

BACK_SECONDS = 20.0
"""A machine must answer again within this time of the server's return."""


def kill_server(site: Site, draw: random.Random) -> str:
    """Kill the server under a bot that is asked and, half of the times, a build; start it again."""
    with mock.patch.object(server_lock, "LOCK_SECONDS", LOCK_SECONDS):
        return _kill_server(site, draw)


def _kill_server(site: Site, draw: random.Random) -> str:
    place = site.fresh()
    home = place.corpus.parent
    server = ChromaRun(home / "chroma")
    server.start()
    try:
        builder = ServerPlace(home / "builder", server.address)
        _build(place, builder)
        bot = _bot(place, server, home / "replica")
        if told(bot, place.corpus) != site.old:
            msg = "other answers from a server than from a disk"
            raise PromiseError(msg)
        edited = draw.random() < 0.5
        outcome = _killed(site, place, bot, builder, server, edited, draw.uniform(0, 0.8))
        server.start()
        if edited:
            build_again(place, builder)
        expected = site.new if edited else site.old
        _wait_for(bot, place, expected)
        # As a machine that was not there when it happened.
        if told(_bot(place, server, home / "late"), place.corpus) != expected:
            msg = "other answers on a new machine"
            raise PromiseError(msg)
    finally:
        server.kill()
    site.drop(place)
    return outcome


def _killed(
    site: Site,
    place: Place,
    bot: Bot,
    builder: ServerPlace,
    server: ChromaRun,
    edited: bool,
    seconds: float,
) -> str:
    """Ask, and build if ``edited``, until the server is killed after ``seconds``; say how it went.

    Raises:
        PromiseError: If an answer was neither version's, or an error was none of ours.
    """
    wrong: list[str] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            _attempt(site, bot, wrong)

    def build() -> None:
        site.edit(place)
        try:
            _build(place, builder, pause=PAUSE_SECONDS)
        except QuotewellError as error:
            clear(error)
        except Exception as error:  # whatever it is, it is what we look for
            wrong.append(f"the build: {error!r}")

    threads = [threading.Thread(target=one) for one in ((ask, build) if edited else (ask,))]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    server.kill()
    time.sleep(0.1)
    over.set()
    for thread in threads:
        thread.join()
    without = _attempt(site, bot, wrong)
    if wrong:
        raise PromiseError(wrong[0])
    during = "during a build" if edited else "while asked"
    return f"{during}; without it: {without}; well when it was back"


def _attempt(site: Site, bot: Bot, wrong: list[str]) -> str:
    """Ask everything and say what came of it; what must not come is added to ``wrong``."""
    try:
        # Not against the files, which may be edited between an answer and the look.
        answers = tuple(shown(answer_of(bot, question)) for question in ASKED)
    except QuotewellError as error:
        return clear(error)
    except Exception as error:  # whatever it is, it is what we look for
        wrong.append(repr(error))
        return "an error"
    # While documents are edited, the answers before and after it may stand beside each other.
    if any(one not in pair for one, *pair in zip(answers, site.old, site.new, strict=True)):
        wrong.append("an answer of neither version")
    return "answered from what it has"


def _wait_for(bot: Bot, place: Place, expected: Told) -> None:
    """Ask until the bot answers as expected.

    Raises:
        PromiseError: If it does not in time.
    """
    end = time.monotonic() + BACK_SECONDS
    while True:
        try:
            answers: Told | None = told(bot, place.corpus)
        except QuotewellError:
            answers = None
        if answers == expected:
            return
        if time.monotonic() > end:
            msg = f"not well {BACK_SECONDS:g} s after the server came back"
            raise PromiseError(msg)
        time.sleep(0.05)


def _build(place: Place, where: ServerPlace, pause: float = 0) -> None:
    build_index(load_corpus(place.corpus), CountingEmbedder(pause), where)


def build_again(place: Place, where: ServerPlace) -> None:
    """Build, waiting until the lock of the build that was broken off has run out."""
    end = time.monotonic() + BACK_SECONDS
    while True:
        try:
            return _build(place, where)
        except IndexBusyError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def _bot(place: Place, server: ChromaRun, directory: Path) -> Bot:
    where = ServerPlace(directory, server.address)
    return Bot(LiveIndex(place.corpus, where, CountingEmbedder()))
