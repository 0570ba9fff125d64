"""A wrong manifest or file is refused, with its place and what to do about it."""

import re
from pathlib import Path

import pytest

from corpus import CorpusError, DocumentError, ManifestError, QuotewellError, load_corpus
from tests.support import ENGLISH, LATVIAN, Draft, made_corpus, write_corpus


def complaint(directory: Path, kind: type[CorpusError] = ManifestError) -> str:
    """Load a corpus that must be refused and return the message."""
    with pytest.raises(kind) as caught:
        load_corpus(directory)
    return str(caught.value)


def edited(directory: Path, old: str, new: str) -> Path:
    """Write the two small documents with one change to the manifest."""
    write_corpus(directory, ENGLISH, LATVIAN)
    path = directory / "manifest.toml"
    manifest = path.read_text(encoding="utf-8")
    assert old in manifest
    path.write_text(manifest.replace(old, new, 1), encoding="utf-8")
    return directory


def line_of(directory: Path, words: str) -> int:
    """Return the number of the manifest's first line that holds ``words``."""
    lines = (directory / "manifest.toml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ('title = "Wound care"', 'titel = "Wound care"', "titel", "titel"),
        ('publisher = "A clinic"', 'publishers = "A clinic"', "publishers", "publisher"),
        ('language = "lv"', 'language = "Latvian"', "Latvian", "language"),
        ('licence = "For tests"', 'licence = ""', "licence", "licence"),
        ('id = "care"', 'id = "Wound Care"', "Wound Care", "id"),
        ('start = "Wash', 'begin = "Wash', "begin", "begin"),
        ('drop = []\nheadings = ["#', 'drop = []\nheadings = ["', "headings", "headings"),
        ('id = "kopsana"', 'id = "care"  # twin', "# twin", "'care' is taken"),
        ('start = "Wash', 'start = "Wsah', "Wsah", "not in the file"),
        ('end = "Call', 'end = "Cal1', "Cal1", "not in the file"),
        ("drop = []", 'drop = ["No such line"]', "No such line", "No such line"),
        ("# When to call", "# When to fall", "# When to fall", "When to fall"),
        ('file = "care.txt"', 'file = "../outside.txt"', "../outside", "outside the corpus"),
        ('file = "care.txt"', 'file = "/etc/passwd"', "/etc/passwd", "outside the corpus"),
    ],
)
def test_wrong_entry_names_its_line(tmp_path: Path, old: str, new: str, at: str, says: str) -> None:
    """Every wrong value is reported with the manifest's line it stands in."""
    directory = edited(tmp_path / "corpus", old, new)
    (tmp_path / "outside.txt").write_text(ENGLISH.text)
    message = complaint(directory)
    assert message.startswith(f"{directory / 'manifest.toml'}:{line_of(directory, at)}: ")
    assert says in message


def test_unknown_key_points_to_the_documentation(tmp_path: Path) -> None:
    """An unknown key is called that, and the message says where known ones are listed."""
    message = complaint(edited(tmp_path, 'title = "Wound care"', 'titel = "Wound care"\ntitle="W"'))
    assert "unknown key" in message
    assert "docs/corpus.md" in message


def test_unknown_key_of_the_second_document_names_its_line(tmp_path: Path) -> None:
    """A line is looked for in the right document, not in the first that has the same key."""
    directory = edited(tmp_path, 'title = "Brūces kopšana"', "title = 5")
    assert f"manifest.toml:{line_of(directory, 'title = 5')}: " in complaint(directory)


@pytest.mark.parametrize("key", ["id", "file", "title", "publisher", "language", "licence"])
def test_missing_key_names_key_and_document(tmp_path: Path, key: str) -> None:
    """A required key left out is named, at the line where its document begins."""
    directory = write_corpus(tmp_path, LATVIAN, ENGLISH)
    path = directory / "manifest.toml"
    first, second = path.read_text(encoding="utf-8").split("\n\n[[document]]")
    second = re.sub(rf"(?m)^{key} = .*\n", "", second)
    path.write_text(f"{first}\n\n[[document]]{second}", encoding="utf-8")
    message = complaint(directory)
    assert f"manifest.toml:{first.count(chr(10)) + 3}: " in message
    assert f"document.{key}" in message


def test_marker_found_twice_says_lengthen_it(tmp_path: Path) -> None:
    """An ambiguous marker is not guessed at: the message counts it and says what to do."""
    message = complaint(edited(tmp_path, 'start = "Wash your hands', 'start = "water."\n#'))
    assert "2 times; lengthen it" in message
    assert "Copy the words exactly from the file" in message
    assert "care.txt" in message


def test_end_before_start_is_refused(tmp_path: Path) -> None:
    """Markers in the wrong order are an error and not an empty document."""
    draft = Draft("a", "One.\n\nTwo.\n\nThree.\n", start="Three.", end="One.")
    assert "lies before its start" in complaint(write_corpus(tmp_path, draft))


def test_nothing_left_is_refused(tmp_path: Path) -> None:
    """A document whose every line is dropped is an error."""
    draft = Draft("a", "One.\n\nTwo.\n", drop=("One.", "Two."))
    assert "nothing is left to quote" in complaint(write_corpus(tmp_path, draft), DocumentError)


def test_missing_manifest_says_so(tmp_path: Path) -> None:
    """A directory without a manifest is not a corpus, and the message says what one is."""
    message = complaint(tmp_path)
    assert f"{tmp_path / 'manifest.toml'}: no such file" in message
    assert "docs/corpus.md" in message


def test_empty_manifest_is_refused(tmp_path: Path) -> None:
    """A manifest without documents is an error, not an empty corpus."""
    (tmp_path / "manifest.toml").write_text("# nothing yet\n")
    assert "'document'" in complaint(tmp_path)


@pytest.mark.parametrize("source", ["[[document]\n", 'a = "1"\na = "2"\n', "id = care\n"])
def test_bad_toml_names_file_and_line(tmp_path: Path, source: str) -> None:
    """TOML that does not parse is reported with the parser's line."""
    (tmp_path / "manifest.toml").write_text(source)
    message = complaint(tmp_path)
    assert f"{tmp_path / 'manifest.toml'}: not valid TOML" in message
    assert "line " in message


def test_manifest_not_utf8_is_refused(tmp_path: Path) -> None:
    """A manifest in another encoding is reported, with what to do."""
    directory = write_corpus(tmp_path, LATVIAN)
    path = directory / "manifest.toml"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1257"))
    message = complaint(directory)
    assert f"{path}: not UTF-8" in message
    assert "Save the file as UTF-8" in message


def test_document_not_utf8_names_its_line(tmp_path: Path) -> None:
    """A document in another encoding is reported with file, line and what to do."""
    directory = write_corpus(tmp_path, LATVIAN)
    (directory / "kopsana.txt").write_bytes(b"One.\n\nPirms s\xe2kat\n")
    message = complaint(directory, DocumentError)
    assert message.startswith(f"{directory / 'kopsana.txt'}:3: not UTF-8")
    assert "Save the file as UTF-8" in message


def test_missing_file_names_manifest_line_and_file(tmp_path: Path) -> None:
    """A file that is not there is reported with the line that promises it."""
    directory = write_corpus(tmp_path, ENGLISH, LATVIAN)
    (directory / "kopsana.txt").unlink()
    message = complaint(directory, DocumentError)
    assert f"manifest.toml:{line_of(directory, 'kopsana.txt')}: " in message
    assert str(directory / "kopsana.txt") in message
    assert "Put it there, or take the document out" in message


def test_directory_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    """A directory where a file should be is an error like a missing file."""
    directory = write_corpus(tmp_path, ENGLISH)
    (directory / "care.txt").unlink()
    (directory / "care.txt").mkdir()
    assert "there is no file" in complaint(directory, DocumentError)


def test_link_out_of_the_corpus_is_refused(tmp_path: Path) -> None:
    """A link does not make a file outside part of the corpus."""
    directory = write_corpus(tmp_path / "corpus", ENGLISH)
    outside = tmp_path / "outside.txt"
    (directory / "care.txt").rename(outside)
    (directory / "care.txt").symlink_to(outside)
    assert "outside the corpus" in complaint(directory)


def test_one_bad_document_fails_the_whole_corpus(tmp_path: Path) -> None:
    """Nothing is loaded from a corpus with one bad document, and the error is Quotewell's."""
    directory = write_corpus(tmp_path, ENGLISH, LATVIAN)
    (directory / "kopsana.txt").write_text("Other words.")
    with pytest.raises(QuotewellError):
        load_corpus(directory)
    assert list(made_corpus(tmp_path / "good", ENGLISH, LATVIAN)) == ["care", "kopsana"]
