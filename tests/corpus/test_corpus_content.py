"""Content and clutter, headings, paragraphs, normal forms; the two shipped documents."""

import unicodedata
from pathlib import Path

import pytest

from corpus import Corpus, Document, load_corpus
from tests.support import ENGLISH, Draft, made_corpus, write_corpus


def sentences(document: Document) -> list[str]:
    """Return every sentence of a document."""
    return [document.slice(s) for p in document.paragraphs() for s in p.sentences]


def only(directory: Path, draft: Draft) -> Document:
    """Write, load and return one document."""
    return made_corpus(directory, draft)[draft.id]


CLUTTER = (
    "Advertising on our site",
    "Policy",
    "Two people kissing",
    "editorial process",
    "March 2, 2022",
    "Related Articles",
    "Sexting",
    "Trending Topics",
    "52 Foods High In Iron",
    "WordNet Search",
    "Sexuality Now",
    "Skatīts",
    "Informācija par drošu",
    "lpp.",
)


@pytest.mark.parametrize("clutter", CLUTTER)
def test_clutter_is_in_the_files_but_in_no_sentence(shipped: Corpus, clutter: str) -> None:
    """Nothing around the content of the shipped pages can be quoted."""
    assert any(clutter in document.text for document in shipped.values())
    for document in shipped.values():
        assert not [s for s in sentences(document) if clutter in s]


def test_shipped_text_is_the_files_own(shipped: Corpus) -> None:
    """The shipped files are taken as they are, character by character."""
    for document in shipped.values():
        path = shipped.directory / "documents" / f"{document.id}.txt"
        assert document.text == path.read_bytes().decode()
    assert shipped.languages == ("en", "lv")
    assert shipped["is-anal-sex-safe"].publisher == "Cleveland Clinic"


def test_shipped_content_is_complete(shipped: Corpus) -> None:
    """The first and last sentences, and the number of all, are as read by a person."""
    english = sentences(shipped["is-anal-sex-safe"])
    assert english[0] == "Anal sex can be safe if you’re prepared for the experience"
    assert english[-1].startswith("Like vaginal sex or oral sex, condoms")
    assert english[-1].endswith("sexually transmitted infections.")
    latvian = sentences(shipped["analais-sekss"])
    assert len(latvian) == 8
    assert latvian[3] == "Savukārt daļa anālo seksu raksturo kā ārkārtīgi sāpīgu."
    assert latvian[-1].endswith("var sodīt ar nāvessodu.")


def test_shipped_headings_nest_and_are_no_sentences(shipped: Corpus) -> None:
    """A section knows its headings from the outermost; no heading is quoted as a sentence."""
    document = shipped["is-anal-sex-safe"]
    paths = [section.path for section in document.sections]
    assert paths[0] == ()
    assert ("How to avoid potential risks", "Is bleeding normal?") in paths
    assert paths[-1] == ("Is it dangerous?",)
    headings = {heading for path in paths for heading in path}
    assert len(headings) == 13
    assert not headings & set(sentences(document))


def test_nested_headings(tmp_path: Path) -> None:
    """A heading closes those of its level and deeper ones; text before any has no heading."""
    text = "Intro.\n\nA\n\nOne.\n\nB\n\nTwo.\n\nC\n\nThree.\n\nD\n\nFour.\n\nE\n\nFive.\n"
    draft = Draft("a", text, headings=("# A", "## B", "### C", "## D", "# E"))
    found = {s.path: s.heading for s in only(tmp_path, draft).sections}
    assert found == {
        (): "",
        ("A",): "A",
        ("A", "B"): "B",
        ("A", "B", "C"): "C",
        ("A", "D"): "D",
        ("E",): "E",
    }


def test_hard_wrapped_lines_are_one_paragraph(tmp_path: Path) -> None:
    """Lines without a blank line between them run on; a blank line with spaces divides."""
    text = "Wash your\nhands. Use\nwarm water.\n \t\nThen dry\nthem.\n"
    document = only(tmp_path, Draft("a", text, start="Wash", end="them."))
    paragraphs = list(document.paragraphs())
    assert [len(p.sentences) for p in paragraphs] == [2, 1]
    assert sentences(document) == ["Wash your\nhands.", "Use\nwarm water.", "Then dry\nthem."]


def test_heading_or_dropped_line_needs_no_blank_lines(tmp_path: Path) -> None:
    """A heading or a dropped line inside a run of lines stands by itself."""
    text = "One.\nHeading\nTwo.\nCaption\nThree.\n"
    draft = Draft("a", text, start="One.", end="Three.", drop=("Caption",), headings=("# Heading",))
    document = only(tmp_path, draft)
    assert sentences(document) == ["One.", "Two.", "Three."]
    assert [section.path for section in document.sections] == [(), ("Heading",)]
    assert len(list(document.paragraphs())) == 3


def test_dropped_line_is_dropped_every_time(tmp_path: Path) -> None:
    """A caption that comes twice is dropped twice."""
    text = "One.\n\nCaption\n\nTwo.\n\nCaption\n\nThree.\n"
    assert sentences(only(tmp_path, Draft("a", text, drop=("Caption",)))) == [
        "One.",
        "Two.",
        "Three.",
    ]


def test_markers_inside_a_line_cut_the_line(tmp_path: Path) -> None:
    """Content may begin and end in the middle of a line; the rest of it is clutter."""
    text = "Menu Home Wash your hands. Dry them. Copyright 2020.\n"
    document = only(tmp_path, Draft("a", text, start="Wash", end="Dry them."))
    assert sentences(document) == ["Wash your hands.", "Dry them."]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("marker_form", ["NFC", "NFD"])
def test_text_and_markers_become_nfc(tmp_path: Path, form: str, marker_form: str) -> None:
    """Letters and accents apart or in one: file and manifest mean the same words."""
    text = "Ārsts teica.\n\nŠādi\n\nReklāma\n\nMazgājiet rokas.\n"
    start, end, drop, heading = (
        unicodedata.normalize(marker_form, words)
        for words in ("Ārsts teica.", "Mazgājiet rokas.", "Reklāma", "# Šādi")
    )
    draft = Draft(
        "a",
        unicodedata.normalize(form, text),
        language="lv",
        start=start,
        end=end,
        drop=(drop,),
        headings=(heading,),
    )
    document = only(tmp_path, draft)
    assert document.text == text
    assert sentences(document) == ["Ārsts teica.", "Mazgājiet rokas."]
    assert document.sections[-1].path == ("Šādi",)


def test_line_ends_and_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    """A file saved by a Windows editor gives the same document and hash."""
    plain = only(tmp_path / "plain", ENGLISH)
    write_corpus(tmp_path / "windows", ENGLISH)
    path = tmp_path / "windows" / "care.txt"
    path.write_bytes(b"\xef\xbb\xbf" + ENGLISH.text.replace("\n", "\r\n").encode())
    assert load_corpus(tmp_path / "windows")["care"] == plain
    assert load_corpus(tmp_path / "windows")["care"].sha256 == plain.sha256
