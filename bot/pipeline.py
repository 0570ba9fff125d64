"""The stages put together for one open index.

    question ─ retrieve ─ decide ─ quote ─ answer

A message of several parts is asked as a whole and part by part (:mod:`bot.needs`); one that
is refused, once more with the question before it (:mod:`bot.followup`).
Documents the question bank covers are searched through it; those it does not are searched
by their own words, and asked only when the bank finds nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answer import ANSWERED, NOT_FOUND, Answer, Nearest
from bot.bank_retrieval import BankRetriever
from bot.candidates import Candidate, Retrieved
from bot.courtesy import without_courtesies
from bot.decision import Decider, Decision
from bot.errors import QuestionError
from bot.followup import followup_features, goes_on, stems, together
from bot.hybrid_retrieval import HybridRetriever
from bot.messages import LANGUAGES
from bot.needs import split_needs
from bot.question import Question, accept_question
from bot.quoting import cut_quotes
from bot.safeguarding.detector import Safeguard
from bot.spelling import Speller
from corpus.language import LanguageDetector
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
class Followup:
    """A question asked once more together with the one before it.

    Attributes:
        earlier: The question before.
        need: What was found for the two together.
        features: What was decided on, by name.
        probability: That the question goes on from the earlier one and is answered, 0-1.
        carried: Whether it was taken so.
    """

    earlier: str
    need: Need
    features: Mapping[str, float]
    probability: float
    carried: bool


@dataclass(frozen=True)
class Explanation:
    """An answer with everything that led to it.

    Attributes:
        question: As accepted.
        answer: The answer.
        retrieved: What was retrieved and decided on.
        decision: Why it was answered or refused.
        parts: What was found for its parts, when it has several.
        followup: What was found with the question before, when that was tried.
    """

    question: Question
    answer: Answer
    retrieved: Retrieved
    decision: Decision
    parts: tuple[Need, ...] = ()
    followup: "Followup | None" = None

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The ranked passages."""
        return self.retrieved.candidates


class Pipeline:
    """Answers questions from one open index. Safe to use from several threads."""

    def __init__(
        self,
        index: OpenIndex,
        embedder: Embedder,
        decider: Decider,
        safeguard: Safeguard | None = None,
    ) -> None:
        """Prepare the stages for ``index``."""
        self.index = index
        self._embedder = embedder
        self._decider = decider
        self._safeguard = safeguard
        # The page's languages too: who reads it may ask in them, whatever the documents are in.
        self._detector = LanguageDetector(
            tuple(dict.fromkeys((*index.corpus.languages, *LANGUAGES)))
        )
        self._speller = Speller(
            ((q.text, q.language) for q in index.corpus.bank.questions),
            ((d.text, d.language) for d in index.corpus.values()),
        )
        covered = frozenset(q.document for q in index.corpus.bank.questions if q.document)
        uncovered = frozenset(index.corpus) - covered
        self._bank = BankRetriever(index, index.bank) if index.bank and covered else None
        self._hybrid = HybridRetriever(index, uncovered, covered) if uncovered else None

    def explain(
        self, text: str, language: str | None, fallback: str | None, history: Sequence[str] = ()
    ) -> Explanation:
        """Answer one question and say why; errors as in :meth:`bot.engine.Bot.ask`."""
        question = accept_question(text, self._detector, language, fallback)
        core = self._core(question)
        asked = (core, *split_needs(core, question.language))
        vectors = self._embedder.encode_questions(asked)
        whole, *parts = (
            self._find(Question(one, question.language), vector)
            for one, vector in zip(asked, vectors, strict=True)
        )
        answer = self._answer(whole, parts)
        followup = None
        if answer.status == NOT_FOUND and history:
            followup = self._follow_up(whole, history[-1])
            if followup and followup.carried:
                carried = self._answer(followup.need, ())
                answer = replace(carried, language=question.language, assumed=followup.earlier)
        if self._safeguard:
            # Who cries for help may do it politely: here every word counts.
            vector = vectors[0]
            if core != question.text:
                vector = self._embedder.encode_questions([question.text])[0]
            notices = self._safeguard.notices(question.text, question.language, vector)
            answer = replace(answer, notices=notices)
        return Explanation(
            question, answer, whole.retrieved, whole.decision, tuple(parts), followup
        )

    def _core(self, question: Question) -> str:
        """Return what is searched for."""
        return self._speller.read(without_courtesies(question.text), question.language)

    def _follow_up(self, bare: Need, before: str) -> Followup | None:
        """Ask once more with the question before; None if that makes no sense."""
        if self._bank is None or not goes_on(bare.question.text, bare.question.language):
            return None
        try:
            earlier = accept_question(before, self._detector, fallback=bare.question.language)
            both = accept_question(
                together(self._core(earlier), bare.question.text),
                self._detector,
                bare.question.language,
            )
        except QuestionError:
            return None
        need = self._find(both, self._embedder.encode_questions([both.text])[0])
        if need.retrieved.path != "bank" or not need.decision.answer:
            return None
        asked_with = self._bank.stems_of(need.retrieved.candidates[0].passage)
        features = followup_features(
            bare.retrieved.features["nearest_margin"],
            need.decision.confidence,
            bare.question.text,
            asked_with | stems([earlier.text]),
        )
        probability, carried = self._decider.follow(features)
        return Followup(earlier.text, need, features, probability, carried)

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
            pointer=self.index.corpus.bank.pointer(retrieved.topic, language),
        )

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
