"""Translations: tied to their sentences, labelled, set aside when stale; and the lint."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import cli
from bot.messages import LANGUAGES
from corpus import Corpus, CorpusError, Document, Span, load_corpus
from corpus.lint import lint_corpus
from corpus.translation import MACHINE_DRAFT, REVIEWED, Review, Translation, digest
from corpus.translation_lint import INTERFACE
from corpus.translations import sources, untranslated
from index.records import contents_of, ingredients
from tests.support import ENGLISH, LATVIAN, FakeEmbedder, write_corpus

NAME = "translations/care.lv.toml"
# All of the small English document but its title.
LATVIAN_WORDS = {
    "Wash your hands before you start.": "Pirms sāc, nomazgā rokas.",
    "Use warm water.": "Lieto siltu ūdeni.",
    "But never use hot water.": "Bet nekad nelieto karstu ūdeni.",
    "When to call": "Kad zvanīt",
    "Call us if the bleeding does not stop within an hour.": "Zvani mums, ja asiņošana stundas "
    "laikā neapstājas.",
}
DRAFT = Review(MACHINE_DRAFT)


def entry(source: str, text: str, more: str = "") -> str:
    """Return one entry of a file."""
    hashed = f'source = "{source}"\nsha256 = "{digest(source)}"'
    return f'[[translated]]\n{hashed}\ntext = "{text}"\n{more}\n'


def write(directory: Path, text: str, name: str = NAME) -> Path:
    """Write a file of translations."""
    path = directory / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def translated(tmp_path: Path) -> Path:
    """The small corpus, its English document translated, free to be changed."""
    directory = write_corpus(tmp_path / "corpus", ENGLISH, LATVIAN)
    entries = "".join(entry(*pair) for pair in LATVIAN_WORDS.items())
    write(directory, f'status = "machine draft"\n{entries}{entry("Wound care", "Brūces kopšana")}')
    return directory


def edit(directory: Path, name: str, old: str, new: str) -> None:
    """Replace ``old`` in one file of the corpus."""
    file = directory / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def span_of(document: Document, first: str, last: str) -> Span:
    """Return the span from one sentence to another."""
    return Span(document.text.index(first), document.text.index(last) + len(last))


def test_a_quotes_translation_is_that_of_its_sentences(translated: Path) -> None:
    """Sentences are joined, paragraphs stay apart, and what is torn has none."""
    care = load_corpus(translated)["care"]
    water = span_of(care, "Use warm water.", "But never use hot water.")
    both = "Lieto siltu ūdeni. Bet nekad nelieto karstu ūdeni."
    assert care.translation(water, "lv") == Translation("lv", both, DRAFT)
    whole = span_of(care, "Wash your hands", "But never use hot water.")
    found = care.translation(whole, "lv")
    assert found
    assert found.text == f"Pirms sāc, nomazgā rokas.\n\n{both}"
    assert care.translation(Span(water.start, water.end - 1), "lv") is None
    assert care.translation(Span(water.start + 1, water.end), "lv") is None
    assert care.translation(water, "de") is None
    assert care.translation(water, "en") is None


def test_an_edited_sentence_loses_its_translation(translated: Path) -> None:
    """It is never shown, nor is any quote with that sentence; the lint names it twice."""
    edit(translated, "care.txt", "never use hot", "do not use hot")
    corpus = load_corpus(translated)
    care = corpus["care"]
    assert care.translation(span_of(care, "But do", "hot water."), "lv") is None
    assert care.translation(span_of(care, "Use warm", "hot water."), "lv") is None
    assert care.translation(span_of(care, "Use warm", "Use warm water."), "lv")
    findings = lint_corpus(corpus)
    assert [one for one in findings if "set aside" in one and "But never use hot water." in one]
    assert [one for one in findings if "no translation into 'lv': “But do not use" in one]


def test_replacing_words_everywhere_does_not_carry_a_translation_along(translated: Path) -> None:
    """The source in the file is changed like the document; the hash tells, and is told."""
    for name in ("care.txt", NAME):
        edit(translated, name, "Use warm water", "Use cool water")
    corpus = load_corpus(translated)
    cool = "Use cool water."
    assert corpus["care"].translated(cool, "lv") is None
    assert [one for one in lint_corpus(corpus) if f'write sha256 = "{digest(cool)}"' in one]
    # Nor does a true hash under words that are not its own.
    hands = "Wash your hands before you start."
    edit(translated, NAME, digest(hands), digest(cool))
    edit(translated, NAME, digest("Use warm water."), digest(hands))
    care = load_corpus(translated)["care"]
    assert care.translated(cool, "lv") is None
    assert care.translated(hands, "lv") is None


def test_the_least_that_holds_for_all_is_said() -> None:
    """One draft makes a draft of all; else all reviewers, and the oldest day."""
    old, new = date(2026, 1, 2), date(2026, 3, 4)
    first, second = Review(REVIEWED, "A", new), Review(REVIEWED, "B", old)
    assert Review.of_all([first, first]) == first
    assert Review.of_all([first, second]) == Review(REVIEWED, "A, B", old)
    assert Review.of_all([first, DRAFT]) == DRAFT


@pytest.mark.parametrize(
    ("status", "by", "on"),
    [
        ("reviewed", None, None),
        ("reviewed", "A", None),
        ("reviewed", None, date(2026, 1, 2)),
        ("machine draft", "A", None),
        ("machine draft", None, date(2026, 1, 2)),
        ("fine", None, None),
    ],
)
def test_no_review_without_a_reviewer(status: str, by: str | None, on: date | None) -> None:
    """A status that nobody answers for cannot be constructed."""
    with pytest.raises(ValueError, match="reviewed"):
        Review(status, by, on)  # type: ignore[arg-type]  # wrong on purpose


def test_impossible_translations_cannot_be_constructed(translated: Path) -> None:
    """An empty one, and one into the document's own language."""
    with pytest.raises(ValueError, match="without words"):
        Translation("lv", " ", DRAFT)
    care = load_corpus(translated)["care"]
    with pytest.raises(ValueError, match="own language"):
        replace(care, translations={"en": {}})


def test_one_entry_may_be_reviewed_by_itself(translated: Path) -> None:
    """What stands with an entry goes before what stands at the top."""
    reviewed = 'status = "reviewed"\nreviewed_by = "Dr. A"\nreviewed = 2026-03-04'
    edit(translated, NAME, 'text = "Lieto siltu ūdeni."', f'text = "Lieto siltu."\n{reviewed}')
    care = load_corpus(translated)["care"]
    one = care.translated("Use warm water.", "lv")
    assert one
    assert one.review == Review(REVIEWED, "Dr. A", date(2026, 3, 4))
    both = care.translation(span_of(care, "Use warm", "hot water."), "lv")
    assert both
    assert both.review == DRAFT


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        (NAME, 'status = "machine draft', "not valid TOML"),
        (NAME, "", "status: Field required"),
        (NAME, 'status = "fine"', "'machine draft' or 'reviewed'"),
        (NAME, 'status = "reviewed"', "needs reviewed_by and reviewed"),
        (NAME, 'status = "machine draft"\nreviewed_by = "A"', "'machine draft' has neither"),
        (NAME, 'status = "reviewed"\nreviewed_by = "A"\nreviewed = 20260304', "valid date"),
        (NAME, 'status = "machine draft"\nreviewer = "A"', "reviewer"),
        (NAME, 'status = "machine draft"\n' + entry("a", "b", 'reviewed_by = "A"'), "beside them"),
        (NAME, 'status = "machine draft"\n' + 2 * entry("Use warm water.", "b"), "twice"),
        (NAME, 'status = "machine draft"\n[[translated]]\nsource = "a"\nsha256 = "1"', "sha256"),
        ("translations/care.en.toml", 'status = "machine draft"', "itself in 'en'"),
    ],
)
def test_a_broken_file_says_what_is_wrong(
    translated: Path, name: str, text: str, says: str
) -> None:
    """The error is one line that names the file and the fault."""
    write(translated, text, name)
    with pytest.raises(CorpusError) as caught:
        load_corpus(translated)
    assert name in str(caught.value)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["translations/gone.lv.toml", "translations/care.toml"])
def test_a_file_of_no_document_is_named(translated: Path, name: str) -> None:
    """A document that was taken out leaves its translations behind; the corpus still loads."""
    write(translated, "not even TOML", name)
    corpus = load_corpus(translated)
    assert [one for one in lint_corpus(corpus) if name in one and "belongs to no document" in one]


def test_lint_names_a_missing_file_once(translated: Path) -> None:
    """The Latvian document has no translation: a line with what to do, and no other."""
    found = [one for one in lint_corpus(load_corpus(translated)) if "transl" in one]
    assert len(found) == 1
    assert found[0].startswith("kopsana: no translation into 'en'")
    assert "translations/kopsana.en.toml" in found[0]
    assert found[0].endswith("quotewell corpus untranslated kopsana en")


def test_lint_knows_the_languages_of_the_page() -> None:
    """They are written down twice, because the corpus must not import the bot."""
    assert INTERFACE == LANGUAGES


def test_lint_names_other_numbers(translated: Path) -> None:
    """A translation that loads and yet says something else."""
    edit(translated, NAME, "stundas laikā neapstājas", "divu stundu laikā neapstājas")
    findings = lint_corpus(load_corpus(translated))
    assert [one for one in findings if "has 2 0 times in the source, 1 in it: “Call us" in one]


@pytest.mark.parametrize("change", ["edit", "new file", "first file", "remove"])
def test_a_running_chat_notices(tmp_path: Path, translated: Path, change: str) -> None:
    """Like an edit of the bank; but nothing that is embedded, or compared with it, changes."""
    directory = translated
    if change == "first file":
        directory = write_corpus(tmp_path / "other", ENGLISH, LATVIAN)
    corpus = load_corpus(directory)
    assert corpus.is_current()
    if change == "edit":
        edit(directory, NAME, "siltu", "remdenu")
    elif change == "remove":
        (directory / NAME).unlink()
    else:
        if change == "new file":
            # A coarse clock may give both changes of the directory the same time.
            os.utime(directory / "translations", ns=(0, 0))
            corpus = load_corpus(directory)
        write(directory, 'status = "machine draft"', "translations/care.de.toml")
    assert not corpus.is_current()
    fake, changed = FakeEmbedder(), load_corpus(directory)
    assert ingredients(corpus, contents_of(corpus), fake) == ingredients(
        changed, contents_of(changed), fake
    )


def test_the_form_is_what_is_missing(translated: Path) -> None:
    """It can be appended as printed, empty at first, and names nothing once filled in."""
    edit(translated, "care.txt", "warm water", "“cool” water")
    printed = CliRunner().invoke(cli, ["corpus", "untranslated", "care", "lv", *at(translated)])
    assert printed.exit_code == 0
    path = translated / NAME
    path.write_text(path.read_text(encoding="utf-8") + printed.stdout, encoding="utf-8")
    assert list(untranslated(load_corpus(translated)["care"], "lv")) == ["Use “cool” water."]
    edit(translated, NAME, 'text = ""', 'text = "Lieto vēsu ūdeni."')
    assert not list(untranslated(load_corpus(translated)["care"], "lv"))
    again = CliRunner().invoke(cli, ["corpus", "untranslated", "care", "lv", *at(translated)])
    assert again.stdout == ""


def at(directory: Path) -> tuple[str, str]:
    """Return the option that names a corpus."""
    return "--corpus", str(directory)


def test_shipped_documents_are_translated_whole(shipped: Corpus) -> None:
    """Every sentence, heading and title, both ways, and none claims a review it did not have."""
    both = {"en": "lv", "lv": "en"}
    assert not shipped.translations.stale
    for document in shipped.values():
        assert set(document.translations) == {both[document.language]}
        assert not list(untranslated(document, both[document.language]))
        for source in sources(document):
            translation = document.translated(source, both[document.language])
            assert translation
            assert translation.review == DRAFT
            assert translation.text != source
