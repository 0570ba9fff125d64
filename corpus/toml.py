"""Parse TOML that people wrote, so that whatever is wrong with it is one kind of error."""

import tomllib
from typing import Any


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
