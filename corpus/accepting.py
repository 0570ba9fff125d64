"""Put an accepted question into the bank's files, or take one out, and change nothing else.

The files are edited by people: text is only ever added at the end, or a question taken out, so
every comment and every other line stays as it was. (Parsing the largest with a library that
keeps comments takes two seconds, each time; reading it with tomllib to check the outcome takes
0.05.)
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from corpus.bank import DIRECTORY, UNANSWERED
from corpus.drafts import Draft, toml_string
from corpus.errors import BankError
from corpus.safe_file import locked, replace_file
from corpus.toml import parse_toml


@dataclass(frozen=True)
class Acceptance:
    """A reviewer's decision to let a question in.

    Attributes:
        by: The reviewer.
        when: The day.
        urgent: Whether someone who asks this may be in danger; only of answered questions.
        names: Names of the question's topic by interface language, if the topic is new.
    """

    by: str
    when: date
    urgent: bool = False
    names: Mapping[str, str] | None = None


def accept(directory: Path, document: str, draft: Draft, decision: Acceptance) -> Path:
    """Add ``draft`` to the bank of the corpus in ``directory``.

    Questions accepted one after the other with the same anchor and provenance share a block.

    Returns:
        The file it was added to.

    Raises:
        BankError: If the file cannot be read or written, or would not be valid afterwards.
    """
    name, kind = (
        (UNANSWERED, "unanswered") if draft.anchor is None else (f"{document}.toml", "answered")
    )
    path = directory / DIRECTORY / name
    block: dict[str, Any] = {"anchor": draft.anchor}
    if draft.anchor is None:
        # Near-topic questions share words with a passage: that is what a trap is.
        block = {"topic": draft.topic, "trap": True}
    elif decision.urgent:
        block["urgent"] = True
    block |= {"origin": draft.origin, "reviewed_by": decision.by, "reviewed": decision.when}
    with _edited(path):
        before = path.read_bytes().decode() if path.exists() else ""
        after = before
        if decision.names is not None and draft.topic is not None:
            after = _appended(after, _topic(draft.topic, decision.names))
        after = _with_question(after, kind, block, draft)
        _check(path, before, after, kind, 1)
        replace_file(path, after)
    return path


def withdraw(directory: Path, question: str) -> Path:
    """Take an unanswered question out of the bank: a document answers it now.

    Returns:
        The file it was taken from.

    Raises:
        BankError: If the file cannot be read or written, or does not hold the question's
            characters, in double quotes.
    """
    path = directory / DIRECTORY / UNANSWERED
    with _edited(path):
        before = path.read_bytes().decode()
        words = re.escape(toml_string(question))
        # With its line where it has one to itself, else from among its neighbours.
        places = rf"(?m)^[ \t]*{words}[ \t]*,?[ \t]*\r?\n|{words}[ \t]*,?[ \t]*"
        after, count = re.subn(places, "", before)
        if not count:
            msg = f"{path}: “{question}” is written in another way. Take it out by hand."
            raise BankError(msg)
        _check(path, before, after, "unanswered", -count)
        replace_file(path, after)
    return path


@contextmanager
def _edited(path: Path) -> Iterator[None]:
    """Hold the bank's lock, and say what to do when ``path`` cannot be read or written.

    Raises:
        BankError: Then.
    """
    try:
        with locked(path.parent):
            yield
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror}). What it held is unchanged."
        raise BankError(msg) from None
    except UnicodeDecodeError:
        msg = f"{path}: not UTF-8. Save the file as UTF-8."
        raise BankError(msg) from None


def _with_question(text: str, kind: str, block: dict[str, Any], draft: Draft) -> str:
    """Add the question to the last block if that is one like it, else in a new block."""
    at = text.rfind(f"[[{kind}]]\n")
    if at >= 0:
        last = text[at:]
        try:
            (found,) = parse_toml(last)[kind]
            questions = found.pop("questions")
            # Written again only if nothing but our own writing stands there.
            if found == block and _rendered(kind, block, questions) == last:
                questions.setdefault(draft.language, []).append(draft.question)
                return text[:at] + _rendered(kind, block, questions)
        except (tomllib.TOMLDecodeError, KeyError, ValueError, AttributeError, TypeError):
            pass  # not a block of ours
    return _appended(text, _rendered(kind, block, {draft.language: [draft.question]}))


def _appended(text: str, block: str) -> str:
    if text and not text.endswith("\n"):
        text += "\n"
    return f"{text}\n{block}" if text else block


def _topic(topic: str, names: Mapping[str, str]) -> str:
    pairs = ", ".join(f"{language} = {toml_string(name)}" for language, name in names.items())
    return f"[[topic]]\nid = {toml_string(topic)}\nname = {{ {pairs} }}\n"


def _rendered(kind: str, block: Mapping[str, Any], questions: Mapping[str, list[str]]) -> str:
    lines = [f"[[{kind}]]"]
    lines += [f"{key} = {_value(value)}" for key, value in block.items()]
    for language, texts in questions.items():
        lines.append(f"questions.{language} = [")
        lines += [f"    {toml_string(text)}," for text in texts]
        lines.append("]")
    return "\n".join(lines) + "\n"


def _value(value: str | bool | date) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return toml_string(value) if isinstance(value, str) else value.isoformat()


def _check(path: Path, before: str, after: str, kind: str, more: int) -> None:
    """Refuse to write a file that would not hold exactly so many more questions.

    Raises:
        BankError: Say, because the file lists its blocks in a way nothing can follow.
    """
    try:
        counts = [_questions(parse_toml(text), kind) for text in (before, after)]
    except (tomllib.TOMLDecodeError, AttributeError, TypeError) as error:
        msg = f"{path}: a question cannot be added or taken out ({error}). Mend the file by hand."
        raise BankError(msg) from None
    if counts[1] != counts[0] + more:
        msg = f"{path}: a question cannot be added or taken out. Mend the file by hand."
        raise BankError(msg)


def _questions(file: Mapping[str, Any], kind: str) -> int:
    return sum(
        len(texts) for block in file.get(kind, ()) for texts in block.get("questions", {}).values()
    )
