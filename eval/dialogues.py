"""Measure follow-ups both ways: those carried, and those that must not be.

A set is JSON Lines, a dialogue a line: "id", "history" (earlier questions, oldest first),
"question", "language", "expect" and "gold" as in :mod:`eval.questions`. ``expect`` is
"carry" (means something only with the question before, and the documents answer it), "own"
(stands alone and is answered) or "refuse" (not answered by the documents, whether it goes on
or not).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from bot.engine import Bot
from bot.pipeline import Explanation
from eval.intervals import Estimate, mean
from eval.judge import supports
from eval.lines import read_lines
from eval.questions import Gold, SetQuestion
from eval.records import Shown
from eval.reference import Reference
from eval.system import shown

Expect = Literal["carry", "own", "refuse"]
KINDS: tuple[Expect, ...] = ("carry", "own", "refuse")


class Dialogue(BaseModel):
    """One dialogue; its last question is the one that is measured."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    history: tuple[str, ...]
    question: str
    language: str
    expect: Expect
    gold: tuple[Gold, ...]

    def asked(self) -> SetQuestion:
        """Return the last question as the judge takes it."""
        return SetQuestion(
            id=self.id,
            question=self.question,
            lang=self.language,
            kind="follow-up",
            answerable=self.expect != "refuse",
            gold=self.gold,
        )


@dataclass(frozen=True)
class Followed:
    """How dialogues of one kind went.

    Attributes:
        expect: Which kind.
        alone: Share answered rightly when nothing before is known; for "refuse", refused.
        right: The same with the history.
        carried: Share answered as going on from the question before.
    """

    expect: Expect
    alone: Estimate
    right: Estimate
    carried: Estimate


def read_dialogues(path: Path) -> tuple[Dialogue, ...]:
    """Read a set; errors as in :func:`eval.lines.read_lines`."""
    return read_lines(path, Dialogue)


def measure_dialogues(bot: Bot, dialogues: Sequence[Dialogue]) -> list[Followed]:
    """Return the figures by kind."""
    reference = Reference(bot.corpus)
    rows = []
    for kind in KINDS:
        chosen = [one for one in dialogues if one.expect == kind]
        alone = [bot.explain(one.question, one.language) for one in chosen]
        known = [bot.explain(one.question, one.language, history=one.history) for one in chosen]
        rows.append(
            Followed(
                kind,
                alone=_rightly(alone, chosen, reference),
                right=_rightly(known, chosen, reference),
                carried=mean([e.answer.assumed is not None for e in known]),
            )
        )
    return rows


def followup_rows(
    bot: Bot, dialogues: Sequence[Dialogue]
) -> tuple[list[dict[str, float]], NDArray[np.bool_]]:
    """Return the features of every question that was tried as a follow-up, and whether it is.

    It is when the two together get a quote that supports the answer; one that the bot would
    answer alone, or never tries, teaches nothing.
    """
    reference = Reference(bot.corpus)
    rows, truth = [], []
    for one in dialogues:
        tried = bot.explain(one.question, one.language, history=one.history).followup
        if tried is None:
            continue
        best = tried.need.retrieved.candidates[0].passage
        piece = Shown(
            doc=best.document.id, start=best.span.start, end=best.span.end, text=best.text
        )
        rows.append(dict(tried.features))
        truth.append(one.expect == "carry" and supports(piece, one.asked(), reference))
    return rows, np.array(truth)


def _rightly(
    told: Sequence[Explanation], dialogues: Sequence[Dialogue], reference: Reference
) -> Estimate:
    pairs = zip(told, dialogues, strict=True)
    return mean([_right(one, dialogue, reference) for one, dialogue in pairs])


def _right(told: Explanation, dialogue: Dialogue, reference: Reference) -> bool:
    quotes = told.answer.quotes
    if dialogue.expect == "refuse":
        return not quotes
    return any(supports(shown(quote), dialogue.asked(), reference) for quote in quotes)
