"""Find bank questions that pull against one another, by the likeness the bot goes by.

Three faults, each named with the two questions concerned, the worst first:

- *twins*: an answered and an unanswered question that are almost the same. One of them
  makes the bot refuse what it could answer, or answer what it cannot.
- *strays*: a question whose neighbours are clearly another passage's. Either its anchor is
  wrong, or that passage answers it too and deserves questions of this kind.
- *repeats*: two questions of one anchor or topic that teach the bot nothing apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corpus.bank import BankQuestion
from index.bank_model import NEIGHBOURS, mean_of_best
from index.rivals import SAME
from index.store import OpenIndex

TWINS = 1.15
"""Similarity (1.2 is the same text) from which an answered and an unanswered question are
reported. Good contrast pairs reach 1.14 ("is anal safer with a condom" / "with two condoms"):
lower, the report would be mostly of those."""

REPEATS = SAME
"""Similarity from which two questions of one anchor or topic are reported."""

STRAY = 0.12
"""How much nearer another passage's questions must be than the own passage's."""

CHUNK = 256

Kind = Literal["twins", "stray", "repeat"]


@dataclass(frozen=True)
class BankFinding:
    """Two questions an editor should look at.

    Attributes:
        kind: Which fault.
        question: The question.
        other: The one it is too near to.
        degree: Similarity, or for a stray the difference of similarities.
    """

    kind: Kind
    question: BankQuestion
    other: BankQuestion
    degree: float

    def __str__(self) -> str:
        """Say it in one line."""
        first, second = self.question, self.other
        where = f"{_place(first)} “{first.text}” / {_place(second)} “{second.text}”"
        return f"bank: {_WORDS[self.kind]} ({self.degree:.2f}): {where}"


_WORDS = {
    "twins": "answered and unanswered almost alike",
    "stray": "nearer to another passage's questions",
    "repeat": "almost the same question twice",
}


def lint_bank(opened: OpenIndex) -> list[BankFinding]:
    """Return the findings for the bank of an open index, worst first within each kind."""
    if opened.bank is None:
        return []
    questions = opened.corpus.bank.questions
    answering = np.array(opened.contents.answering)
    groups = _groups(questions)
    found: list[BankFinding] = []
    for first in range(0, len(questions), CHUNK):
        rows = np.arange(first, min(first + CHUNK, len(questions)))
        similarity = opened.bank.among(rows)
        similarity[np.arange(len(rows)), rows] = -1.0
        found += _twins(questions, answering, rows, similarity)
        found += _repeats(questions, groups, rows, similarity)
        found += _strays(questions, answering, rows, similarity)
    return sorted(found, key=lambda one: (one.kind != "twins", one.kind, -one.degree))


def _twins(
    questions: tuple[BankQuestion, ...],
    answering: NDArray[np.int64],
    rows: NDArray[np.int64],
    similarity: NDArray[np.float32],
) -> Iterator[BankFinding]:
    unanswered = np.flatnonzero(answering < 0)
    if not len(unanswered):
        return
    for row, values in zip(rows.tolist(), similarity, strict=True):
        if answering[row] >= 0:
            other = int(unanswered[values[unanswered].argmax()])
            if values[other] >= TWINS:
                yield BankFinding("twins", questions[row], questions[other], float(values[other]))


def _repeats(
    questions: tuple[BankQuestion, ...],
    groups: NDArray[np.int64],
    rows: NDArray[np.int64],
    similarity: NDArray[np.float32],
) -> Iterator[BankFinding]:
    for row, values in zip(rows.tolist(), similarity, strict=True):
        same = np.flatnonzero(groups[row + 1 :] == groups[row]) + row + 1  # each pair once
        for other in same[values[same] >= REPEATS].tolist():
            yield BankFinding("repeat", questions[row], questions[other], float(values[other]))


def _strays(
    questions: tuple[BankQuestion, ...],
    answering: NDArray[np.int64],
    rows: NDArray[np.int64],
    similarity: NDArray[np.float32],
) -> Iterator[BankFinding]:
    members = {int(n): np.flatnonzero(answering == n) for n in np.unique(answering[answering >= 0])}
    for row, values in zip(rows.tolist(), similarity, strict=True):
        own = int(answering[row])
        if own < 0 or len(members[own]) <= NEIGHBOURS:
            continue
        near = {
            number: mean_of_best(values[those], NEIGHBOURS)
            for number, those in members.items()
            if len(those) >= NEIGHBOURS
        }
        best = max(near, key=near.__getitem__)
        lead = near[best] - near[own]
        if best != own and lead >= STRAY:
            other = int(members[best][values[members[best]].argmax()])
            yield BankFinding("stray", questions[row], questions[other], lead)


def _groups(questions: tuple[BankQuestion, ...]) -> NDArray[np.int64]:
    """Number the anchors and topics: questions of one number are asked of the same thing."""
    numbers: dict[object, int] = {}
    return np.array(
        [numbers.setdefault((q.document, q.anchor, q.topic), len(numbers)) for q in questions]
    )


def _place(question: BankQuestion) -> str:
    if question.anchor is None:
        return f"{question.topic}"
    return f"{question.document}:{question.anchor.start}"
