"""Drafts, forms and replies of chat models: something usable, or an error of our own."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from fuzz_support import JSON, ODD_TEXT, broken, ours, reshaped, toml
from hypothesis import example, given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage

from corpus import load_corpus
from corpus.accepting import Acceptance, accept
from corpus.drafts import Draft, Drafts, add_drafts, drafts_folder, read_drafts
from corpus.lint import same_wording
from corpus.wording import wording_fault
from index.drafting.checking import Checker
from index.drafting.form import form_path, read_form
from index.drafting.reply import Reply, ReplyError, read_reply
from tests.support import ENGLISH, write_corpus

DRAFTS: dict[str, Any] = {
    "draft": [
        {
            "question": "Warm or cold?",
            "language": "en",
            "anchor": "Use warm water.",
            "origin": "form 2026-11-22",
            "reviewed": False,
        }
    ],
    "rejected": [
        {
            "question": "Cik maksā?",
            "language": "lv",
            "topic": "cost",
            "origin": "model x:y 2026-11-22",
            "reviewed": date(2026, 11, 23),
            "reviewed_by": "A. Ozola",
        }
    ],
}
FORM = """# a form
> Use warm water.
en: lukewarm ok?
lv:
vai remdens der?
? cost
en: how dear?
"""
REPLY = {
    "answered": [{"sentences": [1], "language": "en", "question": "Warm?"}],
    "unanswered": [{"topic": "cost", "language": "lv", "question": "Cik maksā?"}],
}


def write_drafts(place: Path, data: bytes) -> Path:
    """Write a corpus with a file of drafts."""
    directory = write_corpus(place / "drafted", ENGLISH)
    drafts_folder(directory).mkdir(parents=True, exist_ok=True)
    (drafts_folder(directory) / "care.toml").write_bytes(data)
    return directory


def check_drafts(drafts: Drafts | None) -> None:
    """Check what drafts that were read promise."""
    if drafts is not None:
        assert all(one.reviewed is False for one in drafts.draft)
        assert all(one.reviewed for one in drafts.rejected)
        assert all("\n" not in one.question for one in (*drafts.draft, *drafts.rejected))


def test_the_starting_points_are_valid(place: Path) -> None:
    """What the tests below break is whole before."""
    kept = read_drafts(write_drafts(place, toml(DRAFTS).encode()), "care")
    assert (len(kept.draft), len(kept.rejected)) == (1, 1)
    assert read_reply(REPLY) == (Reply.model_validate(REPLY), 0)


@given(broken(toml(DRAFTS).encode()))
def test_broken_drafts(place: Path, data: bytes) -> None:
    """Bytes in the wrong place."""
    directory = write_drafts(place, data)
    check_drafts(ours(lambda: read_drafts(directory, "care")))


@given(reshaped(DRAFTS))
def test_reshaped_drafts(place: Path, value: object) -> None:
    """Values of the wrong kind; what can be read can be written and read again."""
    directory = write_drafts(place, toml(value).encode())
    before = ours(lambda: read_drafts(directory, "care"))
    check_drafts(before)
    if before is not None:
        add_drafts(directory, "care", [])
        assert read_drafts(directory, "care") == before


@given(broken(FORM.encode()) | st.lists(ODD_TEXT).map(lambda lines: "\n".join(lines).encode()))
def test_broken_forms(place: Path, data: bytes) -> None:
    """Whatever is in a form, what is taken from it could be typed by a visitor."""
    directory = write_drafts(place, b"")
    form_path(directory, "care").write_bytes(data)
    corpus = load_corpus(directory)
    checker = Checker(corpus, corpus["care"], Drafts(), ["en", "lv"])
    filled = ours(lambda: read_form(directory, corpus["care"], checker, "form"))
    for draft in filled.drafts if filled else ():
        assert wording_fault(draft.question) is None
        assert draft.anchor is None or corpus["care"].text.count(draft.anchor) == 1


@given(
    JSON
    | reshaped(REPLY)
    | broken(json.dumps(REPLY).encode()).map(lambda data: data.decode(errors="replace"))
)
@example('{"answered": [' + "[" * 10_000)
@example('{"answered": [{"sentences": [1e999], "language": "en", "question": "\\ud800"}]}')
def test_any_reply(value: object) -> None:
    """Proposals of the right kind, or a reason why there are none; as JSON and as its text."""
    messages = [value, AIMessage(value if isinstance(value, str) else json.dumps(value))]
    for message in messages:
        try:
            reply, bad = read_reply(message)
        except ReplyError as error:
            assert str(error)
            continue
        assert bad >= 0
        assert all(isinstance(n, int) for one in reply.answered for n in one.sentences)


@given(ODD_TEXT, ODD_TEXT)
@example('"]\n[[answered]]', "a\x7fb\u2028")
def test_any_text_can_be_accepted(place: Path, question: str, origin: str) -> None:
    """Whatever stands in a draft is in the bank as it was, or the draft could not be made."""
    directory = write_drafts(place, b"")
    (directory / "questions" / "care.toml").unlink(missing_ok=True)
    fields = {"question": question, "language": "en", "anchor": "Use warm water."}
    try:
        draft = Draft.model_validate(fields | {"origin": origin})
    except ValueError:
        return
    accept(directory, "care", draft, Acceptance(origin, date(2026, 11, 22)))
    (found,) = load_corpus(directory).bank.questions
    assert same_wording(found.text) == same_wording(draft.question)
    assert found.text == draft.question
