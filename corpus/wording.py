"""Tell whether a line may stand in the question bank as something a visitor typed.

Drafts come from language models, which wrap questions in markup, address their user, or
repeat what a document tells them to say. What is refused here is refused whoever wrote it.
"""

import re
import unicodedata

MAX_CHARACTERS = 300
"""A bank question is no longer than this."""

_MARKUP = re.compile(
    r"<[\w/!|?]|[`{}\\]|\]\(|\[\[|\[/?[A-Z]{2,}|\*\*|__|https?:|www\.|^\W*(?:[-*#>|•]|\d+[.)])\s",
    re.IGNORECASE,
)
# Words of somebody who speaks to a machine or as one; no visitor of a clinic does.
_TO_A_MACHINE = re.compile(
    r"\b(?:ignor\w+|disregard|forget|aizmirsti|neņem vērā)\b.{0,40}"
    r"\b(?:instruction|prompt|rule|instrukcij|norādījum|noteikum)"
    r"|\bsystem (?:prompt|message)|\b(?:as|i am|i['’]m|you are) an? (?:\w+ )?"
    r"(?:ai|language model|assistant)\b|^\W*(?:system|assistant|user|human|question|answer|"
    r"jautājums|atbilde)\s*\d*:",
    re.IGNORECASE,
)
# Controls, surrogates, unassigned, private use, and invisible marks that change how text reads.
_UNREADABLE = {"Cc", "Cs", "Cn", "Co", "Cf", "Zl", "Zp"}


def wording_fault(text: str) -> str | None:
    """Say why ``text`` cannot be a bank question; None if it can, as far as its form goes."""
    if not any(c.isalnum() for c in text):
        return "empty"
    if "\n" in text or "\r" in text:
        return "more than one line"
    if len(text) > MAX_CHARACTERS:
        return f"over {MAX_CHARACTERS} characters"
    if any(unicodedata.category(c) in _UNREADABLE for c in text):
        return "characters that cannot be read"
    if _MARKUP.search(text):
        return "markup or a link"
    if _TO_A_MACHINE.search(text):
        return "speaks to a machine, not to a clinic"
    return None
