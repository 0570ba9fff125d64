"""Hours at a steady rate: does memory grow, do file descriptors leak?

The slope is a straight line through the samples after a warm-up; its interval comes from
drawing blocks of neighbouring samples again, because neighbours are alike and an interval
that took them for independent would be far too narrow.
"""

import itertools
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.bench.asked import dev_questions
from eval.bench.processes import chat, open_files, post, resident_mb, wait_for_page
from eval.bench.results import Columns, Spread, spread
from eval.errors import EvalError
from eval.intervals import RESAMPLES, SEED

WARM_UP = 0.2
"""Share of the time, from the beginning, that the slope leaves out."""

BLOCK = 10
"""Neighbouring samples drawn together."""

LEAST_SAMPLES = 30
"""Fewer after the warm-up give no interval worth stating."""


@dataclass(frozen=True)
class Slope:
    """How a figure grows.

    Attributes:
        per_hour: Of a straight line through the samples.
        low: Lower end of the 95 % interval.
        high: Upper end.
        samples: How many the line goes through.
    """

    per_hour: float
    low: float
    high: float
    samples: int


@dataclass(frozen=True)
class Soaked:
    """A soak's outcome.

    Attributes:
        minutes: How long it took.
        answers: How many were given.
        failures: Requests without an answer, by message.
        answered: Spread of the answers' times, ms.
        memory_mb: First and last sample after the warm-up, MiB.
        memory: Growth of resident memory, MiB an hour.
        files: Growth of open file descriptors, an hour.
        samples: All samples: seconds, MiB, file descriptors.
    """

    minutes: float
    answers: int
    failures: dict[str, int]
    answered: Spread
    memory_mb: tuple[float, float]
    memory: Slope
    files: Slope
    samples: list[tuple[float, float, int]]


def soak(minutes: float, rate: float, extra: Sequence[str]) -> Soaked:
    """Ask a chat ``rate`` questions a second for ``minutes``.

    Raises:
        EvalError: If the chat does not start, or the time is too short for a slope.
    """
    every = max(1.0, minutes * 60 / 1000)
    if minutes * 60 * (1 - WARM_UP) / every < LEAST_SAMPLES:
        msg = f"{minutes:g} minutes give too few samples for a slope. Take one minute or more."
        raise EvalError(msg)
    questions = itertools.cycle(dev_questions())
    samples: list[tuple[float, float, int]] = []
    times: list[float] = []
    failures: dict[str, int] = {}
    with chat(extra) as (server, address):
        wait_for_page(server, address)
        begun = time.perf_counter()
        due = sampled = begun
        while (now := time.perf_counter()) < begun + 60 * minutes:
            if now >= sampled:
                pids = server.pids()
                samples.append((now - begun, resident_mb(pids), open_files(pids)))
                sampled += every
            if now < due:
                time.sleep(min(due, sampled) - now if min(due, sampled) > now else 0)
                continue
            due += 1 / rate
            try:
                post(address, json.dumps({"question": next(questions)}).encode())
                times.append((time.perf_counter() - now) * 1000)
            except EvalError as error:
                failures[str(error)] = failures.get(str(error), 0) + 1
    rows = np.array([one for one in samples if one[0] >= WARM_UP * 60 * minutes])
    hours = rows[:, 0] / 3600
    return Soaked(
        minutes,
        len(times),
        failures,
        spread(times),
        (float(rows[0, 1]), float(rows[-1, 1])),
        slope(hours, rows[:, 1]),
        slope(hours, rows[:, 2]),
        samples,
    )


def slope(hours: NDArray[np.float64], values: NDArray[np.float64]) -> Slope:
    """Return the growth of ``values`` an hour, with a moving-block bootstrap's interval.

    The blocks are of what the line leaves over, put back onto it.

    Args:
        hours: When each value was taken, shape (samples,).
        values: The values, shape (samples,).
    """
    per_hour, start = np.polyfit(hours, values, 1)
    line = start + per_hour * hours
    left = values - line
    count = len(values)
    blocks = -(-count // BLOCK)
    random = np.random.default_rng(SEED)
    first = random.integers(0, max(1, count - BLOCK + 1), (RESAMPLES, blocks))
    drawn = (first[:, :, None] + np.arange(BLOCK)).reshape(RESAMPLES, -1)[:, :count]
    grown = [np.polyfit(hours, line + left[np.minimum(row, count - 1)], 1)[0] for row in drawn]
    low, high = np.percentile(grown, [2.5, 97.5])
    return Slope(float(per_hour), float(low), float(high), count)


def soak_tables(found: Soaked) -> list[Columns]:
    """Return what ``bench soak`` prints."""
    rows = [
        (
            name,
            f"{one.per_hour:+.2f}",
            f"{one.low:+.2f} to {one.high:+.2f}",
            str(one.samples),
        )
        for name, one in (("memory, MiB", found.memory), ("file descriptors", found.files))
    ]
    first, last = found.memory_mb
    note = (
        f"n={found.answers} answers, {sum(found.failures.values())} failures; "
        f"p50 {found.answered.median:.0f} ms, p95 {found.answered.p95:.0f} ms; "
        f"memory {first:.0f} MiB after the warm-up, {last:.0f} MiB at the end."
    )
    heads = ("Growth", "an hour", "95 % interval", "samples")
    return [Columns(f"Soak, {found.minutes:g} minutes", heads, rows, note)]
