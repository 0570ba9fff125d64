"""Leaflets made for the tests: one text in five formats, and files that mean harm."""

import io
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    ListFlowable,
    ListItem,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Table,
)

TITLE = "Looking after a wound"
INTRO = (
    "Wash your hands with soap and warm water before you touch the dressing, and dry them on a "
    "clean towel. Sit where the light is good, and have everything you need within reach."
)
CALL = "Call us if:"
ITEMS = ("the bleeding does not stop within an hour", "you have a fever over 38 °C")
HELP = (
    "Our nurses answer the phone from 9 to 17 on working days. At night, call 112, but only if "
    "your life is in danger."
)
HEADINGS = ("Before you start", "When to call us", "Getting help")

SENTENCES = (
    "Wash your hands with soap and warm water before you touch the dressing, and dry them on a "
    "clean towel.",
    "Sit where the light is good, and have everything you need within reach.",
    "Call us if:",
    "• the bleeding does not stop within an hour",
    "• you have a fever over 38 °C",
    "Doxycycline | 100 mg twice a day",
    "Our nurses answer the phone from 9 to 17 on working days.",
    "At night, call 112, but only if your life is in danger.",
)
"""What can be quoted of it, in every format."""

RUNNING = "City Clinic – patient leaflet"


def pdf(path: Path) -> Path:
    """Write it as two pages with a running header and footer, the second one “Getting help”."""
    styles = getSampleStyleSheet()

    def edges(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, 800, RUNNING)
        canvas.drawString(280, 30, f"Page {document.page} of 2")

    def say(text: str, style: str = "BodyText") -> Paragraph:
        return Paragraph(text, styles[style])

    rows = [["Drug", "Dose"], ["Doxycycline", "100 mg twice a day"]]
    story = [
        say(TITLE, "Title"),
        say(HEADINGS[0], "Heading2"),
        say(INTRO),
        say(HEADINGS[1], "Heading2"),
        say(CALL),
        ListFlowable([ListItem(say(item)) for item in ITEMS], bulletType="bullet"),
        Table(rows, style=[("GRID", (0, 0), (-1, -1), 1, "black")]),
        PageBreak(),
        say(HEADINGS[2], "Heading2"),
        say(HELP),
    ]
    made = SimpleDocTemplate(str(path), title=TITLE)
    made.build(story, onFirstPage=edges, onLaterPages=edges)
    return path


def word(path: Path) -> Path:
    """Write it as docx, with a page header."""
    made = docx.Document()
    made.core_properties.title = TITLE
    made.sections[0].header.paragraphs[0].text = RUNNING
    made.add_heading(TITLE, 0)
    made.add_heading(HEADINGS[0], 1)
    made.add_paragraph(INTRO)
    made.add_heading(HEADINGS[1], 1)
    made.add_paragraph(CALL)
    for item in ITEMS:
        made.add_paragraph(item, style="List Bullet")
    table = made.add_table(2, 2)
    for cell, text in zip(
        (*table.rows[0].cells, *table.rows[1].cells),
        ("Drug", "Dose", "Doxycycline", "100 mg twice a day"),
        strict=True,
    ):
        cell.text = text
    made.add_heading(HEADINGS[2], 1)
    made.add_paragraph(HELP)
    made.save(str(path))
    return path


def web(path: Path) -> Path:
    """Write it as a page of a site, with menu, footer, scripts and remote parts."""
    items = "".join(f"<li>{item}</li>" for item in ITEMS)
    path.write_text(
        f"<!doctype html><html lang=en><head><title>{TITLE}</title>"
        '<meta property="og:site_name" content="City Clinic"><script src="https://example.org/x.js">'
        "</script></head><body><nav><ul><li><a href=/>Home</a><li><a href=/news>News</a></ul></nav>"
        f"<main><h1>{TITLE}</h1><h2>{HEADINGS[0]}</h2><p>{INTRO.replace('soap', '<b>soap</b>')}</p>"
        f'<h2>{HEADINGS[1]}</h2><p>{CALL}</p><ul>{items}</ul><img src="https://example.org/p.png">'
        "<table><tr><th>Drug<th>Dose</tr><tr><td>Doxycycline<td>100 mg twice a day</tr></table>"
        f'<h2>{HEADINGS[2]}</h2><p>{HELP}</p><p style="display:none">Buy our pills.</p></main>'
        "<footer>Copyright City Clinic</footer></body></html>",
        encoding="utf-8",
    )
    return path


def markdown(path: Path) -> Path:
    """Write it as Markdown."""
    items = "\n".join(f"- {item}" for item in ITEMS)
    path.write_text(
        f"# {TITLE}\n\n## {HEADINGS[0]}\n\n{INTRO.replace('soap', '*soap*')}\n\n"
        f"## {HEADINGS[1]}\n\n{CALL}\n\n{items}\n\n"
        "| Drug | Dose |\n|---|---|\n| Doxycycline | 100 mg twice a day |\n\n"
        f"## {HEADINGS[2]}\n\n{HELP}\n\n<div>Copyright</div>\n",
        encoding="utf-8",
    )
    return path


def plain(path: Path) -> Path:
    """Write it as text with lines of 72 characters."""
    intro = textwrap.fill(INTRO.replace("the dressing, and", "the dress- ing, and"), 72)
    wrapped = intro.replace("dress- ing", "dress-\ning")
    items = "\n".join(f"* {item}" for item in ITEMS)
    path.write_text(
        f"{TITLE}\n{'=' * len(TITLE)}\n\n{HEADINGS[0]}\n\n{wrapped}\n\n{HEADINGS[1]}\n\n"
        f"{CALL}\n{items}\n\nDoxycycline | 100 mg twice a day\n\n"
        f"{HEADINGS[2]}\n\n{textwrap.fill(HELP, 72)}\n",
        encoding="utf-8",
    )
    return path


FORMATS: dict[str, Callable[[Path], Path]] = {
    "txt": plain,
    "md": markdown,
    "html": web,
    "pdf": pdf,
    "docx": word,
}


def bomb(path: Path, size: int) -> Path:
    """Write a docx whose text unpacks to ``size`` bytes."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package,
        package.open("word/document.xml", "w") as part,
    ):
        for _ in range(size >> 20):
            part.write(b"a" * (1 << 20))
    return path


def package(path: Path, document: str) -> Path:
    """Write a docx with another text part, otherwise whole."""
    whole = io.BytesIO()
    docx.Document().save(whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.infolist():
            is_text = part.filename == "word/document.xml"
            new.writestr(part, document.encode() if is_text else old.read(part))
    return path
