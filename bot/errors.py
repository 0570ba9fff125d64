"""What can go wrong with a question or an answer.

    BotError
    ├── QuestionError      the question cannot be asked; says politely why
    └── UnverifiedError    a quote is not the source's own characters

The root of the tree is in :mod:`corpus.errors`.
"""

from typing import Literal

from corpus.errors import QuotewellError

Fault = Literal["empty", "too_long", "control_characters", "unknown_language"]


class BotError(QuotewellError):
    """A question cannot be answered for a reason that is not the documents'."""


class QuestionError(BotError):
    """The question cannot be asked as it stands.

    Attributes:
        fault: Which rule it breaks; :mod:`bot.messages` has a fixed text for each. The
            message never contains the question.
    """

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"the question is not acceptable: {fault}")
        self.fault: Fault = fault


class UnverifiedError(BotError):
    """Words were about to be shown as a quote that are not in the document at that place."""
