"""The index's own files: what a builder wrote, or damage that is said in our own words."""

import hashlib
import json
from pathlib import Path

import pytest
from fuzz_support import DEEP, JSON, ODD_TEXT, broken, ours, reshaped
from hypothesis import given
from hypothesis import strategies as st

from index import layout
from index.layout import META, META_HASH

WHOLE = {"fingerprint": "ab", "ingredients": {"format": "1"}, "passages": 1, "files": {}}
TEXT = json.dumps(WHOLE)


def write_meta(place: Path, data: bytes, mark: bytes | None = None) -> Path:
    """Write a version that is nothing but ``meta.json`` and, unless given, its right hash."""
    version = place / "versions" / "v"
    version.mkdir(parents=True, exist_ok=True)
    (version / META).write_bytes(data)
    right = hashlib.sha256(data).hexdigest().encode()
    (version / META_HASH).write_bytes(right if mark is None else mark)
    return version


def check_meta(version: Path) -> None:
    """Read the meta and compare the files with it."""
    meta = ours(lambda: layout.read_meta(version))
    if meta is not None:
        assert isinstance(meta.fingerprint, str)
        assert all(isinstance(one, str) for one in meta.ingredients.values())
        ours(lambda: layout.check_files(version, meta))


@given(broken(TEXT.encode()), st.none() | st.binary(max_size=70))
def test_broken_meta(place: Path, data: bytes, mark: bytes | None) -> None:
    """Other bytes, with the right hash, so that the parser sees them, or another one."""
    check_meta(write_meta(place, data, mark))


@given(reshaped(WHOLE) | JSON)
def test_reshaped_meta(place: Path, value: object) -> None:
    """Well-formed nonsense."""
    check_meta(write_meta(place, json.dumps(value).encode()))


@pytest.mark.parametrize("text", DEEP)
def test_deep_nesting(place: Path, text: str) -> None:
    """More brackets than a parser can hold."""
    assert ours(lambda: layout.read_meta(write_meta(place, text.encode()))) is None


@given(st.binary(max_size=20) | ODD_TEXT.map(str.encode) | st.sampled_from([b"v", b"v\n", b"v/."]))
def test_pointer(place: Path, data: bytes) -> None:
    """``CURRENT`` names a version that is there, inside, or is damage."""
    write_meta(place, TEXT.encode())
    (place / "CURRENT").write_bytes(data)
    found = ours(lambda: layout.current_version(place))
    assert found in (None, place / "versions" / "v")
    layout.pointer_stamp(place)
