"""Tell whether a message suggests that somebody is in trouble, and of what kind.

Built like the question bank: the message is compared, by meaning and by spelling, with
reviewed messages of people in trouble and with look-alikes. Needs neither the documents
nor their index. When the embedding model fails, plain stems of words decide alone
(:mod:`bot.safeguarding.stems`): they find far less, but something.

Nothing is stored and nobody is told: all that follows is a text on the asker's screen.
"""

import hashlib
import logging
import shutil
import tempfile
import threading
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.question import MAX_CHARACTERS
from bot.safeguarding.examples import Examples, load_examples
from bot.safeguarding.notices import CATEGORIES, Category, Notice, NoticeBook
from bot.safeguarding.stems import stem_categories
from corpus import Span
from corpus.sentences import split_sentences
from index.bank_model import FIT, NGRAM_SHARE, STRENGTH, BankModel, log_odds, mean_of_best
from index.embedder import Embedder, Progress, Vectors, in_batches

NEIGHBOURS = 3
"""Examples of a category, and look-alikes, that a message is measured against."""

MARGIN = 40.0
"""Weight of the nearest examples' margin beside the log-odds of the softmax regression."""

THRESHOLD = -0.5
"""From this score on a message suggests trouble (docs/safeguarding.md: how it was chosen)."""

LONG = 160
"""Characters from which on a message is looked at sentence by sentence as well."""

SENTENCES = 24
"""Sentences of a long message that are looked at, the last ones first to stay."""

TAIL = 6_000
"""Characters at the end of a message that are cut into sentences: the time that takes grows with
their square, and 200,000 characters took a core for half a minute."""

SENTENCE_THRESHOLD = 1.0
"""A sentence torn from its neighbours has to look worse than a whole message."""

SHARE = 0.1
"""A category's notice is shown if it is at least this likely once there is trouble."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Suspicion:
    """How one message looks.

    Attributes:
        score: That there is trouble at all; on a scale of log-odds, not calibrated.
        shares: How likely each category is if there is; 0-1, in the order of
            :data:`CATEGORIES`, together 1.
    """

    score: float
    shares: tuple[float, ...]

    @property
    def categories(self) -> tuple[Category, ...]:
        """The categories whose notices are shown."""
        if self.score < THRESHOLD:
            return ()
        pairs = zip(CATEGORIES, self.shares, strict=True)
        return tuple(category for category, share in pairs if share >= SHARE)


class Safeguard:
    """Chooses the notices that belong to a message. Safe to use from several threads."""

    def __init__(
        self,
        embedder: Embedder,
        book: NoticeBook,
        cache: Path,
        examples: Examples | None = None,
    ) -> None:
        """Describe the detection; nothing is loaded yet.

        Args:
            embedder: The model messages are compared by.
            book: The notices.
            cache: Directory for what was learnt; made anew whenever it does not fit.
            examples: What to learn from; the shipped ones when None.
        """
        self.book = book
        self._embedder = embedder
        self._cache = cache
        self._examples = load_examples() if examples is None else examples
        self._classes: NDArray[np.int64] = np.array(
            [CATEGORIES.index(c) if c else -1 for _, c in self._examples], np.int64
        )
        self._lock = threading.Lock()
        self._model: BankModel | None = None

    def notices(
        self, text: str, language: str, vector: Vectors | None = None
    ) -> tuple[Notice, ...]:
        """Return the notices that belong to a message, in their fixed order; never fails.

        Args:
            text: What somebody typed, however long or odd.
            language: ISO 639-1 code the notices are to be in.
            vector: Its vector, if it is known already; shape (dimensions,).
        """
        try:
            found = self._found(text, language, vector)
        except Exception as error:  # help must not depend on a model that loads
            # Only what kind it was: a message may hold what was typed.
            _log.error("messages are told by stems alone: %s", type(error).__name__)
            found = tuple(one for one in CATEGORIES if one in stem_categories(text))
        return tuple(self.book.notice(one, language) for one in found)

    def _found(self, text: str, language: str, vector: Vectors | None) -> tuple[Category, ...]:
        """Look at the message, and at each sentence of a long one: a story hides its worst."""
        whole = self.suspect(text[:MAX_CHARACTERS], vector)
        found = set(whole.categories)
        pieces = _sentences(text, language)
        if pieces:
            for piece, own in zip(pieces, self._embedder.encode_questions(pieces), strict=True):
                suspicion = self.suspect(piece, own)
                if suspicion.score >= SENTENCE_THRESHOLD:
                    found.update(suspicion.categories)
        if len(text) > MAX_CHARACTERS:
            found |= stem_categories(text)
        return tuple(one for one in CATEGORIES if one in found)

    def suspect(self, text: str, vector: Vectors | None = None) -> Suspicion:
        """Compare a message with the examples; arguments as for :meth:`notices`.

        Raises:
            ModelError: If the embedding model cannot be used.
        """
        if vector is None:
            vector = self._embedder.encode_questions([text])[0]
        view = self._ready().view(text, vector)
        lookalikes = mean_of_best(view.similarity[self._classes < 0], NEIGHBOURS)
        margins = MARGIN * np.array(
            [
                mean_of_best(view.similarity[self._classes == number], NEIGHBOURS) - lookalikes
                for number in range(len(CATEGORIES))
            ]
        )
        logits = np.log(view.probability + 1e-4) + margins
        shares = np.exp(logits - logits.max())
        score = log_odds(1.0 - view.none) + float(margins.max())
        return Suspicion(score, tuple((shares / shares.sum()).tolist()))

    def warm_up(self, progress: Progress | None = None) -> None:
        """Learn from the examples, or load what was learnt before.

        Args:
            progress: Told after every batch: (messages embedded, messages to embed).
        """
        self._ready(progress)

    def _ready(self, progress: Progress | None = None) -> BankModel:
        with self._lock:
            if self._model is None:
                place = self._cache / f"safeguarding-{self._fingerprint()}"
                self._model = _load(place) or self._learn(place, progress)
            return self._model

    def _fingerprint(self) -> str:
        numbers = f"{STRENGTH} {FIT} {NGRAM_SHARE}"
        parts = [self._embedder.identity, version("scikit-learn"), numbers]
        parts.append(repr(self._examples))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

    def _learn(self, place: Path, progress: Progress | None) -> BankModel:
        texts = [text for text, _ in self._examples]
        vectors = in_batches(self._embedder.encode_bank, texts, progress)
        model = BankModel.fit(texts, vectors, self._classes, len(CATEGORIES))
        try:
            _keep(model, place)
        except OSError as error:
            _log.warning("what was learnt cannot be kept in %s: %s", place, error.strerror)
        return model


def _sentences(text: str, language: str) -> list[str]:
    """Return the sentences of a long message, each at most :data:`MAX_CHARACTERS`; else none."""
    if len(text) < LONG:
        return []
    text = text[-TAIL:]
    spans = split_sentences(text, Span(0, len(text)), language)
    pieces = [text[span.start : span.end][:MAX_CHARACTERS] for span in spans]
    return pieces[-SENTENCES:] if len(pieces) > 1 else []


def _load(place: Path) -> BankModel | None:
    try:
        return BankModel.load(place / "model")
    except Exception as error:  # a damaged cache is made anew
        _log.warning("%s cannot be read and is made anew: %s", place, type(error).__name__)
        return None


def _keep(model: BankModel, place: Path) -> None:
    """Write the model beside ``place`` and put it there in one step."""
    place.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f"{place.name}.", dir=place.parent))
    try:
        model.save(work / "model")
        shutil.rmtree(place, ignore_errors=True)
        work.replace(place)
    finally:
        shutil.rmtree(work, ignore_errors=True)
