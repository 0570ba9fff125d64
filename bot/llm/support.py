"""Tell which words of a statement stand in a sentence, denied alike and in the same order.

Each text is cut where one thought ends and another begins. A word counts as denied when it
follows a denying word within its thought; for words further off that cannot be told, and
either is accepted.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.llm.words import CONDITION, FORCE, JOINTS, LIGHT, SAME
from corpus.fact_words import DENIES
from index.lexical import terms

_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_OWN_DENIAL = {
    "en": re.compile(r"un\w+|non-\w+"),
    "lv": re.compile(r"(?!nevis$|nebūt$)ne\w+"),
}
"""Words that deny themselves; what follows them may be denied too, or not."""

_CARRIES = ("and", "or", "un")

_DEBITIVE = re.compile(r"jā\w{3,}")
"""Latvian's "one must": the verb follows within the word."""

_LACK = ("without", "no", "bez")
NEAR = 3
"""Words after a denying one that are surely denied; one after a word of lack."""

WINDOW = 6
"""Two words that follow each other in a statement stand at most so far apart in the sentence."""

_ALIKE = {"en": 0.6, "lv": 0.5}
"""Words are the same if they share this part of the longer one's letters from the beginning,
four at least: endings are longer in Latvian."""


@dataclass(frozen=True)
class Word:
    """A word with weight.

    Attributes:
        text: In small letters.
        lemma: Its lemma without diacritics, or what stands for all ways to say the same.
        denied: Whether it is denied; None where that cannot be told.
    """

    text: str
    lemma: str
    denied: bool | None


@dataclass(frozen=True)
class Thought:
    """A piece of a text between two joints.

    Attributes:
        text: As it stands.
        words: Those with weight, in order.
        conditional: Whether it begins as a condition ("if …").
    """

    text: str
    words: tuple[Word, ...]
    conditional: bool


# Not cached: a statement may echo the question, and nothing of that stays in memory.
def thoughts(text: str, language: str) -> tuple[Thought, ...]:
    """Cut ``text`` into thoughts; pieces without weighty words belong to the thought after."""
    found = []
    unsure, pending = False, ""
    pieces = JOINTS[language].split(text)
    for piece, joint in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        words, unsure = _words(piece, language, unsure=unsure)
        said = f"{pending} {piece.strip()}".strip()
        if words:
            start = CONDITION[language].match(said)
            found.append(Thought(said, words, start is not None))
        pending = "" if words else said
        # "without perfume and colour": both may be lacking.
        unsure = unsure and joint in _CARRIES
    if found and pending:
        last = found.pop()
        found.append(Thought(f"{last.text} {pending}", last.words, last.conditional))
    return tuple(found)


def _words(piece: str, language: str, *, unsure: bool) -> tuple[tuple[Word, ...], bool]:
    """Return the weighty words, and whether what follows may be denied too."""
    found: list[Word] = []
    sure = 0
    for match in _WORD.finditer(piece):
        word = match.group().lower().replace("'", "’")
        if CONDITION[language].fullmatch(word):
            sure, unsure = 0, False
        denies = is_denial(word, language)
        if _has_weight(word, language):
            denied = True if sure > 0 else None if unsure else False
            found.append(Word(word, _lemma(word, language), denied))
            sure -= 1
        if denies and not denies_itself(word, language):
            sure = 1 if word in _LACK else NEAR
        unsure = unsure or denies
    return tuple(found), unsure


def is_denial(word: str, language: str) -> bool:
    """Tell whether a word in small letters denies."""
    return bool(DENIES[language].fullmatch(word)) or word.endswith("n’t")


def denies_itself(word: str, language: str) -> bool:
    """Tell whether a denying word has its denial within ("unscented", "nelieto")."""
    return bool(_OWN_DENIAL[language].fullmatch(word))


def _has_weight(word: str, language: str) -> bool:
    if language == "lv" and _DEBITIVE.fullmatch(word):
        return True  # "jāpārtrauc" says both that one must and what
    if word in LIGHT[language] or word.endswith("n’t"):
        return False
    return not any(pattern.fullmatch(word) for pattern in FORCE[language].values())


@lru_cache(maxsize=16384)
def _lemma(word: str, language: str) -> str:
    if language == "lv" and _DEBITIVE.fullmatch(word):
        word = word[2:]
    lemma = terms(word, language)[0]
    for group in SAME[language]:
        first, *others = group.split()
        if word in (first, *others) or lemma == terms(first, language)[0]:
            return first
    # A dictionary may give the same lemma to what is denied.
    denied = language == "lv" and word.startswith("ne") and is_denial(word, language)
    return f"ne {lemma}" if denied else lemma


def same(first: Word, second: Word, language: str) -> bool:
    """Tell whether two words are one word, denied alike."""
    if first.denied is not None and second.denied is not None and first.denied != second.denied:
        return False
    if first.lemma == second.lemma:
        return True
    if first.lemma.startswith("ne ") != second.lemma.startswith("ne "):
        return False
    shared = 0
    for one, other in zip(first.text, second.text, strict=False):
        if one != other:
            break
        shared += 1
    longer = max(len(first.text), len(second.text))
    return shared >= 4 and shared >= _ALIKE[language] * longer


def places(word: Word, sentence: Sequence[Word], language: str) -> list[int]:
    """Return where ``word`` stands among the words of a sentence."""
    return [n for n, one in enumerate(sentence) if same(word, one, language)]


def unsupported(words: Sequence[Word], sentence: Sequence[Word], language: str) -> tuple[str, ...]:
    """Return the words that ``sentence`` does not have, or not as often."""
    free = list(sentence)
    missing = []
    for word in words:
        found = places(word, free, language)
        if found:
            # The very word first, so that one only like it stays for others.
            del free[max(found, key=lambda n: free[n].text == word.text)]
        else:
            missing.append(word.text)
    return tuple(missing)


def in_order(words: Sequence[Word], sentence: Sequence[Word], language: str) -> float:
    """Return the share of neighbouring words, 0-1, that stand near and in order in ``sentence``."""
    pairs = list(pairwise(words))
    if not pairs:
        return 1.0
    kept = 0
    for first, second in pairs:
        before = places(first, sentence, language)
        after = places(second, sentence, language)
        kept += any(0 < b - a <= WINDOW for a in before for b in after)
    return kept / len(pairs)
