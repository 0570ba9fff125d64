"""A translation of a document's words: an aid for reading them, never the answer itself.

Nobody can tell from a translation alone how far to trust it, so each carries who vouches for
it. One that says "reviewed" without saying by whom and when cannot be constructed.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Status = Literal["machine draft", "reviewed"]
MACHINE_DRAFT: Status = "machine draft"
REVIEWED: Status = "reviewed"

DIGITS = 16
"""Hex digits of a source's SHA-256 that tie a translation to it."""


@dataclass(frozen=True)
class Review:
    """Who vouches for a translation.

    Attributes:
        status: ``machine draft`` or ``reviewed``.
        by: Who reviewed it; exactly when it was.
        on: When; likewise.
    """

    status: Status
    by: str | None = None
    on: date | None = None

    def __post_init__(self) -> None:
        """Refuse a review that nobody answers for, and a reviewer of a draft."""
        if self.status not in get_args(Status):
            msg = f"status {self.status!r}; it is {' or '.join(map(repr, get_args(Status)))}"
            raise ValueError(msg)
        reviewed = self.status == REVIEWED
        if (self.by is not None) != reviewed or (self.on is not None) != reviewed:
            msg = (
                "'reviewed' needs reviewed_by and reviewed (the date); 'machine draft' has neither"
            )
            raise ValueError(msg)

    @classmethod
    def of_all(cls, reviews: Iterable["Review"]) -> "Review":
        """Return what can be said of several together: the least, and the oldest date."""
        members = list(dict.fromkeys(reviews))
        names = dict.fromkeys(one.by for one in members if one.by is not None)
        days = [one.on for one in members if one.on is not None]
        if any(one.status == MACHINE_DRAFT for one in members):
            return cls(MACHINE_DRAFT)
        return cls(REVIEWED, ", ".join(names), min(days))


@dataclass(frozen=True)
class Translation:
    """Some of a document's words in another language.

    Attributes:
        language: ISO 639-1 code of the translation.
        text: The translation, NFC.
        review: Who vouches for it.
    """

    language: str
    text: str
    review: Review

    def __post_init__(self) -> None:
        """Refuse an empty one."""
        if not self.text.strip():
            msg = "a translation without words"
            raise ValueError(msg)


def digest(source: str) -> str:
    """Return what ties a translation to ``source``: the start of its SHA-256, in hex."""
    return hashlib.sha256(source.encode()).hexdigest()[:DIGITS]
