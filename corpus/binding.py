"""Which sentences must not be torn apart when quoted.

A quote can be every character the document's own and still mislead, by stopping just
before "But if you're bleeding heavily … see your doctor", by starting with "This means",
or by giving someone's words without saying whose, or one item of a list without what
introduces it ("Do not take it if:"). The rules are a list of openings for
each language: crude, but every effect of theirs is to quote a sentence more, never less.
A language without a list is quoted as it stands.
"""

import re
from collections.abc import Sequence

ITEM = "•"
"""Opens every item of a list that says little without its introduction."""

_OPENING_MARKS = " \t\n“„«\"'‘(–—"

# The sentence takes something back from the one before it, or says when it does not hold.
_QUALIFIES = {
    "en": re.compile(
        r"(?:but|however|though|although|yet|still|nevertheless|that said|even so|otherwise|"
        r"unless|except|on the other hand|by contrast|instead|"
        r"if (?:the|it|its|this|that|these|those|they|left|not|so))\b",
        re.IGNORECASE,
    ),
    "lv": re.compile(
        r"(?:bet|tomēr|taču|savukārt|toties|turpretī|turpretim|lai gan|kaut gan|kaut arī|"
        r"pretējā gadījumā|citādi|izņemot|ja (?:tas|tā|tie|tās|šis|šī|šie|šīs|to|nē))\b",
        re.IGNORECASE,
    ),
}

# The sentence points back, and says little without the one before it.
_LEANS_BACK = {
    "en": re.compile(
        r"(?:this|that|these|those|they|it|its|he|she|and|or|so|also|plus|then|too|such)\b"
        r"(?!’s (?:important|normal|common|best|good|okay|ok)\b)",
        re.IGNORECASE,
    ),
    "lv": re.compile(
        r"(?:šis|šī|šie|šīs|šo|šos|šajā|šajos|tas|tā|tie|tās|to|tos|viņš|viņa|viņi|un|arī|tad|"
        r"tāpēc|tādēļ|turklāt|līdz ar to|proti)\b(?! kā\b)",
        re.IGNORECASE,
    ),
}

_SPEECH = re.compile(r"^[“„«\"]")
# A tag after the closing mark: ...,” says Dr. Inkster. / ...,” saka Dr. Kalniņa.
_TAGGED = re.compile(r"[,?!]?[”“»\"],?\s+(?:\w+[\s.]+){0,3}\w+\.?$|[”“»\"]\s+\w")


def qualifies(sentence: str, language: str) -> bool:
    """Tell whether ``sentence`` limits, or lists, what the sentence before it says."""
    return sentence.startswith(ITEM) or _opens_with(_QUALIFIES, sentence, language)


def leans_back(sentence: str, language: str) -> bool:
    """Tell whether ``sentence`` needs the sentence before it to be understood."""
    return _opens_with(_LEANS_BACK, sentence, language)


def is_untagged_speech(sentence: str) -> bool:
    """Tell whether ``sentence`` is somebody's words without saying whose."""
    return bool(_SPEECH.match(sentence)) and not _TAGGED.search(sentence)


def is_speech(sentence: str) -> bool:
    """Tell whether ``sentence`` opens with a quotation mark."""
    return bool(_SPEECH.match(sentence))


def whole_quote(sentences: Sequence[str], first: int, last: int, language: str) -> tuple[int, int]:
    """Widen ``sentences[first : last + 1]`` until nothing is torn.

    Args:
        sentences: The sentences of one passage, in reading order.
        first: Index of the first sentence wanted.
        last: Index of the last sentence wanted, inclusive.
        language: ISO 639-1 code of the sentences.

    Returns:
        The widened ``(first, last)``, inclusive, inside the passage.
    """
    while first > 0 and (
        leans_back(sentences[first], language)
        or qualifies(sentences[first], language)
        or is_untagged_speech(sentences[first])
    ):
        first -= 1
    while last + 1 < len(sentences) and qualifies(sentences[last + 1], language):
        last += 1
    return first, last


def _opens_with(lists: dict[str, re.Pattern[str]], sentence: str, language: str) -> bool:
    pattern = lists.get(language)
    return pattern is not None and bool(pattern.match(sentence.lstrip(_OPENING_MARKS)))
