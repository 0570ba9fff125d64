"""What the fuzz tests share: how valid files are broken, and values of any shape."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import strategies as st

from corpus import QuotewellError

# Text that files in UTF-8 can hold: anything but lone surrogates.
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
ODD_TEXT = st.one_of(
    ANY_TEXT,
    st.sampled_from(
        ["", " ", "\0", "\ufeff", "\u2028", "a\u0301", "\u202e", "🏳️‍🌈", "..", "/", "# x"]
    ),
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ODD_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ODD_TEXT, inner, max_size=3),
    max_leaves=8,
)
"""Any JSON value, NaN and infinity included, as Python writes them."""

DEEP = ["[" * 100_000, '{"a":' * 100_000, "x = " + "[" * 100_000, "x = " + "{a=" * 100_000]
"""Nesting that no parser by recursion survives."""

SURROGATE = '"\\ud800"'
"""A JSON string that is no Unicode text."""


@st.composite
def broken(draw: st.DrawFn, valid: bytes) -> bytes:
    """Return ``valid`` after one to three bytes or pieces were put in, taken out or doubled."""
    data = valid
    for _ in range(draw(st.integers(1, 3))):
        first = draw(st.integers(0, len(data)))
        last = draw(st.integers(first, min(len(data), first + 30)))
        piece = draw(
            st.one_of(
                st.binary(max_size=3),
                ODD_TEXT.map(str.encode),
                st.sampled_from([b'"', b"[", b"]", b"=", b"\n", b"{", b"}", b"\\u0000", b"1e999"]),
                st.just(data[first:last] * 2),
            )
        )
        data = data[:first] + piece + data[last:]
    return data


@st.composite
def reshaped(draw: st.DrawFn, valid: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a JSON value like ``valid`` with one part, wherever it is, replaced or gone."""
    if isinstance(valid, dict) and valid and draw(st.integers(0, 3)):
        key = draw(st.sampled_from(sorted(valid)))
        rest = {name: value for name, value in valid.items() if name != key}
        what = draw(st.sampled_from(["inside", "inside", "gone", "renamed"]))
        if what == "gone":
            return rest
        if what == "renamed":
            return rest | {draw(ODD_TEXT): valid[key]}
        return rest | {key: draw(reshaped(valid[key]))}
    if isinstance(valid, list) and valid and draw(st.integers(0, 3)):
        number = draw(st.integers(0, len(valid) - 1))
        return [*valid[:number], draw(reshaped(valid[number])), *valid[number + 1 :]]
    return draw(JSON)


def toml(value: object) -> str:
    """Write a JSON object, or one with dates, as a TOML file, all inline; None as a string."""
    if not isinstance(value, dict):
        return f"value = {_inline(value)}\n"
    return "".join(f"{json.dumps(key)} = {_inline(inner)}\n" for key, inner in value.items())


def _inline(value: object) -> str:
    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(k)} = {_inline(v)}" for k, v in value.items())
        return "{" + inner + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value) if value == value and abs(value) != float("inf") else "nan"
    return json.dumps("none" if value is None else value)


def ours(work: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the work gives
    """Do ``work``; return None if it raises one of our own errors with something to say.

    Anything else that is raised fails the test.
    """
    try:
        return work()
    except QuotewellError as error:
        assert str(error).strip()
        return None
