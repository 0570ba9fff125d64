"""Change a corpus in one step: the manifest says what is in it, and is replaced last.

A command first writes down, in a directory of its own inside the corpus, which files belong to
the document it is about to bring in or take out. Whatever stops it then, the next command
finds that note and looks into the manifest: if the document is not named there, its files go.
So a document is in the corpus with all its files or not at all.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import tomlkit
from filelock import FileLock, Timeout
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT
from tomlkit.toml_document import TOMLDocument

from corpus.errors import AddError, CorpusError
from corpus.loader import Corpus, load_corpus
from corpus.manifest import NAME

WORK = ".editing-"
LOCK = ".editing.lock"
_NOTE = "note.json"
# What loading a corpus does not need: older things, and the code beside the shipped documents.
_NOT_LOADED = shutil.ignore_patterns(".*", "originals", "removed", "*.py", "__pycache__", "adding")


@dataclass(frozen=True)
class Note:
    """What a command is about to do.

    Attributes:
        id: The document that comes or goes.
        files: Its files, relative to the corpus; none that another document uses.
        copies: Directory of copies that is made meanwhile, or None.
    """

    id: str
    files: tuple[str, ...]
    copies: str | None = None


def read_source(directory: Path) -> bytes:
    """Return the manifest's bytes; none for a corpus that is yet to begin."""
    try:
        return (directory / NAME).read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        msg = f"{directory / NAME}: cannot be read ({error.strerror})."
        raise AddError(msg) from None


def parsed(directory: Path, source: bytes) -> tuple[TOMLDocument, AoT]:
    """Return the manifest, with its comments, and its documents.

    Raises:
        AddError: If its documents cannot be edited by a program.
    """
    try:
        manifest = tomlkit.parse(source.decode())
    except (TOMLKitError, UnicodeDecodeError) as error:
        msg = f"{directory / NAME}: not valid TOML in UTF-8: {error}."
        raise AddError(msg) from None
    if "document" not in manifest:
        manifest.append("document", tomlkit.aot())
    documents = manifest["document"]
    if not isinstance(documents, AoT):
        msg = f"{directory / NAME}: write each document under its own [[document]] first."
        raise AddError(msg)
    return manifest, documents


@contextmanager
def editing(directory: Path) -> Iterator[Path]:
    """Hold the corpus for one change and give a work directory in it.

    What a command that was stopped left is cleared away first.

    Raises:
        AddError: If another command holds it, or it cannot be written.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with FileLock(directory / LOCK, timeout=0):
            _clear_leftovers(directory)
            work = Path(tempfile.mkdtemp(prefix=WORK, dir=directory))
            try:
                yield work
            finally:
                _clear_leftovers(directory)
    except Timeout:
        msg = f"Another command is changing {directory}. Wait for it, then try again."
        raise AddError(msg) from None
    except OSError as error:
        where = error.filename2 or error.filename or directory
        msg = f"{where}: cannot be written ({error.strerror}). The corpus is as it was."
        raise AddError(msg) from error


def check_writable(directory: Path) -> None:
    """Refuse early, before anybody has read a preview, what could not be written anyway.

    Raises:
        AddError: Naming what cannot be written.
    """
    for path in (directory / NAME, directory):
        if path.is_symlink() and path.name == NAME:
            msg = f"{path}: is a link, which cannot be replaced in one step. Put the file there."
            raise AddError(msg)
        if path.exists() and not os.access(path, os.W_OK):
            msg = f"{path}: cannot be written. Ask whoever may, or use a copy with --corpus."
            raise AddError(msg)


def write_note(work: Path, note: Note) -> None:
    """Write down what is about to be done, for good."""
    fields = {"id": note.id, "files": note.files, "copies": note.copies}
    write_whole(work / _NOTE, json.dumps(fields).encode())


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all, even if the machine stops."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{WORK}{path.name}")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        shutil.copymode(path, fresh)
    fresh.replace(path)


def check_whole(
    directory: Path, work: Path, manifest: bytes, fresh: dict[str, bytes], gone: tuple[str, ...]
) -> Corpus:
    """Load the corpus as it would be, in a copy.

    Args:
        directory: The corpus.
        work: Where the copy is made.
        manifest: The new manifest.
        fresh: Files that come, by their paths in the corpus.
        gone: Files that go.

    Raises:
        AddError: If it could not be loaded.
    """
    copy = work / "corpus"
    shutil.copytree(directory, copy, ignore=_NOT_LOADED)
    for name in gone:
        (copy / name).unlink(missing_ok=True)
    for name, data in {**fresh, NAME: manifest}.items():
        write_whole(copy / name, data)
    try:
        return load_corpus(copy)
    except CorpusError as error:
        reason = str(error).replace(str(copy), str(directory))
        msg = f"The corpus could not be loaded afterwards, so nothing was changed: {reason}"
        raise AddError(msg) from error


def switch(directory: Path, old: bytes, new: bytes) -> None:
    """Put the new manifest in the old one's place.

    Raises:
        AddError: If somebody edited it since ``old`` was read.
    """
    if read_source(directory) != old:
        msg = f"{directory / NAME}: was edited meanwhile. Nothing was changed; run it again."
        raise AddError(msg)
    write_whole(directory / NAME, new)


def _clear_leftovers(directory: Path) -> None:
    for path in directory.glob(f"{WORK}*"):
        if not path.is_dir():
            path.unlink(missing_ok=True)
            continue
        note = _read_note(path)
        if note is not None:
            _settle(directory, note)
        shutil.rmtree(path, ignore_errors=True)


def _read_note(work: Path) -> Note | None:
    try:
        fields = json.loads((work / _NOTE).read_bytes())
        return Note(fields["id"], tuple(fields["files"]), fields["copies"])
    except (OSError, ValueError, KeyError, TypeError):
        return None  # stopped before anything was touched


def _settle(directory: Path, note: Note) -> None:
    """Make the files agree with the manifest."""
    _, documents = parsed(directory, read_source(directory))
    named = any(entry.get("id") == note.id for entry in documents)
    if named and note.copies:
        shutil.rmtree(_inside(directory, note.copies), ignore_errors=True)
    if not named:
        for name in note.files:
            path = _inside(directory, name)
            path.unlink(missing_ok=True)
            path.with_name(f"{WORK}{path.name}").unlink(missing_ok=True)


def _inside(directory: Path, name: str) -> Path:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        msg = f"{directory}: a note of an earlier command names {name!r}. Delete {WORK}* there."
        raise AddError(msg)
    return directory / path
