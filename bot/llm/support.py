"""Cut a text into thoughts and words, and tell which words of one stand in another.

Each text is cut where one thought ends and another begins.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.llm.reading import WORD, Word, has_weight, words_in
from bot.llm.sequence import Ranks
from bot.llm.synonyms import inflected, plain
from bot.llm.words import CONDITION, JOINTS

_WITH = re.compile(r"with(?:out)?\b", re.IGNORECASE)
"""A condition too, when a comma follows: "without lubrication, …"."""

_SUPPOSES = re.compile(r"\b(?:if|when|ja|kad)\b", re.IGNORECASE)

_CARRIES = ("and", "or", "un", "vai")


@dataclass(frozen=True)
class Thought:
    """A piece of a text between two joints.

    Attributes:
        text: As it stands.
        words: Those with weight, in order.
        conditional: Whether it is a condition ("if …").
        condition: Words of the condition that holds for it, if there is one.
    """

    text: str
    words: tuple[Word, ...]
    conditional: bool
    condition: tuple[Word, ...] = ()


# Not cached: a statement may echo the question, and nothing of that stays in memory.
def thoughts(text: str, language: str) -> tuple[Thought, ...]:
    """Cut ``text`` into thoughts; pieces without weighty words belong to the thought after."""
    found: list[Thought] = []
    unsure, pending, before = False, "", ""
    condition: tuple[Word, ...] = ()
    ranks = Ranks(language)
    pieces = JOINTS[language].split(plain(text, language))
    for piece, joint in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        words, unsure = words_in(piece, language, ranks, unsure=unsure)
        said = f"{pending} {piece.strip()}".strip()
        if words:
            start = CONDITION[language].match(said)
            if joint.strip() == ",":
                start = start or _WITH.match(said)
            # "if you’re patient, communicative and safe" is one condition.
            goes_on = bool(found) and found[-1].conditional and ranks.limited
            conditional = start is not None or goes_on
            if start:
                condition = words
            elif goes_on:
                condition += words
            holds = () if conditional else (*condition, *_inner_condition(piece, words, language))
            found.append(Thought(said, words, conditional, holds))
        # "Even if it never happens, …" is a thought of its own, though of light words alone.
        apart = joint.strip() == "," and _SUPPOSES.search(said)
        pending = "" if words or apart else said
        if re.search(r"[.;:!?]|^(?:but|bet|taču)$", joint.strip().lower()):
            condition = ()
        # "without perfume and colour": both may be lacking.
        before = joint.strip().lower()
        unsure = unsure and before in _CARRIES
        ranks.joint(before)
    if found and pending:
        last = found.pop()
        found.append(
            Thought(f"{last.text} {pending}", last.words, last.conditional, last.condition)
        )
    return tuple(found)


def _inner_condition(piece: str, words: Sequence[Word], language: str) -> tuple[Word, ...]:
    """Return the words of a condition that stands last: "can be safe if you’re prepared"."""
    match = CONDITION[language].search(piece)
    if match is None:
        return ()
    before = WORD.findall(piece[: match.start()].lower())
    return tuple(words[sum(has_weight(word, language) for word in before) :])


def alike(first: Word, second: Word, language: str) -> bool:
    """Tell whether two words say the same, whether or not they are denied."""
    if first.lemma == second.lemma or first.text == second.text:
        return True
    if first.groups & second.groups:
        return True
    return inflected(first.text, second.text, language)


def same(first: Word, second: Word, language: str) -> bool:
    """Tell whether two words are one word, denied alike and both or neither the utmost."""
    if first.denied is not None and second.denied is not None and first.denied != second.denied:
        return False
    return first.top <= second.top and alike(first, second, language)


def places(word: Word, sentence: Sequence[Word], language: str) -> list[int]:
    """Return where ``word`` stands among the words of a sentence."""
    return [n for n, one in enumerate(sentence) if same(word, one, language)]


def unsupported(words: Sequence[Word], sentence: Sequence[Word], language: str) -> tuple[str, ...]:
    """Return the words that ``sentence`` does not have, or not denied alike, or not as often."""
    free = list(sentence)
    missing = []
    avoided = any(
        one.denied and any(other.avoided for other in sentence if same(one, other, language))
        for one in words
    )
    for word in words:
        found = places(word, free, language)
        if not found and word.denied and avoided:
            # "If you use accessories, avoid ridges": "avoid ridged accessories".
            found = [n for n, one in enumerate(free) if one.given and alike(word, one, language)]
        if found:
            # The very word first, so that one only like it stays for others.
            del free[max(found, key=lambda n: free[n].text == word.text)]
        else:
            missing.append(word.text)
    return tuple(missing)
