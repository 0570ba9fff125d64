"""Tell which of a few languages a question is in.

``py3langid``, narrowed to those languages. On human-translated news sentences, lower-cased
and cut to four words (n = 500 each), it is right for 98 % of Latvian, 96 % of Latvian
without diacritics and 100 % of English; lingua reached 97, 93 and 100 % at twenty times
the size. Seven words: 99, 98 and 100 %.
"""

from collections.abc import Sequence

from py3langid.langid import MODEL_FILE, RAW_FLOOR, LanguageIdentifier


class LanguageDetector:
    """Chooses among a few languages.

    Attributes:
        languages: ISO 639-1 codes; the first is the default.
    """

    def __init__(self, languages: Sequence[str]) -> None:
        """Choose among ``languages``; those py3langid does not know are never detected."""
        self.languages = tuple(languages)
        self._identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
        known = set(self._identifier.labels)
        self._identifier.set_languages([code for code in self.languages if code in known])

    def detect(self, text: str, fallback: str | None = None) -> str:
        """Return the language of ``text``.

        Args:
            text: Any text.
            fallback: Returned when the text has nothing to tell by ("HIV?"); the first
                language when None.
        """
        default = fallback if fallback in self.languages else self.languages[0]
        if len(self.languages) == 1 or not self._identifier.nb_classes:
            return default
        if not any(c.isalpha() for c in text):
            return default
        code, score = self._identifier.classify(text)
        return default if score <= RAW_FLOOR else str(code)
