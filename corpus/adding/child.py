"""The process that reads a file somebody else made: ``python -m corpus.adding.child FORMAT``.

It limits itself before it loads a library or reads a byte: memory, time, what it may write. It
cannot open a connection or start a program. The file comes on standard input, the result goes
to standard output as JSON.
"""

import json
import resource
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.adding.blocks import Extraction

MEMORY = 1 << 30
"""Bytes of address space."""

CPU_SECONDS = 120

OUTPUT = 32 * 2**20
"""Bytes it may write; the text of the longest document allowed is shorter."""

_NO_MEMORY = "it needs too much memory to read; that is no leaflet"
_FORBIDDEN = ("socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.Popen", "os.exec",
              "os.fork", "os.posix_spawn", "os.system")  # fmt: skip


def main() -> None:
    """Read standard input as the format named on the command line."""
    _limit(resource.RLIMIT_AS, int(sys.argv[2]))
    _limit(resource.RLIMIT_CPU, int(sys.argv[3]))
    _limit(resource.RLIMIT_FSIZE, OUTPUT)
    _limit(resource.RLIMIT_CORE, 0)
    sys.addaudithook(_forbid)
    try:
        answer = _answer(sys.argv[1], sys.stdin.buffer.read())
    except MemoryError:
        answer = _fault(_NO_MEMORY)
    except RecursionError:
        answer = _fault("it is nested too deeply; that is no leaflet")
    # Libraries meet damaged files with whatever error comes first; only its kind is told.
    except Exception as error:
        kind = type(error).__name__
        answer = _fault(f"it is damaged, or made in a way unknown here ({kind}); save it anew")
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


def _answer(name: str, data: bytes) -> bytes:
    # Loaded under the limits, and only what the format needs.
    from pydantic import TypeAdapter

    from corpus.adding.blocks import MAX_CHARACTERS, Extraction
    from corpus.errors import AddError

    try:
        extraction = _read(name, data)
    except AddError as error:
        return _fault(str(error))
    if sum(len(block.text) for block in extraction.blocks) > MAX_CHARACTERS:
        return _fault(f"it holds more than {MAX_CHARACTERS:,} characters; add it in parts")
    return TypeAdapter(Extraction).dump_json(extraction)


def _read(name: str, data: bytes) -> "Extraction":
    if name == "txt":
        from corpus.adding.plain import read_plain as read
    elif name == "md":
        from corpus.adding.markdown import read_markdown as read
    elif name == "html":
        from corpus.adding.webpage import read_webpage as read
    elif name == "pdf":
        from corpus.adding.pdf import read_pdf as read
    else:
        from corpus.adding.word import read_word as read
    return read(data)


def _fault(message: str) -> bytes:
    return json.dumps({"fault": message}).encode()


def _limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    # A limit may be lowered by anybody and raised by nobody.
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def _forbid(event: str, _: object) -> None:
    if event in _FORBIDDEN:
        msg = f"{event} is not allowed while a file is read"
        raise PermissionError(msg)


if __name__ == "__main__":
    main()
