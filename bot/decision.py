"""Decide whether the retrieved passages answer the question.

A logistic regression over a handful of named features, one for each way of retrieving. Its
numbers are fitted on the dev questions by ``python -m eval fit`` and kept in
``decision.toml`` with where they came from; nothing is fitted while answering.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.candidates import Retrieved

FILE = Path(__file__).with_name("decision.toml")


@dataclass(frozen=True)
class Decision:
    """Whether to answer.

    Attributes:
        answer: True to quote, False to refuse.
        confidence: Estimated probability, 0-1, that the candidates answer.
        threshold: The confidence from which on it answers.
        contributions: Each feature's part of the log-odds, for ``explain``.
    """

    answer: bool
    confidence: float
    threshold: float
    contributions: Mapping[str, float]


@dataclass(frozen=True)
class Model:
    """One fitted regression: log-odds = intercept + Σ weight × feature."""

    threshold: float
    intercept: float
    weights: Mapping[str, float]


class Decider:
    """Applies the fitted numbers."""

    def __init__(self, file: Path = FILE) -> None:
        """Read the numbers from ``file``."""
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        self._models = {
            path: Model(table["threshold"], table["intercept"], table["weights"])
            for path, table in tables.items()
        }

    def decide(self, retrieved: Retrieved) -> Decision:
        """Decide for one question."""
        model = self._models[retrieved.path]
        parts = {name: weight * retrieved.features[name] for name, weight in model.weights.items()}
        odds = model.intercept + sum(parts.values())
        confidence = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))
        answer = bool(retrieved.candidates) and confidence >= model.threshold
        return Decision(answer, confidence, model.threshold, parts)
