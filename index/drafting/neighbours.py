"""What of the question bank lies near a passage, or near a question somebody proposes.

Likeness is the bot's own (:class:`index.bank_model.BankModel`), so what an editor is shown
as a conflict is what would pull a visitor's question the wrong way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpus import Document
from corpus.bank import BankQuestion
from corpus.drafts import Draft
from index.bank_lint import REPEATS, TWINS
from index.embedder import Embedder, Vectors
from index.passages import Passage
from index.records import PASSAGES
from index.store import OpenIndex

CONFLICTS = 3
"""How many conflicts are shown for a question."""


@dataclass(frozen=True)
class Conflict:
    """A question near to a draft that is asked of something else.

    Attributes:
        degree: Likeness; 1.2 is the same text, 1.0 for a corpus that has no bank yet.
        question: Its wording.
        place: What answers it, or its topic, in words.
        serious: Whether the bot could not tell the two apart: one is answered and the other
            is not, or both stand at one place and teach it nothing apart.
        unanswered: The bank's question itself, if no document answers it; the draft's document
            may.
    """

    degree: float
    question: str
    place: str
    serious: bool
    unanswered: BankQuestion | None = None


class Neighbours:
    """Looks into the bank of an open index."""

    def __init__(self, opened: OpenIndex, embedder: Embedder) -> None:
        """Use an open index and the model it was built with."""
        self._opened = opened
        self._embedder = embedder
        self._questions = opened.corpus.bank.questions
        self._passages = opened.stored_vectors(PASSAGES)
        self._known: dict[str, Vectors] = {}

    def near_passage(self, passage: Passage) -> list[BankQuestion]:
        """Return the bank's questions, the nearest in meaning to ``passage`` first."""
        return self._sorted(passage.text, self._passages[passage.id])

    def near_question(self, text: str) -> list[BankQuestion]:
        """Return the bank's questions, the nearest to a question first."""
        return self._sorted(text, self._vectors([text])[0])

    def topic_name(self, topic: str) -> str:
        """Return a topic's name in English, or its id."""
        return self._opened.corpus.bank.topics[topic].name.get("en", topic)

    def conflicts(
        self, document: Document, draft: Draft, others: Sequence[Draft]
    ) -> list[Conflict]:
        """Return what lies nearest to ``draft`` but is asked of something else, nearest first.

        Args:
            document: The document the draft is for.
            draft: The draft.
            others: Further drafts for the document, waiting or just accepted.
        """
        texts = [draft.question, *(one.question for one in others)]
        vectors = self._vectors(texts)
        found = [*self._in_bank(document, draft, vectors[0])]
        if others:
            likeness = self._between(texts, vectors)[0, 1:]
            found += [
                _conflict(float(degree), one.question, _draft_place(one), same, mixed)
                for one, degree in zip(others, likeness.tolist(), strict=True)
                for same in [(one.anchor, one.topic) == (draft.anchor, draft.topic)]
                for mixed in [(one.anchor is None) != (draft.anchor is None)]
                if not same or degree >= REPEATS
            ]
        return sorted(found, key=lambda one: -one.degree)[:CONFLICTS]

    def _in_bank(self, document: Document, draft: Draft, vector: Vectors) -> Iterator[Conflict]:
        if self._opened.bank is None:
            return
        likeness = self._opened.bank.view(draft.question, vector).similarity
        first = document.text.find(draft.anchor) if draft.anchor else -1
        kept = 0
        for number in np.argsort(-likeness).tolist():
            other, degree = self._questions[number], float(likeness[number])
            same = other.topic is not None and other.topic == draft.topic
            if other.anchor is not None and draft.anchor and other.document == document.id:
                same = other.anchor.start < first + len(draft.anchor) and first < other.anchor.end
            if same and degree < REPEATS:
                continue
            mixed = other.answered != (draft.anchor is not None)
            found = _conflict(degree, other.text, self._place(other), same, mixed)
            yield found if other.answered else replace(found, unanswered=other)
            kept += 1
            if kept == CONFLICTS:
                return

    def _sorted(self, text: str, vector: Vectors) -> list[BankQuestion]:
        if self._opened.bank is None:
            return []
        likeness = self._opened.bank.view(text, vector).similarity
        return [self._questions[number] for number in np.argsort(-likeness).tolist()]

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        if missing:
            made = self._embedder.encode_questions(missing)
            self._known.update(zip(missing, made, strict=True))
        return np.stack([self._known[text] for text in texts])

    def _between(self, texts: Sequence[str], vectors: Vectors) -> NDArray[np.float32]:
        if self._opened.bank is not None:
            return self._opened.bank.between(texts, vectors)
        likeness: NDArray[np.float32] = vectors @ vectors.T
        return likeness

    def _place(self, question: BankQuestion) -> str:
        if question.document is None or question.anchor is None:
            return f"not answered, topic {question.topic}"
        words = self._opened.corpus[question.document].slice(question.anchor)
        return f"answered in {question.document} by {_shortened(words)}"


def _draft_place(draft: Draft) -> str:
    if draft.anchor is None:
        return f"a draft, not answered, topic {draft.topic}"
    return f"a draft, answered by {_shortened(draft.anchor)}"


def _conflict(degree: float, question: str, place: str, same: bool, mixed: bool) -> Conflict:
    serious = degree >= (REPEATS if same else TWINS) and (same or mixed)
    return Conflict(degree, question, f"{place} (the same place)" if same else place, serious)


def _shortened(words: str) -> str:
    line = " ".join(words.split())
    return f"“{line if len(line) <= 60 else line[:60] + '…'}”"
