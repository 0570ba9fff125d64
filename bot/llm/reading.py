"""Read a piece of a text word by word: which words have weight, and how each is said.

A word counts as denied when it follows a denying word within its thought; for words further off
that cannot be told, and either is accepted. What a thing is done to by "avoid" or "prevent" is
denied likewise.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.llm.sequence import Ranks, person_of
from bot.llm.synonyms import groups
from bot.llm.words import AVERSE, CONDITION, FORCE, LIGHT, PREPOSITIONS, TOPMOST
from corpus.fact_words import DENIES
from index.lexical import terms

WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_OWN_DENIAL = {
    "en": re.compile(r"un\w+|non-\w+"),
    "lv": re.compile(r"(?!nevis$|nebūt$)ne\w+"),
}
"""Words that deny themselves; what follows them may be denied too, or not."""

_DEBITIVE = re.compile(r"jā\w{3,}")
"""Latvian's "one must": the verb follows within the word."""

_NEAR_PERSON = 4
"""What a person does stands within so many words from them."""

_REACH = {"en": 2, "lv": 1}
"""Words with weight that a preposition is before."""

_BE = ("be", "is", "are", "was", "were", "been", "being")

_DOES_NOT = re.compile(r"ne(?:pa|no)?(?:dar\w+|palīd\w+|der\w+|kļū\w+|būtu|esi|esat|jūt\w*)")
"""Latvian verbs that say nothing but that what follows is not so."""

LACK = ("without", "no", "bez")
NEAR = 2
"""Words after a denying one that are surely denied; one after a word of lack."""


@dataclass(frozen=True)
class Word:
    """A word with weight.

    Attributes:
        text: In small letters; in Latvian without a "ne-" that denies it.
        lemma: Its lemma without diacritics.
        groups: Numbers of the groups of words that say the same.
        denied: Whether it is denied; None where that cannot be told.
        rank: Of what comes before what: a condition or cause is lower than what follows from
            it. Comparable within a text.
        person: 2 for what "you" do, 3 for what somebody else does; None where nobody is named.
        top: Whether it is a superlative.
        avoided: Whether it is denied by a word like "avoid".
        given: Whether it stands in a condition.
        preposition: That just before it; empty if there is none that matters.
    """

    text: str
    lemma: str
    groups: frozenset[int]
    denied: bool | None
    rank: int
    person: int | None
    top: bool
    avoided: bool
    given: bool
    preposition: str


def words_in(
    piece: str, language: str, ranks: Ranks, *, unsure: bool
) -> tuple[tuple[Word, ...], bool]:
    """Return the weighty words, and whether what follows may be denied too."""
    reader = _Reader(language, ranks, unsure=unsure)
    for match in WORD.finditer(piece):
        reader.read(match.group().lower().replace("'", "’"))
    return tuple(reader.found), reader.unsure


class _Reader:
    """Reads a piece word by word.

    Attributes:
        found: The weighty words so far.
        unsure: Whether what follows may be denied.
    """

    def __init__(self, language: str, ranks: Ranks, *, unsure: bool) -> None:
        self.found: list[Word] = []
        self.unsure = unsure
        self._language = language
        self._ranks = ranks
        self._denied = 0  # words with weight that are surely denied from here on
        self._averted = False
        self._last = ""
        self._person: int | None = None
        self._since_person = 0
        self._preposition = ""
        self._reach = 0

    def read(self, word: str) -> None:
        """Read a word in small letters."""
        language = self._language
        self._ranks.word(word)
        if CONDITION[language].fullmatch(word):
            self._denied, self.unsure = 0, False
        named = person_of(word, language)
        self._since_person += 1
        if named:
            self._person, self._since_person = named, 1
        if AVERSE[language].fullmatch(word):
            self._avert(word)
            self._averted = True
        else:
            if has_weight(word, language):
                self._weigh(word)
            if is_denial(word, language) and word != "against":
                self._deny(word)
        if PREPOSITIONS[language].fullmatch(word):
            self._preposition, self._reach = word, _REACH[language]
        self._last = word

    def _deny(self, word: str) -> None:
        """Read a word like "not"."""
        if not denies_itself(word, self._language) or _DOES_NOT.fullmatch(word):
            self._denied = 1 if word in LACK else NEAR
        elif self._language == "en":
            return  # "unscented" denies nothing but itself
        self.unsure = True

    def _avert(self, word: str) -> None:
        """Read a word like "avoid"."""
        if self._last in _BE:
            # "Risks can be avoided".
            self.found = [replace(one, denied=not one.denied) for one in self.found]
            self._denied, self.unsure = 0, False
            return
        # "can’t avoid" denies nothing of what follows.
        denies = self._denied <= 0 and not (self._language == "lv" and word.startswith("ne"))
        self._denied, self.unsure = (NEAR if denies else 0), denies
        # Latvian may put what is avoided first: "no riskiem var izvairīties".
        self.found = [
            replace(one, denied=denies) if one.preposition == "no" else one for one in self.found
        ]

    def _weigh(self, word: str) -> None:
        """Read a word with weight."""
        language = self._language
        denied = True if self._denied > 0 else None if self.unsure else False
        top = bool(TOPMOST[language].fullmatch(word))
        if language == "lv" and is_denial(word, language):
            word, denied = word.removeprefix("ne"), True
        if language == "lv" and _DEBITIVE.fullmatch(word):
            word = word.removeprefix("jā")
        lemma = _lemma(word, language)
        self.found.append(
            Word(
                word,
                lemma,
                groups(word, lemma, language),
                denied,
                self._ranks.now,
                self._person if self._since_person <= _NEAR_PERSON else None,
                top,
                self._averted and bool(denied),
                self._ranks.limited,
                self._preposition if self._reach > 0 else "",
            )
        )
        self._denied, self._reach = self._denied - 1, self._reach - 1


def is_denial(word: str, language: str) -> bool:
    """Tell whether a word in small letters denies."""
    return (
        bool(DENIES[language].fullmatch(word))
        or word.endswith("n’t")
        or bool(AVERSE[language].fullmatch(word))
    )


def denies_itself(word: str, language: str) -> bool:
    """Tell whether a denying word has its denial within ("unscented", "nelieto")."""
    return bool(_OWN_DENIAL[language].fullmatch(word))


def has_weight(word: str, language: str) -> bool:
    """Tell whether a word in small letters must stand in the sentence."""
    if language == "lv" and _DEBITIVE.fullmatch(word):
        return True  # "jāpārtrauc" says both that one must and what
    if word in LIGHT[language] or word.endswith("n’t"):
        return False
    if is_denial(word, language) and not denies_itself(word, language):
        return False
    if language == "lv" and is_denial(word, language) and word[2:] in LIGHT["lv"]:
        return False
    return not any(
        pattern.fullmatch(word) for name, pattern in FORCE[language].items() if name != "chance"
    )


@lru_cache(maxsize=16384)
def _lemma(word: str, language: str) -> str:
    return terms(word, language)[0] if "-" not in word else word
