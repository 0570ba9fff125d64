"""Cut a paragraph into sentences, as exact offsets.

The cutting is done by ``sentencex`` (Wikimedia), which knows some 200 languages, Latvian
and English among them, and keeps offsets. The repairs are ours, each for a case seen to
fail: abbreviations it does not know ("plkst. 9.00", "Max. 2 tablets", "Mon. to Fri."),
words it always takes for one ("The answer is no. Ask again."), and white space it counts to
the sentence before.
"""

import re
from itertools import pairwise

from sentencex import get_sentence_boundaries

from corpus.document import Span

# A boundary right after one of these is none. Only what sentencex gets wrong stands here:
# abbreviations usually followed by a number or a name.
_UNFINISHED = {
    "en": re.compile(r"(?:^|[\s(])(?:Dr|Mr|Mrs|Ms|Prof|St|vs|approx|No|Fig|e\.g|i\.e)\.$"),
    "lv": re.compile(
        r"(?:^|[\s(])(?:plkst|Nr|nr|Dr|dr|prof|piem|t\.i|t\.sk|u\.c|u\.tml|utt|sk|lpp|dz|tālr|apm|"
        r"ap|st|gs|milj|tūkst)\.$"
    ),
}
# These are unfinished before a number only.
_BEFORE_NUMBER = {
    "en": re.compile(
        r"(?:^|[\s(])(?:no|nos|tel|ext|max|min|incl|ca|approx|fig|p|pp|ch|vol)\.$", re.IGNORECASE
    ),
    "lv": re.compile(
        r"(?:^|[\s(])(?:nr|tālr|tel|maks|min|skat|sk|apm|aptuv|plkst|pl|ap|kab|k|dz|lpp)\.$",
        re.IGNORECASE,
    ),
}
_NUMBER = re.compile(r"[+(]?\d")
# "2010. gada": an ordinal number's full stop ends no sentence when a small letter follows, and
# neither does that of a short word ("Mon. to Fri.", "kab. durvis").
_ORDINAL = re.compile(r"(?:\d|\b[^\W\d_]{1,5})\.$")
# These may end a sentence; they bind only when what follows is no new sentence.
_MAY_END = re.compile(r"(?:u\.c|u\.tml|utt|lpp|gs)\.$")
# sentencex never ends a sentence at these; a capitalised word after them begins one.
_ENDS = {
    "en": re.compile(r"\b(?:no|min|max)\.(?=\s+[A-Z][a-z’']*\s)"),
    "lv": re.compile(r"\b(?:u\.\s?c|u\.\s?tml|utt|min)\.(?=\s+[A-ZĀČĒĢĪĶĻŅŠŪŽ][^\W\d_A-Z]+\s)"),
}


def split_sentences(text: str, span: Span, language: str) -> tuple[Span, ...]:
    """Return the sentences of ``text[span]``, ordered, disjoint, covering all but white space.

    Args:
        text: The document's text.
        span: The paragraph to cut.
        language: ISO 639-1 code; languages unknown to sentencex fall back to its defaults.
    """
    piece = text[span.start : span.end]
    cuts = [0]
    found = {boundary["end_index"] for boundary in get_sentence_boundaries(language, piece)}
    if language in _ENDS:
        found |= {missed.end() for missed in _ENDS[language].finditer(piece)}
    for end in sorted(found):
        if cuts[-1] < end < len(piece) and _is_boundary(piece, end, language):
            cuts.append(end)
    cuts.append(len(piece))
    spans = (_trim(piece, a, b) for a, b in pairwise(cuts))
    return tuple(Span(span.start + a, span.start + b) for a, b in spans if a < b)


def _is_boundary(piece: str, end: int, language: str) -> bool:
    before, after = piece[:end].rstrip(), piece[end:].lstrip()
    if not after or not before or not re.search(r"\w", after) or not re.search(r"\w", before):
        return False
    small = after[0].islower()
    if _ORDINAL.search(before) and small:
        return False
    numbered = _BEFORE_NUMBER.get(language)
    if numbered and _NUMBER.match(after) and numbered.search(before):
        return False
    unfinished = _UNFINISHED.get(language)
    if unfinished is None or not unfinished.search(before):
        return True
    return bool(_MAY_END.search(before)) and not small and not after[0].isdigit()


def _trim(piece: str, start: int, end: int) -> tuple[int, int]:
    while start < end and piece[start].isspace():
        start += 1
    while end > start and piece[end - 1].isspace():
        end -= 1
    return start, end
