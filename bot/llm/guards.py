"""Decide whether a statement may be shown: everything in it must stand in what it cites.

The checks are strict one by one and know nothing of language beyond word lists: a statement
that keeps to the sentence's own words passes, a free retelling mostly does not. That is the
wanted side to err on, since the quotes stand below in any case.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from bot.decision import Model
from bot.llm.content import structure, unfaithful
from bot.llm.facts import bracketed, new_facts, reaches
from bot.llm.summary import MAX_CHARACTERS, Sentence, Statement
from bot.llm.words import LANGUAGES
from index.embedder import Vectors

FILE = Path(__file__).with_name("guards.toml")

Encode = Callable[[Sequence[str]], Vectors]
"""Embeds texts: shape (texts, dimensions), rows of length 1."""

SIMILARITY = "similarity"
"""The feature that needs an embedding: the cosine of a statement and its sentences."""

_NO_PLAIN_TEXT = re.compile(
    r"[<>\[\]{}|\\^`*_#~=@]|https?:|www\.|\w\.(?:com|org|net|lv|io|info)\b|\]\(|&\w+;|"
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]",
    re.IGNORECASE,
)
_PLAIN_CATEGORIES = {"Lu", "Ll", "Nd", "Zs"}
_PLAIN_MARKS = frozenset(".,;:()/%&-‐‑–—…'’")
# An apostrophe stands after a letter; a quotation mark need not.
_QUOTING = re.compile(r"(?<!\w)['’]")
_ASKING = {
    "en": re.compile(
        r"(?:^|[.;:]\s+)(?:am|are|is|was|were|do(?!\s+not)|does|did|has|can|could|may|might|must|"
        r"should|will|would)\s",
        re.IGNORECASE,
    ),
    "lv": re.compile(r"(?:^|[.;:]\s+)vai\s", re.IGNORECASE),
}
_FIRST_PERSON = {
    "en": re.compile(r"\b(?:I|I’m|I'm|(?i:my|me|we|our|us))\b"),
    "lv": re.compile(r"\b(?:es|mans|mana|man|mēs|mums|mūsu)\b", re.IGNORECASE),
}
_SECOND_PERSON = {
    "en": re.compile(r"\b(?:you|your|yours|yourself)(?:[’']\w+)?\b", re.IGNORECASE),
    "lv": re.compile(r"\b(?:tu|tev|tevi|tavs|tava|tavu|jūs|jums|jūsu)\b", re.IGNORECASE),
}
_FORMS = (("question", _ASKING), ("person", _FIRST_PERSON), ("person", _SECOND_PERSON))
"""What a statement may have only where a cited sentence has it, by language."""


@dataclass(frozen=True)
class Verdict:
    """What the guards say of a statement.

    Attributes:
        reason: Which guard it failed, in a word or two; None if it may be shown.
        score: Estimated probability, 0-1, that it is faithful; 0 where it was not reached.
        features: What the score was made of; empty where it was not reached.
    """

    reason: str | None
    score: float = 0.0
    features: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def passed(self) -> bool:
        """Whether the statement may be shown."""
        return self.reason is None


class Guards:
    """Checks statements. Safe to use from several threads."""

    def __init__(self, encode: Encode, file: Path = FILE) -> None:
        """Check with the fitted numbers of ``file``; ``encode`` is asked only if they need it."""
        table = tomllib.loads(file.read_text(encoding="utf-8"))["statement"]
        self._model = Model(table["threshold"], table["intercept"], table["weights"])
        self._encode = encode

    def check(self, statement: Statement, shown: Sequence[Sentence], language: str) -> Verdict:
        """Check one statement.

        Args:
            statement: What the model says.
            shown: All sentences the model was shown.
            language: ISO 639-1 code in which the statement is to be.
        """
        known = {sentence.number: sentence for sentence in shown}
        if not set(statement.cites) <= set(known):
            return Verdict("unknown sentence")
        cited = [known[number] for number in statement.cites]
        reason = broken_rule(statement.text, cited, language)
        if reason:
            return Verdict(reason)
        features = self._features(statement.text, [one.here or "" for one in cited], language)
        score = self._model.probability(features)
        return Verdict(None if score >= self._model.threshold else "score", score, features)

    def _features(self, text: str, here: Sequence[str], language: str) -> dict[str, float]:
        features = structure(text, here, language)
        # Worth its time only where the fitted numbers have a use for it.
        if SIMILARITY in self._model.weights:
            vectors = self._encode([text, " ".join(here)])
            features[SIMILARITY] = float(vectors[0] @ vectors[1])
        return features


def broken_rule(text: str, cited: Sequence[Sentence], language: str) -> str | None:
    """Return the first strict rule that ``text`` breaks, or None.

    Args:
        text: A statement.
        cited: The sentences it rests on; at least one.
        language: ISO 639-1 code in which the statement is to be.
    """
    if len(text) > MAX_CHARACTERS:
        return "too long"
    if _NO_PLAIN_TEXT.search(text):
        return "no plain text"
    if language not in LANGUAGES:
        return "no word lists"
    here = [sentence.here for sentence in cited if sentence.here is not None]
    if len(here) < len(cited):
        return "no translation"
    reason = _unlike(text, here, language)
    if reason:
        return reason
    if new_facts(text, language, [(one.text, one.language) for one in cited]):
        return "fact"
    if not reaches(text, language) <= frozenset[object]().union(
        *(reaches(one, language) for one in here)
    ):
        return "quantity"
    return unfaithful(text, here, language)


def _unlike(text: str, here: Sequence[str], language: str) -> str | None:
    """Return what sort of mark or form ``text`` has and no sentence in ``here``, or None."""
    for name, found in (("mark", _marks), ("brackets", bracketed)):
        if not found(text) <= frozenset[object]().union(*map(found, here)):
            return name
    for name, patterns in _FORMS:
        if patterns[language].search(text) and not any(map(patterns[language].search, here)):
            return name
    return None


def _marks(text: str) -> frozenset[str]:
    """Return what could turn round what the words say, such as ❌, ≠, ? and scare quotes."""
    text = unicodedata.normalize("NFC", text)
    odd = {
        one
        for one in text
        if unicodedata.category(one) not in _PLAIN_CATEGORIES and one not in _PLAIN_MARKS
    }
    return frozenset(odd.union(_QUOTING.findall(text)))
