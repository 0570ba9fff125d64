"""Take a document out of the corpus, keeping everything that was its own."""

import shlex
import shutil
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import tomlkit

from corpus.adding.draft import REMOVED
from corpus.adding.journal import (
    Note,
    check_whole,
    editing,
    parsed,
    read_source,
    switch,
    write_note,
)
from corpus.bank import DIRECTORY
from corpus.errors import AddError
from corpus.loader import load_corpus
from corpus.manifest import NAME

ENTRY = "manifest-entry.toml"
FILES = "files"


@dataclass(frozen=True)
class Removal:
    """What goes with a document.

    Attributes:
        id: The document's id.
        files: Its files, relative to the corpus.
        questions: How many bank questions it answers.
        suggested: Questions the page offers which only it answers.
    """

    id: str
    files: tuple[str, ...]
    questions: int
    suggested: tuple[str, ...]


def plan_removal(directory: Path, name: str) -> Removal:
    """Say what removing the document ``name`` takes out.

    Raises:
        AddError: If there is no such document, or no other.
    """
    corpus = load_corpus(directory)
    if name not in corpus:
        msg = f"No document {name!r}. There are: {', '.join(corpus)}."
        raise AddError(msg)
    if len(corpus) == 1:
        msg = f"{name!r} is the only document, and a corpus needs one. Add another first."
        raise AddError(msg)
    entries = tomllib.loads(read_source(directory).decode())["document"]
    own = next(entry for entry in entries if entry["id"] == name)
    shared = {file for entry in entries if entry["id"] != name for file in _named(entry)}
    beside = [directory / DIRECTORY / f"{name}.toml"]
    beside += sorted((directory / "translations").glob(f"{name}.*.toml"))
    files = [file for file in _named(own) if file not in shared]
    files += [path.relative_to(directory).as_posix() for path in beside if path.is_file()]
    answered = {q.text for q in corpus.bank.questions if q.document == name}
    offered = [q for group in corpus.suggestions.values() for q in group]
    offered += [q for theme in corpus.themes for group in theme.questions.values() for q in group]
    questions = sum(q.document == name for q in corpus.bank.questions)
    return Removal(name, tuple(files), questions, tuple(q for q in offered if q in answered))


def remove(directory: Path, removal: Removal, today: date) -> Path:
    """Take the document out, and return the directory its files were moved to.

    Raises:
        AddError: If it cannot be taken out; the corpus is then as it was.
    """
    with editing(directory) as work:
        old = read_source(directory)
        manifest, documents = parsed(directory, old)
        number = next(n for n, entry in enumerate(documents) if entry.get("id") == removal.id)
        entry = tomlkit.dumps({"document": [documents[number].unwrap()]})
        del documents[number]
        new = tomlkit.dumps(manifest).encode()
        check_whole(directory, work, new, {}, removal.files)
        kept = _free(directory / REMOVED, f"{removal.id}-{today.isoformat()}")
        name = kept.relative_to(directory).as_posix()
        write_note(work, Note(removal.id, removal.files, copies=name))
        for file in removal.files:
            copy = kept / FILES / file
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(directory / file, copy)
        (kept / ENTRY).write_text(entry, encoding="utf-8")
        # From here on the document is out; its files go when the work is cleared away.
        switch(directory, old, new)
    return kept


def undo(directory: Path, kept: Path) -> str:
    """Return the shell command that brings a removed document back.

    In brackets, so that the terminal it is copied into stays in its folder.
    """
    name = kept.relative_to(directory).as_posix()
    where = shlex.quote(str(directory))
    return f"(cd {where} && cp -r {name}/{FILES}/. . && (echo; cat {name}/{ENTRY}) >> {NAME})"


def _named(entry: dict[str, object]) -> list[str]:
    original = entry.get("original")
    files = [entry["file"], *([original["file"]] if isinstance(original, dict) else [])]
    return [str(file) for file in files]


def _free(folder: Path, name: str) -> Path:
    taken = {path.name for path in folder.glob(f"{name}*")}
    names = (name, *(f"{name}-{n}" for n in range(2, len(taken) + 3)))
    return folder / next(one for one in names if one not in taken)
