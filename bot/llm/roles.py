"""Compare who does what to what, and what follows from what, as far as order tells.

English keeps roles by the order of words. Latvian keeps them by endings, so that two words
which stand the other way round there, but in the very form of the sentence, are as before.
"""

import re
from collections.abc import Sequence
from itertools import combinations, product

from bot.llm.reading import Word
from bot.llm.support import Thought, places

FEATURES = ("reversed", "across", "inverted", "persons", "spread", "moved")
_ADVERB = re.compile(r"\w{3,}ly")
"""English adverbs stand where they like."""


def disorder(
    said: Sequence[Thought], sentence: Sequence[Thought], language: str
) -> dict[str, float]:
    """Return how much is put otherwise in a statement than in its sentence, by name.

    Args:
        said: Thoughts of the statement, each of whose words the sentence has.
        sentence: Thoughts of the sentence.
        language: ISO 639-1 code of both.

    Returns:
        ``reversed``, pairs of words that follow from each other the other way round; ``across`` and
        ``inverted``, pairs in a thought that stand the other way round, and stand in different
        thoughts of the sentence or in one; ``persons``, words done by somebody else; ``spread``,
        how many thoughts of the sentence a thought is made of, beyond one; ``moved``, words that
        come to stand after "with", "before" and the like; ``reversed`` also counts what was
        a condition there and is said to be so here.
    """
    compared = _Compared(said, sentence, language)
    return {
        "reversed": compared.reversed() + compared.asserted(),
        **dict(zip(("across", "inverted"), compared.inverted(), strict=True)),
        "persons": compared.persons(),
        "spread": compared.spread(),
        "moved": compared.moved(),
    }


class _Compared:
    """A statement laid beside its sentence."""

    def __init__(self, said: Sequence[Thought], sentence: Sequence[Thought], language: str) -> None:
        self._said, self._language = said, language
        self._words = [word for part in said for word in part.words]
        self._there = [word for part in sentence for word in part.words]
        self._thought = [at for at, part in enumerate(sentence) for _ in part.words]
        self._where = {id(word): places(word, self._there, language) for word in self._words}

    def _meant(self, word: Word) -> list[Word]:
        return [self._there[n] for n in self._where[id(word)]]

    def _pairs(self, first: Word, second: Word) -> list[tuple[int, int]]:
        both = product(self._where[id(first)], self._where[id(second)])
        return [(a, b) for a, b in both if a != b]

    def reversed(self) -> float:
        """Count pairs that follow from each other the other way round."""
        count = 0
        for one, other in combinations(self._words, 2):
            low, high = (one, other) if one.rank < other.rank else (other, one)
            pairs = self._pairs(low, high)
            if one.rank != other.rank and pairs:
                count += all(self._there[a].rank > self._there[b].rank for a, b in pairs)
        return float(count)

    def asserted(self) -> float:
        """Count conditions that are said to be so, in a statement with another condition."""
        if not any(word.given for word in self._words):
            return 0.0
        return float(
            sum(
                bool(self._where[id(word)]) and all(one.given for one in self._meant(word))
                for word in self._words
                if not word.given
            )
        )

    def inverted(self) -> tuple[float, float]:
        """Count pairs that stand the other way round, from different thoughts and from one."""
        across = within = 0
        for part in self._said:
            for first, second in combinations(part.words, 2):
                pairs = self._pairs(first, second)
                if not pairs or first.rank != second.rank or any(a < b for a, b in pairs):
                    continue
                if self._stands_anywhere(first, second, pairs):
                    continue
                if any(self._thought[a] == self._thought[b] for a, b in pairs):
                    within += 1
                else:
                    across += 1
        return float(across), float(within)

    def _stands_anywhere(self, first: Word, second: Word, pairs: Sequence[tuple[int, int]]) -> bool:
        if self._language == "en":
            return any(_ADVERB.fullmatch(word.text) for word in (first, second))
        return any(
            self._thought[a] == self._thought[b]
            and _in_form(first, self._there[a])
            and _in_form(second, self._there[b])
            for a, b in pairs
        )

    def persons(self) -> float:
        """Count words that somebody else does."""
        if len({word.person for word in self._words} - {None}) > 1:
            return 0.0
        count = 0
        for word in self._words:
            persons = {one.person for one in self._meant(word)} - {None}
            count += bool(word.person and persons and word.person not in persons)
        return float(count)

    def spread(self) -> float:
        """Count the thoughts of the sentence in each thought of the statement, beyond one."""
        count = 0
        for part in self._said:
            # "Stop if it hurts" is of two thoughts by right.
            for given in (False, True):
                words = [word for word in part.words if word.given is given]
                count += max(0, self._fewest(words) - 1)
        return float(count)

    def _fewest(self, words: Sequence[Word]) -> int:
        """Count the thoughts that the words stand in, taking those that have most first."""
        left = [{self._thought[n] for n in self._where[id(word)]} for word in words]
        left = [one for one in left if one]
        count = 0
        while left:
            every = [at for one in left for at in one]
            best = max(sorted(set(every)), key=every.count)
            left = [one for one in left if best not in one]
            count += 1
        return count

    def moved(self) -> float:
        """Count words that have taken a preposition from another word of the statement."""
        return float(sum(self._taken(word) for word in self._words if word.preposition))

    def _taken(self, word: Word) -> bool:
        def had(one: Word) -> bool:
            return any(other.preposition == word.preposition for other in self._meant(one))

        return not had(word) and any(
            one.preposition != word.preposition and had(one) for one in self._words
        )


def _in_form(word: Word, other: Word) -> bool:
    return (word.text, word.preposition) == (other.text, other.preposition)
