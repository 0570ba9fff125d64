"""Systems whose scores are known beforehand, and a small question set to try them on."""

import random
from collections.abc import Sequence
from pathlib import Path

from corpus import Corpus
from eval.judge import judge
from eval.questions import Gold, QuestionSet, SetQuestion
from eval.records import Given, Ranked, Record, Shown
from eval.reference import Reference
from index.passages import Passage, split_passages

GOLD = {
    "care": "Wash your hands before you start.",
    "kopsana": "Zvaniet mums, ja asiņošana nerimst stundas laikā.",
}


def question(name: str, doc: str | None = None, **changes: object) -> SetQuestion:
    """Return a question answered by the known sentence of ``doc``, or by none."""
    fields: dict[str, object] = {
        "id": name,
        "question": f"Question {name}?",
        "lang": "en",
        "kind": "noisy" if doc else "near",
        "answerable": doc is not None,
        "gold": [Gold(doc=doc, quote=GOLD[doc])] if doc else [],
    }
    return SetQuestion.model_validate(fields | changes)


def small_set(corpus: Path, size: int = 6) -> QuestionSet:
    """Return ``size`` questions, every third one not answerable."""
    docs = ("care", "kopsana", None)
    return QuestionSet("small", tuple(question(f"q{n}", docs[n % 3]) for n in range(size)), corpus)


def passages(corpus: Corpus) -> list[Passage]:
    """Return every passage of ``corpus``."""
    return [p for document in corpus.values() for p in split_passages(document)]


def ranked(items: Sequence[Passage]) -> tuple[Ranked, ...]:
    """Return ``items`` as a ranking."""
    return tuple(
        Ranked(doc=p.document.id, start=p.span.start, end=p.span.end, score=-n)
        for n, p in enumerate(items)
    )


def shown(doc: str, text: str, corpus: Corpus) -> Shown:
    """Quote the first place of ``text``."""
    start = corpus[doc].text.index(text)
    return Shown(doc=doc, start=start, end=start + len(text), text=text)


class Perfect:
    """Quotes the gold, or refuses, and is sure of it."""

    def __init__(self, questions: Sequence[SetQuestion], corpus: Corpus) -> None:
        self._by_text = {one.question: one for one in questions}
        self._corpus = corpus
        self.asked: list[str] = []

    def answer(self, text: str) -> Given:
        """Answer as the set says."""
        self.asked.append(text)
        one = self._by_text[text]
        quotes = tuple(shown(g.doc, str(g.quote), self._corpus) for g in one.gold[:1])
        best = [p for p in passages(self._corpus) if quotes and _covers(p, quotes[0])]
        rest = [p for p in passages(self._corpus) if p not in best]
        return Given(
            answered=one.answerable,
            language=one.lang,
            confidence=float(one.answerable),
            quotes=quotes,
            candidates=ranked(best + rest),
            seconds=0.01,
        )


class Refusing:
    """Never answers."""

    def answer(self, text: str) -> Given:
        """Refuse."""
        return Given(answered=False, language="en", confidence=0.0, seconds=0.01)


class Random:
    """Shows a passage drawn at random, with a confidence drawn at random."""

    def __init__(self, corpus: Corpus, seed: int = 1) -> None:
        self._passages = passages(corpus)
        self._random = random.Random(seed)  # noqa: S311  # no secret

    def answer(self, text: str) -> Given:
        """Answer by chance."""
        order = self._random.sample(self._passages, len(self._passages))
        best = order[0]
        quote = Shown(
            doc=best.document.id, start=best.span.start, end=best.span.end, text=best.text
        )
        return Given(
            answered=True,
            language="en",
            confidence=self._random.random(),
            quotes=(quote,),
            candidates=ranked(order),
            seconds=0.01,
        )


class _System:
    def answer(self, question: str) -> Given: ...


def judged(questions: Sequence[SetQuestion], system: _System, corpus: Corpus) -> list[Record]:
    """Ask and judge every question in memory."""
    reference = Reference(corpus)
    records = []
    for one in questions:
        given = system.answer(one.question)
        records.append(Record(asked=one, given=given, verdict=judge(one, given, reference)))
    return records


def _covers(passage: Passage, quote: Shown) -> bool:
    inside = passage.span.start <= quote.start and quote.end <= passage.span.end
    return passage.document.id == quote.doc and inside
