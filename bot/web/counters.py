"""Count what happened, and nothing about whom it happened to.

Only in memory, by day, language and outcome; gone when the process ends. Told are finished
days only, rounded down to whole :data:`LEAST`: neither a small count nor the difference
between two looks can point to one person.
"""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Literal

from bot.web.metrics import Metrics, Told

LEAST = 5
DAYS = 31
"""Days kept."""

Outcome = Told | Literal["notice"]


class Counters:
    """Counts by day, language and outcome. Safe to use from several threads.

    Attributes:
        metrics: The operator's figures, where every outcome but a notice is counted too.
    """

    def __init__(self, today: Callable[[], date] = date.today) -> None:
        """Count from nothing; ``today`` tells the day."""
        self.metrics = Metrics()
        self._today = today
        self._lock = threading.Lock()
        self._counts: Counter[tuple[date, str, Outcome]] = Counter()

    def add(self, language: str, outcome: Outcome) -> None:
        """Count one question."""
        with self._lock:
            self._counts[self._today(), language, outcome] += 1
            self._forget()
        if outcome != "notice":
            self.metrics.add(language, outcome)

    def table(self) -> list[dict[str, str | int]]:
        """Return a row for each count that may be told: day, language, outcome, count."""
        with self._lock:
            self._forget()
            rows = sorted(self._counts.items())
        today = self._today()
        return [
            {
                "day": day.isoformat(),
                "language": language,
                "outcome": outcome,
                "count": count - count % LEAST,
            }
            for (day, language, outcome), count in rows
            if day < today and count >= LEAST
        ]

    def _forget(self) -> None:
        today = self._today()
        for key in [key for key in self._counts if (today - key[0]).days > DAYS]:
            del self._counts[key]
