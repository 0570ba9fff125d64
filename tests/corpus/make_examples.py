"""Make the example leaflets that are not plain text: ``python -m tests.corpus.make_examples``.

They are committed, so that a reader of the guide needs nothing; this says how they came about.
The words are the project's own and dedicated to the public domain (CC0 1.0).
"""

from pathlib import Path

import docx
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import ListFlowable, ListItem, PageBreak, Paragraph, SimpleDocTemplate

from tests.support import REPOSITORY

EXAMPLES = REPOSITORY / "docs" / "examples" / "leaflets"
CLINIC = "Quotewell example clinic"

CHLAMYDIA = "Chlamydia test: what to expect"
BREAK = "page break"
CHLAMYDIA_TEXT: tuple[str | tuple[str, ...], ...] = (
    "## Why get tested",
    "Chlamydia is a bacterial infection that passes from one person to another during vaginal, "
    "anal or oral sex. Most people who have it notice nothing. Without treatment it can spread and "
    "make it harder to have children later. It is easily cured with antibiotics.",
    "Get tested if you have a new partner, if a partner has chlamydia, or if you have unusual "
    "discharge, pain when you pee, or bleeding after sex. If you are under 25 and have sex, get "
    "tested once a year even if you feel well.",
    "## When to come",
    "The test is most reliable from two weeks after the sex you are worried about. You can come "
    "earlier, but we may ask you to repeat the test.",
    "## How the test is done",
    "You give a urine sample or take a swab yourself. The swab is a small soft stick, and taking "
    "it takes less than a minute. It should not hurt, though it may feel a little uncomfortable. "
    "If you had oral or anal sex, ask for a swab of the throat or the rectum as well, because the "
    "urine test does not find an infection there.",
    "Before a urine test:",
    (
        "do not pee for at least one hour",
        "do not clean the area with wipes or soap just before",
        "catch the first part of the stream, not the middle",
    ),
    BREAK,
    "## Your result",
    "We send you a text message within seven working days. If you have heard nothing after ten "
    "days, call us. A negative result means that no chlamydia was found in the places we tested.",
    "## If the result is positive",
    "The usual treatment is doxycycline, 100 mg twice a day for seven days. Do not take "
    "doxycycline if you are pregnant or might be; tell us, and you will get another antibiotic. "
    "Take all the capsules, even if you feel well before they are finished.",
    "Do not have sex, not even with a condom, until you and your partner have finished the "
    "treatment. Everyone you had sex with in the last six months should be tested. If you like, we "
    "can tell them without saying your name.",
    "Come for another test three months after the treatment, because many people catch chlamydia "
    "again.",
    "## When to call us at once",
    "Call us the same day if:",
    (
        "you have pain low in your belly together with a fever",
        "a testicle is swollen or painful",
        "you vomit within two hours of taking a capsule",
    ),
    "This leaflet was written for Quotewell in 2026 and is dedicated to the public domain "
    "(CC0 1.0). It was not reviewed by a clinician.",
)

CONDOM = "Kā lietot ārējo prezervatīvu"
CONDOM_TEXT: tuple[str | tuple[str, ...], ...] = (
    "## Pirms lietošanas",
    "Pārbaudiet derīguma termiņu un to, vai iepakojums nav bojāts. Glabājiet prezervatīvus vēsā un "
    "sausā vietā, nevis makā vai automašīnā, jo karstums un berze tos bojā. Atveriet iepakojumu ar "
    "pirkstiem; zobi un šķēres var prezervatīvu pārplēst.",
    "## Kā uzvilkt",
    "Uzvelciet prezervatīvu, kad dzimumloceklis ir piebriedis un pirms tas pieskaras partnera "
    "dzimumorgāniem, anālajai atverei vai mutei. Saspiediet prezervatīva galu, lai tajā nepaliktu "
    "gaiss, un attiniet to līdz pašai pamatnei. Ja tas neattinas, tas ir uzlikts otrādi: izmetiet "
    "to un ņemiet jaunu.",
    "## Lubrikants",
    "Ar lateksa prezervatīvu lietojiet tikai lubrikantu uz ūdens vai silikona bāzes. Eļļa, "
    "vazelīns un ķermeņa krēms bojā lateksu, un prezervatīvs var pārplīst.",
    "## Kā noņemt",
    "Pēc ejakulācijas izvelciet dzimumlocekli, kamēr tas vēl ir piebriedis, un pieturiet "
    "prezervatīvu pie pamatnes, lai tas nenoslīdētu. Izmetiet to atkritumos, nevis tualetes podā. "
    "Katrai reizei ņemiet jaunu prezervatīvu un nekad nevelciet divus vienu virs otra.",
    "## Ja prezervatīvs pārplīst vai noslīd",
    "Sazinieties ar mums, ja:",
    (
        "ir iespējama grūtniecība: neatliekamo kontracepciju var lietot līdz piecām dienām pēc "
        "dzimumakta, un, jo ātrāk, jo tā ir iedarbīgāka",
        "partnerim ir vai varētu būt HIV: zāles, kas pasargā no inficēšanās, jāsāk lietot 72 "
        "stundu laikā",
    ),
    "Uz seksuāli transmisīvajām infekcijām pārbaudieties arī tad, ja nekas nesāp.",
    "Šī lapa ir sarakstīta projektam Quotewell 2026. gadā un nodota publiskajā domēnā (CC0 1.0). "
    "Klīnikas speciālists to nav pārskatījis.",
)


def pdf(path: Path) -> Path:
    """Write the leaflet on the chlamydia test: two pages with a running header and footer."""
    styles = getSampleStyleSheet()

    def edges(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, 800, f"{CLINIC} – patient leaflet 12")
        canvas.drawString(280, 30, f"Page {document.page} of 2")

    story: list[object] = [Paragraph(CHLAMYDIA, styles["Title"])]
    for block in CHLAMYDIA_TEXT:
        if isinstance(block, tuple):
            items = [ListItem(Paragraph(item, styles["BodyText"])) for item in block]
            story.append(ListFlowable(items, bulletType="bullet"))
        elif block == BREAK:
            story.append(PageBreak())
        elif block.startswith("## "):
            story.append(Paragraph(block[3:], styles["Heading2"]))
        else:
            story.append(Paragraph(block, styles["BodyText"]))
    # Without the day and a random id in it, the same words give the same file.
    made = SimpleDocTemplate(str(path), title=CHLAMYDIA, author=CLINIC, invariant=1)
    made.build(story, onFirstPage=edges, onLaterPages=edges)
    return path


def word(path: Path) -> Path:
    """Write the Latvian leaflet on condoms, with a page header."""
    made = docx.Document()
    made.core_properties.title = CONDOM
    made.core_properties.author = CLINIC
    made.sections[0].header.paragraphs[0].text = f"{CLINIC} – lapa pacientiem"
    made.add_heading(CONDOM, 0)
    for block in CONDOM_TEXT:
        if isinstance(block, tuple):
            for item in block:
                made.add_paragraph(item, style="List Bullet")
        elif block.startswith("## "):
            made.add_heading(block[3:], 1)
        else:
            made.add_paragraph(block)
    made.save(str(path))
    return path


if __name__ == "__main__":
    pdf(EXAMPLES / "chlamydia-test.pdf")
    word(EXAMPLES / "prezervativs.docx")
