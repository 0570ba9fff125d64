"""The chat under load: what it answers a second, how long that takes, and how it refuses."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from eval.bench.processes import Watched, chat, cpu_seconds, wait_for_page
from eval.bench.results import Columns, Spread, spread

GOOD = ("200", "429", "503")
"""Outcomes an overloaded server may give; refusals only with Retry-After."""

WITHOUT_LIMIT = ("--rate-limit", "0")


@dataclass(frozen=True)
class Loaded:
    """One phase of load.

    Attributes:
        phase: What was tried.
        clients: Asking at once.
        seconds: How long it took until the last answer.
        answers_per_second: Answers with status 200.
        answered: Spread of their times, ms.
        outcomes: How many requests ended how.
        cpu: Processor seconds of the server for each second; 2 is two cores busy.
        peak_mb: Peak of the server's resident memory since its start, MiB.
    """

    phase: str
    clients: int
    seconds: float
    answers_per_second: float
    answered: Spread
    outcomes: dict[str, int]
    cpu: float
    peak_mb: float

    @property
    def held(self) -> bool:
        """Whether every request was answered, or refused as it should be."""
        return set(self.outcomes) <= set(GOOD)


def load_phases(
    clients: int, overload: int, seconds: float, extra: Sequence[str], limited: Sequence[str]
) -> list[Loaded]:
    """Load a chat without a rate limit, overload it, and load one with its limit on.

    Args:
        clients: Asking at once in the first and the third phase.
        overload: Asking at once in the second.
        seconds: Length of each phase.
        extra: Arguments of the first chat, such as ``--rate-limit 0``.
        limited: Arguments of the second.

    Raises:
        EvalError: If a chat does not start, or nothing is answered.
    """
    with chat(extra) as (server, address):
        wait_for_page(server, address)
        phases = [
            _phase("steady", server, address, clients, seconds),
            _phase("overload", server, address, overload, seconds),
        ]
    with chat(limited) as (server, address):
        wait_for_page(server, address)
        phases.append(_phase("rate limit on", server, address, clients, seconds))
    return phases


def load_tables(phases: Sequence[Loaded]) -> list[Columns]:
    """Return what ``bench load`` prints."""
    rows = [
        (
            one.phase,
            str(one.clients),
            f"{one.answers_per_second:.1f}",
            f"{one.answered.median:.0f} / {one.answered.p95:.0f} / {one.answered.p99:.0f}",
            f"{one.cpu:.2f}",
            f"{one.peak_mb:.0f}",
            "yes" if one.held else "NO",
        )
        for one in phases
    ]
    heads = (
        "phase",
        "clients",
        "answers/s",
        "p50 / p95 / p99, ms",
        "cores",
        "MiB",
        "held",
    )
    ends = [
        (one.phase, kind, str(count))
        for one in phases
        for kind, count in sorted(one.outcomes.items())
    ]
    note = (
        "Cores: the server’s processor time over time; MiB: peak of its memory. Times are of "
        "answers with status 200. Held: nothing but 200, and 429 or 503 with Retry-After. The "
        "clients run on the same machine."
    )
    return [
        Columns(f"Load, {phases[0].seconds:.0f} s a phase", heads, rows, note),
        Columns("How requests ended", ("phase", "outcome", "requests"), ends),
    ]


def _phase(name: str, server: Watched, address: str, clients: int, seconds: float) -> Loaded:
    used = cpu_seconds(server.pids())
    with Watched(["-m", "eval.bench.client", address, str(clients), str(seconds)]) as asking:
        line, _ = asking.first_line()
    found = json.loads(line)
    took = found["took_s"]
    outcomes = Counter(kind for kind, _ in found["outcomes"])
    return Loaded(
        name,
        clients,
        took,
        outcomes["200"] / took,
        spread([1000 * s for kind, s in found["outcomes"] if kind == "200"]),
        dict(outcomes),
        (cpu_seconds(server.pids()) - used) / took,
        server.peak_mb(),
    )
