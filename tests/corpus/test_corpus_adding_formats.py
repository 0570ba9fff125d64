"""Reading leaflets: the same words out of five formats, and nothing else."""

from pathlib import Path
from types import SimpleNamespace

import docx
import pytest
import trafilatura
from docx.oxml import OxmlElement
from lxml import html
from reportlab.pdfgen.canvas import Canvas

from corpus.adding.blocks import Extraction
from corpus.adding.canonical import Wishes, canonical
from corpus.adding.characters import Cleaner
from corpus.adding.decoding import decoded
from corpus.adding.draft import Draft, Metadata, detected_language, draft_of, free_id
from corpus.adding.reading import extract, read_source
from corpus.adding.webpage import read_webpage
from corpus.document import Span
from corpus.errors import AddError
from tests.corpus import leaflets


def drafted(path: Path, wishes: Wishes | None = None) -> tuple[Draft, Extraction]:
    """Read and draft a file as ``corpus add`` does."""
    source = read_source(path)
    extraction = extract(source)
    metadata = Metadata("wound", leaflets.TITLE, "City Clinic", "en", "Ours")
    return draft_of(source, canonical(extraction), metadata, wishes or Wishes()), extraction


def quotable(draft: Draft) -> list[str]:
    """Return every sentence that could be quoted."""
    document = draft.document
    return [document.slice(s) for p in document.paragraphs() for s in p.sentences]


@pytest.mark.parametrize("name", leaflets.FORMATS)
def test_every_format_gives_the_same_words(tmp_path: Path, name: str) -> None:
    """Sentences, lists, tables and headings come out whole; the title is no content."""
    draft, extraction = drafted(leaflets.FORMATS[name](tmp_path / f"leaflet.{name}"))
    found = [s for s in quotable(draft) if s != "Drug | Dose"]
    assert found == list(leaflets.SENTENCES)
    paths = list(dict.fromkeys(section.path for section in draft.document.sections))
    assert paths == [(heading,) for heading in leaflets.HEADINGS]
    if name in ("html", "pdf", "docx"):
        assert extraction.title == leaflets.TITLE


def test_pages_are_kept_and_margins_dropped(tmp_path: Path) -> None:
    """Each sentence knows its page; headers, footers and page numbers are told as dropped."""
    draft, extraction = drafted(leaflets.pdf(tmp_path / "leaflet.pdf"))
    document = draft.document
    pages = {
        document.slice(s): document.page_of(s) for p in document.paragraphs() for s in p.sentences
    }
    assert pages[leaflets.SENTENCES[0]] == 1
    assert pages[leaflets.SENTENCES[-1]] == 2
    dropped = [one.text for one in extraction.dropped]
    assert dropped.count(leaflets.RUNNING) == 2
    assert "Page 1 of 2" in dropped and "Page 2 of 2" in dropped
    assert leaflets.RUNNING not in document.text


def test_paragraph_over_two_pages_is_one(tmp_path: Path) -> None:
    """A sentence broken by the page goes on, and its page is where it begins."""
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.drawString(72, 700, "This first line is as long as the lines of this leaflet get to be.")
    canvas.drawString(72, 100, "Here a sentence begins on the first page that does not end before")
    canvas.showPage()
    canvas.drawString(72, 700, "the second one. And this is only on the second page, to the end.")
    canvas.save()
    draft, _ = drafted(tmp_path / "a.pdf")
    document = draft.document
    broken = document.text.index("Here a sentence")
    assert "does not end before the second one." in document.text
    assert document.page_of(Span(broken, broken + 9)) == 1
    after = document.text.index("And this is only")
    assert document.page_of(Span(after, after + 9)) == 2


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    """Two columns are not read across."""
    canvas = Canvas(str(tmp_path / "a.pdf"))
    left = ["Wash your hands before", "you touch the wound, and", "dry them well."]
    right = ["Call us when the bleeding", "does not stop within an", "hour."]
    for number, (one, other) in enumerate(zip(left, right, strict=True)):
        canvas.drawString(72, 700 - 14 * number, one)
        canvas.drawString(320, 700 - 14 * number, other)
    canvas.save()
    draft, _ = drafted(tmp_path / "a.pdf")
    assert quotable(draft) == [" ".join(left), " ".join(right)]


def test_divided_words_are_mended_and_told(tmp_path: Path) -> None:
    """A word divided at a line's end is one again, but a compound keeps its hyphen."""
    draft, extraction = drafted(leaflets.plain(tmp_path / "a.txt"))
    assert "the dressing, and dry" in draft.document.text
    assert [d.text for d in extraction.dropped if d.why.startswith("mended")] == [
        "dress-|ing → dressing"
    ]
    path = tmp_path / "b.txt"
    path.write_text(
        "A well-being clinic is what we are, and we look after your own well-\nbeing here."
    )
    draft, _ = drafted(path)
    assert draft.document.text.strip().endswith("your own well-being here.")


def test_page_clutter_and_hidden_text_are_dropped(tmp_path: Path) -> None:
    """Menu, footer and text nobody sees are not quotable; what is cut is named."""
    draft, extraction = drafted(leaflets.web(tmp_path / "a.html"))
    dropped = [one.text for one in extraction.dropped]
    assert {"Home", "News", "Copyright City Clinic"} <= set(dropped)
    assert "pills" not in draft.document.text
    assert extraction.publisher == "City Clinic"


def test_who_wrote_a_file_is_not_taken_for_its_publisher(tmp_path: Path) -> None:
    """A PDF or Word file names a person or a program; the editor is asked instead."""
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setAuthor("J. Writer")
    canvas.setCreator("Some Program")
    canvas.drawString(72, 700, "Wash your hands before you start, and dry them well.")
    canvas.save()
    word = docx.Document()
    word.core_properties.author = "J. Writer"
    word.add_paragraph("Wash your hands before you start, and dry them well.")
    word.save(str(tmp_path / "a.docx"))
    for name in ("a.pdf", "a.docx"):
        assert extract(read_source(tmp_path / name)).publisher is None


def test_words_inside_links_are_not_lost(tmp_path: Path) -> None:
    """What decides the sense may be a link or bold; the page's own words are taken."""
    path = tmp_path / "a.html"
    sentence = "Do <a href='/n'>not</a> take it <em>unless</em> a doctor <span>told</span> you to."
    path.write_text(f"<html><body><main><h1>Pills</h1><p>{sentence}</p></main></body></html>")
    draft, _ = drafted(path)
    assert quotable(draft)[-1] == "Do not take it unless a doctor told you to."


def test_numbers_at_the_edge_of_a_table_stay(tmp_path: Path) -> None:
    """A number in the margin is a page's only where nothing stands beyond it."""
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.drawString(72, 700, "Take one tablet in the morning and this many in the evening:")
    canvas.drawString(72, 80, "7")
    canvas.drawString(72, 60, "with a glass of water.")
    canvas.drawString(300, 30, "1")
    canvas.save()
    draft, extraction = drafted(tmp_path / "a.pdf")
    assert "7" in draft.document.text
    assert [one.text for one in extraction.dropped] == ["1"]


def test_terms_and_headings_stay_with_their_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """What trafilatura drops above content it keeps, as it was seen to, is taken back."""
    page = (
        "<html><body><main><h1>Words</h1><h2>Related</h2><a href=/x>Other</a><h2>Pills</h2>"
        f"<dl><dt>PrEP</dt><dd>{leaflets.INTRO}</dd></dl></main></body></html>"
    )
    body = html.fromstring(f"<p>{leaflets.INTRO}</p>")
    found = SimpleNamespace(body=body, title="Words", sitename=None, date=None)
    monkeypatch.setattr(trafilatura, "bare_extraction", lambda *_, **__: found)
    extraction = read_webpage(page.encode())
    assert [block.text for block in extraction.blocks] == ["PrEP", leaflets.INTRO]
    monkeypatch.setattr(body, "text", f"{leaflets.INTRO} PrEP")
    extraction = read_webpage(page.encode())
    assert [block.text for block in extraction.blocks] == ["Pills", "PrEP", leaflets.INTRO]
    assert [one.text for one in extraction.dropped] == ["Words", "Related", "Other"]


def test_tracked_changes_are_refused(tmp_path: Path) -> None:
    """Whether an inserted “not” counts is for the author to say."""
    made = docx.Document()
    paragraph = made.add_paragraph("Take it twice.")
    inserted = OxmlElement("w:ins")
    inserted.append(made.add_paragraph("Do not ").runs[0]._r)
    paragraph._p.append(inserted)
    made.save(str(tmp_path / "a.docx"))
    with pytest.raises(AddError, match="tracked changes"):
        drafted(tmp_path / "a.docx")


def test_hidden_words_of_word_are_dropped(tmp_path: Path) -> None:
    """Hidden runs are told, not quoted; headers of pages are dropped."""
    made = docx.Document(str(leaflets.word(tmp_path / "a.docx")))
    made.add_paragraph("Seen. ").add_run("Never seen.").font.hidden = True
    made.save(str(tmp_path / "b.docx"))
    draft, extraction = drafted(tmp_path / "b.docx")
    assert quotable(draft)[-1] == "Seen."
    told = {one.why: one.text for one in extraction.dropped}
    assert told["hidden text"] == "Never seen."
    assert told["page header"] == leaflets.RUNNING


def test_invisible_characters_go_and_are_told() -> None:
    """Ligatures become letters; what shows otherwise than it is stored is taken out."""
    cleaner = Cleaner()
    raw = "\u202eﬁrst\u202c dif\xadferent\u200b\x07 o\ufb03ce\u00a0a\u0304"
    assert cleaner.clean(raw) == "first different office ā"
    assert {one.text for one in cleaner.dropped()} == {
        "marks that change the direction of writing (2 times)",
        "soft hyphens",
        "characters without width",
        "control characters",
    }


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        ("Zvaniet mums, ja asiņošana nerimst. Šī ir kļūda.", "utf-8", False),
        ("Zvaniet mums, ja asiņošana nerimst. Šī ir kļūda.", "utf-16", False),
        ("Zvaniet mums, ja asiņošana nerimst. Šī ir kļūda.", "cp1257", True),
        ("Le café coûte trois euros, là-bas à Genève.", "cp1252", True),
    ],
)
def test_encodings_are_recognised(text: str, encoding: str, told: bool) -> None:
    """Latvian and western text of old programs is read, and the guess is told."""
    found, notes = decoded(text.encode(encoding))
    assert found == text
    assert bool(notes) == told


def test_wishes_move_the_bounds(tmp_path: Path) -> None:
    """Start, end, drop and headings are the editor's to say."""
    path = leaflets.markdown(tmp_path / "a.md")
    wishes = Wishes(
        start="Call us if:",
        end="working days.",
        drop=("Drug |",),
        not_headings=("Getting help",),
        headings=("# Doxycycline",),
    )
    draft, _ = drafted(path, wishes)
    assert quotable(draft) == [
        *leaflets.SENTENCES[2:5],
        "Getting help",
        leaflets.SENTENCES[6],
    ]


@pytest.mark.parametrize(
    ("wishes", "complaint"),
    [
        (Wishes(start="Nowhere"), "--start 'Nowhere': not in the text"),
        (Wishes(end="you"), r"--end 'you': in the text \d+ times"),
        (Wishes(drop=("No such line",)), "--drop"),
        (Wishes(start="At night", end="Call us if:"), "end before it starts"),
        (Wishes(headings=("Call us if:",)), "begin with one to six #"),
    ],
)
def test_wishes_that_make_no_sense(tmp_path: Path, wishes: Wishes, complaint: str) -> None:
    """Each complaint names the option."""
    with pytest.raises(AddError, match=complaint):
        drafted(leaflets.markdown(tmp_path / "a.md"), wishes)


def test_language_and_id_are_proposed() -> None:
    """Ids are small ASCII letters, and never one that was used before."""
    assert detected_language(leaflets.INTRO) == "en"
    assert detected_language("Zvaniet mums, ja asiņošana nerimst stundas laikā.") == "lv"
    assert free_id("Brūces kopšana: ko darīt?", set()) == "bruces-kopsana-ko-darit"
    assert free_id("Care", {"care", "care-2"}) == "care-3"
    assert free_id("Уход", set()) == "document"
