"""Compare a translation with its source: numbers, units, names, and whether it denies.

Crude on purpose, and no judge of language: it counts what must be the same in both. A change of
any of these can harm a reader, and is what a tired eye misses. The words are in
:mod:`corpus.fact_words`; between languages without any only figures and abbreviations are compared.
"""

import re
from collections import Counter
from dataclasses import dataclass

from corpus.fact_words import DENIES, NAMES, NUMBERS, UNITS

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_BESIDE = re.compile(r"\s*(?:of\s+|such\s+)?")
"""What may stand between a number and its unit."""

_ABBREVIATION = re.compile(r"\b(?=(?:[a-z]*[A-Z]){2})[A-Za-z][A-Za-z0-9]*\b")


@dataclass(frozen=True)
class Difference:
    """Something that stands more often on one side.

    Attributes:
        what: The fact.
        source: How often the source has it; 0 or 1 for denial.
        translation: How often the translation has it.
    """

    what: str
    source: int
    translation: int

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"{self.what} {self.source} times in the source, {self.translation} in it"


def differences(
    source: str, source_language: str, translation: str, language: str
) -> list[Difference]:
    """Return what the two texts do not have in common; empty if nothing was found.

    Numbers and units must stand equally often. A name must stand in both or in neither:
    languages differ in how often they repeat one.
    """
    pairs = ((source, source_language), (translation, language))
    lists = source_language in NUMBERS and language in NUMBERS
    left, right = (_counted(text, code, lists=lists) for text, code in pairs)
    found = [
        Difference(what, left[what], right[what])
        for what in dict.fromkeys((*left, *right))
        if left[what] != right[what]
    ]
    left, right = (_named(text, code, lists=lists) for text, code in pairs)
    found += [
        Difference(what, left[what], right[what])
        for what in dict.fromkeys((*left, *right))
        if bool(left[what]) != bool(right[what])
    ]
    if lists:
        denies = [int(bool(DENIES[code].search(text))) for text, code in pairs]
        if denies[0] != denies[1]:
            found.append(Difference("denial", *denies))
    return found


def facts(text: str, language: str) -> frozenset[str]:
    """Return the numbers, units and names of a text, by what they are in any language."""
    lists = language in NUMBERS
    return frozenset(_counted(text, language, lists=lists) + _named(text, language, lists=lists))


def quantities(text: str, language: str) -> list[tuple[str, str, int, int]]:
    """Find each number with its unit, and each unit without a number, in order.

    Args:
        text: Of one sentence or more.
        language: ISO 639-1 code, with lists in :mod:`corpus.fact_words`.

    Returns:
        The number (empty if there is none), the unit (likewise), and the offsets in ``text``
        at which the two begin and end.
    """
    numbers = [(m.start(), m.end(), _value(m.group(), language)) for m in _FIGURE.finditer(text)]
    numbers += _places(text, NUMBERS[language])
    found, taken = [], set()
    for start, end, unit in sorted(_places(text, UNITS[language])):
        own = [one for one in numbers if one[1] <= start and _BESIDE.fullmatch(text, one[1], start)]
        number = max(own, default=(start, start, ""))
        taken.add(number)
        found.append((number[2], unit, number[0], end))
    found += [(value, "", start, end) for start, end, value in set(numbers) - taken]
    return sorted(found, key=lambda one: one[2])


def _places(text: str, table: dict[str, str]) -> list[tuple[int, int, str]]:
    return [
        (match.start(), match.end(), what)
        for what, pattern in table.items()
        for match in re.finditer(_whole(pattern), text, re.IGNORECASE)
    ]


def _whole(pattern: str) -> str:
    # A unit may follow its figure at once; a word begins where no letter precedes.
    return rf"(?<![^\W\d_])(?:{pattern})(?!\w)"


def _counted(text: str, language: str, *, lists: bool) -> Counter[str]:
    """Count figures, number words and units."""
    counts = Counter(_value(match.group(), language) for match in _FIGURE.finditer(_closed(text)))
    if lists:
        counts += _words(text, NUMBERS[language]) + _words(text, UNITS[language])
    return counts


def _named(text: str, language: str, *, lists: bool) -> Counter[str]:
    """Count names and abbreviations; those with a name of their own in a language by that."""
    names = _words(text, NAMES[language]) if lists else Counter[str]()
    known = {"UN", "ANO"} if lists else set()
    return names + Counter(one for one in _ABBREVIATION.findall(text) if one not in known)


def _words(text: str, table: dict[str, str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for what, pattern in table.items():
        count = len(re.findall(_whole(pattern), text, re.IGNORECASE))
        if count:
            found[what] = count
    return found


def _closed(text: str) -> str:
    """Join figures grouped by spaces: 1 000."""
    return re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)", "", text)


def _value(figure: str, language: str) -> str:
    """Write a figure without its language's marks: 1,000 and 2.5, or 1.000 and 2,5."""
    decimal, group = (".", ",") if language == "en" else (",", ".")
    figure = re.sub(rf"\{group}(?=\d{{3}}\b)", "", figure)
    return figure.replace(decimal, ".").strip(".")
