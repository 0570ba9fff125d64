"""Measure the notices: how often they come when somebody is in trouble, and when nobody is.

A set is JSON Lines like the examples in ``bot/safeguarding/messages``: "message",
"language", "categories" (none for a look-alike).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.safeguarding.detector import Safeguard
from bot.safeguarding.examples import Example
from eval.intervals import Estimate, mean
from eval.lines import read_lines

ALL = "all"


@dataclass(frozen=True)
class Noticed:
    """How the notices do on the messages of one language, or on all.

    Attributes:
        language: ISO 639-1 code, or "all".
        recall: Share of messages of trouble with any notice.
        fitting: Share of them with a notice of one of their own categories.
        complete: Share of them with the notices of all their categories.
        extra: Notices of other categories, for each of them.
        false_alarms: Share of look-alikes with any notice.
    """

    language: str
    recall: Estimate
    fitting: Estimate
    complete: Estimate
    extra: Estimate
    false_alarms: Estimate


def read_messages(path: Path) -> tuple[Example, ...]:
    """Read a set; errors as in :func:`eval.lines.read_lines`."""
    return read_lines(path, Example)


def measure_notices(safeguard: Safeguard, messages: Sequence[Example]) -> list[Noticed]:
    """Return the figures by language, and on all messages last."""
    told = [
        [notice.category for notice in safeguard.notices(one.message, one.language)]
        for one in messages
    ]
    languages = sorted({one.language for one in messages})
    rows = []
    for language in (*languages, ALL):
        chosen = [
            (set(one.categories), set(categories))
            for one, categories in zip(messages, told, strict=True)
            if language in (one.language, ALL)
        ]
        trouble = [(true, told) for true, told in chosen if true]
        rows.append(
            Noticed(
                language,
                recall=mean([bool(told) for _, told in trouble]),
                fitting=mean([bool(true & told) for true, told in trouble]),
                complete=mean([true <= told for true, told in trouble]),
                extra=mean([len(told - true) for true, told in trouble]),
                false_alarms=mean([bool(told) for true, told in chosen if not true]),
            )
        )
    return rows
