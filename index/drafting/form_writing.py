"""Write the form that :mod:`index.drafting.form` reads, with everything an editor needs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import fill

from corpus import Document
from corpus.bank import BankQuestion
from corpus.errors import DraftError
from corpus.safe_file import replace_file
from index.drafting.form import anchors, form_path, prefixes
from index.drafting.neighbours import Neighbours
from index.passages import SECTION_SEPARATOR, Passage, split_passages

PATTERNS = 2
"""Visitors' questions shown for each passage and language."""

TOPICS = 14
"""Topics offered at the end, the nearest to the document first."""

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
"""What visitors ask about anything, by a topic's id for a corpus that has no topics yet."""

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


_NOT_ANSWERED = """

# ==== Questions that “{title}” does NOT answer
#
# Write what visitors will ask about the same things although the document does not say it,
# under the topic (a line with ?) that fits best. For a topic of your own write a line such as
#     ? opening-hours
# Visitors ask of nearly everything:
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
            near = [q for q in neighbours.near_passage(passage) if q.answered]
            for pattern in _patterns(near, languages, PATTERNS):
                yield f"# visitors' wording: {pattern}\n"
        yield f"\n> {' '.join(anchor.split())}\n{_blanks(languages)}"
    yield _NOT_ANSWERED.format(title=document.title)
    for language, number in (("en", 0), ("lv", 1)):
        if language in languages:
            general = " ".join(asked[number] for asked in GENERAL.values())
            indent = "#     "
            yield fill(general, 96, initial_indent=indent, subsequent_indent=indent) + "\n"
    for topic, name, near_topic in _topics(document, neighbours):
        yield f"\n? {topic}\n# {name}\n"
        for pattern in _patterns(near_topic, languages):
            yield f"# visitors' wording: {pattern}\n"
        yield _blanks(languages)


def _topics(
    document: Document, neighbours: Neighbours
) -> Iterator[tuple[str, str, list[BankQuestion]]]:
    """Yield topics to ask about: id, name, and the bank's questions of it.

    A topic is near if it is nearest to a passage, or to what visitors ask about anything,
    asked of this document.
    """
    nears = [neighbours.near_passage(passage) for passage in split_passages(document)]
    nears += [neighbours.near_question(f"{document.title}: {one}") for one, _ in GENERAL.values()]
    votes: dict[str, list[BankQuestion]] = {}
    count: Counter[str] = Counter()
    for near in nears:
        first = next((q for q in near if q.topic is not None), None)
        if first is not None and first.topic is not None:
            count[first.topic] += 1
            votes.setdefault(first.topic, [q for q in near if q.topic == first.topic])
    for topic, _ in count.most_common(TOPICS):
        yield topic, neighbours.topic_name(topic), votes[topic]
    if not count:
        for topic, asked in GENERAL.items():
            yield topic, " / ".join(asked), []


def _patterns(near: Sequence[BankQuestion], languages: Sequence[str], count: int = 1) -> list[str]:
    return [
        q.text
        for language in languages
        for q in [q for q in near if q.language == language][:count]
    ]


def _blanks(languages: Sequence[str]) -> str:
    return "".join(f"{language}:\n" for language in languages)
