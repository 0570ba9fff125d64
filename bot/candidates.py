"""What retrieval hands to the decision and to the quoting: plain values, no behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from index.passages import Passage

Path = Literal["bank", "hybrid"]
"""Which retriever ranked: by the question bank, or by the documents' own words alone."""


@dataclass(frozen=True)
class Candidate:
    """One passage that may answer.

    Attributes:
        passage: The passage.
        score: What it is ranked by; comparable within one question only.
        focus: For each sentence of the passage, how much points to it; 0-1.
        stages: The parts of the score by name, for ``explain``.
        worth: Estimated probability, 0-1, that it answers too, beside the best one.
        rival: Whether it is another document's than the best one, and answers the same bank
            question: the two may contradict one another.
    """

    passage: Passage
    score: float
    focus: tuple[float, ...]
    stages: Mapping[str, float]
    worth: float = 0.0
    rival: bool = False


@dataclass(frozen=True)
class Retrieved:
    """The outcome of retrieval for one question.

    Attributes:
        path: Which retriever made it.
        candidates: Best first.
        features: Named numbers for the decision.
        topic: The known-unanswered topic the question belongs to, if it is near enough to one.
        matched: The bank question nearest to it, and its topic if no document answers it, for
            ``explain``; empty without a bank.
        urgent: Whether the nearest answered question is one of somebody in danger, and asks
            the best candidate.
    """

    path: Path
    candidates: tuple[Candidate, ...]
    features: Mapping[str, float]
    topic: str | None = None
    matched: str = ""
    urgent: bool = False
