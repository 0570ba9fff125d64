"""Write the form that :mod:`index.drafting.form` reads, with everything an editor needs."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus import Document
from corpus.bank import BankQuestion
from corpus.errors import DraftError
from corpus.safe_file import replace_file
from index.drafting.form import anchors, form_path, prefixes
from index.drafting.neighbours import Neighbours
from index.passages import SECTION_SEPARATOR, Passage, split_passages

PATTERNS = 2
"""Visitors' questions shown for each passage and language."""

NEAR_TOPICS = 6
"""Topics near to the document that are offered besides the general ones."""

GENERAL = {
    "cost": ("How much does it cost?", "Cik tas maksā?"),
    "where-to-get": ("Where can I get it?", "Kur to var dabūt?"),
    "how-often": ("How often should I do it?", "Cik bieži tas jādara?"),
    "how-long": ("How long does it take?", "Cik ilgi tas aizņem?"),
    "side-effects": ("Are there side effects?", "Vai ir blakusparādības?"),
    "pregnancy": ("Is it safe in pregnancy?", "Vai tas ir droši grūtniecības laikā?"),
    "age": ("From what age?", "No kāda vecuma?"),
    "alone-at-home": ("Can I do it myself at home?", "Vai to var darīt pašam mājās?"),
}
"""What visitors ask about anything, by a topic's id for a corpus that has none for it yet."""

_HELP = """\
# Questions for “{title}” ({id})
#
# How to fill this in. Lines that begin with > are the document's sentences. Below each, write
# the questions which that sentence answers all by itself, as your visitors would ask them:
# one a line, {languages}. As many as you can, in different words:
# short ones, worried ones, careless ones. 15 for each paragraph and language are a good number.
#
#     en: how long will it bleed
#     en: Is it normal that it still bleeds?
#     lv: Cik ilgi asiņos?
#
# Leave empty what you have nothing for. Do not change the lines that begin with > or ?. Lines
# that begin with # are for you alone; the questions in them are patterns of how visitors put
# things, not questions of this document. At the end come questions that the document does NOT
# answer; they keep the bot from answering beside the point.
#
# Then save this file (as UTF-8) and run:  quotewell corpus questions review {id}
"""


def write_form(
    directory: Path, document: Document, neighbours: Neighbours, languages: Sequence[str]
) -> Path:
    """Write an empty form for ``document`` and return where it is.

    Raises:
        DraftError: If there is one already, or it cannot be written.
    """
    path = form_path(directory, document.id)
    if path.exists():
        msg = f"{path} is there already. Fill it in, or move it away to get a new one."
        raise DraftError(msg)
    try:
        replace_file(path, "".join(_form(document, neighbours, languages)))
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror})."
        raise DraftError(msg) from None
    return path


def _form(document: Document, neighbours: Neighbours, languages: Sequence[str]) -> Iterator[str]:
    yield _HELP.format(title=document.title, id=document.id, languages=prefixes(languages))
    last: Passage | None = None
    for passage, anchor in anchors(document):
        if passage is not last:
            last = passage
            heading = SECTION_SEPARATOR.join(passage.section)
            yield f"\n\n# ==== {heading or document.title}\n"
            near = neighbours.near_passage(passage)
            for language in languages:
                patterns = [q.text for q in near if q.answered and q.language == language]
                for pattern in patterns[:PATTERNS]:
                    yield f"# visitors' wording: {pattern}\n"
        yield f"\n> {' '.join(anchor.split())}\n{_blanks(languages)}"
    yield "\n\n# ==== Questions that the document does NOT answer\n"
    yield "# To add a topic of your own, write a line like:  ? opening-hours\n"
    for topic, name, patterns in _topics(document, neighbours, languages):
        yield f"\n? {topic}\n# {name}\n"
        yield from (f"# visitors' wording: {pattern}\n" for pattern in patterns)
        yield _blanks(languages)


def _topics(
    document: Document, neighbours: Neighbours, languages: Sequence[str]
) -> Iterator[tuple[str, str, list[str]]]:
    """Yield topics to ask about: id, what it is, and questions of it as patterns.

    First what visitors ask about anything, by the corpus' own topics where it has them, then
    the topics that lie near to the document.
    """
    seen: set[str] = set()
    for id_, asked in GENERAL.items():
        near = [q for q in neighbours.near_question(asked[0]) if q.topic is not None]
        topic = (near[0].topic if near else None) or id_
        if topic not in seen:
            seen.add(topic)
            yield topic, " / ".join(asked), _patterns(near, topic, languages)
    for passage in split_passages(document):
        near = [q for q in neighbours.near_passage(passage) if q.topic is not None]
        topic = (near[0].topic if near else None) or ""
        if topic and topic not in seen and len(seen) < len(GENERAL) + NEAR_TOPICS:
            seen.add(topic)
            name = neighbours.topic_name(topic)
            yield topic, name, _patterns(near, topic, languages)


def _patterns(near: Sequence[BankQuestion], topic: str, languages: Sequence[str]) -> list[str]:
    return [
        q.text
        for language in languages
        for q in [q for q in near if q.topic == topic and q.language == language][:1]
    ]


def _blanks(languages: Sequence[str]) -> str:
    return "".join(f"{language}:\n" for language in languages)
