"""Turn the bytes of a text file into text."""

import codecs
import re

from charset_normalizer import from_bytes

from corpus.adding.blocks import Dropped
from corpus.errors import AddError

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# charset-normalizer takes Latvian for Central European; the two agree on few letters. These
# are the ones Latvian Windows text has; é and the German ones have the same codes in both.
_LATVIAN = set("āčēģīķļņšūž" + "éäöüõ")
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_HEAD = 2048
# Text has none of these control characters; a program or a picture does.
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAX_BINARY = 0.001


def decoded(data: bytes, *, declared: bool = False) -> tuple[str, tuple[Dropped, ...]]:
    """Return the text, and what the editor should check about it.

    Args:
        data: The file.
        declared: Whether the text itself may say how it is encoded, as HTML does.

    Raises:
        AddError: If it is no text, or nobody can say in which encoding.
    """
    text, guess = _decode(data, declared=declared)
    if text is None or len(_BINARY.findall(text)) > _MAX_BINARY * len(text) or "\0" in text:
        msg = "it is not a text file, or in an unknown encoding; save it as UTF-8 text"
        raise AddError(msg)
    if guess is None:
        return text, ()
    note = f"not UTF-8; read as {guess}. If letters look wrong, save the file as UTF-8 first"
    return text, (Dropped("encoding guessed", note),)


def _decode(data: bytes, *, declared: bool) -> tuple[str | None, str | None]:
    """Return the text and the encoding if it had to be guessed."""
    certain = [name for mark, name in _MARKED if data.startswith(mark)][:1] or ["utf-8"]
    if declared and (said := _DECLARED.search(data[:_HEAD])):
        certain.append(said[1].decode("ascii"))
    for name in certain:
        try:
            return data.decode(name), None
        except (UnicodeDecodeError, LookupError):
            continue
    if b"\0" in data:
        return None, None
    try:
        baltic = data.decode("cp1257")
    except UnicodeDecodeError:
        baltic = ""
    foreign = {c for c in baltic.lower() if ord(c) > 127 and c.isalpha()}
    if foreign and foreign <= _LATVIAN:
        return baltic, "windows-1257"
    best = from_bytes(data, cp_isolation=["cp1252", "cp1250", "cp1251"]).best()
    return (str(best), best.encoding) if best else (None, None)
