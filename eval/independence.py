"""Keep the test set honest: no other question of ours may be nearly one of its own.

A set that was tuned on, the question bank or an example on the page that says almost the
same as a test question would let a figure praise memory. The offender is taken out; the
test set is never changed.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.errors import EvalError
from index.lexical import fold

NEAR = 0.8
"""Jaccard similarity of letter trigrams from which two questions are near-duplicates."""

_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Asked:
    """A question and where it stands, as "file:line"."""

    where: str
    text: str


@dataclass(frozen=True)
class Offence:
    """A question that is nearly a test question.

    Attributes:
        other: The question to take out.
        test: The test question.
        similarity: Jaccard similarity, 0-1.
    """

    other: Asked
    test: Asked
    similarity: float


def questions_in(path: Path) -> list[Asked]:
    """Read the ``question`` of every line of a JSON Lines file.

    Raises:
        EvalError: If the file cannot be read, or a line has no question.
    """
    found = []
    number = 0
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        for number, line in enumerate(lines, start=1):
            if line.strip():
                found.append(Asked(f"{path}:{number}", str(json.loads(line)["question"])))
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror})."
        raise EvalError(msg) from None
    except (ValueError, KeyError, TypeError):
        msg = f"{path}:{number}: not an object with a question."
        raise EvalError(msg) from None
    return found


def offences(test: Sequence[Asked], others: Iterable[Asked]) -> list[Offence]:
    """Return each of ``others`` that is nearly a test question, with the nearest one."""
    known = [(one, trigrams(one.text)) for one in test]
    found = []
    for other in others:
        grams = trigrams(other.text)
        # Sets of too different sizes cannot be near; most pairs go no further than this.
        near = [
            (similarity(grams, theirs), one)
            for one, theirs in known
            if NEAR * len(theirs) <= len(grams) <= len(theirs) / NEAR
        ]
        best, twin = max(near, key=lambda pair: pair[0], default=(0.0, other))
        if best >= NEAR:
            found.append(Offence(other, twin, best))
    return found


def trigrams(text: str) -> frozenset[str]:
    """Return the letter trigrams of ``text`` without case, diacritics and punctuation."""
    plain = f" {_MARKS.sub(' ', fold(text)).strip()} "
    return frozenset(plain[i : i + 3] for i in range(max(len(plain) - 2, 1)))


def similarity(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the Jaccard similarity of two sets that are not empty."""
    shared = len(first & second)
    return shared / (len(first) + len(second) - shared)
