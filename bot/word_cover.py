"""How much of what a question is about stands in a text, word by word.

Vectors see that a text is about the same things; they hardly see that the one thing asked
for is missing. Words do: each word of the question that carries meaning counts as much as it
is rare in the documents, and one they never use counts in full.
"""

from collections.abc import Sequence

from index.lexical import LexicalIndex, terms
from index.text_words import content_words

Asked = Sequence[tuple[frozenset[str], float]]
"""Words of a question: the terms any of which tells that one is there, and its weight, 0-1."""


def asked_words(question: str, language: str, lexical: LexicalIndex) -> Asked:
    """Return the words of a question that carry meaning, each once.

    Args:
        question: The question.
        language: ISO 639-1 code of the question, for the words that carry none.
        lexical: The texts it is compared with: their language's lemmas, and what is rare there.
    """
    found = {}
    for word in content_words(question, language):
        own = terms(word, lexical.language)
        found[frozenset(own)] = lexical.rarity(own[0])
    return list(found.items())


def word_cover(asked: Asked, text: str, language: str) -> float:
    """Return the share, 0-1, of a question's words by weight that stand in ``text``.

    A question without any word that carries meaning is not covered.
    """
    there = set(terms(text, language))
    whole = sum(weight for _, weight in asked)
    covered = sum(weight for own, weight in asked if own & there)
    return covered / whole if whole else 0.0
