"""Where an index lies on disk, and how one version replaces another in a single step.

    DIR/CURRENT                 the name of the version in use
    DIR/versions/NAME/          one complete index, never written to again
        meta.json               fingerprint, ingredients, SHA-256 of every other file
        meta.sha256             SHA-256 of meta.json
        chroma/ lexical/ vectors.npz
    DIR/versions/NAME.partial/  one being built, or left by a builder that was killed
    DIR/build.lock              held by the builder

A version is written under its ``.partial`` name, flushed to disk and renamed; only then
does ``CURRENT`` move to it, itself by a rename. Killed at any moment, the builder leaves
either the old index in use or the new one.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from index.errors import IndexDamagedError, IndexMissingError

CURRENT = "CURRENT"
META = "meta.json"
META_HASH = "meta.sha256"
PARTIAL = ".partial"
KEPT = 2
"""Versions kept: the one in use, and the one before for readers about to let go of it."""


@dataclass(frozen=True)
class Meta:
    """What ``meta.json`` says.

    Attributes:
        fingerprint: Of the ingredients.
        ingredients: See :func:`index.records.ingredients`.
        passages: How many passages the index holds.
        files: SHA-256 of the files themselves, by path relative to the version.
    """

    fingerprint: str
    ingredients: dict[str, str]
    passages: int
    files: dict[str, str]


# Types are checked as well: whoever reads the fields must be able to trust them.
_META = TypeAdapter(Meta)


def current_version(directory: Path) -> Path:
    """Return the version in use.

    Raises:
        IndexMissingError: If nothing was built here.
        IndexDamagedError: If ``CURRENT`` names nothing that is there.
    """
    try:
        name = (directory / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        msg = f"There is no index in {directory} yet. Build it: quotewell index build"
        raise IndexMissingError(msg) from None
    except (OSError, UnicodeDecodeError):
        msg = f"{directory / CURRENT} cannot be read. Build again: quotewell index build"
        raise IndexDamagedError(msg) from None
    version = directory / "versions" / name
    try:
        found = name == version.name != ".." and version.is_dir()
    except OSError:  # a name too long to be one
        found = False
    if not found:
        msg = f"{directory / CURRENT} names no index. Build again: quotewell index build"
        raise IndexDamagedError(msg)
    return version


def read_meta(version: Path) -> Meta:
    """Read a version's ``meta.json``.

    Raises:
        IndexDamagedError: If it is missing or not what a builder wrote.
    """
    msg = f"{version / META} is damaged. Build again: quotewell index build"
    try:
        data = (version / META).read_bytes()
        if (version / META_HASH).read_text(encoding="ascii") != hashlib.sha256(data).hexdigest():
            raise IndexDamagedError(msg)
        return _META.validate_json(data, strict=True)
    except (OSError, ValueError) as error:
        raise IndexDamagedError(msg) from error


def check_files(version: Path, meta: Meta) -> None:
    """Compare every file with the hash it was sealed with.

    Chroma can crash the process on a damaged file, so this comes before Chroma.

    Raises:
        IndexDamagedError: Naming the first file that is missing, changed or extra.
    """
    found = hash_files(version)
    for name in sorted(found.keys() | meta.files.keys()):
        if found.get(name) != meta.files.get(name):
            state = "missing" if name not in found else "changed since it was written"
            msg = f"{version / name} is {state}. Build again: quotewell index build"
            raise IndexDamagedError(msg)


def hash_files(version: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a version but ``meta.json`` and its own hash."""
    found = {}
    for path in _files(version):
        if path.name in (META, META_HASH):
            continue
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            digest = "unreadable"
        found[path.relative_to(version).as_posix()] = digest
    return found


def seal(partial: Path, meta: Meta) -> Path:
    """Write ``meta``, flush everything to disk, rename to the final name and return it."""
    text = json.dumps(asdict(meta), ensure_ascii=False, indent=1, sort_keys=True)
    (partial / META).write_bytes(text.encode())
    own = hashlib.sha256(text.encode()).hexdigest()
    (partial / META_HASH).write_text(own, encoding="ascii")
    for path in _files(partial):
        _flush(path)
    final = partial.with_name(partial.name.removesuffix(PARTIAL))
    partial.replace(final)
    _flush(final.parent)
    return final


def switch_to(directory: Path, version: Path) -> None:
    """Make ``version`` the one in use."""
    fresh = directory / f"{CURRENT}.new"
    fresh.write_text(version.name + "\n", encoding="utf-8")
    _flush(fresh)
    fresh.replace(directory / CURRENT)
    _flush(directory)


def sweep(directory: Path, current: Path | None) -> None:
    """Remove what killed builders left and versions nobody needs; call with the lock held."""
    versions = directory / "versions"
    if not versions.is_dir():
        return
    whole = []
    for path in versions.iterdir():
        if path.name.endswith(PARTIAL):
            shutil.rmtree(path, ignore_errors=True)
        elif path != current:
            whole.append(path)
    whole.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in whole[KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


def pointer_stamp(directory: Path) -> tuple[Any, ...]:
    """Return a cheap value that changes whenever another version is put in use."""
    try:
        status = (directory / CURRENT).stat()
    except OSError:
        return ()
    return status.st_ino, status.st_mtime_ns, status.st_size


def _files(directory: Path) -> Iterator[Path]:
    return (path for path in sorted(directory.rglob("*")) if path.is_file())


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
