"""Tell words that say the same, by a list written by hand and by how words are inflected.

A list and no embedding: in a space of meanings the opposite of a word, or its neighbour among
body parts, stands as near to it as a word for the same.
"""

import re
import tomllib
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path

from index.lexical import terms

FILE = Path(__file__).with_name("synonyms.toml")

_ENDINGS = {
    "en": re.compile(
        r"e?s?|e?d|e?r?s?|(?:i|e|t|n|p|m|g|b)?(?:ing|ed|er|ers|ings)|y|ly|ily|ness|iness|ful|fully|"
        r"ment|ments|at?ion|at?ions|ions?|ation|able|ible|al|ity|ies|ied|ive|ier|iest|est|ance|"
        r"ence|ant|ent|ical|ically|c|cal|or|ors|ure|ive|ives|ively|ating|ated|ates?|e|ation"
    ),
    "lv": re.compile(r"\w{0,6}"),
}
"""What may follow the letters that two forms of a word share."""

_NOUN = 3
_NOUN_ENDINGS = re.compile(
    r"|a|as|ai|u|ā|ām|ās|e|es|ei|ē|ēm|ēs|s|š|is|us|am|im|i|iem|os|ī|īs|o|ie|ais|ajā|ajām|ajiem|ajos"
)
"""Endings of Latvian's nouns and adjectives: with one of these, a shorter beginning is enough."""

_SHARED = {"en": 4, "lv": 4}
_PART = 0.5
"""Of the longer form, at least this part is shared."""

_PREFIX = re.compile(r"(?:aiz|ap|at|ie|iz|jā|ne|no|pa|pār|pie|sa|uz)(?=\w{4})")
"""Of Latvian verbs; what two words share is counted without it, when both have it."""


@cache
def _table(language: str) -> tuple[dict[str, set[int]], dict[str, set[int]], list[tuple[str, int]]]:
    """Return groups by word, by lemma, and the beginnings with a star."""
    listed = tomllib.loads(FILE.read_text(encoding="utf-8")).get(language, [])
    words: dict[str, set[int]] = defaultdict(set)
    lemmas: dict[str, set[int]] = defaultdict(set)
    beginnings: list[tuple[str, int]] = []
    for number, group in enumerate(listed):
        for one in group.split():
            if one.endswith("*"):
                beginnings.append((one[:-1], number))
            else:
                words[one].add(number)
                lemma = "" if "-" in one else terms(one, language)[0]
                lemmas[lemma].add(number)
    return words, lemmas, beginnings


@cache
def _phrases(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    listed = tomllib.loads(FILE.read_text(encoding="utf-8"))["phrases"].get(language, {})
    return tuple(
        (re.compile(rf"(?<![\w’'])(?:{phrase})(?!\w)", re.IGNORECASE), word)
        for phrase, word in listed.items()
    )


def plain(text: str, language: str) -> str:
    """Put one word for each phrase that has one."""
    text = text.replace("'", "’")
    for pattern, word in _phrases(language):
        text = pattern.sub(word, text)
    return text


# Words of the documents and of whatever a model says; none of them is a sentence.
@lru_cache(maxsize=16384)
def groups(word: str, lemma: str, language: str) -> frozenset[int]:
    """Return the groups of a word in small letters, by number; empty if it stands in none."""
    words, lemmas, beginnings = _table(language)
    found = words.get(word, set()) | (set() if "-" in word else lemmas.get(lemma, set()))
    found |= {number for beginning, number in beginnings if word.startswith(beginning)}
    return frozenset(found)


@lru_cache(maxsize=65536)
def inflected(first: str, second: str, language: str) -> bool:
    """Tell whether two words in small letters look like forms of one."""
    if language == "lv":
        one, other = _PREFIX.match(first), _PREFIX.match(second)
        if one and other and one.group() == other.group():
            first, second = first[one.end() :], second[other.end() :]
    shared = 0
    for left, right in zip(first, second, strict=False):
        if left != right:
            break
        shared += 1
    if language == "lv" and shared >= _NOUN:
        noun = _NOUN_ENDINGS
        if noun.fullmatch(first[shared:]) and noun.fullmatch(second[shared:]):
            return True
    if shared < _SHARED[language] or shared < _PART * max(len(first), len(second)):
        return False
    endings = _ENDINGS[language]
    return bool(endings.fullmatch(first[shared:]) and endings.fullmatch(second[shared:]))
