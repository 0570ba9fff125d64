"""Compare the content of a statement with the sentences it cites, thought by thought.

Each thought must stand whole in one of the sentences: its words, how they are denied, how sure
and how general they are, on what condition. What is left to weigh is their order.
"""

import re
from collections.abc import Sequence

from bot.llm.force import added_force, lost_hedges
from bot.llm.roles import FEATURES, disorder
from bot.llm.support import Thought, thoughts, unsupported


def unfaithful(text: str, here: Sequence[str], language: str) -> str | None:
    """Return what keeps the sentences from bearing out a statement, in a word; or None.

    Args:
        text: The statement.
        here: The sentences it cites, in its language.
        language: ISO 639-1 code.
    """
    groups = _together(thoughts(text, language))
    if not groups:
        return "no content"
    if sum(len(thought.words) for group in groups for thought in group) < 2 and not any(
        _repeats(text, groups[0], one, language)
        for sentence in here
        for one in thoughts(sentence, language)
    ):
        return "no content"
    for group in groups:
        said = ", ".join(thought.text for thought in group)
        words = [word for thought in group for word in thought.words]
        tried = []
        for sentence in here:
            known = [word for thought in thoughts(sentence, language) for word in thought.words]
            if unsupported(words, known, language):
                tried.append("word")
            elif added_force(said, sentence, language):
                tried.append("force")
            elif lost_hedges(said, words, text, sentence, language):
                tried.append("hedge")
            else:
                break
        else:
            # The furthest that any sentence carried it.
            return max(tried, key=("word", "force", "hedge").index)
    return "person" if _disorders(text, here, language)["persons"] else None


def _repeats(text: str, said: Sequence[Thought], thought: Thought, language: str) -> bool:
    """Tell whether a thought bears out a statement whose one word says little without the rest."""
    if len(thought.words) < 2:
        return not _missing(said, [thought], language)
    tokens = [set(re.findall(r"\w+", one.lower())) for one in (text, thought.text)]
    return tokens[0] <= tokens[1]


def _together(found: Sequence[Thought]) -> list[list[Thought]]:
    """Put a condition together with what it is a condition of."""
    groups: list[list[Thought]] = []
    for thought in found:
        if groups and groups[-1][-1].conditional:
            groups[-1].append(thought)
        else:
            groups.append([thought])
    return groups


def structure(text: str, here: Sequence[str], language: str) -> dict[str, float]:
    """Return the features that need no embedding, by name: each so that more is worse."""
    words = sum(len(thought.words) for thought in thoughts(text, language))
    found = _disorders(text, here, language)
    return {
        "reversed": min(found["reversed"], 2.0),
        "across": min(found["across"] / max(1, words), 1.0),
        "inverted": min(found["inverted"] / max(1, words), 1.0),
        "spread": min(found["spread"], 2.0),
        "moved": min(found["moved"], 1.0),
    }


def _disorders(text: str, here: Sequence[str], language: str) -> dict[str, float]:
    """Return what is put otherwise than in the sentences: :func:`bot.llm.roles.disorder`."""
    said = thoughts(text, language)
    sentences = [thoughts(one, language) for one in here]
    whole = [one for one in sentences if not _missing(said, one, language)]
    # Where no sentence has it all, each thought is compared with one that has that.
    groups = [said] if whole else _together(said)
    found = dict.fromkeys(FEATURES, 0.0)
    for group in groups:
        having = [one for one in sentences if not _missing(group, one, language)]
        compared = [disorder(group, one, language) for one in having or sentences]
        best = min(compared, key=lambda one: sum(one.values()))
        for name, value in best.items():
            found[name] += value
    return found


def _missing(
    said: Sequence[Thought], sentence: Sequence[Thought], language: str
) -> tuple[str, ...]:
    words, known = ([word for one in all_ for word in one.words] for all_ in (said, sentence))
    return unsupported(words, known, language)
