"""The example leaflets go into a new corpus, as an editor would add them."""

import json

import pytest
from typer.testing import CliRunner

import app
from corpus import Corpus, load_corpus
from tests.corpus.make_examples import CHLAMYDIA_TEXT, CONDOM_TEXT, EXAMPLES

FILES = {
    "chlamydia-test.pdf": ("en", "Chlamydia test: what to expect"),
    "prezervativs.docx": ("lv", "Kā lietot ārējo prezervatīvu"),
    "emergency-contraception.html": ("en", "Emergency contraception: what to know"),
    "hpv-vaccination.md": ("en", "HPV vaccination"),
    "consent.txt": ("en", "Talking about consent"),
}
"""The language and the title that have to be found in each; typed in here by hand."""

HEADINGS = {
    "chlamydia-test": (
        *("Why get tested", "When to come", "How the test is done", "Your result"),
        *("If the result is positive", "When to call us at once"),
    ),
    "prezervativs": (
        *("Pirms lietošanas", "Kā uzvilkt", "Lubrikants", "Kā noņemt"),
        "Ja prezervatīvs pārplīst vai noslīd",
    ),
    "emergency-contraception": (
        *("When it can help", "What there is", "Before you take a pill", "Afterwards"),
    ),
    "hpv-vaccination": (
        *("What it protects against", "How many doses", "After the injection", "Who should wait"),
    ),
    "consent": (
        *("What consent means", "Changing your mind", "When nobody can consent", "How to ask"),
        "If it happened without your consent",
    ),
}

QUOTES = {
    "chlamydia-test": "The usual treatment is doxycycline, 100 mg twice a day for seven days.",
    "prezervativs": "Saspiediet prezervatīva galu, lai tajā nepaliktu gaiss, un attiniet to līdz "
    "pašai pamatnei.",
    "emergency-contraception": "Ulipristal pill | 120 hours (5 days)",
    "hpv-vaccination": "Stay seated for 15 minutes, because some people faint after an injection.",
    "consent": "Agreeing to kiss does not mean agreeing to have sex, and agreeing to sex with a "
    "condom is not agreeing to sex without one.",
}


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The five leaflets in a corpus that did not exist before; title and language proposed."""
    directory = tmp_path_factory.mktemp("examples") / "corpus"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("corpus.adding.cli._has_terminal", lambda: True)
        for name in FILES:
            path = EXAMPLES / name
            said = ["--id", path.stem, "--publisher", "Example clinic", "--licence", "CC0 1.0"]
            command = ["corpus", "add", str(path), *said, "--yes", "--corpus", str(directory)]
            # Enter takes what is proposed: title, language, date, address, reviewer.
            done = CliRunner().invoke(app.cli, command, input="\n" * 5)
            assert done.exit_code == 0, done.output
    return load_corpus(directory)


@pytest.mark.parametrize("name", FILES)
def test_title_and_language_are_found(added: Corpus, name: str) -> None:
    """What is proposed is right, and the file itself is kept."""
    path = EXAMPLES / name
    document = added[path.stem]
    assert (document.language, document.title) == FILES[name]
    kept = added.directory / "originals" / name
    assert kept.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", HEADINGS)
def test_sections_and_quotes(added: Corpus, name: str) -> None:
    """Headings are the leaflet's, and a sentence of it is one verbatim span."""
    document = added[name]
    assert tuple(section.heading for section in document.sections) == HEADINGS[name]
    spans = [span for paragraph in document.paragraphs() for span in paragraph.sentences]
    assert QUOTES[name] in [document.slice(span) for span in spans]
    stored = (added.directory / "documents" / f"{name}.txt").read_text(encoding="utf-8")
    assert QUOTES[name] in stored


def test_pages_of_the_pdf(added: Corpus) -> None:
    """Page 2 begins with the result; running lines and menus can be quoted from nowhere."""
    document = added["chlamydia-test"]
    pages = {s.heading: document.page_of(s.paragraphs[0].span) for s in document.sections}
    assert pages == dict(zip(HEADINGS["chlamydia-test"], (1, 1, 1, 2, 2, 2), strict=True))
    quotable = "\n".join(d.slice(p.span) for d in added.values() for p in d.paragraphs())
    for clutter in ("patient leaflet 12", "Page 1 of 2", "lapa pacientiem", "Visit us"):
        assert clutter not in quotable


@pytest.mark.parametrize(
    ("name", "blocks"), [("chlamydia-test", CHLAMYDIA_TEXT), ("prezervativs", CONDOM_TEXT)]
)
def test_committed_files_are_what_the_script_makes(
    added: Corpus, name: str, blocks: tuple[str | tuple[str, ...], ...]
) -> None:
    """Every sentence of the script is in the stored text, whatever line it was broken on."""
    for block in blocks:
        for piece in block if isinstance(block, tuple) else (block.removeprefix("## "),):
            assert piece == "page break" or piece in added[name].text


def test_guide_questions_quote_the_leaflet(added: Corpus) -> None:
    """The gold quotes of the guide's question set are in the leaflet, some questions without."""
    lines = (EXAMPLES / "chlamydia-questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line) for line in lines]
    assert {one["answerable"] for one in asked} == {True, False}
    for one in asked:
        assert bool(one["gold"]) == one["answerable"]
        for gold in one["gold"]:
            assert gold["quote"] in added[gold["doc"]].text
