"""Take a file from disk and have it read by a process with limits (:mod:`.child`)."""

import hashlib
import json
import os
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from corpus.adding import child
from corpus.adding.blocks import Extraction
from corpus.adding.sniff import Format, format_of
from corpus.errors import AddError
from corpus.settings import ROOT

MAX_BYTES = 20 * 2**20
"""Bytes of a file; leaflets are far smaller."""

_EXTRACTION = TypeAdapter(Extraction)


@dataclass(frozen=True)
class Limits:
    """What reading one file may take.

    Attributes:
        memory: Bytes of address space.
        cpu_seconds: Of processor time.
        seconds: By the clock.
    """

    memory: int = child.MEMORY
    cpu_seconds: int = child.CPU_SECONDS
    seconds: float = 3.0 * child.CPU_SECONDS


@dataclass(frozen=True)
class Source:
    """A file as it was read.

    Attributes:
        name: Its name, without directory.
        format: By content and name.
        data: Its bytes.
    """

    name: str
    format: Format
    data: bytes

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


def read_source(path: Path) -> Source:
    """Return the file at ``path``.

    Raises:
        AddError: If it is no ordinary file of a size and format that can be added.
    """
    try:
        # Not blocking, so that a pipe nobody writes to is refused as well.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        msg = f"{path}: there is no such file."
        raise AddError(msg) from None
    except (OSError, ValueError) as error:
        link = path.is_symlink()
        reason = "it is a link; name the file itself" if link else getattr(error, "strerror", "")
        msg = f"{path}: cannot be read ({reason or 'not a file name'})."
        raise AddError(msg) from None
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        kind = "a directory" if stat.S_ISDIR(mode) else "not an ordinary file"
        msg = f"{path}: this is {kind}; name one file."
        raise AddError(msg)
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        msg = (
            f"{path}: larger than {MAX_BYTES >> 20} MB. Save it without large pictures, or in "
            "parts."
        )
        raise AddError(msg)
    return Source(path.name, format_of(path.name, data), data)


def extract(source: Source, limits: Limits | None = None) -> Extraction:
    """Have ``source`` read in a process of its own.

    Raises:
        AddError: If it cannot be read within the limits, or has no text.
    """
    limits = limits or Limits()
    command = [sys.executable, "-B", "-m", child.__name__, source.format]
    command += [str(limits.memory), str(limits.cpu_seconds)]
    # Nothing of this process's environment is the reader's business. Its output goes to a file,
    # on whose size the system itself keeps the limit.
    environment = {"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.write(source.data)
        given.seek(0)
        try:
            code = subprocess.run(  # noqa: S603  # our own module, no shell
                command,
                stdin=given,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env=environment,
                timeout=limits.seconds,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            msg = f"{source.name}: cannot be read: it needs too much time. Save it anew, simpler."
            raise AddError(msg) from None
        answer.seek(0)
        return _extraction(source.name, code, answer.read(child.OUTPUT + 1))


def _extraction(name: str, code: int, answer: bytes) -> Extraction:
    if code != 0:
        reason = (
            "it needs too much time"
            if code in (-24, -9)  # SIGXCPU, and SIGKILL after it
            else "it needs too much memory, or is damaged"
        )
        msg = f"{name}: cannot be read: {reason}. Save it anew, simpler or in parts."
        raise AddError(msg)
    try:
        fields = json.loads(answer)
        if isinstance(fields, dict) and "fault" in fields:
            msg = f"{name}: cannot be read: {fields['fault']}."
            raise AddError(msg)
        extraction = _EXTRACTION.validate_json(answer)
    except (ValueError, ValidationError) as error:
        msg = f"{name}: cannot be read: what came of it makes no sense. Save it anew."
        raise AddError(msg) from error
    if not any(block.kind != "heading" for block in extraction.blocks):
        msg = f"{name}: there is no text in it that could be quoted."
        raise AddError(msg)
    return extraction
