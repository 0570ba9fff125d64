"""Compare how sure, how general and on what condition a statement and its sentence speak."""

import re
from collections.abc import Sequence

from bot.llm.reading import LACK, Word, denies_itself, is_denial
from bot.llm.support import Thought, alike, places, thoughts
from bot.llm.synonyms import plain
from bot.llm.words import AVERSE, CONDITIONAL, DUTY, FORCE, HEDGES, STANDS_FOR, WEAKER
from corpus.fact_words import DENIES

USED = 0.6
"""A thought of a sentence is said again if at least this share of its words is, or if it has at
least this share of the statement's."""

CONDITION_USED = 0.3
"""A condition is said again if at least this share of its words is."""

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
            denied = any(_denies(word, language) for word in (*before, *own))
            denied = denied or bool(DENIES[language].fullmatch(own[0]))
            found.add(f"not {name}" if denied else name)
    return frozenset(found)


def _denies(word: str, language: str) -> bool:
    """Tell whether a word denies what is beside it: "not", but neither "without" nor "avoid"."""
    denies = DENIES[language].fullmatch(word) or word.endswith("n’t")
    return bool(denies) and word not in LACK and not denies_itself(word, language)


def added_force(statement: str, sentence: str, language: str) -> frozenset[str]:
    """Return what ``statement`` says more, or less, strongly than anything in ``sentence``."""
    said = [word for one in thoughts(statement, language) for word in one.words]
    known = [word for one in thoughts(sentence, language) for word in one.words]
    statement, sentence = plain(statement, language), plain(sentence, language)
    there = forces(sentence, language)
    added = {
        one
        for one in forces(statement, language) - there
        if not there & STANDS_FOR[language].get(one, frozenset())
    }
    # Less sure is no harm, but for what one must or should do.
    if not there & DUTY:
        added.discard("possible")
    if not there & {*DUTY, "often", "many", "all", "never"}:
        added.discard("some")
    averse = AVERSE[language]
    if averse.search(sentence) and there & DUTY:
        added.discard("not should")
    if denies(averse.sub("", statement), language):
        # "Avoid ridges" may become "no ridges", but of the ridges it must be said.
        avoided = any(one.denied for one in known if any(alike(one, w, language) for w in said))
        if not avoided and not denies(averse.sub("", sentence), language):
            added.add("denial")
    elif denies(statement, language) and not denies(sentence, language):
        added.add("denial")
    return frozenset(added)


def denies(text: str, language: str) -> bool:
    """Tell whether anything is denied in ``text``, but for words like "unscented"."""
    return any(
        is_denial(word, language) and not (language == "en" and denies_itself(word, language))
        for word in _words(text)
    )


def _words(text: str) -> list[str]:
    return [word.lower().replace("'", "’") for word in _WORD.findall(text)]


def lost_hedges(
    thought: str, said: Sequence[Word], statement: str, sentence: str, language: str
) -> frozenset[str]:
    """Return the hedges, conditions and denials of what is said again that were left out.

    Args:
        thought: What of the statement rests on this sentence.
        said: The words with weight in it.
        statement: The whole statement, where a condition may stand.
        sentence: The sentence.
        language: ISO 639-1 code of both.
    """
    parts = thoughts(sentence, language)
    every = [word for one in thoughts(statement, language) for word in one.words]
    statement, thought = plain(statement, language), plain(thought, language)
    kept = {name.removeprefix("not ") for name in forces(thought, language)}
    outdone = _outdone(parts, said, language)
    wanted = _wanted(parts, outdone, said, language)
    asked = _wanted(parts, _outdone(parts, every, language), every, language)
    lost = {
        name
        for name, times in wanted.items()
        if times
        and not kept & {name, *WEAKER[name]}
        # "Fingers and water can help": the hedge stands once, for both.
        and asked[name] > sum(_times(one, statement, language) for one in (name, *WEAKER[name]))
    }
    for at, part in enumerate(parts):
        if outdone[at] or not _used(part, said, language):
            continue
        if at and "seems" in forces(parts[at - 1].text, language):
            lost |= {"seems"} - kept
        if denies(part.text, language) and not denies(statement, language):
            lost.add("denial")
        marked = CONDITIONAL[language].search(statement)
        least = CONDITION_USED / 2 if marked else CONDITION_USED
        if part.condition and _share(part.condition, every, language) < least:
            lost.add("condition")
    return frozenset(lost)


def _wanted(
    parts: Sequence[Thought], outdone: Sequence[bool], said: Sequence[Word], language: str
) -> dict[str, int]:
    """Count for each hedge the thoughts that are said again and have it."""
    hedges = [{one.removeprefix("not ") for one in forces(part.text, language)} for part in parts]
    return {
        name: sum(
            name in hedges[at]
            and not outdone[at]
            and (_used(part, said, language) or _after(part, name, said, language))
            for at, part in enumerate(parts)
        )
        for name in (*HEDGES, "seems")
    }


def _times(name: str, text: str, language: str) -> int:
    return sum(1 for _ in FORCE[language][name].finditer(text))


def _used(part: Thought, said: Sequence[Word], language: str) -> bool:
    return max(_share(part.words, said, language), _share(said, part.words, language)) >= USED


def _outdone(parts: Sequence[Thought], said: Sequence[Word], language: str) -> list[bool]:
    """Tell of each thought whether another has all of ``said`` that it has, and more."""
    covered = [
        frozenset(n for n, one in enumerate(said) if places(one, part.words, language))
        for part in parts
    ]
    return [any(one < other for other in covered) for one in covered]


def _after(part: Thought, name: str, said: Sequence[Word], language: str) -> bool:
    """Tell whether most of what stands after a hedge in its thought is said again."""
    match = next(FORCE[language][name].finditer(part.text), None)
    if match is None:
        return False
    inner = [word for one in thoughts(part.text[match.end() :], language) for word in one.words]
    return bool(inner) and _share(inner[:2], said, language) >= USED


def _share(words: Sequence[Word], said: Sequence[Word], language: str) -> float:
    return sum(bool(places(word, said, language)) for word in words) / len(words)
