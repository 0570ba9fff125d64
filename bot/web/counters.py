"""Count what happened, and nothing about whom it happened to.

Only in memory, by day, language and outcome; gone when the process ends. A count under
:data:`LEAST` is not told, because on a quiet day it could point to one person.
"""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Literal

LEAST = 5
DAYS = 31
"""Days kept."""

Outcome = Literal["answered", "not_found", "notice", "refused", "unavailable"]


class Counters:
    """Counts by day, language and outcome. Safe to use from several threads."""

    def __init__(self, today: Callable[[], date] = date.today) -> None:
        """Count from nothing; ``today`` tells the day."""
        self._today = today
        self._lock = threading.Lock()
        self._counts: Counter[tuple[date, str, Outcome]] = Counter()

    def add(self, language: str, outcome: Outcome) -> None:
        """Count one question."""
        day = self._today()
        with self._lock:
            self._counts[day, language, outcome] += 1
            for key in [key for key in self._counts if (day - key[0]).days >= DAYS]:
                del self._counts[key]

    def table(self) -> list[dict[str, str | int]]:
        """Return a row for each count that may be told: day, language, outcome, count."""
        with self._lock:
            rows = sorted(self._counts.items())
        return [
            {"day": day.isoformat(), "language": language, "outcome": outcome, "count": count}
            for (day, language, outcome), count in rows
            if count >= LEAST
        ]
