"""Read sets that are JSON Lines of one shape."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from eval.errors import EvalError

Shape = TypeVar("Shape", bound=BaseModel)


def read_lines(path: Path, shape: type[Shape]) -> tuple[Shape, ...]:
    """Read every line of ``path`` as one ``shape``.

    Raises:
        EvalError: If the file cannot be read or a line is none; names the line.
    """
    try:
        # Bytes, because a line may hold one of Unicode's line separators.
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        msg = f"{path}: cannot be read ({type(error).__name__})."
        raise EvalError(msg) from None
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found.append(shape.model_validate_json(line))
        except ValueError:
            msg = f"{path}:{number}: no {shape.__name__.lower()}; see {shape.__module__}."
            raise EvalError(msg) from None
    return tuple(found)
