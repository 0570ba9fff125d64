"""Decide whether the retrieved passages answer the question, and which of them to quote.

Logistic regressions over a handful of named features: one for each way of retrieving, one
for whether a further candidate is worth a quote beside the best, and one for whether a
question goes on from the one before it. Their numbers are
fitted on the dev questions by ``python -m eval fit`` and kept in ``decision.toml`` with
where they came from; nothing is fitted while answering.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.candidates import Candidate, Retrieved

FILE = Path(__file__).with_name("decision.toml")

URGENT_COST = 10.0
"""To refuse somebody in danger is held to be this many times as bad as to refuse another:
a judgement, not a fit. It lowers the bar for urgent questions accordingly."""


FAR = -30.0
"""Part of the log-odds of a feature that is less than it must be: more than all others."""


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
    """One fitted regression: log-odds = intercept + Σ weight × feature.

    Attributes:
        threshold: The probability from which on to answer.
        intercept: Of the log-odds.
        weights: By feature.
        least: What features must reach for any answer. A question less like the nearest reviewed
            one is about something else, where the regression was never fitted and may say
            anything; a sentence that lacks the question's words may be about another detail.
    """

    threshold: float
    intercept: float
    weights: Mapping[str, float]
    least: Mapping[str, float] = field(default_factory=dict)

    def contributions(self, features: Mapping[str, float]) -> dict[str, float]:
        """Return each feature's part of the log-odds."""
        parts = {name: weight * features[name] for name, weight in self.weights.items()}
        return parts | {name: FAR for name, bound in self.least.items() if features[name] < bound}

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the probability, 0-1, for features by name."""
        odds = self.intercept + sum(self.contributions(features).values())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))

    def bar(self, *, urgent: bool) -> float:
        """Return the confidence from which on to answer."""
        if not urgent:
            return self.threshold
        # Answering pays when confidence × cost of a refusal > (1 − confidence) × cost of an error.
        return self.threshold / (self.threshold + URGENT_COST * (1.0 - self.threshold))


class Decider:
    """Applies the fitted numbers."""

    def __init__(self, file: Path = FILE) -> None:
        """Read the numbers from ``file``."""
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        self._models = {path: Model(**table) for path, table in tables.items()}

    def decide(self, retrieved: Retrieved) -> Decision:
        """Decide for one question."""
        model = self._models[retrieved.path]
        confidence = model.probability(retrieved.features)
        bar = model.bar(urgent=retrieved.urgent)
        answer = bool(retrieved.candidates) and confidence >= bar
        return Decision(answer, confidence, bar, model.contributions(retrieved.features))

    def would_show(self, path: str, features: Mapping[str, float]) -> bool:
        """Tell whether a question with these features is answered, nobody being in danger."""
        model = self._models[path]
        return model.probability(features) >= model.threshold

    def follow(self, features: Mapping[str, float]) -> tuple[float, bool]:
        """Tell whether a question goes on from the one before it.

        Returns:
            The probability, 0-1, and whether it is enough; without fitted numbers it never is.
        """
        model = self._models.get("followup")
        if model is None:
            return 0.0, False
        probability = model.probability(features)
        return probability, probability >= model.threshold

    def weigh(self, retrieved: Retrieved) -> Retrieved:
        """Return the same with each further candidate's worth; a path not fitted gives none."""
        model = self._models.get(f"{retrieved.path}-further")
        if model is None or not retrieved.candidates:
            return retrieved
        best = retrieved.candidates[0]
        weighed = (
            replace(one, worth=model.probability(further_features(best, one)))
            for one in retrieved.candidates
        )
        return replace(retrieved, candidates=tuple(weighed))


def further_features(best: Candidate, further: Candidate) -> dict[str, float]:
    """Return what tells whether ``further`` answers too, by name."""
    return {"gap": best.score - further.score, **further.stages}
