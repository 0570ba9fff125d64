"""Faults of the index and the documents: what is done, and what must hold after it."""

import os
import random
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from bot.engine import Bot
from corpus import QuotewellError
from eval.bench.fault_jobs import BUILT, PAUSE_SECONDS, Builder
from eval.bench.fault_site import (
    ASKED,
    Place,
    PromiseError,
    Site,
    answer_of,
    harm,
    shown,
    told,
)

WHOLE_BYTES = 2_000_000
"""More than a tiny index and its making take."""

DECADES = 40 * 365 * 86_400


def kill_builder(site: Site, draw: random.Random) -> str:
    """Kill a builder; the documents were edited, or the same index is built once more."""
    place, edited = site.fresh(), draw.random() < 0.5
    if edited:
        site.edit(place)
    builder = Builder(place, force=not edited, pause=PAUSE_SECONDS * draw.random())
    time.sleep(draw.uniform(0, 1.2))
    builder.kill()
    state = _state(site, place, edited)
    site.recover(place, site.new if edited else site.old)
    site.drop(place)
    return state


def two_builders(site: Site, draw: random.Random) -> str:
    """Let two processes build in one directory at the same time."""
    place = site.fresh()
    site.edit(place)
    first = Builder(place, pause=PAUSE_SECONDS * draw.random())
    time.sleep(draw.uniform(0, 0.3))
    second = Builder(place)
    said = [first.outcome(), second.outcome()]
    if BUILT not in said:
        msg = "neither of two builders built"
        raise PromiseError(msg)
    busy = [one for one in said if one != BUILT]
    if any("Another process is building" not in one for one in busy):
        msg = f"unclear: {busy[0]}"
        raise PromiseError(msg)
    site.recover(place, site.new)
    site.drop(place)
    return "one built, the other said so" if busy else "one built, the other found it current"


def reader_during_rebuild(site: Site, draw: random.Random) -> str:
    """Ask a running bot all the while the documents are edited and the index is rebuilt."""
    place = site.fresh()
    bot = place.bot()
    bot.warm_up()
    wrong: list[str] = []
    kinds: set[str] = set()
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            try:
                answer = tuple(_one(bot, site, number) for number in range(3))
            except QuotewellError as error:
                kinds.add(clear(error))
            except Exception as error:  # whatever it is, it is what we look for
                wrong.append(repr(error))
            else:
                kinds.update(answer)

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(draw.uniform(0, 0.1))
    site.edit(place)
    said = Builder(place, pause=PAUSE_SECONDS * draw.random()).outcome()
    time.sleep(0.1)
    over.set()
    asking.join()
    if wrong or said != BUILT:
        raise PromiseError(wrong[0] if wrong else said)
    if told(bot, place.corpus) != site.new:
        msg = "the running bot did not move to the new index"
        raise PromiseError(msg)
    site.drop(place)
    return "refused for a moment, then new" if len(kinds) > 1 else "old, then new"


def full_disk(site: Site, draw: random.Random) -> str:
    """Build where the disk is full before the end: a small tmpfs, or else a limit on files."""
    size = draw.randrange(4096, WHOLE_BYTES)
    place = site.fresh()
    site.edit(place)
    try:
        with small_disk(place.index, size):
            said = Builder(place).outcome()
            state = _state(site, place, edited=True)
        how = "tmpfs"
    except PermissionError:
        said = Builder(place, limit=size // 20).outcome()
        state = _state(site, place, edited=True)
        how = "file size limit"
    if said != BUILT and not ("cannot be written" in said and "still in use" in said):
        msg = f"unclear: {said}"
        raise PromiseError(msg)
    site.recover(place, site.new)
    site.drop(place)
    return f"{how}: {'there was room' if said == BUILT else 'said so'}, {state}"


def read_only(site: Site, draw: random.Random) -> str:
    """Read from, and try to build in, a directory that cannot be written."""
    place = site.fresh()
    try:
        with small_disk(place.index, 2 * WHOLE_BYTES, read_only=True):
            if told(place.bot(), place.corpus) != site.old:
                msg = "a read-only index is not answered from"
                raise PromiseError(msg)
            said = Builder(place, force=True).outcome()
    except PermissionError:
        return "not tried: nothing can be mounted here"
    if "cannot be written" not in said:
        msg = f"unclear: {said}"
        raise PromiseError(msg)
    site.recover(place, site.old)
    site.drop(place)
    return "answered from; the builder said so"


def damaged_index(site: Site, draw: random.Random) -> str:
    """Harm one file of the index."""
    place = site.fresh()
    files = [path for path in sorted(place.index.rglob("*")) if path.is_file()]
    files = [path for path in files if path.name != "build.lock"]  # holds nothing
    harm(draw.choice(files), draw)
    state = _state(site, place, edited=False)
    site.recover(place, site.old)
    site.drop(place)
    return state


def damaged_documents(site: Site, draw: random.Random) -> str:
    """Harm a document, the manifest or the bank under a running bot, then put it back."""
    place = site.fresh()
    bot = place.bot()
    bot.warm_up()
    files = [path for path in sorted(place.corpus.rglob("*")) if path.is_file()]
    path = draw.choice(files)
    whole = path.read_bytes()
    harm(path, draw)
    if path.exists() and path.read_bytes() == whole:
        return "nothing changed"
    try:
        state = "same answers" if told(bot, place.corpus) == site.old else ""
    except QuotewellError as error:
        state = clear(error)
    if not state:
        msg = "other answers from a harmed document"
        raise PromiseError(msg)
    path.write_bytes(whole)
    if told(bot, place.corpus) != site.old:
        msg = "the running bot did not come back when the file did"
        raise PromiseError(msg)
    site.drop(place)
    return f"{state}; well again when the file was"


def clock_jumps(site: Site, draw: random.Random) -> str:
    """Set files' times and the clock decades off, before and under a running bot."""
    place = site.fresh()
    bot = place.bot()
    bot.warm_up()
    offset = draw.uniform(-DECADES, DECADES)
    real = time.time
    with mock.patch("time.time", lambda: real() + offset):
        for path in (place.corpus, place.index):
            for one in path.rglob("*"):
                if draw.random() < 0.5:
                    moment = max(0.0, real() + draw.uniform(-DECADES, DECADES))
                    os.utime(one, (moment, moment))
        if told(bot, place.corpus) != site.old or told(place.bot(), place.corpus) != site.old:
            msg = "other answers after the clock jumped"
            raise PromiseError(msg)
        # A copy that looks old must not be swept from under the bot that holds it.
        if told(bot, place.corpus) != site.old:
            msg = "the running bot lost its copy"
            raise PromiseError(msg)
    site.recover(place, site.old)
    site.drop(place)
    return "same answers"


@contextmanager
def small_disk(path: Path, size: int, *, read_only: bool = False) -> Iterator[None]:
    """Let ``path`` lie on a disk of its own of ``size`` bytes; what is in it is copied first.

    Raises:
        PermissionError: If nothing can be mounted here.
    """
    saved = path.with_name(path.name + ".saved")
    path.rename(saved)
    path.mkdir()
    options = f"size={WHOLE_BYTES * 4}"
    if not _mount("-t", "tmpfs", "-o", options, "tmpfs", str(path)):
        path.rmdir()
        saved.rename(path)
        raise PermissionError
    try:
        subprocess.run(["cp", "-a", f"{saved}/.", str(path)], check=True)  # noqa: S603, S607 - our own paths
        used = os.statvfs(path)
        full = (used.f_blocks - used.f_bfree) * used.f_frsize
        _mount("-o", f"remount,{'ro' if read_only else f'size={full + size}'}", str(path))
        yield
        if not read_only:
            _mount("-o", f"remount,{options}", str(path))
        subprocess.run(["rm", "-rf", str(saved)], check=True)  # noqa: S603, S607 - our own paths
        subprocess.run(["cp", "-a", str(path), str(saved)], check=True)  # noqa: S603, S607 - our own paths
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)  # noqa: S603, S607 - our own mount
        path.rmdir()
        saved.rename(path)


def _mount(*arguments: str) -> bool:
    done = subprocess.run(["mount", *arguments], capture_output=True)  # noqa: S603, S607 - our own paths
    return done.returncode == 0


def _state(site: Site, place: Place, edited: bool) -> str:
    """Open the index as a new process would and say what it finds.

    Raises:
        PromiseError: If it answers as neither version of the documents does.
    """
    try:
        answers = told(place.bot(), place.corpus)
    except QuotewellError as error:
        return clear(error)
    if answers != (site.new if edited else site.old):
        msg = "an index that does not belong to the documents was answered from"
        raise PromiseError(msg)
    return "new index serves" if edited else "index serves"


def clear(error: QuotewellError) -> str:
    """Name the kind of an error, after checking that its message says what to do."""
    text = str(error)
    if len(text) < 20 or "\n" in text:
        msg = f"unclear: {text!r}"
        raise PromiseError(msg)
    return f"refused, {type(error).__name__.removesuffix('Error')}"


def _one(bot: Bot, site: Site, number: int) -> str:
    """Ask one question of a running bot; say whether it answered as before or after the edit."""
    found = shown(answer_of(bot, ASKED[number]))
    for name, expected in (("old", site.old), ("new", site.new)):
        if found == expected[number]:
            return name
    msg = "an answer of neither version"
    raise PromiseError(msg)
