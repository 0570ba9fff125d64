"""Compare two runs of one set, question by question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from eval import measures
from eval.errors import EvalError
from eval.intervals import Estimate, Floats, bootstrap, mean, paired, paired_mean
from eval.records import Record
from eval.summary import ANSWER_SHARES

Value = Callable[[Record], float]


@dataclass(frozen=True)
class Difference:
    """A figure in both runs, and by how much the second is above the first."""

    name: str
    first: Estimate
    second: Estimate
    difference: Estimate


@dataclass(frozen=True)
class Change:
    """A question right in one run only: ``now_right`` tells whether that is the second."""

    before: Record
    after: Record
    now_right: bool


# Only what is defined for every question in both runs can be paired. Selective precision
# cannot: each run answers other questions; it is in each run's own report.
_PAIRED: dict[str, tuple[Value, Callable[[Record], bool]]] = {
    **{
        name: ANSWER_SHARES[name]
        for name in ("right", "supported", "first", "coverage", "right_document_wrong_passage")
    },
    "refused_unanswerable": (lambda r: r.verdict.right, lambda r: not r.asked.answerable),
    "f1": (lambda r: r.verdict.f1, lambda r: True),
    "recall@1": (lambda r: _recall(r, 1), lambda r: r.asked.answerable),
    "recall@5": (lambda r: _recall(r, 5), lambda r: r.asked.answerable),
    "recall@10": (lambda r: _recall(r, 10), lambda r: r.asked.answerable),
    "mrr": (
        lambda r: measures.reciprocal_rank(
            r.verdict.all_documents.ranks if r.verdict.all_documents else ()
        ),
        lambda r: r.asked.answerable,
    ),
    "words_shown": (lambda r: r.verdict.words, lambda r: True),
    "latency_ms": (lambda r: r.given.seconds * 1000, lambda r: True),
}


def compare(
    first: Sequence[Record], second: Sequence[Record]
) -> tuple[list[Difference], list[Change]]:
    """Return the paired figures and the questions that changed.

    Args:
        first: The run before.
        second: The run after.

    Raises:
        EvalError: If the two have no question in common.
    """
    pairs = pair_up(first, second)
    rows = []
    for name, (value, counts) in _PAIRED.items():
        chosen = [(a, b) for a, b in pairs if counts(a)]
        before = np.array([float(value(a)) for a, _ in chosen])
        after = np.array([float(value(b)) for _, b in chosen])
        rows.append(Difference(name, mean(before), mean(after), paired_mean(before, after)))
    rows += [
        _scored("auroc", measures.auroc, pairs, lambda r: float(r.asked.answerable)),
        _scored("aurc", measures.aurc, pairs, lambda r: float(r.verdict.would_err)),
    ]
    changes = [
        Change(a, b, b.verdict.right) for a, b in pairs if a.verdict.right != b.verdict.right
    ]
    return rows, changes


def pair_up(first: Sequence[Record], second: Sequence[Record]) -> list[tuple[Record, Record]]:
    """Return the records of the questions that are the same in both runs.

    Raises:
        EvalError: If there are none.
    """
    later = {record.asked.id: record for record in second}
    pairs = [
        (record, later[record.asked.id])
        for record in first
        if record.asked.id in later and later[record.asked.id].asked == record.asked
    ]
    if not pairs:
        msg = "The two runs have no question in common. Compare runs of the same set."
        raise EvalError(msg)
    return pairs


def _recall(record: Record, k: int) -> float:
    found = record.verdict.all_documents
    return measures.recall_at(found.ranks, found.relevant, k) if found else 0.0


def _scored(
    name: str,
    measure: Callable[[Floats, Floats], float],
    pairs: Sequence[tuple[Record, Record]],
    label: Value,
) -> Difference:
    """Compare a figure of all confidences together."""
    scores = [np.array([p[side].given.confidence for p in pairs]) for side in (0, 1)]
    labels = [np.array([float(label(p[side])) for p in pairs]) for side in (0, 1)]

    def of(side: int) -> Callable[[np.ndarray[tuple[int], np.dtype[np.intp]]], float]:
        return lambda draw: measure(scores[side][draw], labels[side][draw])

    n = len(pairs)
    return Difference(name, bootstrap(of(0), n), bootstrap(of(1), n), paired(of(0), of(1), n))
