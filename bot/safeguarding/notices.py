"""Read the clinic's notices, and hold what may be said and until when.

The file is the operator's. It says who approved the texts and until when they hold; what
follows from that for the kiosk is decided in :func:`NoticeBook.refusal`.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from bot.errors import BotError
from corpus.toml import parse_toml

FILE = Path(__file__).with_name("notices.toml")

Category = Literal["medical", "violence", "minor", "selfharm"]
CATEGORIES: tuple[Category, ...] = ("medical", "violence", "minor", "selfharm")
"""In the order they are shown when a message suggests several."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class NoticesError(BotError):
    """The notices are missing, unreadable, past their review date or not approved."""


@dataclass(frozen=True)
class Notice:
    """What the operator says beside an answer.

    Attributes:
        category: What kind of trouble a message suggests.
        text: The operator's words, in the language of the message.
    """

    category: Category
    text: str


class Wording(BaseModel):
    """One text in every interface language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: Text
    lv: Text

    def said(self, language: str) -> str:
        """Return the text in ``language``; English for a language there are no words in."""
        return self.lv if language == "lv" else self.en


class Line(BaseModel):
    """The line that is always in sight, by profile."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    web: Wording
    kiosk: Wording


class NoticeBook(BaseModel):
    """All notices, who approved them and until when they hold.

    Attributes:
        approved_by: Name and role; empty while nobody has approved the texts.
        review_by: Last day on which a kiosk may show them without a new review.
        line: Always on the screen.
        here: Said once after the notices, on the kiosk.
        otherwise: Said once after the notices, for whom they do not concern.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    approved_by: str
    review_by: date
    line: Line
    here: Wording
    otherwise: Wording
    medical: Wording
    violence: Wording
    minor: Wording
    selfharm: Wording

    @property
    def approved(self) -> bool:
        """Whether somebody has put their name to the texts."""
        return bool(self.approved_by.strip())

    def notice(self, category: Category, language: str) -> Notice:
        """Return one notice in ``language``."""
        wording: Wording = getattr(self, category)
        return Notice(category, wording.said(language))

    def refusal(self, today: date, *, unapproved: bool) -> str | None:
        """Say why a kiosk must not show these texts, or None if it may.

        Args:
            today: The day.
            unapproved: Whether the operator asked for texts nobody has approved yet.
        """
        if today > self.review_by:
            return (
                f"the notices were to be reviewed by {self.review_by}. Have them reviewed and "
                "set a new review_by"
            )
        if not self.approved and not unapproved:
            return (
                "nobody has approved the notices (approved_by is empty). Have a clinician "
                "approve them, or start with --unapproved-notices; the screen then says so"
            )
        return None


def load_notices(path: Path = FILE) -> NoticeBook:
    """Read the notices.

    Raises:
        NoticesError: If the file is missing or lacks something; names the file and the key.
    """
    try:
        return NoticeBook.model_validate(parse_toml(path.read_bytes().decode()))
    except FileNotFoundError:
        reason = "no such file. Name the notices with --notices FILE; docs/safeguarding.md"
    except OSError as error:
        reason = f"cannot be read ({error.strerror})"
    except UnicodeDecodeError as error:
        reason = f"not UTF-8 at byte {error.start}. Save the file as UTF-8"
    except tomllib.TOMLDecodeError as error:
        reason = f"not valid TOML: {error}"
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        reason = f"{key!r}: {first['msg'].lower()}; docs/safeguarding.md lists every key"
    msg = f"{path}: {reason}."
    raise NoticesError(msg)
