"""The lint of a corpus: what is missing, too long, or stands in two documents."""

from pathlib import Path

from corpus import load_corpus
from corpus.lint import LONG_PARAGRAPH_WORDS, lint_corpus
from tests.bot.bot_support import write_banked
from tests.support import ENGLISH, LATVIAN, Draft, made_corpus


def test_a_document_without_bank_questions_is_one_finding(tmp_path: Path) -> None:
    """Whether others have some or nobody has; its paragraphs are not listed besides."""
    for corpus in (
        load_corpus(write_banked(tmp_path / "banked")),
        made_corpus(tmp_path / "without", LATVIAN),
    ):
        found = [one for one in lint_corpus(corpus) if "bank questions" in one]
        own = [one for one in found if one.startswith("kopsana:")]
        assert len(own) == 1
        assert own[0].endswith("quotewell corpus questions draft kopsana")


def test_a_paragraph_too_long_to_quote_is_named(tmp_path: Path) -> None:
    """One word over the bound, in short sentences; at the bound it passes."""
    sentence = "Use only warm water here. "
    for words, named in ((LONG_PARAGRAPH_WORDS, False), (LONG_PARAGRAPH_WORDS + 5, True)):
        corpus = made_corpus(tmp_path, Draft("care", sentence * (words // 5) + "\n"))
        found = [one for one in lint_corpus(corpus) if "a paragraph of" in one]
        assert bool(found) is named
        assert all(f"care: a paragraph of {words} words at 0; break it up" in one for one in found)


def test_a_paragraph_in_two_documents_is_named_once(tmp_path: Path) -> None:
    """Case and punctuation do not hide it; within one document it is no finding."""
    again = "Sip tea.\n\nUSE warm water - but never use hot water!\n\nRest.\n\nRest!\n\nBye.\n"
    corpus = made_corpus(tmp_path, ENGLISH, Draft("other", again))
    found = [one for one in lint_corpus(corpus) if "the same paragraph" in one]
    assert len(found) == 1
    assert found[0].startswith("care:35, other:10: the same paragraph; drop one: “Use warm")


def test_one_question_in_two_documents_is_no_fault(tmp_path: Path) -> None:
    """What each says is listed with the index; twice in one document it stays a finding."""
    directory = write_banked(tmp_path)
    file = directory / "questions" / "kopsana.toml"
    block = '[[answered]]\nanchor = "{}"\nquestions.en = ["how WARM should the water be"]\n'
    file.write_text(block.format("Pirms sākat, nomazgājiet rokas."), encoding="utf-8")
    assert not [one for one in lint_corpus(load_corpus(directory)) if "two places" in one]
    second = block.format("Zvaniet mums, ja asiņošana nerimst stundas laikā.")
    file.write_text(file.read_text(encoding="utf-8") + second, encoding="utf-8")
    found = [one for one in lint_corpus(load_corpus(directory)) if "two places" in one]
    assert found == ["bank: the same question in two places: “how WARM should the water be”"]
