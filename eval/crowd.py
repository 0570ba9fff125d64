"""Put our documents among many that have no bank, and ask both what they answer.

A clinic's corpus grows: do the first documents go on answering as before, and is anything
said from the new ones before their questions are written?
"""

import json
import shutil
from dataclasses import replace
from pathlib import Path

from corpus.manifest import NAME
from eval.questions import QuestionSet, read_questions
from eval.squad import read_articles, read_squad
from index.settings import IndexSettings


def write_crowd(
    path: Path, language: str, questions: Path, settings: IndexSettings, directory: Path
) -> tuple[QuestionSet, QuestionSet]:
    """Write one corpus of our documents, bank included, and those of a SQuAD file.

    Args:
        path: The SQuAD file.
        language: ISO 639-1 code of its texts.
        questions: Our own set, about our documents.
        settings: Where our documents lie.
        directory: Where the corpus is written; what was there is replaced.

    Returns:
        Our set and the file's, both about the corpus written. Each paragraph of the file is a
        document of its own.

    Raises:
        EvalError: If a set cannot be used.
    """
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    theirs = read_squad(by_paragraph(path, directory), directory / "theirs", language)
    corpus = directory / "corpus"
    ours = (p for p in settings.corpus.rglob("*") if p.suffix in (".toml", ".txt"))
    for one in (*ours, *(directory / "theirs").glob("*.txt")):
        inside = one.relative_to(settings.corpus) if one.is_relative_to(settings.corpus) else None
        target = corpus / (inside or one.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(one, target)
    manifests = (settings.corpus / NAME, directory / "theirs" / NAME)
    joint = "\n".join(one.read_text(encoding="utf-8") for one in manifests)
    (corpus / NAME).write_text(joint, encoding="utf-8")
    return read_questions(questions, corpus), replace(theirs, corpus=corpus)


def by_paragraph(path: Path, directory: Path) -> Path:
    """Write a SQuAD file anew into ``directory``, each paragraph an article; return where."""
    articles = [
        {"title": article.get("title", ""), "paragraphs": [paragraph]}
        for article in read_articles(path)
        for paragraph in article["paragraphs"]
    ]
    written = directory / path.name
    written.write_text(json.dumps({"data": articles}), encoding="utf-8")
    return written
