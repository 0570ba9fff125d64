"""Compare how sure, how general and on what condition a statement and its sentence speak."""

import re
from collections.abc import Sequence

from bot.llm.support import Thought, Word, denies_itself, is_denial, places, thoughts
from bot.llm.words import CONDITION, CONDITIONAL, FORCE, HEDGES

USED = 0.6
"""A thought of a sentence is said again if at least this share of its words is, or if it has at
least this share of the statement's."""

_WORD = re.compile(r"[\w’'-]+")
_BEFORE = 2
"""Words before a force word among which one that denies it may stand."""


def forces(text: str, language: str) -> frozenset[str]:
    """Return the classes of force words in ``text``; with "not" before those denied there."""
    found = set()
    for name, pattern in FORCE[language].items():
        for match in pattern.finditer(text):
            piece = re.split(r"[.,;:]", text[: match.start()])[-1]
            before = _words(piece)[-_BEFORE:]
            own = _words(text[match.start() :])[:2]
            denied = any(
                is_denial(word, language) and not denies_itself(word, language)
                for word in (*before, *own)
            )
            denied = denied or is_denial(own[0], language)
            found.add(f"not {name}" if denied else name)
    return frozenset(found)


def added_force(statement: str, sentence: str, language: str) -> frozenset[str]:
    """Return what ``statement`` says more, or less, strongly than anything in ``sentence``."""
    added = forces(statement, language) - forces(sentence, language)
    if denies(statement, language) and not denies(sentence, language):
        added |= {"denial"}
    return added


def denies(text: str, language: str) -> bool:
    """Tell whether anything is denied in ``text``, but for words like "unscented"."""
    return any(
        is_denial(word, language) and not (language == "en" and denies_itself(word, language))
        for word in _words(text)
    )


def _words(text: str) -> list[str]:
    return [word.lower().replace("'", "’") for word in _WORD.findall(text)]


def lost_hedges(
    said: Sequence[Word], statement: str, sentence: str, language: str
) -> frozenset[str]:
    """Return the hedges, conditions and denials of what is said again that were left out.

    Args:
        said: The words of the statement that rest on this sentence.
        statement: The whole statement, where a hedge may stand.
        sentence: The sentence.
        language: ISO 639-1 code of both.
    """
    parts = thoughts(sentence, language)
    kept = {name.removeprefix("not ") for name in forces(statement, language)}
    lost = set()
    for at, part in enumerate(parts):
        again = _share(part.words, said, language)
        if max(again, _share(said, part.words, language)) < USED:
            continue
        before = parts[at - 1] if at else None
        wanted = {name.removeprefix("not ") for name in forces(part.text, language)}
        lost |= wanted & {*HEDGES, "seems"} - kept
        if before and "seems" in forces(before.text, language):
            lost |= {"seems"} - kept
        if denies(part.text, language) and not denies(statement, language):
            lost.add("denial")
        condition = _condition(part, before, language)
        if (
            condition
            and not CONDITIONAL[language].search(statement)
            and _share(condition, said, language) < USED
        ):
            lost.add("condition")
    return frozenset(lost)


def _share(words: Sequence[Word], said: Sequence[Word], language: str) -> float:
    return sum(bool(places(word, said, language)) for word in words) / len(words)


def _condition(part: Thought, before: Thought | None, language: str) -> Sequence[Word]:
    """Return the words of the condition on which a thought holds; none if it always does."""
    if part.conditional:
        return ()
    own = CONDITION[language].search(part.text)
    if own:
        inner = thoughts(part.text[own.start() :], language)
        return inner[0].words if inner else ()
    return before.words if before and before.conditional else ()
