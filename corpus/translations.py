"""Read the translations of a corpus: ``translations/<document id>.<language>.toml``.

    status = "machine draft"        # or "reviewed", with reviewed_by = "…", reviewed = 2026-12-01

    [[translated]]
    source = "Small spots of blood are normal, especially if it’s your first time."
    sha256 = "99b42095b2d4e787"     # of the source in UTF-8, its first 16 hex digits
    text = "Nelieli asins plankumiņi ir normāli, it īpaši, ja tev tā ir pirmā reize."

The source is one sentence, heading or the title of the document. ``status``, ``reviewed_by``
and ``reviewed`` may stand with one entry too, for it alone. An empty ``text`` is one still to be
written.

The hash is what ties the two: ``source`` stands there for the editor's eye. Replacing words in
document and translation file at once, as an editor well may, would carry ``source`` along and
leave ``text`` behind; the hash does not go along, so the entry is stale. A stale entry is never
shown, and ``quotewell corpus lint`` names it with the hash to write once ``text`` is right again.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from corpus.document import Document
from corpus.errors import TranslationError
from corpus.manifest import Marker as Words
from corpus.toml import read_model
from corpus.translation import DIGITS, Review, Status, Translation, digest

DIRECTORY = "translations"


class _Reviewed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    status: Status | None = None
    reviewed_by: Words | None = None
    # Strictly a date: of a number pydantic would make a day in 1970.
    reviewed: Annotated[date | None, Field(strict=True)] = None

    @model_validator(mode="after")
    def _check(self) -> "_Reviewed":
        _ = self.review
        return self

    @property
    def review(self) -> Review | None:
        """The review that stands here, if one does."""
        if self.status is None:
            if self.reviewed_by is not None or self.reviewed is not None:
                msg = 'reviewed_by and reviewed need status = "reviewed" beside them'
                raise ValueError(msg)
            return None
        return Review(self.status, self.reviewed_by, self.reviewed)


class _Translated(_Reviewed):
    source: Words
    sha256: Annotated[str, StringConstraints(pattern=rf"^[0-9a-f]{{{DIGITS}}}$")]
    text: str


class _File(_Reviewed):
    status: Status
    translated: tuple[_Translated, ...] = ()


@dataclass(frozen=True)
class Stale:
    """A translation that is not shown, or a whole file.

    Attributes:
        file: Where it stands.
        why: What is wrong and what to do, in one line.
    """

    file: Path
    why: str


@dataclass(frozen=True)
class Translations:
    """What a corpus' files of translations hold; nothing for a corpus without any.

    Attributes:
        usable: By document id, by language, by the source's :func:`digest`.
        stale: What is set aside.
    """

    usable: Mapping[str, Mapping[str, Mapping[str, Translation]]] = field(default_factory=dict)
    stale: tuple[Stale, ...] = ()

    def beside(self, document: Document) -> Document:
        """Return ``document`` with its translations."""
        return replace(document, translations=self.usable.get(document.id, {}))


def translation_files(directory: Path) -> list[str]:
    """Name the files, relative to the corpus directory, and the directory they lie in.

    The directory's own time tells when a file comes or goes.
    """
    found = sorted((directory / DIRECTORY).glob("*.toml"))
    return [DIRECTORY, *(f"{DIRECTORY}/{path.name}" for path in found)]


def load_translations(directory: Path, documents: Mapping[str, Document]) -> Translations:
    """Read all translations of the corpus in ``directory``.

    Raises:
        TranslationError: If a file cannot be read, or says something impossible.
    """
    usable: dict[str, dict[str, dict[str, Translation]]] = {}
    stale: list[Stale] = []
    for name in translation_files(directory)[1:]:
        path = directory / name
        document_id, _, language = path.stem.rpartition(".")
        document = documents.get(document_id)
        if document is None or len(language) != 2:
            why = "belongs to no document. Name it <document id>.<language>.toml, or remove it."
            stale.append(Stale(path, why))
            continue
        if language == document.language:
            msg = (
                f"{path}: the document is itself in {language!r}. Name the language translated to."
            )
            raise TranslationError(msg)
        content = read_model(path, _File, TranslationError)
        review = Review(content.status, content.reviewed_by, content.reviewed)
        known = set(sources(document))
        found = usable.setdefault(document_id, {}).setdefault(language, {})
        for entry in content.translated:
            if not entry.text.strip():
                continue
            why = _why_stale(entry, known)
            if why:
                stale.append(Stale(path, f"set aside, {why}: “{entry.source}”"))
            elif entry.sha256 in found:
                msg = f"{path}: translated twice: “{entry.source}”. Keep one of the two."
                raise TranslationError(msg)
            else:
                text = unicodedata.normalize("NFC", entry.text.strip())
                found[entry.sha256] = Translation(language, text, entry.review or review)
    return Translations(usable, tuple(stale))


def _why_stale(entry: _Translated, known: set[str]) -> str:
    if entry.source not in known:
        return "not a sentence, heading or title of the document any more"
    now = digest(entry.source)
    if entry.sha256 != now:
        return f'the source was changed; compare the text, then write sha256 = "{now}"'
    return ""


def sources(document: Document) -> Iterator[str]:
    """Yield all of a document that can be translated, in reading order, each once."""
    yield from dict.fromkeys(_sources(document))


def _sources(document: Document) -> Iterator[str]:
    yield document.title
    for section in document.sections:
        yield from section.path
        for paragraph in section.paragraphs:
            yield from (document.slice(sentence) for sentence in paragraph.sentences)


def untranslated(document: Document, language: str) -> Iterator[str]:
    """Yield what of a document has no usable translation into ``language``."""
    known = document.translations.get(language, {})
    return (source for source in sources(document) if digest(source) not in known)


def form(document: Document, language: str) -> Iterator[str]:
    """Yield an entry to fill in for each source without a usable translation."""
    for source in untranslated(document, language):
        # JSON's strings are TOML's too.
        words = json.dumps(source, ensure_ascii=False)
        yield f'[[translated]]\nsource = {words}\nsha256 = "{digest(source)}"\ntext = ""'
