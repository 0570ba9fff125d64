"""Public formats: SQuAD, XQuAD and BEIR become a corpus and a set."""

import json
from pathlib import Path

import pytest

from corpus import load_corpus
from eval.beir import read_beir
from eval.errors import EvalError
from eval.reference import Reference
from eval.squad import read_squad
from eval.temporary import tidy

CONTEXT = "\ufeffRiga  lies on the\nDaugava. It has a port. It has a big port.\n\nBuilt in 1201."
TURKISH = "Riga Daugava üzerindedir. Limanı vardır. Büyük limanı vardır. 1201'de kuruldu."


def squad(path: Path, context: str, answers: list[str], texts: tuple[str, ...]) -> Path:
    """Write a file with one article of two paragraphs; the last question is impossible."""
    asked = [
        {
            "id": f"q{n}",
            "question": text,
            "is_impossible": n == len(texts) - 1,
            "answers": [{"text": answers[n], "answer_start": context.rindex(answers[n])}]
            if n < len(answers)
            else [],
        }
        for n, text in enumerate(texts)
    ]
    paragraphs = [{"context": "\ufeffFirst things.", "qas": []}, {"context": context, "qas": asked}]
    data = {"version": "v2.0", "data": [{"title": "Rīga_city", "paragraphs": paragraphs}]}
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_squad_becomes_a_corpus(tmp_path: Path) -> None:
    """Gold is the sentence round the answer that is meant, and quotable."""
    texts = ("Which river?", "What is big?", "Which sea?")
    path = squad(tmp_path / "s.json", CONTEXT, ["Daugava", "port"], texts)
    found = read_squad(path, tmp_path / "corpus", "en")
    corpus = load_corpus(tmp_path / "corpus")
    (document,) = corpus.values()
    assert document.title == "Rīga city"
    assert document.text == f"First things.\n\n{tidy(CONTEXT)}"
    first, second, third = found.questions
    assert [g.quote for g in first.gold] == ["Riga lies on the Daugava."]
    assert [g.quote for g in second.gold] == ["It has a big port."]
    assert (third.kind, third.answerable, third.gold) == ("near", False, ())
    assert first.kind == "en-en"
    assert Reference(corpus).relevant(document.id, first.gold[0].quote)


def test_xquad_crosses_languages(tmp_path: Path) -> None:
    """Questions from one file, paragraphs and answers from the other."""
    texts = ("Which river?", "Which sea?")
    asked = squad(tmp_path / "x_en.json", CONTEXT, ["Daugava"], texts)
    written = squad(tmp_path / "x_tr.json", TURKISH, ["Daugava"], ("Hangi nehir?", "Hangi?"))
    found = read_squad(asked, tmp_path / "corpus", "en", written, "tr")
    one = found.questions[0]
    assert (one.question, one.lang, one.kind) == ("Which river?", "en", "en-tr")
    assert one.gold[0].quote == "Riga Daugava üzerindedir."
    other = squad(tmp_path / "y_tr.json", TURKISH, ["Daugava"], ("Hangi nehir?",))
    with pytest.raises(EvalError, match="not parallel"):
        read_squad(asked, tmp_path / "other", "en", other, "tr")


def test_squad_complaints(tmp_path: Path) -> None:
    """Files that are none, and answers that are not where they should be."""
    path = tmp_path / "s.json"
    for text in ("{", "[]", '{"data": [{}]}'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(EvalError, match="not in SQuAD's format"):
            read_squad(path, tmp_path / "corpus", "en")
    with pytest.raises(EvalError, match="cannot be read"):
        read_squad(tmp_path / "none.json", tmp_path / "corpus", "en")
    squad(path, CONTEXT, ["Daugava"], ("Which?", "Sea?"))
    path.write_text(path.read_text().replace('"Daugava"', '"Volga"'), encoding="utf-8")
    with pytest.raises(EvalError, match="answer is not in its paragraph"):
        read_squad(path, tmp_path / "corpus", "en")


def beir(path: Path) -> Path:
    """Write a data set of two documents and three queries."""
    (path / "qrels").mkdir(parents=True)
    rows = [
        {"_id": "d1", "title": "Wounds", "text": "Wash it.\nThen rest."},
        {"_id": "d2", "title": "", "text": "Rest a day."},
        {"_id": "d3", "title": "Nothing", "text": " "},
    ]
    asked = [{"_id": f"q{n}", "text": f"Query {n}"} for n in range(3)]
    for name, items in (("corpus", rows), ("queries", asked)):
        lines = "".join(json.dumps(item) + "\n" for item in items)
        (path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    judged = "query-id\tcorpus-id\tscore\nq0\td1\t1\nq1\td1\t0\nq1\td2\t2\nq2\td3\t1\n"
    (path / "qrels" / "test.tsv").write_text(judged, encoding="utf-8")
    return path


def test_beir_becomes_a_corpus(tmp_path: Path) -> None:
    """Queries with a relevant document are asked; any passage of it is relevant."""
    found = read_beir(beir(tmp_path / "set"), tmp_path / "corpus", "en")
    corpus = load_corpus(tmp_path / "corpus")
    assert [d.text for d in corpus.values()] == ["Wash it. Then rest.", "Rest a day."]
    assert [one.id for one in found.questions] == ["q0", "q1"]
    (gold,) = found.questions[1].gold
    assert corpus[gold.doc].text == "Rest a day."
    assert gold.quote is None
    assert len(Reference(corpus).relevant(gold.doc, None)) == 1


def test_beir_complaints(tmp_path: Path) -> None:
    """Each missing or broken file is named."""
    place = beir(tmp_path / "set")
    (place / "qrels" / "test.tsv").write_text("h\nq0 d1 1\n", encoding="utf-8")
    with pytest.raises(EvalError, match=r"test\.tsv:2: not a BEIR judgement"):
        read_beir(place, tmp_path / "corpus", "en")
    (place / "corpus.jsonl").write_text('{"_id": 1}\n', encoding="utf-8")
    with pytest.raises(EvalError, match=r"corpus\.jsonl:1: not a BEIR line"):
        read_beir(place, tmp_path / "corpus", "en")
    with pytest.raises(EvalError, match="cannot be read"):
        read_beir(tmp_path, tmp_path / "corpus", "en")
