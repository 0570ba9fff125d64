"""Forms and reviews, as an editor goes through them in a terminal."""

import getpass
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from draft_support import Place
from typer.testing import CliRunner, Result

import index.drafting.cli
import index.drafting.neighbours
import index.drafting.review
from app import cli
from corpus.drafts import Draft, add_drafts, read_drafts
from corpus.errors import DraftError
from corpus.lint import same_wording
from corpus.toml import parse_toml
from index.drafting.form import form_path
from index.settings import IndexSettings
from tests.support import REPOSITORY, FakeEmbedder

Command = Callable[..., Result]
CALL = "Call us if the bleeding does not stop within an hour."
WATER = "Use warm water."
ORIGIN = "model fake:one 2026-11-20"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A small banked corpus."""
    return Place(tmp_path)


@pytest.fixture
def questions(place: Place, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run ``corpus questions …``, typing lines as at a terminal."""
    monkeypatch.setattr(IndexSettings, "embedder", lambda _: FakeEmbedder())
    monkeypatch.setattr(index.drafting.cli, "at_terminal", lambda: True)

    def run(*arguments: str, types: str = "") -> Result:
        options = place.options() if arguments[0] != "status" else place.options()[:2]
        everything = ["corpus", "questions", *arguments, *options]
        lines = "".join(f"{one}\n" for one in types.split("|")) if types else ""
        return CliRunner().invoke(cli, everything, input=lines)

    return run


def drafted(place: Place, *drafts: tuple[str, str]) -> None:
    """Leave English drafts for ``care``, each (question, anchor or topic)."""
    made = [
        Draft(
            question=question,
            language="en",
            origin=ORIGIN,
            anchor=where if " " in where else None,
            topic=None if " " in where else where,
        )
        for question, where in drafts
    ]
    add_drafts(place.corpus, "care", made)


def in_bank(place: Place) -> set[str]:
    """Return the wordings in the bank."""
    return {q.text for q in place.load().bank.questions}


def waiting(place: Place) -> list[str]:
    """Return the wordings that wait."""
    return [one.question for one in read_drafts(place.corpus, "care").draft]


THREE = (("still bleeding, who to ring?", CALL), ("tap water ok?", WATER), ("how dear?", "prices"))


def test_every_decision(place: Place, questions: Command) -> None:
    """Accept, skip and reject, each written where it belongs, with who and when."""
    drafted(place, *THREE)
    result = questions("review", "care", "--by", "A. Ozola", types="a|s|r")
    assert result.exit_code == 0, result.output
    assert "Accepted 1, rejected 1, skipped 1" in result.output
    assert "quotewell index build" in result.output
    assert waiting(place) == ["tap water ok?"]
    (rejected,) = read_drafts(place.corpus, "care").rejected
    assert (rejected.question, rejected.reviewed_by) == ("how dear?", "A. Ozola")
    assert rejected.reviewed == date.today()
    block = parse_toml((place.corpus / "questions/care.toml").read_text("utf-8"))["answered"][-1]
    assert block == {
        "anchor": CALL,
        "origin": ORIGIN,
        "reviewed_by": "A. Ozola",
        "reviewed": date.today(),
        "questions": {"en": ["still bleeding, who to ring?"]},
    }


def test_what_the_editor_sees(place: Place, questions: Command) -> None:
    """The sentence in its passage, the question, its origin, and the nearest others."""
    drafted(
        place, ("CAN I use cold bandage water?", WATER), ("What is the price of hot water?", WATER)
    )
    output = questions("review", "care", "--by", "A", types="s|s").output
    assert "1 of 2 · Wound care" in output
    assert f"  > {WATER}" in output
    assert "    But never use hot water." in output
    assert f"written by: {ORIGIN}" in output
    assert "not answered, topic prices" in output
    first, _, second = output.partition("2 of 2")
    # Of this sentence itself, so not in conflict; of another document's draft, it would be.
    assert "“Can I use cold water?”" not in first
    assert "“What is the price of warm water?” – not answered, topic prices" in " ".join(
        second.split()
    )


def test_a_question_the_bot_would_mix_up_is_marked(
    place: Place, questions: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Almost the words of one that is not answered, or of another draft at the same place."""
    drafted(place, ("What is the price of the warm water?", WATER))
    output = " ".join(questions("review", "care", "--by", "A", types="r").output.split())
    assert "not answered, topic prices ALMOST THE SAME" in output
    drafted(place, ("shall we dial the surgery?", CALL), ("shall we dial the surgery now?", CALL))
    output = questions("review", "care", "--by", "A", types="s|s").output
    assert "a draft, answered by" not in output  # the same place, and not the same words
    # The small corpus' vocabulary makes near copies less alike than the real one does.
    monkeypatch.setattr(index.drafting.neighbours, "REPEATS", 1.05)
    output = " ".join(questions("review", "care", "--by", "A", types="s|s").output.split())
    same = f"“shall we dial the surgery now?” – a draft, answered by “{CALL}” (the same place)"
    assert f"{same} ALMOST THE SAME" in output


def test_what_a_new_document_answers_is_moved(place: Place, questions: Command) -> None:
    """The unanswered question is a conflict, and accepting takes it out of its old place."""
    text = (place.corpus / "questions/unanswered.toml").read_text("utf-8")
    questions("draft", "care")
    filled(place, (f"> {WATER}", "en: what is the price of warm water"))
    result = questions("review", "care", "--by", "A", types="a")
    assert result.exit_code == 0, result.output
    shown = " ".join(result.output.split())
    assert "– not answered, topic prices ALMOST THE SAME" in shown
    assert "1 questions are not in unanswered.toml any more" in shown
    found = {q.text: q for q in place.load().bank.questions}
    assert "What is the price of warm water?" not in found
    assert found["what is the price of warm water"].document == "care"
    after = (place.corpus / "questions/unanswered.toml").read_text("utf-8")
    assert after == text.replace(', "What is the price of warm water?"', ", ")


def test_a_near_unanswered_question_can_come_along(place: Place, questions: Command) -> None:
    """With “m”, and only where there is one; a draft in the same words is not asked about twice."""
    drafted(place, ("What is the price of the warm water?", WATER), ("tap water ok?", WATER))
    questions("draft", "care")
    filled(place, (f"> {WATER}", "en: what is the price of warm water"))
    result = questions("review", "care", "--by", "A", types="m|m|s")
    assert result.exit_code == 0, result.output
    assert result.output.count("m accept, and move here") == 1
    assert "Type one of the letters a, u, e" in result.output
    assert "Accepted 2, rejected 0, skipped 1" in result.output
    found = {q.text: q for q in place.load().bank.questions}
    moved = found["What is the price of warm water?"]
    assert moved.document == "care"
    text = (place.corpus / "questions/care.toml").read_text("utf-8")
    assert f'origin = "editor {date.today().isoformat()}, was unanswered, topic prices"' in text
    assert "what is the price of warm water" not in found
    assert questions("review", "care", "--by", "A", types="q").output.count("1 of 1") == 1


def test_a_question_written_in_another_way_stays(place: Place, questions: Command) -> None:
    """What cannot be found to the character is left to the editor, and nothing is written."""
    path = place.corpus / "questions/unanswered.toml"
    text = path.read_text("utf-8").replace(
        '"How much does a bandage cost?"', "'How much does a bandage cost?'"
    )
    path.write_text(text, "utf-8")
    questions("draft", "care")
    filled(place, (f"> {WATER}", "en: how much does a bandage cost"))
    result = questions("review", "care", "--by", "A", types="a")
    assert result.exit_code == 1
    assert "Take it out by hand" in result.output
    assert path.read_text("utf-8") == text
    assert waiting(place) == ["how much does a bandage cost"]


def test_an_edited_question_says_so(place: Place, questions: Command) -> None:
    """An edit is kept at once; one that cannot stand is asked for again."""
    drafted(place, THREE[0])
    types = "e|<b>bold</b>|How warm should the water be?|whom do we ring?|q"
    result = questions("review", "care", "--by", "A", types=types)
    assert "markup" in result.output
    assert "already in the bank" in result.output
    (kept,) = read_drafts(place.corpus, "care").draft
    assert kept.question == "whom do we ring?"
    origin = f"editor {date.today().isoformat()}, after {ORIGIN}"
    assert kept.origin == origin
    questions("review", "care", "--by", "A", types="e|whom do we call?|e|Whom do we call??|a")
    block = parse_toml((place.corpus / "questions/care.toml").read_text("utf-8"))["answered"][-1]
    assert block["origin"] == origin
    assert block["questions"] == {"en": ["Whom do we call??"]}
    assert waiting(place) == []


def test_urgent_questions(place: Place, questions: Command) -> None:
    """Marked by the editor once, and by itself for the same sentence's questions after."""
    drafted(place, *THREE)
    questions("review", "care", "--by", "A", types="u|q")
    drafted(place, ("blood for two hours", CALL))
    questions("review", "care", "--by", "A", types="u|a|a")
    urgent = {q.text: q.urgent for q in place.load().bank.questions}
    assert urgent["still bleeding, who to ring?"]
    assert urgent["blood for two hours"]
    assert urgent["tap water ok?"]
    assert not urgent["Can I use cold water?"]


def test_a_new_topic_is_given_its_names(place: Place, questions: Command) -> None:
    """Once; an unanswered question cannot be urgent."""
    drafted(place, ("open on sunday?", "opening-hours"), ("open at night?", "opening-hours"))
    result = questions("review", "care", "--by", "A", types="u|a|opening hours|darba laiks|a")
    assert "Type one of the letters a, e, r, s, q" in result.output
    bank = place.load().bank
    assert bank.topics["opening-hours"].name == {"en": "opening hours", "lv": "darba laiks"}
    assert {q.topic for q in bank.questions if q.text.startswith("open ")} == {"opening-hours"}


@pytest.mark.parametrize("types", ["a|q", "a"])
def test_quitting_loses_nothing(place: Place, questions: Command, types: str) -> None:
    """By q, or by the end of what is typed (Ctrl-D)."""
    drafted(place, *THREE)
    result = questions("review", "care", "--by", "A", types=types)
    assert result.exit_code == 0
    assert "Accepted 1, rejected 0, skipped 0" in result.output
    assert waiting(place) == ["tap water ok?", "how dear?"]
    assert THREE[0][0] in in_bank(place)


def test_dying_between_the_bank_and_the_drafts(
    place: Place, questions: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The question is in the bank once, and the next review does not ask about it."""
    drafted(place, *THREE)

    def die(*_: object) -> None:
        raise SystemExit(137)

    with monkeypatch.context() as patch:
        patch.setattr(index.drafting.review, "drop_draft", die)
        assert questions("review", "care", "--by", "A", types="a").exit_code == 137
    assert THREE[0][0] in in_bank(place)
    assert len(waiting(place)) == 3
    result = questions("review", "care", "--by", "A", types="q")
    assert "1 of 2" in result.output
    assert len(waiting(place)) == 2
    assert sum(q.text == THREE[0][0] for q in place.load().bank.questions) == 1


REVIEW = """
import sys
sys.path.insert(0, {repository!r})
import index.drafting.cli
from app import cli
from index.settings import IndexSettings
from tests.support import FakeEmbedder
IndexSettings.embedder = lambda _: FakeEmbedder()
index.drafting.cli.at_terminal = lambda: True
cli(["corpus", "questions", "review", "care", "--by", "A", *{options!r}])
"""


def test_a_killed_review_keeps_every_decision(place: Place) -> None:
    """Killed while it waits for the third answer: two are in the files."""
    drafted(place, *THREE)
    code = REVIEW.format(repository=str(REPOSITORY), options=place.options())
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(b"a\nr\n")
        process.stdin.flush()
        said, until = b"", time.monotonic() + 120
        while b"3 of 3" not in said and time.monotonic() < until:
            if select.select([process.stdout], [], [], 1)[0]:
                said += os.read(process.stdout.fileno(), 65536)
        assert b"3 of 3" in said
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert THREE[0][0] in in_bank(place)
    assert waiting(place) == ["how dear?"]
    assert len(read_drafts(place.corpus, "care").rejected) == 1


def test_without_a_terminal_nothing_is_decided(
    place: Place, questions: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error says what to do."""
    drafted(place, *THREE)
    monkeypatch.setattr(index.drafting.cli, "at_terminal", lambda: sys.stdin.isatty())
    result = questions("review", "care", "--by", "A", types="a|a|a")
    assert result.exit_code == 1
    assert "needs a terminal" in result.output
    assert len(waiting(place)) == 3


def test_the_reviewer_is_asked_for_a_name(
    place: Place, questions: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The login is only offered; a system without one does not matter."""

    def nobody() -> str:
        raise OSError

    monkeypatch.setattr(getpass, "getuser", nobody)
    drafted(place, THREE[0])
    questions("review", types="A. Ozola|r")
    assert read_drafts(place.corpus, "care").rejected[0].reviewed_by == "A. Ozola"


def test_a_stale_draft_is_not_shown(place: Place, questions: Command) -> None:
    """Its sentence was edited away; the status counts it."""
    drafted(place, ("who is this?", "A sentence that is not there."), THREE[0])
    result = questions("review", "care", "--by", "A", types="q")
    assert "1 of 1" in result.output
    assert "1 drafts belong to sentences no longer in the document" in result.output
    assert "1 drafts waiting, 0 rejected, 1 stale" in questions("status").output


def filled(place: Place, *changes: tuple[str, str]) -> Path:
    """Fill the form in: put something below a line of it."""
    path = form_path(place.corpus, "care")
    text = path.read_text(encoding="utf-8")
    for line, below in changes:
        assert text.count(f"{line}\n") == 1
        text = text.replace(f"{line}\n", f"{line}\n{below}\n")
    path.write_text(text, encoding="utf-8")
    return path


def test_the_form_has_every_sentence_and_what_visitors_ask(
    place: Place, questions: Command
) -> None:
    """With patterns from the bank; it is not written over; empty, nothing is taken from it."""
    assert questions("draft", "care").exit_code == 0
    path = form_path(place.corpus, "care")
    form = path.read_text(encoding="utf-8")
    document = place.load()["care"]
    for paragraph in document.paragraphs():
        for sentence in paragraph.sentences:
            assert f"> {document.slice(sentence)}\nen:\nlv:\n" in form
    assert "# visitors' wording: How warm should the water be?" in form
    assert "? prices\n# prices\n# visitors' wording: " in form
    assert "How much does it cost?" in form
    again = questions("draft", "care")
    assert again.exit_code == 1
    assert "is there already" in again.output
    assert "No drafts wait" in questions("review", "care").output


def test_a_filled_form_is_reviewed(place: Place, questions: Command) -> None:
    """Questions behind and below a language, in any case, with or without a byte-order mark."""
    questions("draft", "care")
    path = filled(
        place,
        (f"> {WATER}", "EN: lukewarm ok?\n  en :cool ok?\nlv:\nvai remdens der?\n\nun vēss?"),
        ("? prices", "en: how dear?"),
    )
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert "5 more in the form" in questions("status").output
    result = questions("review", "care", "--by", "A", types="a|a|a|a|a")
    assert result.exit_code == 0
    assert "5 questions taken from the form" in result.output
    found = {q.text: q for q in place.load().bank.questions}
    assert {found[text].language for text in ("lukewarm ok?", "cool ok?")} == {"en"}
    assert {found[text].language for text in ("vai remdens der?", "un vēss?")} == {"lv"}
    assert found["how dear?"].topic == "prices"
    text = (place.corpus / "questions/care.toml").read_text("utf-8")
    assert f'origin = "form {date.today().isoformat()}"' in text
    # It stays where it is, and is not taken twice.
    assert "No drafts wait" in questions("review", "care").output


def test_a_form_filled_in_wrongly(place: Place, questions: Command) -> None:
    """Each line that cannot be taken is named by its number; the others are taken."""
    questions("draft", "care")
    path = filled(
        place,
        (f"> {WATER}", "a question without a language\nde: wie warm?\nen: <b>x</b>\nen: fine?"),
        ("? prices", "en: how dear?\n? Not A Topic\nen: lost\n> Not a sentence.\nen: lost too"),
        (f"> {CALL}", "en: how warm should the water be"),
    )
    lines = path.read_text(encoding="utf-8").splitlines()
    result = questions("review", "care", "--by", "A", types="q")
    assert result.exit_code == 3
    for line, reason in (
        ("a question without a language", "begin the line with"),
        ("de: wie warm?", "a language that was not asked for"),
        ("en: <b>x</b>", "markup"),
        ("? Not A Topic", "small letters"),
        ("> Not a sentence.", "not in the document"),
        ("en: how warm should the water be", "'care': take “How warm should the water be?” out"),
    ):
        assert f"care.txt:{lines.index(line) + 1}: " in result.output
        assert reason in result.output
    assert set(waiting(place)) == {"fine?", "how dear?"}


def test_a_form_with_what_is_known_not_to_be_answered(place: Place, questions: Command) -> None:
    """Under another topic it is not answered all the same: nothing is left to mend."""
    questions("draft", "care")
    filled(place, ("? prices", "en: how dear?\n? sums\nen: how much does a bandage cost"))
    result = questions("review", "care", "--by", "A", types="a")
    assert result.exit_code == 0, result.output
    assert "1 questions taken from the form" in result.output
    assert "lines to mend" not in questions("status").output


def test_a_form_in_another_encoding(place: Place, questions: Command) -> None:
    """The error names the line and the encoding to use."""
    questions("draft", "care")
    path = filled(place, (f"> {WATER}", "lv: vai silts ūdens?"))
    path.write_text(path.read_text(encoding="utf-8"), encoding="cp1257")
    result = questions("review", "care")
    assert result.exit_code == 1
    assert "encoding UTF-8" in result.output


def test_a_form_without_a_bank(place: Place, questions: Command) -> None:
    """A corpus that has no questions at all starts with one; the review compares drafts."""
    for name in ("care.toml", "unanswered.toml"):
        (place.corpus / "questions" / name).unlink()
    assert questions("draft", "care").exit_code == 0
    filled(place, (f"> {WATER}", "en: lukewarm ok?"), ("? cost", "en: is it lukewarm, ok?"))
    result = questions("review", "care", "--by", "A", types="a|a|costs|izmaksas")
    assert result.exit_code == 0, result.output
    assert "a draft, not answered, topic cost" in result.output
    assert {q.text for q in place.load().bank.questions} == {
        "lukewarm ok?",
        "is it lukewarm, ok?",
    }


def test_the_status_counts(place: Place, questions: Command) -> None:
    """For each document; drafts of one that was removed are named."""
    drafted(place, *THREE)
    questions("review", "care", "--by", "A", types="a|r|q")
    add_drafts(place.corpus, "gone", read_drafts(place.corpus, "care").draft)
    output = questions("status").output
    assert "care: 7 accepted, 1 drafts waiting, 1 rejected, 0 stale" in output
    assert "kopsana: 0 accepted, 0 drafts waiting" in output
    assert "not answered by any document: 3 accepted" in output
    assert "gone.toml: drafts for a document that is not in the corpus" in output
    text = (place.corpus / "care.txt").read_text(encoding="utf-8")
    (place.corpus / "care.txt").write_text(text.replace(WATER, "Use any water."), "utf-8")
    assert "care: 4 accepted, 1 drafts waiting, 1 rejected, 3 stale" in questions("status").output


def test_a_form_that_cannot_be_written(place: Place, questions: Command) -> None:
    """A file stands where the directory should."""
    (place.corpus / "questions" / "drafts").write_text("", encoding="utf-8")
    result = questions("draft", "care")
    assert result.exit_code == 1
    assert "cannot be written" in result.output
    with pytest.raises(DraftError):
        drafted(place, THREE[0])


def test_same_wording_is_one_draft() -> None:
    """The key by which drafts are found again."""
    one = Draft(question="Vai sāp?", language="lv", topic="pain", origin="form")
    assert one.key == same_wording("vai SAP")
