"""Understand "and for women?" from the question before it.

A follow-up says too little alone. When a question would be refused, it is asked once more
together with the one before it, and that is taken only when three things agree: the
question looks like going on (it has a word that asks or joins), what it says besides is
nothing the passage was never asked with, and the two together are answered with more
certainty than a question that stands alone needs. Numbers: ``[followup]`` in
``decision.toml``; figures for both ways of erring: docs/evaluation.md.
"""

import re
from collections.abc import Iterable

from index.bank_model import log_odds
from index.lexical import STEM, fold

LEAST_LETTERS = 4
"""Shorter words are not looked at: they join, point or ask."""

_JOINS = {
    "en": "why how what what's whats which when where who whom whose and but or so then is are "
    "does do did can could should will would if it that they them this these those",
    "lv": "un bet a vai kapec kadel kad kas ko ka kam ar kads kada kadi kadas kadam cik kur kura "
    "kurs kuras kuri tad ja tas to ta tie tos tads nu",
}
_JOINING = {language: frozenset(words.split()) for language, words in _JOINS.items()}
_WORD = re.compile(r"[\w’']+")


def goes_on(question: str, language: str) -> bool:
    """Tell whether a question has a word that asks, joins or points back."""
    words = {word.replace("’", "'") for word in _WORD.findall(fold(question))}
    return bool(words & _JOINING.get(language, frozenset()))


def together(earlier: str, question: str) -> str:
    """Return the two as one message."""
    return f"{earlier} {question}"


def asked_again(question: str, assumed: str | None) -> str:
    """Return what a question turned out to mean, for the history of the next one."""
    return together(assumed, question) if assumed else question


def stems(texts: Iterable[str]) -> frozenset[str]:
    """Return the beginnings of all words of some length, without diacritics."""
    return frozenset(
        word[:STEM]
        for text in texts
        for word in _WORD.findall(fold(text))
        if len(word) >= LEAST_LETTERS
    )


def followup_features(
    margin: float, confidence: float, question: str, known: frozenset[str]
) -> dict[str, float]:
    """Return what tells whether a question goes on from the one before, by name.

    Args:
        margin: How much nearer the bare question is to an answered than to an unanswered one.
        confidence: That the two together are answered, 0-1.
        question: The bare question.
        known: Stems of the earlier question and of those the passage was ever asked with.
    """
    return {
        "nearest_margin": margin,
        "together": log_odds(confidence),
        "new_words": float(len(stems([question]) - known)),
    }
