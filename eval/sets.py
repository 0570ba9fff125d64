"""Open a question set of any format we read, with an index of its documents.

Our own sets are about the corpus at hand. Public sets bring their documents; those go
into a cache beside the index, so that a second run need not embed them again.
"""

import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from eval.beir import read_beir
from eval.crowd import by_paragraph, write_crowd
from eval.errors import EvalError
from eval.questions import QuestionSet, read_questions
from eval.squad import read_squad
from index.cli import ensure_index
from index.embedder import Embedder
from index.live import LiveIndex
from index.settings import IndexSettings

_LANGUAGE = re.compile(r"[_.-]([a-z]{2})$")


@dataclass(frozen=True)
class Opened:
    """A set and the index of its documents.

    Attributes:
        questions: The set.
        live: The index, and through it the documents.
    """

    questions: QuestionSet
    live: LiveIndex


def cache_directory(settings: IndexSettings) -> Path:
    """Return where evaluation keeps what can be made again: beside the index."""
    return settings.index.parent / "eval"


def open_set(
    path: Path, settings: IndexSettings, embedder: Embedder, paragraphs: Path | None = None
) -> Opened:
    """Read the set in ``path`` and make ready an index of its documents.

    Args:
        path: ``*.jsonl`` (ours), ``*_en.json`` (SQuAD, XQuAD; the name ends with the
            language) or a directory (BEIR; likewise, else English).
        settings: Where our own documents and their index lie.
        embedder: The model for documents the set brings.
        paragraphs: XQuAD file of another language to take the paragraphs from.

    Raises:
        EvalError: If the set cannot be used.
        CorpusError, IndexStoreError: If the documents or the index cannot be used.
    """
    if path.suffix == ".jsonl" and not path.is_dir():
        if paragraphs:
            msg = f"{path}: --paragraphs goes with XQuAD files only. Leave it out."
            raise EvalError(msg)
        questions = read_questions(path, settings.corpus)
        return Opened(questions, _ready(settings, embedder))
    place = cache_directory(settings) / "sets" / f"{path.stem}-{_mark(path, paragraphs)}"
    language = _language(path, default="en" if path.is_dir() else None)
    if path.is_dir():
        questions = read_beir(path, place / "corpus", language)
    elif path.suffix == ".json":
        other = _language(paragraphs) if paragraphs else None
        questions = read_squad(path, place / "corpus", language, paragraphs, other)
    else:
        msg = f"{path}: not a question set. Give .jsonl (ours), .json (SQuAD) or a directory."
        raise EvalError(msg)
    own = settings.model_copy(update={"corpus": questions.corpus, "index": place / "index"})
    return Opened(questions, _ready(own, embedder))


def open_crowd(
    path: Path, questions: Path, settings: IndexSettings, embedder: Embedder
) -> tuple[Opened, Opened]:
    """Read our set and a SQuAD file's, both to be asked of our documents among the file's.

    Raises:
        EvalError: If a set cannot be used.
        CorpusError, IndexStoreError: If the documents or the index cannot be used.
    """
    place = cache_directory(settings) / "sets" / f"crowd-{path.stem}-{_mark(path, None)}"
    pair = write_crowd(path, _language(path), questions, settings, place / "documents")
    if settings.chroma is None and settings.index.is_dir() and not (place / "index").exists():
        # Our own texts are embedded there: that saves minutes.
        shutil.copytree(settings.index, place / "index", symlinks=True)
    update = {"corpus": pair[0].corpus, "index": place / "index"}
    live = _ready(settings.model_copy(update=update), embedder)
    ours, theirs = (Opened(one, live) for one in pair)
    return ours, theirs


def open_paragraphs(path: Path, settings: IndexSettings, embedder: Embedder) -> Opened:
    """Read a SQuAD file, each of its paragraphs a document of its own.

    Raises:
        EvalError: If the set cannot be used.
        CorpusError, IndexStoreError: If the documents or the index cannot be used.
    """
    place = cache_directory(settings) / "sets" / f"paragraphs-{path.stem}-{_mark(path, None)}"
    place.mkdir(parents=True, exist_ok=True)
    questions = read_squad(by_paragraph(path, place), place / "corpus", _language(path))
    own = settings.model_copy(update={"corpus": questions.corpus, "index": place / "index"})
    return Opened(questions, _ready(own, embedder))


def _ready(settings: IndexSettings, embedder: Embedder) -> LiveIndex:
    """Open the index, built first where it is missing or stale, as the chat does at its start."""
    ensure_index(settings, embedder)
    live = LiveIndex(settings.corpus, settings.place(), embedder)
    live.get()
    return live


def _language(path: Path, default: str | None = None) -> str:
    found = _LANGUAGE.search(path.stem)
    if found:
        return found.group(1)
    if default is None:
        msg = f"{path}: which language is it in? Let the name end with it, as in squad_en.json."
        raise EvalError(msg)
    return default


def _mark(path: Path, paragraphs: Path | None) -> str:
    """Tell the set's documents from those of any other set of the same name."""
    digest = hashlib.sha256()
    for one in (path / "corpus.jsonl" if path.is_dir() else path, paragraphs):
        if one is None:
            continue
        try:
            digest.update(hashlib.sha256(one.read_bytes()).digest())
        except OSError as error:
            msg = f"{one}: cannot be read ({error.strerror})."
            raise EvalError(msg) from None
    return digest.hexdigest()[:12]
