"""``corpus diff`` against an index, and what ``index status`` says of reviews."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import app
from corpus import Corpus
from corpus.diff import sentences_of
from index.disk import DiskPlace
from index.errors import IndexMissingError
from index.settings import IndexSettings
from tests.support import FakeEmbedder, copied


def run(corpus: Path, index: Path, *command: str) -> Result:
    """Run a command of ``quotewell`` on a corpus and an index."""
    return CliRunner().invoke(app.cli, [*command, "--corpus", str(corpus), "--index", str(index)])


def test_index_holds_the_sentences_it_was_built_from(pristine: tuple[Corpus, Path]) -> None:
    """All of them, in reading order."""
    corpus, index = pristine
    assert DiskPlace(index).sentences() == sentences_of(corpus)


def test_diff_names_what_changed_since_the_build(
    pristine: tuple[Corpus, Path], tmp_path: Path
) -> None:
    """Nothing at first; an edit then, though the index is stale."""
    built, index = pristine
    corpus = copied(built.directory, tmp_path / "corpus")
    same = run(corpus, index, "corpus", "diff")
    assert (same.exit_code, same.output) == (0, "Nothing that can be quoted has changed.\n")
    path = corpus / "care.txt"
    path.write_text(path.read_text().replace("warm water", "cold water"))
    edited = run(corpus, index, "corpus", "diff")
    assert edited.exit_code == 3
    expected = "changed: care\n  − Use warm water.\n  + Use cold water.\n"
    assert edited.output == expected
    assert run(corpus, index, "corpus", "diff", "--with", str(built.directory)).output == expected


def test_diff_without_an_index_says_what_to_do(
    pristine: tuple[Corpus, Path], tmp_path: Path
) -> None:
    """It is built, or an earlier copy is named."""
    with pytest.raises(IndexMissingError):
        DiskPlace(tmp_path).sentences()
    done = run(pristine[0].directory, tmp_path, "corpus", "diff")
    assert done.exit_code == 1
    assert "Build it" in done.output


def test_status_names_overdue_reviews(
    pristine: tuple[Corpus, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Review dates make no index stale; an overdue one is told."""
    monkeypatch.setattr(IndexSettings, "embedder", lambda self: FakeEmbedder())
    corpus = copied(pristine[0].directory, tmp_path / "corpus")
    path = corpus / "manifest.toml"
    manifest = path.read_text(encoding="utf-8")
    path.write_text(
        manifest.replace("\n[document.content]", "review_until = 2020-01-01\n[document.content]", 1)
    )
    done = run(corpus, pristine[1], "index", "status")
    assert done.exit_code == 0, done.output
    assert done.output.startswith("care: its review was due on 2020-01-01.\ncurrent: ")
