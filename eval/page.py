"""The report's fixed words and looks."""

from collections.abc import Iterable, Sequence
from html import escape

HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 0; background: #f7f8fa; color: #1c2430;
  font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }}
main {{ max-width: 76rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }}
h1 {{ font-size: 1.7rem; margin: 0 0 .5rem; }} h2 {{ margin: 2.5rem 0 .75rem; }}
.lead {{ font-size: 1.15rem; max-width: 60rem; }}
.alarm {{ background: #b42318; color: #fff; padding: .75rem 1rem; font-weight: 600; }}
.scroll {{ overflow-x: auto; margin: 0 0 1.5rem; }}
table {{ border-collapse: collapse; background: #fff; width: 100%; font-size: .9rem; }}
caption {{ text-align: left; font-weight: 600; padding: .4rem 0; }}
th, td {{ border: 1px solid #dfe3e8; padding: .35rem .6rem; text-align: left;
  vertical-align: top; }}
thead th {{ background: #eef1f5; }} td {{ font-variant-numeric: tabular-nums; }}
td.figure {{ white-space: nowrap; }} small {{ color: #55606e; }}
tr > th[scope=row] {{ white-space: nowrap; }} figcaption {{ font-weight: 600; }}
.plots {{ display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fit, minmax(min(30rem, 100%), 1fr)); }}
figure {{ margin: 0; background: #fff; border: 1px solid #dfe3e8; padding: .75rem; }}
figure svg {{ width: 100%; height: auto; display: block; }}
summary {{ font-size: 1.15rem; font-weight: 600; cursor: pointer; margin: 1rem 0 .5rem; }}
article {{ background: #fff; border: 1px solid #dfe3e8; padding: .75rem 1rem; margin: 0 0 .75rem; }}
article p {{ margin: 0 0 .4rem; }} .question {{ font-weight: 600; }}
.meta {{ color: #55606e; font-size: .85rem; }}
blockquote {{ margin: .4rem 0; padding: .3rem .8rem; border-left: 4px solid; }}
.gold {{ border-color: #009e73; }} .shown {{ border-color: #0072b2; }}
.refused {{ font-style: italic; }}
@media print {{ body {{ background: #fff; }} article {{ break-inside: avoid; }} }}
</style></head><body><main>"""

FIGURES: dict[str, tuple[str, str, str]] = {
    "right": ("Right", "%", "Supported, or rightly refused"),
    "supported": (
        "Supported",
        "%",
        "Answerable questions with a quote shown that covers at least 60 % of a gold quote",
    ),
    "first": ("First", "%", "Answerable questions whose first quote does"),
    "coverage": ("Coverage", "%", "Questions answered at all"),
    "selective_precision": ("Selective precision", "%", "Right among those answered"),
    "right_document_wrong_passage": (
        "Right document, wrong passage",
        "%",
        "Answerable questions quoted from a right document, yet not supported",
    ),
    "quote_validity": (
        "Quote validity",
        "%",
        "Answers whose every quote is the document’s own content, to the character",
    ),
    "words_shown": ("Words shown", "words", "Words quoted in an answer, on average"),
    "language_detected": ("Language told", "%", "Questions taken to be in their own language"),
    "has_ans_accuracy": ("HasAns accuracy", "%", "Right among answerable questions"),
    "has_ans_f1": ("HasAns F1", "%", "SQuAD 2.0’s token overlap with gold, answerable questions"),
    "no_ans_accuracy": ("NoAns accuracy", "%", "Refused among unanswerable questions"),
    "no_ans_f1": ("NoAns F1", "%", "The same, by SQuAD 2.0’s definition"),
    "f1": ("F1", "%", "SQuAD 2.0’s F1, all questions"),
    "auroc": ("AUROC", "", "How often an answerable question gets the higher confidence"),
    "ece": ("ECE", "", "Calibration error: confidence against truth; 0 is perfect"),
    "confidence_gap": (
        "Confidence gap",
        "",
        "Lowest confidence of an answerable question less the highest of another",
    ),
    "aurc": ("AURC", "", "Mean risk over all coverages; 0 is perfect"),
    "recall@1": ("Recall@1", "%", "Share of the relevant passages retrieved first"),
    "recall@3": ("Recall@3", "%", "…among the first 3"),
    "recall@5": ("Recall@5", "%", "…among the first 5"),
    "recall@10": ("Recall@10", "%", "…among the first 10"),
    "success@1": ("Success@1", "%", "Questions with a relevant passage first"),
    "success@3": ("Success@3", "%", "…among the first 3"),
    "success@5": ("Success@5", "%", "…among the first 5"),
    "success@10": ("Success@10", "%", "…among the first 10"),
    "mrr": ("MRR", "", "Mean of 1 / rank of the first relevant passage"),
    "ndcg@10": ("nDCG@10", "", "Relevant passages near the top weigh more; 1 is perfect"),
    "p50_ms": ("Latency, p50", "ms", "Half of the answers took less"),
    "p95_ms": ("Latency, p95", "ms", "95 % of the answers took less"),
    "questions_per_second": ("Throughput", "/s", "Questions a second, asked one by one"),
}
"""For each figure: its name, its unit ("%" for shares), and its meaning."""


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; the first cell of a row is its heading, "[low, high]" is set small."""
    # Many columns need narrow cells: the interval goes under its value.
    between = "<br>" if len(heads) > 4 else " "
    head = "".join(f"<th scope=col>{escape(one)}</th>" for one in heads)
    body = "".join(
        f"<tr><th scope=row>{escape(row[0])}</th>"
        + "".join(_cell(one, between) for one in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f"<div class=scroll><table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(text: str, between: str) -> str:
    value, bracket, interval = text.partition(" [")
    if not bracket:
        return f"<td>{escape(text)}</td>"
    return f"<td class=figure>{escape(value)}{between}<small>[{escape(interval)}</small></td>"
