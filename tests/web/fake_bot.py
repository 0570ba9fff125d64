"""A bot that answers at once, with real quotes, by looking for a word in the question."""

import threading
import time
from collections.abc import Sequence

from bot.answer import ANSWERED, NOT_FOUND, Answer, Nearest, Quote
from bot.engine import Bot
from bot.errors import QuestionError
from bot.llm.summariser import Summariser
from bot.question import MAX_CHARACTERS
from bot.safeguarding.notices import CATEGORIES, Notice, load_notices
from corpus import Corpus, Document, Span
from index.errors import IndexStaleError

# A word in the question -> where the quotes begin in the shipped documents.
ANSWERS = {
    "bleed": [("is-anal-sex-safe", 8703, 8887), ("is-anal-sex-safe", 8889, 8981)],
    "asiņo": [("is-anal-sex-safe", 8703, 8887)],
    "risk": [("is-anal-sex-safe", 9606, 9809), ("analais-sekss", 691, 830)],
    "lubrik": [("analais-sekss", 575, 690), ("is-anal-sex-safe", 2018, 2324)],
    "hurt": [("is-anal-sex-safe", 6174, 6385)],
    "sāp": [("analais-sekss", 430, 574)],
}
# A word in the question -> the category of the clinic's notice.
TROUBLE = {"notice": "medical", "hit me": "violence"}
SLOW = 3.0
NEAREST = (("is-anal-sex-safe", 5), ("is-anal-sex-safe", 10), ("analais-sekss", 0))


def cut(document: Document, start: int, end: int) -> Quote:
    """Quote whole sentences of a document."""
    for section in document.sections:
        for paragraph in section.paragraphs:
            if any(sentence.start == start for sentence in paragraph.sentences):
                return Quote.cut(document, section.path, Span(start, end))
    msg = f"no sentence begins at {start}"
    raise ValueError(msg)


class FakeBot(Bot):
    """Answers by a word of the question; the questions "unavailable" and "crash" fail.

    The question "slow" takes some seconds.

    Attributes:
        gate: Every question waits until it is set; set at first.

    A question that begins with "and" goes on from the one before it.
    """

    def __init__(self, corpus: Corpus, summariser: Summariser | None = None) -> None:
        self._corpus = corpus
        self.summariser = summariser
        self._book = load_notices()
        self.gate = threading.Event()
        self.gate.set()

    @property
    def corpus(self) -> Corpus:
        """The documents."""
        return self._corpus

    def warm_up(self) -> None:
        """Do nothing."""

    def notices(self, text: str, language: str) -> tuple[Notice, ...]:
        """Return notices by a word of the message."""
        found = {category for word, category in TROUBLE.items() if word in text}
        return tuple(self._book.notice(one, language) for one in CATEGORIES if one in found)

    def ask(
        self,
        text: str,
        language: str | None = None,
        fallback: str | None = None,
        history: Sequence[str] = (),
    ) -> Answer:
        """Answer, refuse or fail, as the question says."""
        self.gate.wait(30)
        if not text.strip():
            raise QuestionError("empty")
        if len(text) > MAX_CHARACTERS:
            raise QuestionError("too_long")
        if text == "slow":
            time.sleep(SLOW)
        if text == "unavailable":
            raise IndexStaleError(text)
        if text.startswith("crash"):
            raise RuntimeError(text)
        code = "lv" if any(letter in "āčēģīķļņšūž" for letter in text) else fallback or "en"
        notices = self.notices(text, code)
        assumed = history[-1] if history and text.startswith("and ") else None
        asked = f"{assumed or ''} {text}".lower()
        for word, places in ANSWERS.items():
            if word in asked:
                quotes = tuple(cut(self.corpus[id_], *place) for id_, *place in places)
                return Answer(ANSWERED, quotes, code, 0.9, assumed=assumed, notices=notices)
        nearest = tuple(self._near(id_, number) for id_, number in NEAREST)
        topic = "crisis" if "topic" in text else None
        pointer = self.corpus.bank.pointer(topic, code)
        return Answer(
            NOT_FOUND, (), code, 0.1, nearest, topic=topic, pointer=pointer, notices=notices
        )

    def _near(self, id_: str, number: int) -> Nearest:
        document = self.corpus[id_]
        section = document.sections[number]
        start = section.paragraphs[0].span.start
        heading = section.heading or document.title
        return Nearest(id_, document.title, heading, document.language, start)
