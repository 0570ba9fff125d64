"""Read a message as it was meant: without shouting, and without slips of the finger.

A misspelt word has another vector and other letters in a row than the word meant. A word that no
reviewed question and no document has is read as the commonest of theirs that is one slip away: a
letter too many, missing, wrong, or two in the wrong order. Only what is searched for changes;
quotes, notices and what the page repeats do not.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from index.lexical import fold

LEAST_LETTERS = 5
"""Shorter words have too many neighbours."""

LEAST_USES = 3
"""How often a word must have been written to be what somebody meant; one in a document counts."""

MOST_WORDS = 20_000
"""Of a language, the commonest; some 10 MB, however many documents there are."""

_WORD = re.compile(r"[^\W\d_]+")


class Speller:
    """Knows the words of the reviewed questions and of the documents, by language."""

    def __init__(
        self, questions: Iterable[tuple[str, str]], documents: Iterable[tuple[str, str]]
    ) -> None:
        """Learn the words of texts, each with the ISO 639-1 code of its language."""
        uses: dict[str, Counter[str]] = defaultdict(Counter)
        for texts, worth in ((questions, 1), (documents, LEAST_USES)):
            for text, language in texts:
                for word in _WORD.findall(text.lower()):
                    uses[language][word] += worth
        self._known = frozenset(fold(word) for words in uses.values() for word in words)
        self._meant = {language: _by_deletion(words) for language, words in uses.items()}

    def read(self, text: str, language: str) -> str:
        """Return ``text`` as it was probably meant.

        Args:
            text: What is searched for.
            language: ISO 639-1 code; only its words are thought of.
        """
        letters = [c for c in text if c.isalpha()]
        if 2 * sum(c.isupper() for c in letters) > len(letters):
            text = text.lower()
        meant = self._meant.get(language)
        return _WORD.sub(lambda word: self._meant_by(word[0], meant), text) if meant else text

    def _meant_by(self, word: str, meant: Mapping[str, Mapping[str, int]]) -> str:
        written = fold(word)
        # Who writes diacritics writes with care; such a word is rather one that we do not know.
        if len(written) < LEAST_LETTERS or written in self._known or written != word.lower():
            return word
        near = {one: n for key in _shortened(written) for one, n in meant.get(key, {}).items()}
        likely = [one for one in near if _one_slip(written, fold(one))]
        return min(likely, key=lambda one: (-near[one], one), default=word)


def _by_deletion(uses: Counter[str]) -> dict[str, dict[str, int]]:
    """Return the words with their uses, by what is left of each when a letter is missing."""
    words: dict[str, dict[str, int]] = defaultdict(dict)
    for word, count in uses.most_common(MOST_WORDS):
        # One letter more or less makes a long enough word of it.
        if count >= LEAST_USES and len(word) >= LEAST_LETTERS - 1:
            for key in _shortened(fold(word)):
                words[key][word] = count
    return dict(words)


def _shortened(word: str) -> set[str]:
    """Return a word, and it without one letter, whichever."""
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


def _one_slip(first: str, second: str) -> bool:
    """Tell whether two different words are one slip apart."""
    if len(first) > len(second):
        first, second = second, first
    same = 0
    while same < len(first) and first[same] == second[same]:
        same += 1
    first, second = first[same:], second[same:]
    if len(first) < len(second):
        return first == second[1:]
    return first[1:] == second[1:] or first[:2][::-1] + first[2:] == second
