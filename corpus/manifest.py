"""Read ``manifest.toml``: which documents there are, and where their content lies.

The manifest is written by hand, so every complaint names the file and, where it can be
told, the line.
"""

import re
import tomllib
import unicodedata
from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from corpus.document import Original
from corpus.errors import ManifestError
from corpus.toml import parse_toml

NAME = "manifest.toml"
Words = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
# The system takes no name with NUL in it, and says so in its own way.
FileName = Annotated[str, StringConstraints(pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
# What is looked up in a document must be NFC, as the loaded document is.
_NFC = AfterValidator(lambda words: unicodedata.normalize("NFC", words))
Marker = Annotated[Words, _NFC]
Heading = Annotated[str, StringConstraints(pattern=r"^#{1,6} \S"), _NFC]


class Content(BaseModel):
    """Where the quotable text lies in a document's file.

    Attributes:
        start: The first words of the content, exactly as in the file; must occur once.
        end: The last words of the content, exactly as in the file; must occur once.
        drop: Whole lines inside the content that are not part of it.
        headings: Whole lines that are headings; one ``#`` for each level, then the line.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: Marker
    end: Marker
    drop: tuple[Marker, ...] = ()
    headings: tuple[Heading, ...] = ()


class OriginalEntry(BaseModel):
    """Where a text was taken from; :class:`corpus.document.Original` says what the fields are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: FileName
    sha256: Digest
    pages: tuple[int, ...] = ()
    text_sha256: Digest | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        self.original()
        return self

    def original(self) -> Original:
        """Return it as documents hold it."""
        return Original(self.file, self.sha256, self.pages, self.text_sha256)


class Entry(BaseModel):
    """One ``[[document]]`` of the manifest."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    file: FileName
    title: Words
    publisher: Words
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    licence: Words
    published: date | None = None
    retrieved: date | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https?://")] | None = None
    reviewed_by: Words | None = None
    reviewed: date | None = None
    review_until: date | None = None
    content: Content
    original: OriginalEntry | None = None

    @model_validator(mode="after")
    def _check_review(self) -> Self:
        if self.reviewed and self.review_until and self.review_until <= self.reviewed:
            msg = "review_until must be later than reviewed"
            raise ValueError(msg)
        return self


class Theme(BaseModel):
    """A subject the page offers, with questions of the reviewed bank.

    Attributes:
        name: By interface language.
        questions: By interface language; in one without any, the theme is not shown.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: dict[str, Words]
    questions: dict[str, tuple[Words, ...]]


class Manifest(BaseModel):
    """The whole manifest.

    Attributes:
        document: The documents, in the order they are listed to visitors.
        suggestions: By interface language, questions the page offers to begin with.
        theme: Subjects the page offers besides.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: Annotated[tuple[Entry, ...], Field(min_length=1)]
    suggestions: dict[str, tuple[Words, ...]] = Field(default_factory=dict)
    theme: tuple[Theme, ...] = ()


def read_manifest(directory: Path) -> Manifest:
    """Read and check ``manifest.toml`` in ``directory``.

    Raises:
        ManifestError: Naming the file, the line and what to change.
    """
    path = directory / NAME
    try:
        source = path.read_bytes().decode()
    except FileNotFoundError:
        msg = f"{path}: no such file. A corpus is a directory with a {NAME}; see docs/corpus.md."
        raise ManifestError(msg) from None
    except UnicodeDecodeError as error:
        msg = f"{path}: not UTF-8 at byte {error.start}. Save the file as UTF-8."
        raise ManifestError(msg) from None
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror})."
        raise ManifestError(msg) from None
    try:
        manifest = Manifest.model_validate(parse_toml(source))
    except tomllib.TOMLDecodeError as error:
        msg = f"{path}: not valid TOML: {error}."
        raise ManifestError(msg) from None
    except ValidationError as error:
        # A misspelt key is both unknown and missing; its own line helps more.
        first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        message = f"{_where(path, source, first['loc'])}: {_complaint(first['loc'], first['msg'])}"
        raise ManifestError(message) from None
    _refuse_twins(path, source, manifest)
    return manifest


def line_of(path: Path, source: str, number: int, key: str) -> str:
    """Say ``file:line`` of ``key`` in the ``number``-th (from 0) document of the manifest."""
    return _where(path, source, ("document", number, key))


def _complaint(location: tuple[int | str, ...], message: str) -> str:
    key = ".".join(str(part) for part in location if isinstance(part, str))
    if message.startswith("Extra inputs"):
        return f"unknown key {key!r}. Known keys are listed in docs/corpus.md; check the spelling."
    message = message.removeprefix("Value error, ")
    return f"{key!r}: {message[0].lower()}{message[1:]}."


def _where(path: Path, source: str, location: tuple[int | str, ...]) -> str:
    """Find the line a validation error is about; TOML parsers do not keep it.

    The nth ``[[document]]`` header bounds the search, then the first line that sets the
    innermost key. A key that is missing altogether is reported at its table's header.
    """
    lines = source.splitlines()
    first, last = 0, len(lines)
    headers = [i for i, line in enumerate(lines) if re.match(r"\s*\[\[\s*document\s*\]\]", line)]
    numbers = [part for part in location if isinstance(part, int)]
    if numbers and numbers[0] < len(headers):
        first = headers[numbers[0]]
        if numbers[0] + 1 < len(headers):
            last = headers[numbers[0] + 1]
    for key in reversed([part for part in location if isinstance(part, str)]):
        pattern = rf"\s*(\[+[\w.]*\b)?{re.escape(key)}\s*[=\]]"
        for i in range(first, last):
            if re.match(pattern, lines[i]):
                return f"{path}:{i + 1}"
    return f"{path}:{first + 1}"


def _refuse_twins(path: Path, source: str, manifest: Manifest) -> None:
    seen: set[str] = set()
    for number, entry in enumerate(manifest.document):
        if entry.id in seen:
            where = line_of(path, source, number, "id")
            msg = f"{where}: the id {entry.id!r} is taken by an earlier document. Ids are unique."
            raise ManifestError(msg)
        seen.add(entry.id)
