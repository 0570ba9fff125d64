"""Put a drafted document into the corpus, all of it or nothing."""

from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Array, Table

from corpus.adding.draft import Draft, refuse_twin
from corpus.adding.journal import (
    Note,
    check_whole,
    editing,
    read_source,
    switch,
    write_note,
    write_whole,
)
from corpus.errors import AddError

_PAGES_A_LINE = 12


def store(directory: Path, draft: Draft) -> None:
    """Add ``draft`` to the corpus in ``directory``; without one there, begin it.

    Raises:
        AddError: If it cannot be added; the corpus is then as it was.
    """
    with editing(directory) as work:
        old = read_source(directory)
        new = with_entry(old, draft)
        for name in draft.files:
            if (directory / name).exists():
                msg = f"{directory / name} is in the way. Move it, or choose another --id."
                raise AddError(msg)
        check = check_whole(directory, work, new, draft.files, gone=())
        others = {name: document for name, document in check.items() if name != draft.entry.id}
        refuse_twin(draft, others)
        if check[draft.entry.id] != draft.document:
            msg = "The document would not be loaded as it was shown. Nothing was added."
            raise AddError(msg)
        write_note(work, Note(draft.entry.id, tuple(draft.files)))
        for name, data in draft.files.items():
            write_whole(directory / name, data)
        switch(directory, old, new)


def with_entry(source: bytes, draft: Draft) -> bytes:
    """Return the manifest ``source`` with the draft's entry below everything else."""
    documents = tomlkit.aot()
    documents.append(_table(draft.entry.model_dump(exclude_defaults=True)))
    entry = tomlkit.dumps(tomlkit.document().add("document", documents)).encode()
    return source.rstrip() + b"\n\n" + entry if source.strip() else entry


def _table(fields: dict[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in fields.items():
        if isinstance(value, dict):
            table.add(tomlkit.nl())
            table.append(key, _table(value))
        else:
            table.append(key, _list(value) if isinstance(value, (tuple, list)) else value)
    return table


def _list(values: tuple[Any, ...] | list[Any]) -> Array:
    array = tomlkit.array()
    if all(isinstance(value, int) for value in values):
        array.extend(values)
        return array.multiline(multiline=len(values) > _PAGES_A_LINE)
    array.extend(values)
    return array.multiline(multiline=True)
