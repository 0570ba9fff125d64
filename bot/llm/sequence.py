"""Tell what comes before what, and who does it, while a text is read word by word.

A condition, a cause and what is done first are lower in rank than what follows from them, in
whatever order they are written: "stop if it hurts", "if it hurts, stop" and "it hurts, so stop"
rank alike.
"""

from bot.llm.words import PERSONS, RANKS


class Ranks:
    """The rank of the word being read."""

    def __init__(self, language: str) -> None:
        """Begin a text in ``language``."""
        self._marks = RANKS[language]
        self._main = 0
        self._clause: int | None = None

    @property
    def now(self) -> int:
        """The rank."""
        return self._main if self._clause is None else self._clause

    @property
    def limited(self) -> bool:
        """Whether a clause that began with a mark still goes on."""
        return self._clause is not None

    def word(self, word: str) -> None:
        """Read a word in small letters."""
        for name, pattern in self._marks.items():
            if not pattern.fullmatch(word):
                continue
            if name == "lower clause":
                self._clause = self._main - 1
            elif name == "higher clause":
                self._clause = self._main + 1
            elif name == "higher":
                # Within a condition only it goes on from there.
                if self._clause is None:
                    self._main += 1
                else:
                    self._clause += 1
            elif name == "back":
                self._clause = None
            return

    def joint(self, joint: str) -> None:
        """Read what stands between two thoughts; a clause ends with a mark, not with "and"."""
        if joint in {"so", "that means", "tāpēc", "tādēļ"}:
            self._main, self._clause = self._main + 1, None
        elif joint in {"because", "jo"}:
            self._clause = self._main - 1
        elif joint not in {"and", "or", "un", "which", "while", "kas", "kura", "kuras", ""}:
            self._clause = None


def person_of(word: str, language: str) -> int | None:
    """Return 2 for "you", 3 for somebody else, None for a word that names nobody."""
    for person, pattern in PERSONS[language].items():
        if pattern.fullmatch(word):
            return person
    return None
