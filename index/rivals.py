"""Tell when two documents answer the same bank question, and list what each of them says.

That is no fault: two leaflets may well speak of one thing. But one of them may be out of date.
The bot quotes both (:mod:`bot.bank_retrieval`), and the editor is told where they differ.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from corpus.bank import BankQuestion
from corpus.document import Span
from corpus.fidelity import differences
from corpus.lint import same_wording
from index.bank_model import BankModel
from index.finding import Finding
from index.store import OpenIndex

SAME = 1.16
"""Similarity (1.2 is the same text) from which two bank questions ask the same thing."""

CHUNK = 256

Sides = tuple[tuple[str, Span], tuple[str, Span]]
"""Document and anchor, of each of the two."""


def same_question(
    model: BankModel,
    questions: tuple[BankQuestion, ...],
    rows: NDArray[np.int64],
    others: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Tell which bank questions ask the same: by their wording, or almost the same one.

    Args:
        model: The fitted bank.
        questions: Its questions.
        rows: Numbers of some of them.
        others: Numbers of those to compare with.

    Returns:
        Shape (len(rows), len(others)).
    """
    alike: NDArray[np.bool_] = model.among(rows, others) >= SAME
    # Case and missing diacritics move the vectors, but do not make another question.
    wordings = np.array([same_wording(questions[number].text) for number in others.tolist()])
    for row, number in enumerate(rows.tolist()):
        alike[row] |= wordings == same_wording(questions[number].text)
    return alike


def rival_findings(opened: OpenIndex) -> list[Finding]:
    """Return a line for each two anchors that answer the same question in two documents.

    Those that differ in figures, units, names or negation come first.
    """
    if opened.bank is None:
        return []
    questions = opened.corpus.bank.questions
    shared: dict[Sides, list[str]] = {}
    for first, second in _pairs(opened.bank, questions):
        if first.document and first.anchor and second.document and second.anchor:
            sides = ((first.document, first.anchor), (second.document, second.anchor))
            shared.setdefault(sides, []).append(first.text)
    told = [
        (_differing(opened, sides), _line(opened, sides, asked)) for sides, asked in shared.items()
    ]
    told.sort(key=lambda one: not one[0])
    return [Finding("two answers", f"{line}{_verdict(facts)}") for facts, line in told]


def _pairs(
    model: BankModel, questions: tuple[BankQuestion, ...]
) -> Iterator[tuple[BankQuestion, BankQuestion]]:
    """Yield the questions that ask the same in two documents, each pair once."""
    numbers = {name: n for n, name in enumerate(dict.fromkeys(q.document for q in questions))}
    of = np.array([numbers[q.document] if q.answered else -1 for q in questions])
    for document in sorted(set(of.tolist()) - {-1})[1:]:
        own, earlier = np.flatnonzero(of == document), np.flatnonzero((of >= 0) & (of < document))
        for first in range(0, len(own), CHUNK):
            rows = own[first : first + CHUNK]
            alike = same_question(model, questions, rows, earlier)
            for row, column in zip(*(part.tolist() for part in np.nonzero(alike)), strict=True):
                yield questions[earlier[column]], questions[rows[row]]


def _differing(opened: OpenIndex, sides: Sides) -> list[str]:
    """Return in what the two differ; what neither list of words knows goes unnoticed."""
    (one, first), (other, second) = ((opened.corpus[name], span) for name, span in sides)
    found = differences(one.slice(first), one.language, other.slice(second), other.language)
    return [difference.what for difference in found]


def _line(opened: OpenIndex, sides: Sides, asked: list[str]) -> str:
    more = f" (and {len(asked) - 1} more)" if len(asked) > 1 else ""
    says = " – ".join(
        f"{name}:{span.start} says: “{opened.corpus[name].slice(span)}”" for name, span in sides
    )
    return f"bank: two documents answer “{asked[0]}”{more} – {says}"


def _verdict(facts: list[str]) -> str:
    if facts:
        return f" – they differ in {', '.join(facts)}: find out which is right; the bot quotes both"
    return " – no fact found that differs, but read both; the bot quotes both"
