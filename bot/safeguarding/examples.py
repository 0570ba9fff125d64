"""Read the reviewed messages the detection learns from.

``messages/*.jsonl``, a message a line:

    {"message": "he didn't stop when i said no", "language": "en", "categories": ["violence"]}
    {"message": "what does consent mean?", "language": "en", "categories": []}

Those without a category are look-alikes: they share words with the others and call for no
notice. Examples are compared with, never shown.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot.safeguarding.notices import Category, NoticesError, Text

DIRECTORY = Path(__file__).with_name("messages")


class Example(BaseModel):
    """One reviewed message.

    Attributes:
        message: As somebody would type it.
        language: ISO 639-1 code.
        categories: What kinds of trouble it suggests; none for a look-alike.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    message: Text
    language: str
    categories: tuple[Category, ...]


Examples = tuple[tuple[str, Category | None], ...]
"""Each message once for each of its categories; look-alikes once, with None."""


def load_examples(directory: Path = DIRECTORY) -> Examples:
    """Read every ``.jsonl`` file in ``directory``, in their order.

    Raises:
        NoticesError: If a file cannot be read or a line is not an example, naming file and
            line, or there are none.
    """
    rows: list[tuple[str, Category | None]] = []
    for path in sorted(directory.glob("*.jsonl")):
        # Bytes, because a message may hold one of Unicode's line separators.
        for number, line in enumerate(_read(path).split(b"\n"), start=1):
            if not line.strip():
                continue
            try:
                example = Example.model_validate_json(line)
            except ValueError:
                msg = f"{path}:{number}: not an example message; see docs/safeguarding.md."
                raise NoticesError(msg) from None
            categories: tuple[Category | None, ...] = example.categories or (None,)
            rows += [(example.message, category) for category in categories]
    if not rows:
        msg = f"{directory}: no example messages; see docs/safeguarding.md."
        raise NoticesError(msg)
    return tuple(rows)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror})."
        raise NoticesError(msg) from None
