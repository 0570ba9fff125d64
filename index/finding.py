"""One line for an editor, as the index's lints give it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something an editor should mend.

    Attributes:
        kind: Which fault; the command lists the worst of each kind.
        said: The place and what to do, in one line.
    """

    kind: str
    said: str

    def __str__(self) -> str:
        """Say it in one line."""
        return self.said
