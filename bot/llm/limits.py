"""Show no sentence's content without that of the next one, where that one limits it.

"Small spots of blood are normal. But if you’re bleeding heavily, …": each statement may be
faithful to its own sentence, and a choice of the reassuring ones be dangerous all the same.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.llm.summary import Shown, Statement

_OPENS = {
    "en": re.compile(r"\W*(?:but|however|yet|still|though|although|even so|that said)\b", re.I),
    "lv": re.compile(r"\W*(?:bet|tomēr|taču|turpretī|turpretim|savukārt)\b", re.I),
}
"""How a sentence begins that limits the one before, by language."""


def within_limits(
    said: Sequence[Statement], shown: Sequence[Shown], language: str
) -> tuple[Statement, ...]:
    """Return the statements that may stand together, in their order.

    Args:
        said: Those that are faithful one by one.
        shown: All sentences of the quotes, numbered, in the order of the documents.
        language: ISO 639-1 code of the statements.
    """
    limits = {
        one.number: after.number
        for one, after in pairwise(shown)
        if one.quote == after.quote and _OPENS[language].match(after.here or "")
    }
    kept = tuple(said)
    while True:
        cited = {number for one in kept for number in one.cites}
        left = tuple(
            one for one in kept if all(limits.get(number, number) in cited for number in one.cites)
        )
        # Leaving one out may take away what limits another.
        if left == kept:
            return kept
        kept = left
