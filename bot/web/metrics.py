"""Figures for whoever runs the server, in Prometheus' format.

Numbers only: no question, no session and no address, and nothing about notices, since
somebody who reads every few seconds would see when a person in trouble asked. The day's
notices are told, rounded, by :mod:`bot.web.counters`. The registry is the application's own;
the library's global one, which others may fill, is not used.
"""

from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.messages import LANGUAGES

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

SECONDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2, 3, 5, 10)
"""Upper ends of the histogram's buckets."""

Told = Literal["answered", "not_found", "refused", "unavailable"]
TOLD: tuple[Told, ...] = ("answered", "not_found", "refused", "unavailable")

Reason = Literal["busy", "rate_limit"]
REASONS: tuple[Reason, ...] = ("busy", "rate_limit")


class Metrics:
    """Counts since the process began. Safe to use from several threads."""

    def __init__(self) -> None:
        """Count from nothing; every series of the interface's languages exists from the start."""
        self._registry = CollectorRegistry()
        self._questions = Counter(
            "quotewell_questions",
            "Questions by language and outcome.",
            ("language", "outcome"),
            registry=self._registry,
        )
        self._turned_away = Counter(
            "quotewell_turned_away",
            "Questions turned away unasked, by reason.",
            ("reason",),
            registry=self._registry,
        )
        self.seconds = Histogram(
            "quotewell_answer_seconds",
            "Seconds from taking a question in to its answer, waiting for a worker included.",
            buckets=SECONDS,
            registry=self._registry,
        )
        self.in_flight = Gauge(
            "quotewell_in_flight",
            "Questions being answered or waiting for a worker.",
            registry=self._registry,
        )
        for language in LANGUAGES:
            for outcome in TOLD:
                self._questions.labels(language, outcome)
        for reason in REASONS:
            self._turned_away.labels(reason)

    def add(self, language: str, outcome: Told) -> None:
        """Count one question that was asked."""
        self._questions.labels(language, outcome).inc()

    def turn_away(self, reason: Reason) -> None:
        """Count one question that was not asked."""
        self._turned_away.labels(reason).inc()

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)
