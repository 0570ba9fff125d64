"""Find the several needs in one message.

"Does it hurt, and do we need a condom?" asks two things whose answers stand in different
passages; a story may end with two questions. Each part that can stand alone is asked for
itself beside the whole message, and the pipeline quotes for each part that is answered.
"""

import re

from corpus import Span
from corpus.sentences import split_sentences

LEAST_WORDS = 3
"""A part of fewer words says too little to be asked alone."""

MOST_PARTS = 4
"""Each part costs an embedding; a longer story keeps its last parts, where the asking is."""

_JOINTS = {
    "en": re.compile(r"[,;]?\s+(?:and|also|plus)\s+|;\s+|(?<=\?)\s+", re.IGNORECASE),
    "lv": re.compile(r"[,;]?\s+(?:un|kā arī)\s+|;\s+|(?<=\?)\s+", re.IGNORECASE),
}


def split_needs(text: str, language: str) -> tuple[str, ...]:
    """Return the parts of a message that may each be a need of its own.

    Args:
        text: The message, one line.
        language: ISO 639-1 code; one without joints of its own is cut into sentences only.

    Returns:
        Two to four parts in order, or none if the message is one need.
    """
    parts: list[str] = []
    for span in split_sentences(text, Span(0, len(text)), language):
        sentence = text[span.start : span.end]
        joint = _JOINTS.get(language)
        pieces = joint.split(sentence) if joint else [sentence]
        if any(len(piece.split()) < LEAST_WORDS for piece in pieces):
            pieces = [sentence]  # "you and me", "bed and breakfast": no second need
        parts += pieces
    parts = [part.strip() for part in parts if len(part.split()) >= LEAST_WORDS]
    return tuple(parts[-MOST_PARTS:]) if len(parts) > 1 else ()
