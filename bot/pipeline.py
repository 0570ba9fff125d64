"""The stages put together for one open index.

    question ─ retrieve ─ decide ─ quote ─ answer

A message of several parts is asked as a whole and part by part (:mod:`bot.needs`).
Documents the question bank covers are searched through it; those it does not are searched
by their own words, and asked only when the bank finds nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer import ANSWERED, NOT_FOUND, Answer, Nearest
from bot.bank_retrieval import BankRetriever
from bot.candidates import Candidate, Retrieved
from bot.decision import Decider, Decision
from bot.hybrid_retrieval import HybridRetriever
from bot.language import LanguageDetector
from bot.needs import split_needs
from bot.question import Question, accept_question
from bot.quoting import cut_quotes
from index.embedder import Embedder, Vectors
from index.store import OpenIndex

NEAREST = 3
"""Headings shown when nothing was found."""

SURE = 0.9
"""A part of a message is answered from this confidence on: torn from its neighbours it says
less than the whole, and may be only the scene of the question."""


@dataclass(frozen=True)
class Need:
    """What was found for a message, or for one part of it.

    Attributes:
        question: The message or part.
        retrieved: What was retrieved and decided on.
        decision: Why it would be answered or refused.
    """

    question: Question
    retrieved: Retrieved
    decision: Decision


@dataclass(frozen=True)
class Explanation:
    """An answer with everything that led to it.

    Attributes:
        question: As accepted.
        answer: The answer.
        retrieved: What was retrieved and decided on.
        decision: Why it was answered or refused.
        parts: What was found for its parts, when it has several.
    """

    question: Question
    answer: Answer
    retrieved: Retrieved
    decision: Decision
    parts: tuple[Need, ...] = ()

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The ranked passages."""
        return self.retrieved.candidates


class Pipeline:
    """Answers questions from one open index. Safe to use from several threads."""

    def __init__(self, index: OpenIndex, embedder: Embedder, decider: Decider) -> None:
        """Prepare the stages for ``index``."""
        self.index = index
        self._embedder = embedder
        self._decider = decider
        self._detector = LanguageDetector(index.corpus.languages)
        covered = {q.document for q in index.corpus.bank.questions if q.document is not None}
        uncovered = frozenset(index.corpus) - covered
        self._bank = BankRetriever(index, index.bank) if index.bank and covered else None
        self._hybrid = HybridRetriever(index, uncovered) if uncovered else None

    def explain(self, text: str, language: str | None, fallback: str | None) -> Explanation:
        """Answer one question and say why; errors as in :meth:`bot.engine.Bot.ask`."""
        question = accept_question(text, self._detector, language, fallback)
        asked = (question.text, *split_needs(question.text, question.language))
        vectors = self._embedder.encode_questions(asked)
        whole, *parts = (
            self._find(Question(one, question.language), vector)
            for one, vector in zip(asked, vectors, strict=True)
        )
        return Explanation(
            question, self._answer(whole, parts), whole.retrieved, whole.decision, tuple(parts)
        )

    def _find(self, question: Question, vector: Vectors) -> Need:
        tried = []
        for retriever in (self._bank, self._hybrid):
            if retriever is None:
                continue
            retrieved = self._decider.weigh(retriever.retrieve(question, vector))
            decision = self._decider.decide(retrieved)
            tried.append(Need(question, retrieved, decision))
            if decision.answer:
                break
        return tried[-1] if tried[-1].decision.answer else tried[0]

    def _answer(self, whole: Need, parts: Sequence[Need]) -> Answer:
        language, retrieved = whole.question.language, whole.retrieved
        sure = [part for part in parts if part.decision.confidence >= SURE]
        answered = [need for need in (whole, *sure) if need.decision.answer]
        if answered:
            # A reviewed question says more than likeness of words does.
            answered.sort(key=lambda need: need.retrieved.path != "bank")
            best, *others = (need.retrieved.candidates for need in answered)
            confidence = max(need.decision.confidence for need in answered)
            return Answer(ANSWERED, cut_quotes(best, others), language, confidence)
        return Answer(
            NOT_FOUND,
            (),
            language,
            whole.decision.confidence,
            nearest=self._nearest(retrieved),
            topic=retrieved.topic,
            notices=self._pointer(retrieved.topic, language),
        )

    def _pointer(self, topic: str | None, language: str) -> tuple[str, ...]:
        """Return the topic's name and the operator's words on where to turn, if there are any."""
        known = self.index.corpus.bank.topics.get(topic or "")
        words = known.pointer.get(language) if known else None
        if known is None or words is None:
            return ()
        name = known.name.get(language, "")
        return (f"{name[:1].upper()}{name[1:]}. {words}" if name else words,)

    def _nearest(self, retrieved: Retrieved) -> tuple[Nearest, ...]:
        """Name the sections of the best candidates, each once."""
        found: dict[tuple[str, tuple[str, ...]], Nearest] = {}
        for candidate in retrieved.candidates:
            passage = candidate.passage
            document = passage.document
            section = next(s for s in document.sections if s.path == passage.section)
            key = (document.id, passage.section)
            if key not in found and len(found) < NEAREST:
                found[key] = Nearest(
                    document.id,
                    document.title,
                    section.heading or document.title,
                    document.language,
                    section.paragraphs[0].span.start,
                )
        return tuple(found.values())
