"""Find JSON in what a chat model replied, which may think aloud or use fences around it."""

import json
from collections.abc import Iterator
from typing import Any


def json_objects(text: str, attempts: int) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects in ``text``, an outer one before those inside it.

    Args:
        text: Any text.
        attempts: How many opening braces are tried as the beginning of one.
    """
    decoder, at = json.JSONDecoder(), -1
    for _ in range(attempts):
        at = text.find("{", at + 1)
        if at < 0:
            return
        try:
            value, _ = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            continue
        yield value
