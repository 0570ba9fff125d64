"""How long until the first answer, in fresh processes, and how long one question takes alone.

The ways in are started in turn, one after another, so that a machine that drifts treats
them alike. Single questions are asked of the tutorial pipeline and of the bot alternately in
one process, question by question, for the same reason.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.engine import Bot
from bot.settings import BotSettings
from corpus.settings import ROOT
from eval.bench.asked import dev_questions
from eval.bench.processes import Watched, chat, post, wait_for_page
from eval.bench.results import Columns, Spread, spread
from eval.errors import EvalError
from index.bundled import bundled_model

QUESTION = "How long should I leave a dilator in?"


@dataclass(frozen=True)
class Started:
    """One start.

    Attributes:
        answer_s: Seconds from the start of the process to its first answer.
        peak_mb: Peak of resident memory until then, MiB, children included.
        page_s: Seconds to the first complete page, where there is one.
    """

    answer_s: float
    peak_mb: float
    page_s: float | None = None


@dataclass(frozen=True)
class Alone:
    """Single questions, asked alternately; milliseconds.

    Attributes:
        tutorial: Spread of the tutorial pipeline's times.
        bot: Spread of the bot's.
        ratio: Median of bot / tutorial, question by question.
    """

    tutorial: Spread
    bot: Spread
    ratio: float


def cold_starts(runs: int) -> dict[str, list[Started]]:
    """Start each way in ``runs`` times, in turn.

    Raises:
        EvalError: If one gives no answer.
    """
    ways: dict[str, Callable[[], Started]] = {
        "tutorial": _start_tutorial,
        "ask": _start_ask,
        "chat": _start_chat,
    }
    found: dict[str, list[Started]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, start in ways.items():
            found[name].append(start())
    return found


def ask_alone(bot: Bot, count: int) -> Alone:
    """Ask ``count`` dev questions of the tutorial pipeline and of ``bot``, which is warm."""
    from eval.bench.tutorial import Tutorial

    tutorial = Tutorial(
        bundled_model(BotSettings().models), [document.text for document in bot.corpus.values()]
    )
    tutorial.answer(QUESTION)
    bot.ask(QUESTION)
    theirs: list[float] = []
    ours: list[float] = []
    ways: list[tuple[list[float], Callable[[str], object]]]
    ways = [(theirs, tutorial.answer), (ours, bot.ask)]
    for question in dev_questions(count):
        for times, ask in ways:
            times.append(_milliseconds(ask, question))
        # Whoever comes second finds the caches warm, so they take turns in that too.
        ways.reverse()
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return Alone(spread(theirs), spread(ours), spread(ratios).median)


def start_tables(starts: dict[str, list[Started]], alone: Alone) -> list[Columns]:
    """Return what ``bench start`` prints."""
    names = {
        "tutorial": "LangChain tutorial (indexes first)",
        "ask": "quotewell ask (index built before)",
        "chat": "quotewell chat, POST /api/ask",
    }
    base = spread([one.answer_s for one in starts["tutorial"]]).median
    rows = []
    for name, runs in starts.items():
        answers = spread([one.answer_s for one in runs])
        pages = [one.page_s for one in runs if one.page_s is not None]
        rows.append(
            (
                names[name],
                f"{spread(pages).median:.2f}" if pages else "–",
                f"{answers.median:.2f}",
                f"{min(one.answer_s for one in runs):.2f}–{answers.greatest:.2f}",
                f"{answers.median / base:.2f}",
                f"{max(one.peak_mb for one in runs):.0f}",
            )
        )
    first = Columns(
        f"Cold start in fresh processes, n={len(starts['tutorial'])} each, in turn",
        ("", "page, s", "first answer, s", "range, s", "of the tutorial’s", "peak memory, MiB"),
        rows,
        "Medians; memory is the greatest peak of all runs, children included.",
    )
    pairs = [
        (name, f"{one.median:.1f}", f"{one.p95:.1f}", f"{one.p99:.1f}")
        for name, one in (("LangChain tutorial", alone.tutorial), ("bot", alone.bot))
    ]
    second = Columns(
        f"A question asked alone, n={alone.bot.n} dev questions, alternately in one process",
        ("", "p50, ms", "p95, ms", "p99, ms"),
        pairs,
        f"Median of bot / tutorial, question by question: {alone.ratio:.2f}",
    )
    return [first, second]


def _start_tutorial() -> Started:
    settings = BotSettings()
    model = bundled_model(settings.models)
    files = sorted(str(path) for path in (settings.corpus / "documents").glob("*.txt"))
    with Watched(["-m", "eval.bench.tutorial", str(model), QUESTION, *files]) as watched:
        _, seconds = watched.first_line()
        return Started(seconds, watched.peak_mb())


def _start_ask() -> Started:
    with Watched([str(ROOT / "app.py"), "ask", "--json", QUESTION]) as watched:
        line, seconds = watched.first_line()
        _check(line)
        return Started(seconds, watched.peak_mb())


def _start_chat() -> Started:
    with chat() as (watched, address):
        page = wait_for_page(watched, address)
        answer = post(address, json.dumps({"question": QUESTION}).encode())
        seconds = time.perf_counter() - watched.started
        _check(answer)
        return Started(seconds, watched.peak_mb(), page)


def _check(answer: str | bytes) -> None:
    """Make sure that what came quickly is an answer."""
    if not json.loads(answer)["quotes"]:
        msg = f"no quote for {QUESTION!r}: not the shipped documents? Nothing was measured."
        raise EvalError(msg)


def _milliseconds(ask: Callable[[str], object], question: str) -> float:
    begun = time.perf_counter()
    ask(question)
    return (time.perf_counter() - begun) * 1000
