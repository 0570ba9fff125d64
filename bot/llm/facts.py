"""Compare the facts of a statement with those of the sentences it cites.

Numbers, units, names and abbreviations are compared by what they are, in any language
(:mod:`corpus.fidelity`); a number with its unit, how far it reaches and on which side of an
event it lies, within the statement's language.
"""

import re
from collections.abc import Iterable

from bot.llm.synonyms import plain
from bot.llm.words import BOUNDS
from corpus.fidelity import facts, quantities

_WORDS_AROUND = 3
"""Words on either side of a number in which "up to", "at least" and the like belong to it."""

_WITHIN = re.compile(r"\d\s\w+(?:ēs|ās|os)$")
"""Latvian says "within 30 minutes" by an ending too."""

Quantity = tuple[str, str, frozenset[str]]


def new_facts(statement: str, language: str, cited: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the facts of ``statement`` that no cited sentence has.

    Args:
        statement: The statement.
        language: ISO 639-1 code of it.
        cited: Each cited sentence as the document has it, with its language.
    """
    known = frozenset[str]().union(
        *(facts(text, code) | facts(plain(text, code), code) for text, code in cited)
    )
    return facts(plain(statement, language), language) - known


def reaches(text: str, language: str) -> frozenset[Quantity]:
    """Return each number and unit with its bounds ("up to", "about", "after")."""
    return frozenset(
        (number, unit, _bounds(text, start, end, language))
        for number, unit, start, end in quantities(text, language)
    )


def _bounds(text: str, start: int, end: int, language: str) -> frozenset[str]:
    before = re.findall(r"[\w’'-]+", text[:start])[-_WORDS_AROUND:]
    after = re.findall(r"[\w’'-]+", text[end:])[:_WORDS_AROUND]
    around = (" ".join(before), " ".join(after))
    found = {
        name
        for name, pattern in BOUNDS[language].items()
        if any(pattern.search(words) for words in around)
    }
    if _WITHIN.search(text[start:end]) and language == "lv":
        found.add("up to")
    return frozenset(found)


def bracketed(text: str) -> frozenset[tuple[str, str]]:
    """Return each word in brackets with the word before them: "(in men)" of what."""
    found = re.findall(r"([^\W\d_]{3,5})[^\W\d_]*\s\([^()]*?([^\W\d_]{3,5})[^\W\d_]*\)", text)
    return frozenset((first.lower(), second.lower()) for first, second in found)
