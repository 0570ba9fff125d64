"""Decide whether a statement may be shown: everything in it must stand in what it cites.

The checks are strict one by one and know nothing of language beyond word lists: a statement
that keeps to the sentence's own words passes, a free retelling mostly does not. That is the
wanted side to err on, since the quotes stand below in any case.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from bot.decision import Model
from bot.llm.facts import bracketed, new_facts, reaches
from bot.llm.force import added_force, lost_hedges
from bot.llm.summary import MAX_CHARACTERS, Sentence, Statement
from bot.llm.roles import FEATURES, disorder
from bot.llm.support import Thought, thoughts, unsupported
from bot.llm.words import LANGUAGES
from index.embedder import Vectors

FILE = Path(__file__).with_name("guards.toml")

Encode = Callable[[Sequence[str]], Vectors]
"""Embeds texts: shape (texts, dimensions), rows of length 1."""

_NO_PLAIN_TEXT = re.compile(
    r"[<>\[\]{}|\\^`*_#~=@]|https?:|www\.|\w\.(?:com|org|net|lv|io|info)\b|\]\(|&\w+;|"
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]",
    re.IGNORECASE,
)
_FIRST_PERSON = {
    "en": re.compile(r"\b(?:I|I’m|I'm|(?i:my|me|we|our|us))\b"),
    "lv": re.compile(r"\b(?:es|mans|mana|man|mēs|mums|mūsu)\b", re.IGNORECASE),
}
_SECOND_PERSON = {
    "en": re.compile(r"\b(?:you|your|yours|yourself)(?:[’']\w+)?\b", re.IGNORECASE),
    "lv": re.compile(r"\b(?:tu|tev|tevi|tavs|tava|tavu|jūs|jums|jūsu)\b", re.IGNORECASE),
}


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
        """Check with the fitted numbers of ``file``; ``encode`` embeds statements."""
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
        features = features_of(statement.text, cited, language, self._encode)
        score = self._model.probability(features)
        return Verdict(None if score >= self._model.threshold else "score", score, features)


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
    for person in (_FIRST_PERSON, _SECOND_PERSON):
        if person[language].search(text) and not any(person[language].search(one) for one in here):
            return "person"
    if new_facts(text, language, [(one.text, one.language) for one in cited]):
        return "fact"
    if not reaches(text, language) <= frozenset[object]().union(
        *(reaches(one, language) for one in here)
    ):
        return "quantity"
    if not bracketed(text) <= frozenset[object]().union(*(bracketed(one) for one in here)):
        return "brackets"
    return _unfaithful(text, here, language)


def _unfaithful(text: str, here: Sequence[str], language: str) -> str | None:
    """Compare thought by thought: each must stand whole in one of the sentences."""
    groups = _together(thoughts(text, language))
    if not groups:
        return "no content"
    if sum(len(thought.words) for group in groups for thought in group) < 2 and not any(
        len(thought.words) < 2 and not _missing(groups[0], [thought], language)
        for one in here
        for thought in thoughts(one, language)
    ):
        return "no content"
    for group in groups:
        said = ", ".join(thought.text for thought in group)
        words = [word for thought in group for word in thought.words]
        tried = []
        for sentence in here:
            known = [word for thought in thoughts(sentence, language) for word in thought.words]
            if unsupported(words, known, language):
                tried.append("word")
            elif added_force(said, sentence, language):
                tried.append("force")
            elif lost_hedges(words, text, sentence, language):
                tried.append("hedge")
            else:
                break
        else:
            # The furthest that any sentence carried it.
            return max(tried, key=("word", "force", "hedge").index)
    return None


def _together(found: Sequence[Thought]) -> list[list[Thought]]:
    """Put a condition together with what it is a condition of."""
    groups: list[list[Thought]] = []
    for thought in found:
        if groups and groups[-1][-1].conditional:
            groups[-1].append(thought)
        else:
            groups.append([thought])
    return groups


def features_of(
    text: str, cited: Sequence[Sentence], language: str, encode: Encode
) -> dict[str, float]:
    """Return what the score is made of, by name.

    Args:
        text: A statement that breaks no rule.
        cited: The sentences it rests on, each with words in ``language``.
        language: ISO 639-1 code.
        encode: Embeds texts.
    """
    here = [sentence.here or "" for sentence in cited]
    vectors = encode([text, " ".join(here)])
    return {"similarity": float(vectors[0] @ vectors[1]), **structure(text, here, language)}


def structure(text: str, here: Sequence[str], language: str) -> dict[str, float]:
    """Return the features that need no embedding, by name."""
    said = thoughts(text, language)
    sentences = [thoughts(one, language) for one in here]
    whole = [one for one in sentences if not _missing(said, one, language)]
    # Where no sentence has it all, each thought is compared with one that has that.
    groups = [said] if whole else _together(said)
    found = dict.fromkeys(FEATURES, 0.0)
    for group in groups:
        having = [one for one in sentences if not _missing(group, one, language)]
        compared = [disorder(group, one, language) for one in having or sentences]
        best = min(compared, key=lambda one: sum(one.values()))
        for name, value in best.items():
            found[name] += value
    return found


def _missing(
    said: Sequence[Thought], sentence: Sequence[Thought], language: str
) -> tuple[str, ...]:
    words, known = ([word for one in all_ for word in one.words] for all_ in (said, sentence))
    return unsupported(words, known, language)
