"""What likeness tells an editor of passages and documents, on corpora small enough to see why."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import cli
from corpus import Corpus, load_corpus
from index.build import build_index
from index.duplicate_lint import near_duplicates
from index.embedder import Embedder
from index.finding import Finding
from index.passages import MAX_WORDS
from index.reach_lint import overlong, unreachable
from index.rivals import rival_findings
from index.settings import IndexSettings
from index.store import OpenIndex
from tests.support import Draft, FakeEmbedder, write_corpus

Check = Callable[[OpenIndex, FakeEmbedder], list[Finding]]
Run = Callable[..., list[str]]

CALL = "Call us if the bleeding does not stop within an hour."
LATER = "You need not call before two hours have passed."
CARE = Draft("care", f"Wash your hands before you start.\n\n{CALL}\n", title="Wound care")
HOME = Draft("home", f"{LATER}\n\nKeep the dressing dry for a week.\n", title="At home")


def bank(*anchors: tuple[str, Sequence[str]]) -> str:
    """Return a file of bank questions in English."""
    return "".join(
        f'[[answered]]\nanchor = "{anchor}"\nquestions.en = {list(questions)}\n'
        for anchor, questions in anchors
    )


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Write documents and banks, and apply one of the lints."""

    def apply(lint: Check, *drafts: Draft, **banks: str) -> list[str]:
        directory = write_corpus(tmp_path / "corpus", *drafts)
        (directory / "questions").mkdir()
        for name, text in banks.items():
            (directory / "questions" / f"{name}.toml").write_text(text, encoding="utf-8")
        corpus = load_corpus(directory)
        assert not corpus.bank.stale
        build_index(corpus, FakeEmbedder(), tmp_path / "index")
        opened = OpenIndex(corpus, FakeEmbedder(), tmp_path / "index")
        try:
            return [str(one) for one in lint(opened, FakeEmbedder())]
        finally:
            opened.close()

    return apply


def rivals(opened: OpenIndex, _: FakeEmbedder) -> list[Finding]:
    """Return the findings that need no model."""
    return rival_findings(opened)


def test_two_documents_on_one_question_are_both_quoted_to_the_editor(run: Run) -> None:
    """Once for the pair, however many questions it shares, with what differs."""
    asked = ["When should I call about bleeding?", "It bleeds, when do I phone?"]
    found = run(
        rivals,
        CARE,
        HOME,
        care=bank((CALL, [*asked, "Whom do I tell?"])),
        home=bank((LATER, ["when should i CALL about bleeding", asked[1], "Is it urgent?"])),
    )
    assert len(found) == 1
    assert f"answer “{asked[0]}” (and 1 more)" in found[0]
    assert f"care:35 says: “{CALL}” – home:0 says: “{LATER}”" in found[0]
    assert "they differ in 2" in found[0]


def test_those_that_agree_come_last_and_say_so(run: Run) -> None:
    """One pair has other figures, the other has not."""
    hands, dry = "Wash your hands before you start.", "Keep the dressing dry for a week."
    found = run(
        rivals,
        CARE,
        Draft("home", "Clean hands come before all else.\n\n" + HOME.text),
        care=bank((hands, ["Must I wash my hands?"]), (CALL, ["When do I call?"])),
        home=bank(
            ("Clean hands come before all else.", ["Must I wash my hands?"]),
            (LATER, ["When do I call?"]),
            (dry, ["May it get wet?"]),
        ),
    )
    assert ["they differ" in one for one in found] == [True, False]
    assert "no fact found that differs" in found[1]


def test_questions_of_one_document_are_no_rivals(run: Run) -> None:
    """Nor are different questions of two."""
    hands = "Wash your hands before you start."
    twice = bank((CALL, ["When do I call?"]), (hands, ["When do I call"]))
    assert run(rivals, CARE, HOME, care=twice, home=bank((LATER, ["How long is too long?"]))) == []


def test_a_passage_whose_questions_point_elsewhere_is_unreachable(run: Run) -> None:
    """Each of its questions, left out, is nearer to three other passages'."""
    words = ("alpha", "beta", "gamma", "delta")
    drafts = [Draft(word, f"All about {word}.\n", title=word) for word in words]
    near = {
        word: bank((f"All about {word}.", [f"what is {one}{word[0]}" for one in words]))
        for word in words[:3]
    }
    lost = ["what is alphab", "my very own zebra quiz", "what is betaa"]
    found = run(unreachable, *drafts, **near, delta=bank(("All about delta.", lost)))
    assert len(found) == 1
    assert found[0].startswith(
        "delta:0: each of its 3 bank questions is nearer to those of 3 or more"
    )


def test_a_part_of_a_paragraph_that_nobody_asks_about_is_named(run: Run) -> None:
    """The paragraph has questions, so the count by paragraph would not tell."""
    one, two = "Use warm water. ", "Dry the wound well. "
    text = one + "Wait for a while then. " * (MAX_WORDS // 5) + two.strip()
    found = run(
        unreachable, Draft("care", f"{text}\n"), care=bank((one.strip(), ["a?", "how warm?"]))
    )
    assert found
    assert all("no bank question leads to this part" in one for one in found)


def test_without_a_bank_the_passages_own_sentences_ask(run: Run) -> None:
    """Of eight documents with the same words few can be among three; the other is found."""
    same = "Use warm water"
    drafts = [Draft(f"d{n}", f"{same}.\n", title=f"{same} " * n) for n in range(1, 9)]
    found = run(unreachable, *drafts, Draft("other", "Keep the dressing dry.\n"))
    assert found
    assert not [one for one in found if one.startswith("other")]
    assert all("none of its own sentences" in one for one in found)


def test_near_duplicates_are_named_with_what_differs(run: Run) -> None:
    """A figure was changed in one of two leaflets."""
    text = "Keep the dressing dry for {} days and wash your hands before you touch it again.\n"
    found = run(
        near_duplicates,
        Draft("old", text.format(3)),
        Draft("new", text.format(5)),
        Draft("other", "Call us about bleeding.\n"),
    )
    assert len(found) == 1
    assert "but not the same 3, 5; drop one" in found[0]
    assert "old:0 “Keep" in found[0]
    assert "new:0 “Keep" in found[0]


def test_the_same_words_are_not_reported_twice(run: Run) -> None:
    """The corpus' own lint names them; within one document they are its author's matter."""
    text = "Keep the dressing dry and wash your hands before you touch it.\n"
    assert run(near_duplicates, Draft("old", text), Draft("new", text.upper())) == []


def test_a_translation_is_a_duplicate(tmp_path: Path, real_embedder: Embedder) -> None:
    """With the bundled model: two sentences and their Latvian, and two about something else."""
    english = "Wash your hands before you change the dressing. Call the clinic if it bleeds."
    latvian = "Pirms pārsēja maiņas nomazgājiet rokas. Ja asiņo, zvaniet uz klīniku."
    other = "Vakcīna pasargā no vīrusa. Tā jāsaņem trīs reizes."
    drafts = (
        Draft("en", english),
        Draft("lv", latvian, language="lv"),
        Draft("vaccine", other, language="lv"),
    )
    corpus = load_corpus(write_corpus(tmp_path / "corpus", *drafts))
    build_index(corpus, real_embedder, tmp_path / "index")
    opened = OpenIndex(corpus, real_embedder, tmp_path / "index")
    found = [str(one) for one in near_duplicates(opened, real_embedder)]
    opened.close()
    assert len(found) == 1
    assert "en:0" in found[0]
    assert "lv:0" in found[0]


def long_corpus(directory: Path) -> Corpus:
    """Return one with a sentence of six hundred words."""
    sentence = "Wash " + "and wash again " * 200 + "well."
    return load_corpus(write_corpus(directory, CARE, Draft("long", f"{sentence}\n")))


def test_a_passage_over_the_models_limit_is_named(tmp_path: Path, real_embedder: Embedder) -> None:
    """With the bundled model, whose limit is 512 tokens."""
    found = overlong(long_corpus(tmp_path), real_embedder)
    assert len(found) == 1
    assert str(found[0]).startswith("long:0: 812 tokens")
    assert "over the model's 512; break that sentence or paragraph up" in str(found[0])


def test_the_command_names_it_instead_of_failing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, real_embedder: Embedder
) -> None:
    """No index can be built, and the rest of the lint is still said."""
    long_corpus(tmp_path / "corpus")
    monkeypatch.setattr(IndexSettings, "embedder", lambda _: real_embedder)
    arguments = ["--corpus", str(tmp_path / "corpus"), "--index", str(tmp_path / "index")]
    result = CliRunner().invoke(cli, ["corpus", "lint", *arguments])
    assert result.exit_code == 3
    assert "over the model's 512" in result.output
    assert "long: no bank questions" in result.output
    assert not (tmp_path / "index").exists()


def test_the_command_lists_every_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of a corpus without a bank; the worst of a kind, or all."""
    text = "Keep the dressing dry for {} days and wash your hands before you touch it again.\n"
    write_corpus(tmp_path / "corpus", *(Draft(f"d{n}", text.format(n)) for n in range(1, 9)))
    monkeypatch.setattr(IndexSettings, "embedder", lambda _: FakeEmbedder())
    arguments = ["--corpus", str(tmp_path / "corpus"), "--index", str(tmp_path / "index")]
    result = CliRunner().invoke(cli, ["corpus", "lint", *arguments])
    assert "… and 8 more of this kind (near duplicate): --all" in result.output
    result = CliRunner().invoke(cli, ["corpus", "lint", "--all", *arguments])
    assert result.output.count("nearly the same in two documents") == 28
