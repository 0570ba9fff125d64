"""Measure what politeness costs: the same questions bare, and in a frame of manners.

Frames are JSON Lines: "language", "frame" (the question goes where ``{}`` stands) and "seen",
whether the phrases of :mod:`bot.courtesy` were written with it in view.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from bot.answer import Answer
from bot.engine import Bot
from eval.intervals import Estimate, mean
from eval.judge import supports
from eval.lines import read_lines
from eval.questions import SetQuestion
from eval.reference import Reference
from eval.system import shown

ANSWERABLE, UNANSWERABLE = 24, 12
"""Questions put into each frame, drawn with a fixed seed from those in its language."""

SEED = 7


class Frame(BaseModel):
    """Words around a question that ask nothing themselves."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str
    frame: Annotated[str, StringConstraints(pattern=r"^[^{}]*\{\}[^{}]*$")]
    seen: bool


@dataclass(frozen=True)
class Mannered:
    """How questions fare in frames.

    Attributes:
        language: ISO 639-1 code.
        seen: Whether of the frames in view when the phrases were written.
        answerable: Whether the documents answer the questions.
        bare: Share right alone, each question as often as it is asked in a frame. Its interval
            and the next one take every asking for one of its own, and are a little narrow.
        framed: Share right in the frames.
    """

    language: str
    seen: bool
    answerable: bool
    bare: Estimate
    framed: Estimate


def read_frames(path: Path) -> tuple[Frame, ...]:
    """Read a set; errors as in :func:`eval.lines.read_lines`."""
    return read_lines(path, Frame)


def measure_manners(
    bot: Bot, frames: Sequence[Frame], questions: Sequence[SetQuestion]
) -> list[Mannered]:
    """Return the figures by language, kind of frame and kind of question."""
    reference, draw = Reference(bot.corpus), random.Random(SEED)  # noqa: S311  # no secret
    alone = {one.id: _right(bot.ask(one.question), one, reference) for one in questions}
    told: dict[tuple[str, bool, bool], list[tuple[bool, bool]]] = {}
    for frame in frames:
        for answerable, most in ((True, ANSWERABLE), (False, UNANSWERABLE)):
            fitting = [
                one
                for one in questions
                if (one.lang, one.answerable) == (frame.language, answerable)
            ]
            pairs = told.setdefault((frame.language, frame.seen, answerable), [])
            for one in draw.sample(fitting, min(most, len(fitting))):
                answer = bot.ask(frame.frame.replace("{}", one.question))
                pairs.append((alone[one.id], _right(answer, one, reference)))
    return [
        Mannered(*kind, mean([bare for bare, _ in pairs]), mean([framed for _, framed in pairs]))
        for kind, pairs in told.items()
        if pairs
    ]


def _right(answer: Answer, asked: SetQuestion, reference: Reference) -> bool:
    if not asked.answerable:
        return not answer.quotes
    return any(supports(shown(quote), asked, reference) for quote in answer.quotes)
