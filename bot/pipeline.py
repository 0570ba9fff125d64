"""The stages put together for one open index.

    question ─ retrieve ─ decide ─ quote ─ answer

Documents the question bank covers are searched through it; those it does not are searched
by their own words, and asked only when the bank finds nothing.
"""

from dataclasses import dataclass

from bot.answer import ANSWERED, NOT_FOUND, Answer, Nearest
from bot.bank_retrieval import BankRetriever
from bot.candidates import Candidate, Retrieved
from bot.decision import Decider, Decision
from bot.hybrid_retrieval import HybridRetriever
from bot.language import LanguageDetector
from bot.question import Question, accept_question
from bot.quoting import cut_quotes
from index.embedder import Embedder
from index.store import OpenIndex

NEAREST = 3
"""Headings shown when nothing was found."""


@dataclass(frozen=True)
class Explanation:
    """An answer with everything that led to it.

    Attributes:
        question: As accepted.
        answer: The answer.
        retrieved: What was retrieved and decided on.
        decision: Why it was answered or refused.
    """

    question: Question
    answer: Answer
    retrieved: Retrieved
    decision: Decision

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
        vector = self._embedder.encode_questions([question.text])[0]
        tried = []
        for retriever in (self._bank, self._hybrid):
            if retriever is None:
                continue
            retrieved = retriever.retrieve(question, vector)
            decision = self._decider.decide(retrieved)
            tried.append((retrieved, decision))
            if decision.answer:
                break
        retrieved, decision = tried[-1] if tried[-1][1].answer else tried[0]
        return Explanation(
            question, self._answer(question, retrieved, decision), retrieved, decision
        )

    def _answer(self, question: Question, retrieved: Retrieved, decision: Decision) -> Answer:
        if decision.answer:
            quotes = cut_quotes(retrieved.candidates)
            return Answer(ANSWERED, quotes, question.language, decision.confidence)
        return Answer(
            NOT_FOUND,
            (),
            question.language,
            decision.confidence,
            nearest=self._nearest(retrieved),
            topic=retrieved.topic,
            notices=self._pointer(retrieved.topic, question.language),
        )

    def _pointer(self, topic: str | None, language: str) -> tuple[str, ...]:
        """Return the operator's words on where to turn with this topic, if there are any."""
        known = self.index.corpus.bank.topics.get(topic or "")
        words = known.pointer.get(language) if known else None
        return (words,) if words else ()

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
