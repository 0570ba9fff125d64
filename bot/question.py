"""Check a question's text before anything else looks at it."""

import unicodedata
from dataclasses import dataclass

from bot.errors import QuestionError
from corpus.language import LanguageDetector

MAX_CHARACTERS = 1000


@dataclass(frozen=True)
class Question:
    """A question fit to be asked.

    Attributes:
        text: NFC, one line, no white space around it; 1-1,000 characters.
        language: ISO 639-1 code, one of the corpus' languages.
    """

    text: str
    language: str


def accept_question(
    text: str, detector: LanguageDetector, language: str | None = None, fallback: str | None = None
) -> Question:
    """Return the question, or refuse it.

    Args:
        text: What the visitor typed.
        detector: Knows the corpus' languages.
        language: Set by the asker; detected when None.
        fallback: Language for a text too short to tell.

    Raises:
        QuestionError: If the text is empty, over 1,000 characters or holds control
            characters, or the language is none of the corpus'.
    """
    if len(text) > MAX_CHARACTERS:
        raise QuestionError("too_long")
    # A pasted question may have line ends and tabs; they are spaces here.
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if not any(c.isalnum() for c in line):
        raise QuestionError("control_characters" if _has_controls(line) else "empty")
    if _has_controls(line):
        raise QuestionError("control_characters")
    if language is None:
        language = detector.detect(line, fallback)
    elif language not in detector.languages:
        raise QuestionError("unknown_language")
    return Question(line, language)


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(c) in ("Cc", "Cs") for c in text)
