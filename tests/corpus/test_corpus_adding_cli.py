"""``corpus add`` and ``remove`` as an editor types them."""

import sys
from pathlib import Path

import pytest
import tomlkit
from typer.testing import CliRunner, Result

import app
from corpus import load_corpus
from tests.corpus import leaflets
from tests.support import ENGLISH, LATVIAN, write_corpus

DESCRIBED = (
    *("--title", leaflets.TITLE, "--publisher", "City Clinic"),
    *("--language", "en", "--licence", "Ours"),
)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A corpus of two documents."""
    return write_corpus(tmp_path / "corpus", ENGLISH, LATVIAN)


def typed(directory: Path, *words: str, answers: str | None = None) -> Result:
    """Run ``quotewell corpus``; with ``answers``, in a terminal."""
    with pytest.MonkeyPatch.context() as patch:
        if answers is not None:
            patch.setattr("corpus.adding.cli._has_terminal", lambda: True)
        command = ["corpus", *words, "--corpus", str(directory)]
        return CliRunner().invoke(app.cli, command, input=answers)


def test_pdf_is_added_with_options(directory: Path, tmp_path: Path) -> None:
    """The preview names every sentence, with its page, and what was left out."""
    path = leaflets.pdf(tmp_path / "leaflet.pdf")
    done = typed(directory, "add", str(path), *DESCRIBED, "--published", "2024-05-06", "--yes")
    assert done.exit_code == 0, done.output
    for sentence in leaflets.SENTENCES:
        assert sentence in done.output
    assert "(page 2)" in done.output
    assert f"before the start: {leaflets.TITLE}" in done.output
    assert f"running header or footer, page 1: {leaflets.RUNNING}" in done.output
    document = load_corpus(directory)["looking-after-a-wound"]
    assert (directory / "originals" / "looking-after-a-wound.pdf").read_bytes() == path.read_bytes()
    assert str(document.published) == "2024-05-06"


def test_everything_is_asked_for_in_a_terminal(directory: Path, tmp_path: Path) -> None:
    """Enter takes what is proposed; a wrong date is asked for again; “y” adds it."""
    path = leaflets.web(tmp_path / "leaflet.html")
    answers = (
        "\n\n\n",  # title, publisher and language as proposed
        "Ours\n",
        "yesterday\n2024-05-06\n",
        "\n",
        "Dr Inkster\n2024-06-01\n2030-06-01\n",
        "wound\n",
        "y\n",
    )
    done = typed(directory, "add", str(path), answers="".join(answers))
    assert done.exit_code == 0, done.output
    assert "'yesterday' is no date" in done.output
    document = load_corpus(directory)["wound"]
    assert document.title == leaflets.TITLE
    assert document.publisher == "City Clinic"
    assert document.language == "en"
    assert document.reviewed_by == "Dr Inkster"
    assert str(document.review_until) == "2030-06-01"
    assert document.url is None


def test_a_dash_says_that_there_is_none(directory: Path, tmp_path: Path) -> None:
    """On the line as in the terminal, and then only the short name is asked for."""
    path = leaflets.plain(tmp_path / "leaflet.txt")
    none = ("--published", "-", "--url", "-", "--reviewed-by", "-")
    done = typed(directory, "add", str(path), *DESCRIBED, *none, answers="wound\ny\n")
    assert done.exit_code == 0, done.output
    document = load_corpus(directory)["wound"]
    assert (document.published, document.url, document.reviewed_by) == (None, None, None)


def test_no_is_no(directory: Path, tmp_path: Path) -> None:
    """Without a “y” nothing happens."""
    path = leaflets.plain(tmp_path / "leaflet.txt")
    before = sorted(directory.rglob("*"))
    done = typed(
        directory,
        *(
            "add",
            str(path),
            *DESCRIBED,
            "--id",
            "w",
            "--published",
            "2024-01-01",
            "--url",
            "https://a.b",
        ),
        *("--reviewed-by", "A", "--reviewed", "2024-01-01", "--review-until", "2030-01-01"),
        answers="\n",
    )
    assert "Nothing was changed" in done.output
    assert sorted(directory.rglob("*")) == before


def test_without_a_terminal_everything_has_to_be_said(directory: Path, tmp_path: Path) -> None:
    """What is missing is named with what the file suggests; nothing is guessed."""
    path = leaflets.pdf(tmp_path / "leaflet.pdf")
    done = typed(directory, "add", str(path), "--licence", "Ours", "--yes")
    assert done.exit_code == 1
    assert "Say --title, --publisher, --language as well" in done.output
    assert f"--title '{leaflets.TITLE}' --language 'en'" in done.output
    done = typed(directory, "add", str(path), *DESCRIBED)
    assert done.exit_code == 1
    assert leaflets.SENTENCES[0] in done.output
    assert "Say --yes" in done.output
    assert len(load_corpus(directory)) == 2


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--language", "english"), "--language"),
        (("--id", "No Id"), "--id"),
        (("--id", "care"), "'care' is taken"),
        (("--url", "example.org"), "--url"),
        (("--published", "March"), "'March' is no date"),
        (("--reviewed", "2024-01-02", "--review-until", "2024-01-01"), "--review-until"),
        (("--start", "Nowhere"), "--start 'Nowhere'"),
    ],
)
def test_wrong_options_are_named(
    directory: Path, tmp_path: Path, options: tuple[str, ...], complaint: str
) -> None:
    """Each complaint names its option."""
    path = leaflets.plain(tmp_path / "leaflet.txt")
    done = typed(directory, "add", str(path), *DESCRIBED, *options, "--yes")
    assert done.exit_code in (1, 2)
    assert complaint in done.output
    assert len(load_corpus(directory)) == 2


def test_hostile_title_stays_text(directory: Path, tmp_path: Path) -> None:
    """Words from outside cannot break out of the manifest's strings."""
    path = leaflets.plain(tmp_path / "leaflet.txt")
    title = 'A"\n[[document]]\nid = "x" \\ \u2028'
    done = typed(directory, "add", str(path), *DESCRIBED, "--title", title, "--yes")
    assert done.exit_code == 0, done.output
    manifest = tomlkit.parse((directory / "manifest.toml").read_text(encoding="utf-8")).unwrap()
    assert [one["id"] for one in manifest["document"]][:2] == ["care", "kopsana"]
    assert len(manifest["document"]) == 3
    assert manifest["document"][2]["title"] == title


def test_new_document_can_be_removed(directory: Path, tmp_path: Path) -> None:
    """Remove asks, moves the files and says how to undo it."""
    path = leaflets.plain(tmp_path / "leaflet.txt")
    typed(directory, "add", str(path), *DESCRIBED, "--id", "wound", "--yes")
    refused = typed(directory, "remove", "wound")
    assert refused.exit_code == 1
    assert "wound" in load_corpus(directory)
    done = typed(directory, "remove", "wound", answers="y\n")
    assert done.exit_code == 0, done.output
    assert "To undo:" in done.output
    assert "originals/wound.txt" in done.output
    assert "wound" not in load_corpus(directory)


def test_heavy_libraries_stay_out_of_this_process() -> None:
    """What reads files is loaded only by the process with the limits."""
    import subprocess

    code = "import corpus.adding.cli, sys; print([m for m in sys.modules if m in {names}])"
    names = {"pdfplumber", "docx", "trafilatura", "lxml"}
    done = subprocess.run(
        [sys.executable, "-c", code.format(names=names)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
