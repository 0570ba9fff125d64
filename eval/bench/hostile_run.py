"""Ask the real bot hostile questions and hold every answer against what is promised.

Promised: no error but a polite refusal, every quote in its file on disk, each question
within a time limit. Work is cut into chunks; a finished chunk is written down before the
next one begins, so that a run goes on where it was interrupted. What is written holds
families, numbers and figures; the text of a finding is made again from seed and number.
"""

import json
import multiprocessing
import signal
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.engine import Bot
from eval.bench.asked import dev_questions
from eval.bench.drawn import DrawnEmbedder
from eval.bench.hostile import Hostile, hostile
from eval.bench.results import Columns
from eval.bench.verified import Sources
from eval.errors import EvalError

CHUNK = 250
SLOWEST = 10
HANG_SECONDS = 60
"""A question that takes this long is broken off; Python's own loops and patterns can be."""

GOOD = ("answered", "not_found", "refused")


class Hung(BaseException):
    """A question took too long; no handler of ordinary errors may swallow it."""


@dataclass(frozen=True)
class Asked:
    """What one hostile question came to.

    Attributes:
        number: Its number; with the run's seed it makes the question again.
        family: What it tried.
        outcome: One of :data:`GOOD`, or what went wrong.
        seconds: How long it took.
        cpu: Processor seconds it took, on all cores; what the limit is on, because a busy
            machine makes nobody's question hostile.
    """

    number: int
    family: str
    outcome: str
    seconds: float
    cpu: float


@dataclass(frozen=True)
class Chunk:
    """What a run of consecutive numbers came to.

    Attributes:
        first: The first number.
        outcomes: Counts by "family outcome".
        seconds: Of all questions together.
        cpu: Processor seconds of all together.
        wrong: Every question that broke a promise.
        slowest: The ten that took most processor time.
    """

    first: int
    outcomes: dict[str, int]
    seconds: float
    cpu: float
    wrong: list[Asked]
    slowest: list[Asked]


def run_hostile(
    count: int, seed: int, processes: int, limit: float, mark: str, kept: Path, *, drawn: bool
) -> list[Chunk]:
    """Ask ``count`` hostile questions.

    Args:
        count: How many; rounded up to whole chunks.
        seed: Makes them.
        processes: Each with a bot of its own, about a gigabyte.
        limit: Processor seconds a question may take.
        mark: Tells the code and the index; chunks of another one are not taken over.
        kept: File of finished chunks.
        drawn: Draw the questions' vectors instead of asking the model (:mod:`eval.bench.drawn`).

    Raises:
        EvalError: If the file cannot be written, or a process died at a question.
    """
    # What another limit called slow does not mix with this run's chunks.
    key = f"{mark} {seed} {limit:g} {CHUNK}{' drawn' if drawn else ''}"
    done = _kept(kept, key)
    waiting = [first for first in range(0, count, CHUNK) if first not in done]
    if waiting:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(processes, context, _open, (seed, limit, drawn)) as pool:
            futures = [pool.submit(_chunk, first) for first in waiting]
            for future in _progress(futures):
                try:
                    chunk = future.result()
                except BrokenProcessPool:
                    left = ", ".join(str(f) for f in sorted(set(waiting) - done.keys()))
                    msg = f"a process died. One of these chunks of {CHUNK} killed it: {left}."
                    raise EvalError(msg) from None
                done[chunk.first] = chunk
                _keep(kept, key, chunk)
    return [done[first] for first in range(0, count, CHUNK)]


def check(bot: Bot, sources: Sources, question: Hostile) -> str:
    """Ask one question; return one of :data:`GOOD`, or what went wrong."""
    from bot.errors import QuestionError
    from bot.reply import reply_to

    try:
        answer = bot.ask(question.text, None, question.fallback, question.history)
        fields = reply_to(question.text, answer, 0).as_json()
        json.dumps(fields, ensure_ascii=False).encode()
    except QuestionError:
        # The page then looks for notices, which promises never to fail.
        bot.notices(question.text, "en")
        return "refused"
    except Hung:
        return "hung"
    except Exception as error:  # whatever it is, it is what we look for
        return f"raised {type(error).__name__}"
    if not all(sources.holds(quote) for quote in fields["quotes"]):
        return "wrong quote"
    return str(answer.status)


def hostile_tables(chunks: Sequence[Chunk], limit: float, processes: int) -> list[Columns]:
    """Return what ``bench hostile`` prints."""
    counts: Counter[tuple[str, str]] = Counter()
    for chunk in chunks:
        for key, number in chunk.outcomes.items():
            family, _, outcome = key.partition(" ")
            counts[family, outcome] += number
    found = sorted({outcome for _, outcome in counts}, key=lambda one: (one not in GOOD, one))
    families = list(dict.fromkeys(family for family, _ in counts))
    rows = [(name, *(str(counts[name, one]) for one in found)) for name in families]
    total = [str(sum(counts[name, one] for name in families)) for one in found]
    asked = sum(counts.values())
    wrong = [one for chunk in chunks for one in chunk.wrong]
    seconds = sum(chunk.seconds for chunk in chunks)
    cpu = sum(chunk.cpu for chunk in chunks)
    note = (
        f"n={asked}; {len(wrong)} broke a promise (limit {limit:g} s of processor time). On "
        f"average a question took {1000 * cpu / asked:.0f} ms of processor time, "
        f"{1000 * seconds / asked:.0f} ms by the clock; {processes} at once."
    )
    first = Columns("Hostile questions", ("family", *found), [*rows, ("all", *total)], note)
    slow = sorted((one for c in chunks for one in c.slowest), key=lambda one: -one.cpu)
    shown = [("slowest", one) for one in slow[:SLOWEST]] + [("wrong", one) for one in wrong]
    lines = [
        (why, str(one.number), one.family, one.outcome, f"{one.cpu:.3f}", f"{one.seconds:.3f}")
        for why, one in shown
    ]
    return [
        first,
        Columns("Worth a look", ("", "number", "family", "outcome", "CPU s", "s"), lines),
    ]


# A worker's own: set once by _open, since a bot cannot be sent to another process.
_worker: tuple[Bot, Sources, list[str], int, float]


def _open(seed: int, limit: float, drawn: bool) -> None:
    global _worker
    import logging

    from bot.cli import ready_bot
    from bot.settings import BotSettings
    from bot.web.environment import harden

    harden()
    # A detection that fell back would say so a thousand times.
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings = BotSettings()
    real = dev_questions()
    bot = ready_bot(settings, DrawnEmbedder(settings, real) if drawn else None)
    bot.warm_up()
    _worker = bot, Sources(settings.corpus), real, seed, limit


def _chunk(first: int) -> Chunk:
    bot, sources, real, seed, limit = _worker
    asked = []
    for number in range(first, first + CHUNK):
        question = hostile(seed, number, real)
        begun, used = time.perf_counter(), time.process_time()
        with _alarm():
            outcome = check(bot, sources, question)
        seconds, cpu = time.perf_counter() - begun, time.process_time() - used
        if outcome in GOOD and cpu > limit:
            outcome = "slow"
        asked.append(Asked(number, question.family, outcome, seconds, cpu))
    return Chunk(
        first,
        dict(Counter(f"{one.family} {one.outcome}" for one in asked)),
        sum(one.seconds for one in asked),
        sum(one.cpu for one in asked),
        [one for one in asked if one.outcome not in GOOD],
        sorted(asked, key=lambda one: -one.cpu)[:SLOWEST],
    )


@contextmanager
def _alarm() -> Iterator[None]:
    """Break off what takes too long."""

    def ring(*_: object) -> None:
        raise Hung

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, HANG_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _progress(futures: Collection[Future[Chunk]]) -> Iterable[Future[Chunk]]:
    from rich.console import Console
    from rich.progress import track

    done = as_completed(futures)
    return track(done, "Asking", len(futures), console=Console(stderr=True), transient=True)


def _kept(path: Path, key: str) -> dict[int, Chunk]:
    """Read the finished chunks of the same run; a torn last line is none."""
    if not path.exists():
        return {}
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if row["key"] == key:
            chunk = row["chunk"]
            for name in ("wrong", "slowest"):
                chunk[name] = [Asked(**one) for one in chunk[name]]
            found[chunk["first"]] = Chunk(**chunk)
    return found


def _keep(path: Path, key: str, chunk: Chunk) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, "chunk": asdict(chunk)}) + "\n")
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror})."
        raise EvalError(msg) from None
