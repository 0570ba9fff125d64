"""Compare who does what to what, and what follows from what, as far as order tells.

English keeps roles by the order of words. Latvian keeps them by endings, so that two words
which stand the other way round there, but in the very form of the sentence, are as before.
"""

import re
from collections.abc import Sequence
from itertools import combinations, product

from bot.llm.support import Thought, Word, places


FEATURES = ("reversed", "tied", "across", "inverted", "persons", "spread", "moved")
_ADVERB = re.compile(r"\w{3,}ly")
"""English adverbs stand where they like."""


def disorder(said: Sequence[Thought], sentence: Sequence[Thought], language: str) -> dict[str, float]:
    """Return how much is put otherwise in a statement than in its sentence, by name.

    Args:
        said: Thoughts of the statement, each of whose words the sentence has.
        sentence: Thoughts of the sentence.
        language: ISO 639-1 code of both.

    Returns:
        ``reversed``, pairs of words that follow from each other the other way round; ``tied``,
        such that do not follow from each other in the sentence, and stand the other way round; ``across`` and
        ``inverted``, pairs in a thought that stand the other way round, and stand in different
        thoughts of the sentence or in one; ``persons``, words done by somebody else; ``spread``,
        how many thoughts of the sentence a thought is made of, beyond one; ``moved``, words that
        come to stand after "with", "before" and the like.
    """
    known = [(word, at) for at, part in enumerate(sentence) for word in part.words]
    flat = [word for word, _ in known]
    found = dict.fromkeys(FEATURES, 0.0)
    where = {
        id(word): places(word, flat, language) for part in said for word in part.words
    }
    words = [word for part in said for word in part.words]
    for first, second in combinations(words, 2):
        pairs = [(a, b) for a, b in product(where[id(first)], where[id(second)]) if a != b]
        if first.rank != second.rank and pairs:
            low, high = (0, 1) if first.rank < second.rank else (1, 0)
            if all(flat[p[low]].rank > flat[p[high]].rank for p in pairs):
                found["reversed"] += 1
            elif all(flat[p[low]].rank >= flat[p[high]].rank and p[low] > p[high] for p in pairs):
                found["tied"] += 1
    for part in said:
        for first, second in combinations(part.words, 2):
            pairs = [(a, b) for a, b in product(where[id(first)], where[id(second)]) if a != b]
            if first.rank != second.rank or not pairs or not all(a > b for a, b in pairs):
                continue
            if language == "en" and (_ADVERB.fullmatch(first.text) or _ADVERB.fullmatch(second.text)):
                continue
            if any(known[a][1] == known[b][1] for a, b in pairs):
                kept = language == "lv" and any(
                    _in_form(first, flat[a]) and _in_form(second, flat[b]) for a, b in pairs
                )
                found["inverted"] += not kept
            else:
                found["across"] += 1
        touched = _fewest(part.words, where, known)
        found["spread"] += max(0, touched - 1)
    both = len({word.person for word in words} - {None}) > 1
    for word in words:
        found["moved"] += bool(word.preposition) and all(
            flat[n].preposition != word.preposition for n in where[id(word)]
        )
        persons = {flat[n].person for n in where[id(word)]} - {None}
        if not both and word.person and persons and word.person not in persons:
            found["persons"] += 1
    return found


def _in_form(word: Word, other: Word) -> bool:
    return (word.text, word.preposition) == (other.text, other.preposition)


def _fewest(
    words: Sequence[Word], where: dict[int, list[int]], known: Sequence[tuple[Word, int]]
) -> int:
    """Count the thoughts that the words stand in, taking those that have most first."""
    left = [{known[n][1] for n in where[id(word)]} for word in words if where[id(word)]]
    count = 0
    while left:
        every = [at for one in left for at in one]
        best = max(set(every), key=every.count)
        left = [one for one in left if best not in one]
        count += 1
    return count
