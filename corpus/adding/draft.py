"""A document that is about to be added: described, cut, and not stored anywhere yet."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier
from pydantic import ValidationError

from corpus.adding.blocks import Extraction
from corpus.adding.canonical import Canonical, Wishes, content_of
from corpus.adding.reading import Source
from corpus.bank import UNANSWERED
from corpus.content import find_sections
from corpus.document import Document
from corpus.errors import AddError, CorpusError
from corpus.loader import Corpus, make_document
from corpus.manifest import Entry

DOCUMENTS = "documents"
ORIGINALS = "originals"
REMOVED = "removed"

_LANGUAGE_SAMPLE = 5000
_ID_CHARACTERS = 64
# Files of the bank are named by document, but this one is not a document's.
_RESERVED = UNANSWERED.removesuffix(".toml")


@dataclass(frozen=True)
class Metadata:
    """What is said about a document; the manifest's keys.

    Attributes:
        id: Short stable name.
        title: As published; likewise the rest, as in :class:`corpus.document.Document`.
    """

    id: str
    title: str
    publisher: str
    language: str
    licence: str
    published: date | None = None
    url: str | None = None
    reviewed_by: str | None = None
    reviewed: date | None = None
    review_until: date | None = None

    def given(self) -> dict[str, Any]:
        """Return the fields that are set."""
        named = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: value for name, value in named if value is not None}


@dataclass(frozen=True)
class Draft:
    """Everything that goes into the corpus for one document.

    Attributes:
        entry: For the manifest.
        document: As it will be loaded.
        files: What to store, by the paths in the corpus: its text, and the file it came from.
    """

    entry: Entry
    document: Document
    files: dict[str, bytes]


def draft_of(source: Source, canonical: Canonical, metadata: Metadata, wishes: Wishes) -> Draft:
    """Describe and cut what was read from ``source``.

    Raises:
        AddError: If the metadata or the wishes make no sense, or nothing is left to quote.
    """
    content = content_of(canonical, metadata.title, wishes)
    pages = {"pages": canonical.pages, "text_sha256": canonical.sha256}
    text_file = f"{DOCUMENTS}/{metadata.id}.txt"
    original_file = f"{ORIGINALS}/{metadata.id}.{source.format}"
    try:
        entry = Entry.model_validate(
            {
                **metadata.given(),
                "file": text_file,
                "content": content,
                "original": {
                    "file": original_file,
                    "sha256": source.sha256,
                    **(pages if canonical.pages else {}),
                },
            }
        )
    except ValidationError as error:
        first = error.errors()[0]
        option = "--" + "-".join(str(part) for part in first["loc"] or ("review_until",))
        msg = f"{option.replace('_', '-')}: {first['msg'].removeprefix('Value error, ')}."
        raise AddError(msg) from None
    try:
        sections = find_sections(canonical.text, entry.content, entry.language)
    except CorpusError as error:
        msg = f"The content cannot be told from the rest: {error}."
        raise AddError(msg) from error
    if not sections:
        msg = "Nothing is left to quote between --start and --end but what is dropped."
        raise AddError(msg)
    document = make_document(entry, canonical.text, sections)
    files = {text_file: document.text.encode(), original_file: source.data}
    return Draft(entry, document, files)


@dataclass(frozen=True)
class Proposal:
    """What a file says about itself, for the editor to confirm or correct.

    Attributes:
        taken: Ids that are or were in use.
        title: As for :class:`Metadata`; likewise the rest.
    """

    taken: frozenset[str]
    title: str | None
    publisher: str | None
    language: str | None
    published: date | None


def propose(extraction: Extraction, canonical: Canonical, corpus: Corpus | None) -> Proposal:
    """Return what could be said about the document."""
    title = extraction.title or next((line for _, line in canonical.headings[:1]), None)
    return Proposal(
        frozenset() if corpus is None else used_ids(corpus),
        title,
        extraction.publisher,
        detected_language(canonical.text),
        extraction.published,
    )


def detected_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language ``text`` is most likely in."""
    code, _ = LanguageIdentifier.from_model_file(MODEL_FILE).classify(text[:_LANGUAGE_SAMPLE])
    return str(code) if re.fullmatch("[a-z]{2}", str(code)) else None


def free_id(title: str, taken: Collection[str]) -> str:
    """Return an id made of ``title`` in small ASCII letters, which is not ``taken``."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[: _ID_CHARACTERS - 4].strip("-") or "document"
    if slug not in taken:
        return slug
    return next(name for n in range(2, len(taken) + 3) if (name := f"{slug}-{n}") not in taken)


def used_ids(corpus: Corpus) -> frozenset[str]:
    """Return the ids that are taken, by documents that were removed as well."""
    removed = (corpus.directory / REMOVED).glob("*-????-??-??*")
    old = {re.sub(r"-\d{4}-\d{2}-\d{2}(?:-\d+)?$", "", path.name) for path in removed}
    return frozenset((*corpus, *old, _RESERVED))


def refuse_twin(draft: Draft, corpus: Mapping[str, Document]) -> None:
    """Refuse a document that is in the corpus already.

    Raises:
        AddError: Naming the other one.
    """
    name = draft.entry.id
    if name in corpus or name == _RESERVED:
        msg = f"The id {name!r} is taken. Choose another with --id."
        raise AddError(msg)
    for other in corpus.values():
        if other.sha256 == draft.document.sha256:
            msg = f"This very text is in the corpus already, as {other.id!r}. Nothing was added."
            raise AddError(msg)
