"""Question sets of every format: a valid set, or an error of our own."""

import json
from pathlib import Path
from typing import Any

import pytest
from fuzz_support import DEEP, JSON, SURROGATE, broken, ours, reshaped
from hypothesis import example, given
from hypothesis import strategies as st

from corpus import Corpus, load_corpus
from eval.beir import read_beir
from eval.dialogues import read_dialogues
from eval.errors import EvalError
from eval.messages import read_messages
from eval.questions import QuestionSet, check_questions, read_questions
from eval.records import read_records
from eval.squad import read_squad

QUESTION: dict[str, Any] = {
    "id": "q1",
    "question": "Warm or cold?",
    "lang": "en",
    "kind": "noisy",
    "answerable": True,
    "gold": [{"doc": "care", "quote": "Use warm water."}],
    "must_mention": ["warm"],
}
SQUAD: dict[str, Any] = {
    "data": [
        {
            "title": "Rīga",
            "paragraphs": [
                {
                    "context": "Riga lies on the Daugava. It has a port.",
                    "qas": [
                        {
                            "id": "1",
                            "question": "Which river?",
                            "answers": [{"text": "Daugava", "answer_start": 17}],
                        },
                        {"id": "2", "question": "Which sea?", "answers": []},
                    ],
                }
            ],
        }
    ]
}
DOCUMENT = {"_id": "d1", "title": "Riga", "text": "Riga lies on the Daugava."}
QUERY = {"_id": "q1", "text": "Which river?"}
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t1\n"
MESSAGE = {"message": "help", "language": "en", "categories": ["medical"]}
DIALOGUE = {
    "id": "t1",
    "history": ["Warm or cold?"],
    "question": "And then?",
    "language": "en",
    "expect": "carry",
    "gold": [{"doc": "care", "quote": "Use warm water."}],
}


def check_set(found: QuestionSet | None) -> None:
    """Check what every set read promises."""
    if found is None:
        return
    assert found.questions
    corpus = load_corpus(found.corpus)
    for question in found.questions:
        assert question.answerable == bool(question.gold)
        for gold in question.gold:
            assert gold.quote is None or gold.quote in corpus[gold.doc].text


@given(broken((json.dumps(QUESTION) + "\n").encode()))
def test_broken_set(pristine: tuple[Corpus, Path], place: Path, data: bytes) -> None:
    """Bytes in the wrong place, in a set of ours."""
    path = place / "set.jsonl"
    path.write_bytes(data)
    check_set(ours(lambda: read_questions(path, pristine[0].directory)))


@given(reshaped(QUESTION))
def test_reshaped_set(pristine: tuple[Corpus, Path], place: Path, value: object) -> None:
    """Values of the wrong kind; faults name their line."""
    path = place / "set.jsonl"
    path.write_text(json.dumps(value), encoding="utf-8")
    questions, faults = check_questions(path, pristine[0])
    assert questions or faults
    assert all(fault.startswith(str(path)) for fault in faults)


@given(broken(json.dumps(SQUAD).encode()))
def test_broken_squad(place: Path, data: bytes) -> None:
    """Bytes in the wrong place, in SQuAD's format."""
    path = place / "squad.json"
    path.write_bytes(data)
    check_set(ours(lambda: read_squad(path, place / "squad", "en")))


@given(reshaped(SQUAD))
@example({"data": [{"paragraphs": [{"context": "", "qas": []}]}]})
@example({"data": {}})
@example({"data": [{"paragraphs": [{"context": "A. B.", "qas": [{"question": "C?"}]}]}]})
def test_reshaped_squad(place: Path, value: object) -> None:
    """Values of the wrong kind, in SQuAD's format."""
    path = place / "squad.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    check_set(ours(lambda: read_squad(path, place / "squad", "en")))


@given(
    st.one_of(
        broken(json.dumps(DOCUMENT).encode()),
        reshaped(DOCUMENT).map(as_bytes := lambda v: json.dumps(v).encode()),
    ),
    st.one_of(st.just(json.dumps(QUERY).encode()), reshaped(QUERY).map(as_bytes)),
    st.one_of(st.just(QRELS.encode()), broken(QRELS.encode())),
)
def test_broken_beir(place: Path, document: bytes, query: bytes, qrels: bytes) -> None:
    """Any of BEIR's three files."""
    check_set(read_any_beir(place, document, query, qrels))


def read_any_beir(place: Path, document: bytes, query: bytes, qrels: bytes) -> QuestionSet | None:
    """Write the three files and read them."""
    path = place / "beir"
    (path / "qrels").mkdir(parents=True, exist_ok=True)
    (path / "corpus.jsonl").write_bytes(document)
    (path / "queries.jsonl").write_bytes(query)
    (path / "qrels" / "test.tsv").write_bytes(qrels)
    found: QuestionSet | None = ours(lambda: read_beir(path, place / "beir-corpus", "en"))
    return found


@pytest.mark.parametrize("text", DEEP)
def test_deep_nesting(pristine: tuple[Corpus, Path], place: Path, text: str) -> None:
    """More brackets than a parser can hold, in every format."""
    path = place / "deep.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EvalError):
        read_squad(path, place / "squad", "en")
    with pytest.raises(EvalError):
        read_questions(path, pristine[0].directory)
    with pytest.raises(EvalError):
        read_dialogues(path)
    with pytest.raises(EvalError):
        read_messages(path)
    assert read_any_beir(place, text.encode(), b"", QRELS.encode()) is None


def test_text_that_is_none(pristine: tuple[Corpus, Path], place: Path) -> None:
    """Half a surrogate pair, which JSON can write and UTF-8 cannot."""
    path = place / "half.json"
    for key in ("Riga lies", "Which river", "Rīga"):
        whole = json.dumps(SQUAD, ensure_ascii=False)
        path.write_text(whole.replace(f'"{key}', f"{SURROGATE[:-1]}{key}"), encoding="utf-8")
        with pytest.raises(EvalError):
            read_squad(path, place / "squad", "en")
    for document, query in (
        ({**DOCUMENT, "text": "\ud800 text"}, QUERY),
        ({**DOCUMENT, "title": "\ud800"}, QUERY),
        (DOCUMENT, {**QUERY, "text": "\ud800 river?"}),
    ):
        rows = json.dumps(document).encode(), json.dumps(query).encode()
        assert read_any_beir(place, *rows, QRELS.encode()) is None
    path.write_text(json.dumps({**QUESTION, "question": "\ud800?"}), encoding="utf-8")
    with pytest.raises(EvalError):
        read_questions(path, pristine[0].directory)


@given(reshaped(MESSAGE) | JSON, reshaped(DIALOGUE), broken(json.dumps(MESSAGE).encode()))
def test_lines(place: Path, message: object, dialogue: object, raw: bytes) -> None:
    """Messages, dialogues and runs: lines of one shape each."""
    path = place / "lines.jsonl"
    for read, data in (
        (read_messages, json.dumps(message).encode()),
        (read_messages, raw),
        (read_dialogues, json.dumps(dialogue).encode()),
    ):
        path.write_bytes(data)
        ours(lambda read=read: read(path))
    (place / "answers.jsonl").write_bytes(raw)
    ours(lambda: read_records(place))


def test_a_line_separator_ends_no_line(place: Path) -> None:
    """Unicode's line separators may stand inside a line of JSON."""
    path = place / "lines.jsonl"
    path.write_text(
        json.dumps({**MESSAGE, "message": "a\u2028b\x85c"}, ensure_ascii=False), encoding="utf-8"
    )
    assert read_messages(path)[0].message == "a\u2028b\x85c"
