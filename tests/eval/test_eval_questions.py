"""The question sets: the validator, our own sets, and their independence."""

import json
from pathlib import Path

import pytest

from corpus import Corpus, load_corpus
from eval.errors import EvalError
from eval.independence import Asked, offences, questions_in
from eval.questions import check_questions, read_questions
from tests.support import REPOSITORY, Draft, made_corpus

SETS = REPOSITORY / "eval" / "questions"
GOOD = {
    "id": "a",
    "question": "Should I wash my hands?",
    "lang": "en",
    "kind": "en-en",
    "answerable": True,
    "gold": [{"doc": "care", "quote": "Wash your hands before you start."}],
}


def written(path: Path, *rows: dict[str, object] | str) -> Path:
    """Write a set and return its path."""
    lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def gold(quote: str, doc: str = "care") -> list[dict[str, str]]:
    """Return one gold entry."""
    return [{"doc": doc, "quote": quote}]


def test_good_set_is_read(small: Corpus, tmp_path: Path) -> None:
    """A set without a fault gives its questions."""
    path = written(tmp_path / "set.jsonl", GOOD)
    found = read_questions(path, small.directory)
    assert found.name == "set"
    assert found.questions[0].gold[0].doc == "care"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"gold": gold("Wash your feet.")}, "is not in 'care'"),
        ({"gold": gold("When to call")}, "heading or page clutter"),
        ({"gold": gold("Use warm water. But never use hot water.\n\nWhen")}, "heading"),
        ({"gold": gold("Wash", doc="none")}, "no document 'none'"),
        ({"gold": [{"doc": "care"}]}, "gold entry without a quote"),
        ({"gold": []}, "answerable without a gold"),
        ({"answerable": False}, "not answerable, yet with a gold"),
        ({"lang": "de"}, "unknown language 'de'"),
        ({"kind": "de-en"}, "unknown kind 'de-en'"),
        ({"kind": "odd"}, "unknown kind 'odd'"),
        ({"question": " "}, "empty id or question"),
        ({"langs": "en"}, "unknown key 'langs'"),
        ({"answerable": "perhaps"}, "'answerable'"),
    ],
)
def test_fault_is_named_with_its_line(
    small: Corpus, tmp_path: Path, change: dict[str, object], complaint: str
) -> None:
    """Each fault says file and line, and what is wrong."""
    first = {**GOOD, "id": "first", "question": "Another one?"}
    path = written(tmp_path / "set.jsonl", first, {**GOOD, **change})
    _, faults = check_questions(path, small)
    assert len(faults) == 1
    assert faults[0].startswith(f"{path}:2: ")
    assert complaint in faults[0]


def test_twins_are_found(small: Corpus, tmp_path: Path) -> None:
    """An id, and a question but for case, diacritics and white space, may stand once."""
    one = {**GOOD, "question": "Vai mazgāt rokas?"}
    two = {**GOOD, "id": "b", "question": "VAI  mazgat rokas?"}
    three = {**GOOD, "question": "Else?"}
    _, faults = check_questions(written(tmp_path / "set.jsonl", one, two, three), small)
    assert "same question as in line 1" in faults[0]
    assert "same id as in line 1" in faults[1]


def test_missing_key_broken_json_and_empty_file(small: Corpus, tmp_path: Path) -> None:
    """Whatever is in the file, the complaint is ours."""
    bare = {key: value for key, value in GOOD.items() if key != "lang"}
    path = written(tmp_path / "set.jsonl", bare, "{", "")
    _, faults = check_questions(path, small)
    assert "no 'lang'" in faults[0]
    assert f"{path}:2: not JSON" in faults[1]
    _, faults = check_questions(written(tmp_path / "empty.jsonl"), small)
    assert "no question in it" in faults[0]


def test_only_in_clutter(tmp_path: Path) -> None:
    """Words outside the content are no gold, unless they stand in it too."""
    text = "Menu\n\nCall us.\n\nRest a day. Menu\n\nFooter words"
    draft = Draft("care", text, start="Call us.", end="Rest a day. Menu")
    corpus = made_corpus(tmp_path / "corpus", draft)
    for quote, count in (("Footer words", 1), ("Menu", 0)):
        row = {**GOOD, "gold": gold(quote)}
        assert len(check_questions(written(tmp_path / "s.jsonl", row), corpus)[1]) == count


def test_latvian_questions_about_english_documents_alone(tmp_path: Path) -> None:
    """Visitors ask in the page's languages, whatever language the documents are in."""
    corpus = made_corpus(tmp_path / "corpus", Draft("care", "Wash your hands.", language="en"))
    row = {**GOOD, "lang": "lv", "kind": "lv-en", "gold": gold("Wash your hands.")}
    assert check_questions(written(tmp_path / "s.jsonl", row), corpus)[1] == []
    faults = check_questions(written(tmp_path / "s.jsonl", {**row, "kind": "lv-lv"}), corpus)[1]
    assert "unknown kind 'lv-lv'" in faults[0]


def test_reader_raises_with_the_number_of_faults(small: Corpus, tmp_path: Path) -> None:
    """One line, naming the first fault."""
    path = written(tmp_path / "set.jsonl", {**GOOD, "lang": "de", "kind": "odd"})
    with pytest.raises(EvalError, match=r"unknown language.*1 more: quotewell eval validate"):
        read_questions(path, small.directory)
    with pytest.raises(EvalError, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl", small.directory)


def test_sample_is_spread(small: Corpus, tmp_path: Path) -> None:
    """A sample takes every part of the set."""
    rows = [{**GOOD, "id": str(n), "question": f"Q{n}?"} for n in range(10)]
    found = read_questions(written(tmp_path / "set.jsonl", *rows), small.directory)
    assert [one.id for one in found.sample(3).questions] == ["0", "3", "6"]
    assert found.sample(99) == found


@pytest.mark.parametrize("name", ["dev", "test"])
def test_our_sets_are_valid(shipped: Corpus, name: str) -> None:
    """The sets in the repository have no fault."""
    questions, faults = check_questions(SETS / f"{name}.jsonl", shipped)
    assert not faults
    assert len(questions) >= {"dev": 200, "test": 300}[name]


def test_near_duplicates_are_found() -> None:
    """Spelling, case, diacritics and marks do not hide a copy; another question is none."""
    test = [Asked("t:1", "Vai no tā var rasties hemoroīdi?")]
    copies = ["vai no ta var rasties hemoroidi", "VAI NO TĀ VAR RASTIES HEMOROĪDI!!"]
    others = ["Vai no tā var rasties asiņošana?", "?", "Hemoroīdi"]
    found = offences(test, [Asked("d:1", text) for text in (*copies, *others)])
    assert [one.other.text for one in found] == copies
    assert found[0].similarity == 1


def test_test_set_is_independent() -> None:
    """No dev, bank or example question is nearly a test question."""
    test = [one for path in SETS.glob("test*.jsonl") for one in questions_in(path)]
    dev = questions_in(SETS / "dev.jsonl")
    corpus = load_corpus(REPOSITORY / "corpus")
    bank = [Asked("bank", one.text) for one in corpus.bank.questions]
    examples = [Asked("example", text) for texts in corpus.suggestions.values() for text in texts]
    assert len(examples) >= 4
    assert len(bank) > 1000
    assert not offences(test, [*dev, *bank, *examples])
