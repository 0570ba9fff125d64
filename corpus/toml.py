"""Parse TOML that people wrote, so that whatever is wrong with it is one kind of error."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from corpus.errors import CorpusError

_Model = TypeVar("_Model", bound=BaseModel)


def parse_toml(source: str) -> dict[str, Any]:
    """Return the tables of ``source``.

    Raises:
        tomllib.TOMLDecodeError: If it is not TOML, or nests deeper or holds a longer number
            than Python reads; :mod:`tomllib` has other errors for those.
    """
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        msg = "nested too deeply"
        raise tomllib.TOMLDecodeError(msg) from None
    except ValueError as error:
        raise tomllib.TOMLDecodeError(str(error)) from None


def read_model(
    path: Path, model: type[_Model], fault: type[CorpusError], *, optional: bool = False
) -> _Model:
    """Read a TOML file that has the shape of ``model``.

    Args:
        path: The file.
        model: What it holds.
        fault: The kind of error.
        optional: Whether a missing file is an empty one.

    Raises:
        CorpusError: Of the kind ``fault``, in one line that names the file, if it has not.
    """
    try:
        return model.model_validate(parse_toml(path.read_bytes().decode()))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{path}: not valid TOML in UTF-8: {error}."
        raise fault(msg) from None
    except ValidationError as error:
        # A misspelt key is both unknown and missing; its own name helps more.
        first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        place = ".".join(str(part) for part in first["loc"])
        what = first["msg"].removeprefix("Value error, ")
        msg = f"{path}: {f'{place}: ' if place else ''}{what}. See docs/corpus.md for the keys."
        raise fault(msg) from None
    except OSError as error:
        if optional and isinstance(error, FileNotFoundError):
            return model()
        msg = f"{path}: cannot be read ({error.strerror})."
        raise fault(msg) from None
