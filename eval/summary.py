"""A run's figures, each with n and its 95 % interval: what ``summary.json`` holds."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval import measures
from eval.intervals import Estimate, bootstrap, mean
from eval.measures import Floats
from eval.records import STAGES, Ranks, Record

AT = (1, 3, 5, 10)
"""Depths at which recall is reported."""

Figures = dict[str, Estimate]
Share = Callable[[Record], float]

# Means over questions: the value for a question, and which questions count.
ANSWER_SHARES: dict[str, tuple[Share, Callable[[Record], bool]]] = {
    "right": (lambda r: r.verdict.right, lambda r: True),
    "supported": (lambda r: r.verdict.supported, lambda r: r.asked.answerable),
    "first": (lambda r: r.verdict.first, lambda r: r.asked.answerable),
    "coverage": (lambda r: r.given.answered, lambda r: True),
    "selective_precision": (lambda r: r.verdict.right, lambda r: r.given.answered),
    "right_document_wrong_passage": (
        lambda r: r.verdict.right_document and not r.verdict.supported,
        lambda r: r.asked.answerable,
    ),
    "quote_validity": (lambda r: r.verdict.valid, lambda r: r.given.answered),
    "words_shown": (lambda r: r.verdict.words, lambda r: r.given.answered),
    "language_detected": (lambda r: r.given.language == r.asked.lang, lambda r: True),
}
REFUSAL_SHARES: dict[str, tuple[Share, Callable[[Record], bool]]] = {
    "has_ans_accuracy": (lambda r: r.verdict.right, lambda r: r.asked.answerable),
    "has_ans_f1": (lambda r: r.verdict.f1, lambda r: r.asked.answerable),
    "no_ans_accuracy": (lambda r: r.verdict.right, lambda r: not r.asked.answerable),
    "no_ans_f1": (lambda r: r.verdict.f1, lambda r: not r.asked.answerable),
    "f1": (lambda r: r.verdict.f1, lambda r: True),
}
SCORE_MEASURES: dict[str, Callable[[Floats, Floats], float]] = {
    "auroc": measures.auroc,
    "ece": measures.expected_calibration_error,
    "confidence_gap": measures.confidence_gap,
}


def summarise(records: Sequence[Record]) -> dict[str, Any]:
    """Return all figures of a run, by group; NaN becomes null when it is written."""
    kinds = sorted({r.asked.kind for r in records})
    pairs = sorted({(r.asked.lang, doc) for r in records for doc in r.verdict.by_language})
    return {
        "questions": len(records),
        "answerable": sum(r.asked.answerable for r in records),
        "overall": {
            "answers": shares(records, ANSWER_SHARES),
            "retrieval": retrieval(r.verdict.all_documents for r in records),
            "refusal": refusal(records),
            "speed": speed(records),
        },
        "by_kind": {
            kind: {
                "answers": shares(group, ANSWER_SHARES),
                "retrieval": retrieval(r.verdict.all_documents for r in group),
            }
            for kind in kinds
            for group in [[r for r in records if r.asked.kind == kind]]
        },
        "by_pair": {
            f"{asked}-{written}": retrieval(
                r.verdict.by_language.get(written) for r in records if r.asked.lang == asked
            )
            for asked, written in pairs
        },
        "confusion": {kind: confusion([r for r in records if r.asked.kind == kind])
                      for kind in kinds},
        "reliability": [asdict(one) for one in measures.reliability(*_confidence(records))],
    }  # fmt: skip


def shares(
    records: Sequence[Record], wanted: dict[str, tuple[Share, Callable[[Record], bool]]]
) -> Figures:
    """Return the mean of each wanted value over the questions it counts."""
    return {
        name: mean([float(value(r)) for r in records if counts(r)])
        for name, (value, counts) in wanted.items()
    }


def retrieval(rankings: Iterable[Ranks | None]) -> Figures:
    """Return the retrieval measures over the questions that have gold."""
    known = [one for one in rankings if one is not None and one.relevant]
    columns: dict[str, list[float]] = {}
    for k in AT:
        columns[f"recall@{k}"] = [measures.recall_at(o.ranks, o.relevant, k) for o in known]
    for k in AT:
        columns[f"success@{k}"] = [measures.success_at(o.ranks, k) for o in known]
    columns["mrr"] = [measures.reciprocal_rank(o.ranks) for o in known]
    columns["ndcg@10"] = [measures.ndcg_at(o.ranks, o.relevant, 10) for o in known]
    return {name: mean(values) for name, values in columns.items()}


def refusal(records: Sequence[Record]) -> Figures:
    """Return how well answerable and unanswerable questions are told apart."""
    figures = shares(records, REFUSAL_SHARES)
    confidence, answerable = _confidence(records)
    for name, measure in SCORE_MEASURES.items():
        figures[name] = _of_two(measure, confidence, answerable)
    errors = np.array([float(r.verdict.would_err) for r in records])
    figures["aurc"] = _of_two(measures.aurc, confidence, errors)
    return figures


def _of_two(
    measure: Callable[[Floats, Floats], float], confidence: Floats, truth: Floats
) -> Estimate:
    return bootstrap(lambda draw: measure(confidence[draw], truth[draw]), len(confidence))


def speed(records: Sequence[Record]) -> Figures:
    """Return latency in milliseconds, and questions a second of one asker."""
    seconds = np.array([r.given.seconds for r in records])
    n = len(records)

    def at(percent: float) -> Callable[[NDArray[np.intp]], float]:
        return lambda draw: float(np.percentile(seconds[draw], percent)) * 1000

    return {
        "p50_ms": bootstrap(at(50), n),
        "p95_ms": bootstrap(at(95), n),
        "questions_per_second": bootstrap(
            lambda draw: len(draw) / max(float(seconds[draw].sum()), 1e-9), n
        ),
    }


def confusion(records: Sequence[Record]) -> dict[str, int]:
    """Count right answers, right refusals and each stage's failures."""
    counts = {
        "answered_right": sum(r.verdict.right and r.asked.answerable for r in records),
        "refused_right": sum(r.verdict.right and not r.asked.answerable for r in records),
    }
    return counts | {stage: sum(r.verdict.stage == stage for r in records) for stage in STAGES}


def plain(value: object) -> object:
    """Return ``value`` as JSON has it: estimates as objects, NaN as null."""
    if isinstance(value, Estimate):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 6)
    return value


def _confidence(records: Sequence[Record]) -> tuple[Floats, Floats]:
    confidence = np.array([r.given.confidence for r in records], np.float64)
    return confidence, np.array([float(r.asked.answerable) for r in records])
