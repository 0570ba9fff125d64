"""A form that an editor fills in with any text editor, where there is no chat model.

Not TOML: a missing quotation mark must not cost an editor an afternoon. Lines that begin
with ``>`` are the document's sentences, lines with ``?`` topics it does not cover; under
each, questions stand one a line behind or below ``en:`` or ``lv:``. A line that cannot be
understood is named with its number and the others still count.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import Document
from corpus.drafts import TOPIC_ID, Draft, drafts_folder
from corpus.errors import DraftError
from corpus.lint import same_wording
from index.drafting.checking import Checker, KnownError, ProposalError
from index.drafting.prompt import LANGUAGE_NAMES
from index.passages import Passage, split_passages

_LANGUAGE_LINE = re.compile(r"([a-z]{2})\s*:\s*(.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Filled:
    """What was taken from a form.

    Attributes:
        drafts: New ones, in the form's order.
        problems: What could not be taken, a line each, with the form's line number.
    """

    drafts: tuple[Draft, ...]
    problems: tuple[str, ...]


def form_path(directory: Path, document: str) -> Path:
    """Return where the form for a document of the corpus in ``directory`` is."""
    return drafts_folder(directory) / f"{document}.txt"


def read_form(directory: Path, document: Document, checker: Checker, origin: str) -> Filled:
    """Return what is new in the form for ``document``; nothing if there is no form.

    Raises:
        DraftError: If the form cannot be read.
    """
    path = form_path(directory, document.id)
    try:
        # Some editors put a mark before UTF-8.
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Filled((), ())
    except UnicodeDecodeError as error:
        bad = error.object[: error.start].count(b"\n") + 1
        msg = f"{path}:{bad}: not UTF-8. Save the form with the encoding UTF-8."
        raise DraftError(msg) from None
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror})."
        raise DraftError(msg) from None
    reader = _Reader(document, checker, origin, path)
    for number, line in enumerate(text.splitlines(), start=1):
        reader.take(number, line.strip())
    return Filled(tuple(reader.drafts), tuple(reader.problems))


class _Reader:
    """Goes through the lines of a form, remembering under which sentence it is."""

    def __init__(self, document: Document, checker: Checker, origin: str, path: Path) -> None:
        self.drafts: list[Draft] = []
        self.problems: list[str] = []
        self._anchors = {same_wording(anchor): anchor for _, anchor in anchors(document)}
        self._checker = checker
        self._origin = origin
        self._path = path
        self._anchor: str | None = None
        self._topic: str | None = None
        self._language = ""

    def take(self, number: int, line: str) -> None:
        """Take line ``number`` (from 1), without white space around it."""
        if not line or line.startswith("#"):
            return
        problem = None
        if line[0] in ">?":
            problem = self._begin_place(line)
        else:
            prefix = _LANGUAGE_LINE.fullmatch(line)
            if prefix:
                self._language, line = prefix[1].lower(), prefix[2]
            if line and (self._anchor or self._topic):
                problem = self._take_question(line)
        if problem:
            self.problems.append(f"{self._path}:{number}: {problem}")

    def _begin_place(self, line: str) -> str | None:
        self._anchor, self._topic, self._language = None, None, ""
        if line[0] == ">":
            # By its letters alone, since some editors turn straight quotes into curly ones.
            self._anchor = self._anchors.get(same_wording(line[1:]))
            if self._anchor is None:
                return "this sentence is not in the document (any more); what is below it is left."
        else:
            topic = line[1:].partition("#")[0].strip()
            if not TOPIC_ID.fullmatch(topic):
                return "topics are small letters, digits and hyphens; what is below it is left."
            self._topic = topic
        return None

    def _take_question(self, line: str) -> str | None:
        if not self._language:
            return f"begin the line with {prefixes(self._checker.languages)}: “{line[:80]}”"
        try:
            self.drafts.append(
                self._checker.draft(
                    line,
                    self._language,
                    self._origin,
                    anchor=self._anchor,
                    topic=self._topic,
                    by_person=True,
                )
            )
        except KnownError:
            return None  # the form stays where it is, and what it holds was taken before
        except ProposalError as error:
            return f"{error}: “{line[:80]}”"
        return None


def anchors(document: Document) -> Iterator[tuple[Passage, str]]:
    """Yield each sentence that can be an anchor, in reading order, with its passage.

    A sentence that stands in the document twice cannot be told from its twin, and one without
    a word says nothing.
    """
    for passage in split_passages(document):
        for sentence in passage.sentence_texts:
            if document.text.count(sentence) == 1 and same_wording(sentence):
                yield passage, sentence


def prefixes(languages: Sequence[str]) -> str:
    """Say how a line begins: “en:” for English, “lv:” for Latvian."""
    return ", ".join(f"“{code}:” for {LANGUAGE_NAMES.get(code, code)}" for code in languages)
