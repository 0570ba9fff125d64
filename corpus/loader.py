"""Load a corpus directory into documents.

A corpus is a directory with a ``manifest.toml`` and the files it names. Loading is all or
nothing: one bad document fails the whole corpus, because a clinic must never believe a
leaflet is in when it is not.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from corpus.bank import Bank, bank_files, load_bank
from corpus.content import MissingMarkerError, find_sections
from corpus.document import Document, Section
from corpus.errors import DocumentError, ManifestError
from corpus.manifest import NAME, Entry, Theme, line_of, read_manifest
from corpus.translations import Translations, load_translations, translation_files

# Where each file stood when it was read: name, time of change in ns, size in bytes.
Stamp = tuple[tuple[str, int, int], ...]


class Corpus(Mapping[str, Document]):
    """The reviewed documents by id, in the manifest's order.

    Attributes:
        directory: Where they were read.
        stamp: The files' names, times and sizes before reading, to notice edits cheaply.
        bank: The reviewed questions; empty for a corpus without any.
        suggestions: By interface language, questions to begin with.
        themes: Subjects to choose from, each with its questions.
        translations: As read; each document has its own too.
    """

    def __init__(
        self,
        documents: tuple[Document, ...],
        directory: Path,
        stamp: Stamp,
        bank: Bank,
        suggestions: Mapping[str, tuple[str, ...]] | None = None,
        themes: tuple[Theme, ...] = (),
        translations: Translations | None = None,
    ) -> None:
        """Hold ``documents``; their ids must be unique."""
        self._documents = {document.id: document for document in documents}
        if len(self._documents) != len(documents):
            msg = "two documents share an id"
            raise ValueError(msg)
        self.directory = directory
        self.stamp = stamp
        self.bank = bank
        self.suggestions = suggestions or {}
        self.themes = themes
        self.translations = translations or Translations()

    def __getitem__(self, document_id: str) -> Document:
        """Return the document with this id."""
        return self._documents[document_id]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids in the manifest's order."""
        return iter(self._documents)

    def __len__(self) -> int:
        """Count the documents."""
        return len(self._documents)

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes of the documents, each once, in the manifest's order."""
        return tuple(dict.fromkeys(document.language for document in self.values()))

    def is_current(self) -> bool:
        """Tell, by file times and sizes, whether the files are as they were when read."""
        return _stamp(self.directory, [name for name, _, _ in self.stamp]) == self.stamp


def load_corpus(directory: Path) -> Corpus:
    """Load every document the manifest in ``directory`` names.

    Raises:
        ManifestError: If the manifest, or a marker in it, is wrong.
        DocumentError: If a document's file is missing or not UTF-8.
        BankError: If a file of the question bank cannot be read.
        TranslationError: If a file of translations cannot be read.
    """
    manifest_path = directory / NAME
    # Every stamp is taken before its file is read: an edit meanwhile is noticed later.
    stamp = _stamp(directory, [NAME])
    manifest = read_manifest(directory)
    source = manifest_path.read_text(encoding="utf-8")
    documents = []
    for number, entry in enumerate(manifest.document):
        stamp += _stamp(directory, [entry.file])
        text = _read_text(directory, entry, line_of(manifest_path, source, number, "file"))
        try:
            sections = find_sections(text, entry.content, entry.language)
        except MissingMarkerError as error:
            where = line_of(manifest_path, source, number, error.key)
            msg = (
                f"{where}: content.{error.key}: {error}, which is {directory / entry.file}. "
                "Copy the words exactly from the file."
            )
            raise ManifestError(msg) from None
        if not sections:
            msg = f"{directory / entry.file}: nothing is left to quote after dropping clutter."
            raise DocumentError(msg)
        documents.append(make_document(entry, text, sections))
    by_id = {document.id: document for document in documents}
    stamp += _stamp(directory, bank_files(by_id))
    bank = load_bank(directory, by_id)
    stamp += _stamp(directory, translation_files(directory))
    translations = load_translations(directory, by_id)
    return Corpus(
        tuple(translations.beside(document) for document in documents),
        directory,
        stamp,
        bank,
        manifest.suggestions,
        manifest.theme,
        translations,
    )


def make_document(entry: Entry, text: str, sections: tuple[Section, ...]) -> Document:
    """Return the document that ``entry`` describes."""
    return Document(
        text=text,
        sections=sections,
        original=entry.original.original() if entry.original else None,
        **entry.model_dump(exclude={"content", "file", "original"}),
    )


def _read_text(directory: Path, entry: Entry, where: str) -> str:
    path = (directory / entry.file).resolve()
    if not path.is_relative_to(directory.resolve()):
        msg = f"{where}: {entry.file!r} lies outside the corpus directory. Move the file into it."
        raise ManifestError(msg)
    try:
        text = path.read_bytes().decode()
    except (FileNotFoundError, IsADirectoryError):
        msg = f"{where}: there is no file {path}. Put it there, or take the document out."
        raise DocumentError(msg) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        msg = f"{path}:{line}: not UTF-8 (byte {error.start}). Save the file as UTF-8."
        raise DocumentError(msg) from None
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror})."
        raise DocumentError(msg) from None
    # NFC once, here, so that a visitor's "ā" and the document's are the same character
    # ever after; line ends likewise. For a file that is NFC with \n already, as both
    # shipped ones are, the text is the file's bytes decoded and nothing else.
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\r\n", "\n"))


def _stamp(directory: Path, names: list[str]) -> Stamp:
    """Stamp files; one that is missing gets a stamp no file ever has."""

    def one(name: str) -> tuple[str, int, int]:
        try:
            status = (directory / name).stat()
        except OSError:
            return name, -1, -1
        return name, status.st_mtime_ns, status.st_size

    return tuple(one(name) for name in names)
