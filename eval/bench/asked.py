"""The questions a bench asks: the dev set's, which anybody may read.

Read plainly, so that the process of the load's clients imports nothing heavy.
"""

import json

from corpus.settings import ROOT

DEV = ROOT / "eval" / "questions" / "dev.jsonl"


def dev_questions(count: int | None = None) -> list[str]:
    """Return ``count`` dev questions spread evenly over the set, or all of them."""
    lines = DEV.read_text(encoding="utf-8").split("\n")
    texts = [str(json.loads(line)["question"]) for line in lines if line]
    if count is None or count >= len(texts):
        return texts
    return [texts[i * len(texts) // count] for i in range(count)]
