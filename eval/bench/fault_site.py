"""A tiny corpus in two versions, its index, and what a whole bot answers from each.

Tiny, and with vectors of counted letters instead of a model's, so that a fault takes a
second and can be injected hundreds of times.
"""

import json
import random
import shutil
import tempfile
import time
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from bot.engine import Bot
from bot.reply import reply_to
from corpus import QuotewellError, load_corpus
from eval.bench.verified import Sources
from eval.errors import EvalError
from eval.temporary import Draft, write_corpus
from index.build import build_index
from index.embedder import Embedder, Vectors
from index.live import LiveIndex

ENGLISH = (
    "Wash your hands before you start.\n\nUse warm water. But never use {water} water.\n\n"
    "Call us if the bleeding does not stop within an hour."
)
LATVIAN = (
    "Pirms sākat, nomazgājiet rokas.\n\nLietojiet siltu ūdeni.\n\n"
    "Zvaniet mums, ja asiņošana nerimst stundas laikā."
)
BANK = {
    "But never use {water} water.": ("May I use {water} water?", "Is {water} water all right?"),
    "Call us if the bleeding": ("When should I call you?", "It keeps bleeding, what now?"),
}
UNANSWERED = ("What does it cost?", "Do I need an appointment?", "Where can I park?")
ASKED = (
    "May I use hot water?",
    "May I use icy water?",
    "When should I call you?",
    "It keeps bleeding, what now?",
    "What does it cost?",
    "Where can I park?",
    "Kad man zvanīt?",
)

Told = tuple[dict[str, Any], ...]
"""What a bot answered to each of :data:`ASKED`, as far as a visitor can tell."""


class PromiseError(Exception):
    """A promise did not hold. Says which."""


class CountingEmbedder(Embedder):
    """Counts hashed letter trigrams: fast, the same everywhere, alike for like texts."""

    def __init__(self, pause: float = 0) -> None:
        """Sleep ``pause`` seconds for each passage, so that a build can be interrupted."""
        super().__init__("counting", models=Path("/nonexistent"))
        self._pause = pause

    @cached_property
    def identity(self) -> str:
        """Tell this from any model."""
        return "counting-1"

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return 64

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Count the trigrams of each text."""
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(rows, texts, strict=True):
            time.sleep(self._pause)
            padded = f"  {text.lower()} "
            for i in range(len(padded) - 2):
                row[zlib.crc32(padded[i : i + 3].encode()) % self.dimensions] += 1
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Likewise."""
        return self.encode_passages(texts)

    def encode_bank(self, texts: Sequence[str]) -> Vectors:
        """Likewise."""
        return self.encode_passages(texts)

    def warm_up(self) -> None:
        """Nothing is loaded."""


@dataclass(frozen=True)
class Place:
    """Directories that one injection may harm.

    Attributes:
        corpus: The documents, before the edit.
        index: Their index.
        temporary: Stands for the system's directory for temporary files.
    """

    corpus: Path
    index: Path
    temporary: Path

    def bot(self) -> Bot:
        """Return a bot that opens the index at its first question, as a new process does."""
        return Bot(LiveIndex(self.corpus, self.index, CountingEmbedder()))


class Site:
    """What every injection begins with.

    Attributes:
        root: Everything lies below it.
        old: What is answered before the edit of the documents.
        new: What is answered after it.
    """

    def __init__(self, root: Path) -> None:
        """Write both versions of the documents, build the first one's index, and ask.

        Raises:
            EvalError: If the two could not be told apart, so that no check could fail.
        """
        self.root = root
        self._edited = write_tiny(root / "edited", "icy")
        pristine = Place(write_tiny(root / "corpus", "hot"), root / "index", root)
        build_index(load_corpus(pristine.corpus), CountingEmbedder(), pristine.index)
        self._pristine = pristine
        self.old = told(pristine.bot(), pristine.corpus)
        edited = Place(self._edited, root / "edited-index", root)
        build_index(load_corpus(edited.corpus), CountingEmbedder(), edited.index)
        self.new = told(edited.bot(), edited.corpus)
        outcomes = {answer["status"] for answer in self.old}
        if self.old == self.new or outcomes != {"answered", "not_found"}:
            msg = "the tiny documents are answered alike before and after their edit."
            raise EvalError(msg)
        self._count = 0

    def fresh(self) -> Place:
        """Return copies that are whole."""
        self._count += 1
        home = self.root / f"place-{self._count}"
        place = Place(home / "corpus", home / "index", home / "temporary")
        shutil.copytree(self._pristine.corpus, place.corpus)
        shutil.copytree(self._pristine.index, place.index)
        place.temporary.mkdir()
        tempfile.tempdir = str(place.temporary)
        return place

    def edit(self, place: Place) -> None:
        """Put the edited documents in."""
        shutil.copytree(self._edited, place.corpus, dirs_exist_ok=True)

    def drop(self, place: Place) -> None:
        """Remove what an injection used."""
        shutil.rmtree(place.corpus.parent, ignore_errors=True)

    def recover(self, place: Place, expected: Told) -> None:
        """Build as an operator would, and check that all is as if nothing had happened.

        Raises:
            PromiseError: If it is not.
        """
        try:
            build_index(load_corpus(place.corpus), CountingEmbedder(), place.index)
            answers = told(place.bot(), place.corpus)
        except QuotewellError as error:
            msg = f"no recovery: {error}"
            raise PromiseError(msg) from error
        if answers != expected:
            msg = "other answers after recovery"
            raise PromiseError(msg)
        left = list((place.index / "versions").glob("*.partial"))
        if left:
            msg = "a killed builder's files are left after recovery"
            raise PromiseError(msg)


def write_tiny(directory: Path, water: str) -> Path:
    """Write the tiny documents and their bank; ``water`` is what the edit changes."""
    drafts = [
        Draft("care", "Wound care", "en", ENGLISH.format(water=water)),
        Draft("kopsana", "Brūces kopšana", "lv", LATVIAN),
    ]
    write_corpus(directory, drafts, "For measuring only.")
    folder = directory / "questions"
    folder.mkdir(exist_ok=True)
    answered = "".join(
        f"[[answered]]\nanchor = {json.dumps(anchor)}\nquestions.en = {json.dumps(texts)}\n"
        for anchor, texts in BANK.items()
    )
    (folder / "care.toml").write_text(answered.replace("{water}", water), encoding="utf-8")
    unanswered = (
        f'[[unanswered]]\ntopic = "desk"\nquestions.en = {json.dumps(UNANSWERED)}\n'
        '[[topic]]\nid = "desk"\nname = { en = "The desk" }\n'
    )
    (folder / "unanswered.toml").write_text(unanswered, encoding="utf-8")
    return directory


def told(bot: Bot, corpus: Path) -> Told:
    """Ask everything and return the answers.

    Raises:
        PromiseError: If a quote is not in its file.
        QuotewellError: If the bot does not answer; says why.
    """
    sources = Sources(corpus)
    return tuple(seen(answer_of(bot, question), sources) for question in ASKED)


def answer_of(bot: Bot, question: str) -> dict[str, Any]:
    """Ask ``bot`` and return the answer as other programs get it."""
    return reply_to(question, bot.ask(question), 0).as_json()


def shown(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a visitor can tell of an answer."""
    quotes = [{k: q[k] for k in ("document", "start", "end", "text")} for q in answer["quotes"]]
    return {"status": answer["status"], "quotes": quotes}


def seen(answer: Mapping[str, Any], sources: Sources) -> dict[str, Any]:
    """Return what a visitor can tell of an answer, after checking its quotes.

    Raises:
        PromiseError: If a quote is not in its file.
    """
    found = shown(answer)
    if not all(sources.holds(quote) for quote in found["quotes"]):
        msg = "a quote that is not in its file"
        raise PromiseError(msg)
    return found


def harm(path: Path, draw: random.Random) -> str:
    """Harm a file as a disk, a crash or a careless hand does; return how."""
    data = path.read_bytes()
    at = draw.randrange(len(data)) if data else 0
    how = draw.choice(("truncated", "a bit flipped", "emptied", "removed", "grown"))
    if how == "removed":
        path.unlink()
    elif how == "grown" or not data:
        path.write_bytes(data + b"x")
    elif how == "truncated":
        path.write_bytes(data[:at])
    elif how == "emptied":
        path.write_bytes(b"")
    else:
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << draw.randrange(8)]) + data[at + 1 :])
    return how
