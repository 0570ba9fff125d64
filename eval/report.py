"""``report.html``: one page with everything in it, for staff and for us."""

from collections.abc import Sequence
from html import escape
from typing import Any

from eval import plots
from eval.intervals import Estimate
from eval.page import FIGURES, HEAD, table
from eval.records import STAGES, Record
from eval.summary import AT, Figures


def write_report(summary: dict[str, Any], records: Sequence[Record]) -> str:
    """Return the page.

    Args:
        summary: As :func:`eval.summary.summarise` returns it, and the set's name.
        records: The run's answers.
    """
    overall = summary["overall"]
    failures = [record for record in records if record.verdict.stage]
    parts = [
        HEAD.format(title=escape(f"Evaluation: {summary['set']}")),
        _opening(summary, len(failures)),
        "<h2>Figures</h2>",
        *(_figures(name, overall[name]) for name in ("answers", "refusal", "retrieval", "speed")),
        "<h2>By kind of question</h2>",
        _by_kind(summary["by_kind"]),
        "<h2>Retrieval by language pair</h2>",
        "<p>Question’s language, then the document’s. Only passages in the document’s language "
        "are ranked here.</p>",
        _by_pair(summary["by_pair"]),
        "<h2>Plots</h2><div class=plots>",
        _figure("Risk over coverage", plots.risk_coverage_plot(records)),
        _figure("Reliability of the confidence", plots.reliability_plot(summary["reliability"])),
        _figure("Recall by k", plots.recall_plot(summary["by_pair"])),
        _figure("How each kind ended", plots.confusion_plot(summary["confusion"])),
        "</div>",
        f"<h2 id=failures>Failures ({len(failures)})</h2>",
        *_failures(failures),
        "</main></body></html>\n",
    ]
    return "\n".join(parts)


def show(estimate: Estimate, unit: str = "%") -> str:
    """Return a figure in words: value and 95 % interval, in percent unless told otherwise."""
    if estimate.value != estimate.value:
        return "–"
    if unit == "%":
        value, low, high = (f"{100 * x:.1f}" for x in (estimate.value, estimate.low, estimate.high))
        return f"{value} % [{low}, {high}]"
    digits = 1 if unit == "ms" or unit == "words" or unit == "/s" else 3
    value, low, high = (f"{x:.{digits}f}" for x in (estimate.value, estimate.low, estimate.high))
    return f"{value}{' ' + unit if unit else ''} [{low}, {high}]"


def _opening(summary: dict[str, Any], failures: int) -> str:
    answers: Figures = summary["overall"]["answers"]
    valid = answers["quote_validity"]
    broken = valid.n and valid.value < 1
    state = (
        "<p class=alarm>Some quotes are not the documents’ own words. Do not use this bot.</p>"
        if broken
        else ""
    )
    return (
        f"<h1>Evaluation: {escape(summary['set'])}</h1>{state}"
        f"<p class=lead><b>{100 * answers['right'].value:.0f} of 100</b> questions got what they "
        "should: a quote that answers, or an honest refusal. "
        f"{summary['questions']} questions were asked; the documents answer "
        f"{summary['answerable']} of them. <a href='#failures'>{failures} failures</a> are "
        "listed below.</p>"
        "<p>In brackets: 95 % bootstrap interval over the questions.</p>"
    )


def _figures(name: str, figures: Figures) -> str:
    rows = []
    for key, estimate in figures.items():
        title, unit, meaning = FIGURES[key]
        rows.append((title, show(estimate, unit), str(estimate.n), meaning))
    caption = {"answers": "Answers", "refusal": "Refusal and confidence"}.get(name, name.title())
    return table(caption, ("Figure", "Value", "n", "What it means"), rows)


def _by_kind(by_kind: dict[str, dict[str, Figures]]) -> str:
    keys = ("right", "supported", "first", "coverage", "selective_precision", "words_shown")
    rows = []
    for kind, groups in by_kind.items():
        answers = groups["answers"]
        cells = [show(answers[key], FIGURES[key][1]) for key in keys]
        recall = show(groups["retrieval"]["recall@5"])
        rows.append((kind, str(answers["right"].n), *cells, recall))
    heads = ("Kind", "n", *(FIGURES[key][0] for key in keys), "Recall@5")
    return table("Answers by kind", heads, rows)


def _by_pair(by_pair: dict[str, Figures]) -> str:
    keys = (*(f"recall@{k}" for k in AT), "mrr", "ndcg@10")
    rows = [
        (pair, str(figures["mrr"].n), *(show(figures[key], FIGURES[key][1]) for key in keys))
        for pair, figures in by_pair.items()
    ]
    return table("Retrieval by pair", ("Pair", "n", *(FIGURES[k][0] for k in keys)), rows)


def _figure(caption: str, svg: str) -> str:
    return f"<figure><figcaption>{caption}</figcaption>{svg}</figure>"


def _failures(failures: Sequence[Record]) -> list[str]:
    parts = []
    for stage, title in STAGES.items():
        group = [record for record in failures if record.verdict.stage == stage]
        if group:
            parts.append(f"<details open><summary>{title} ({len(group)})</summary>")
            parts += [_failure(record) for record in group]
            parts.append("</details>")
    return parts or ["<p>None.</p>"]


def _failure(record: Record) -> str:
    asked, given = record.asked, record.given
    lines = [
        "<article>",
        f"<p class=question lang={escape(asked.lang)}>{escape(asked.question)}</p>",
        f"<p class=meta>{escape(asked.id)} · {escape(asked.kind)} · {escape(asked.lang)}"
        f" · confidence {given.confidence:.2f}"
        + (f" · {escape(asked.note)}" if asked.note else "")
        + "</p>",
    ]
    for gold in asked.gold:
        lines.append(_piece("Gold", gold.doc, gold.quote or "(any passage)"))
    for quote in given.quotes:
        lines.append(_piece("Shown", quote.doc, quote.text))
    if not given.quotes:
        near = f"; pointed to: {', '.join(given.nearest)}" if given.nearest else ""
        why = f" ({given.fault})" if given.fault else ""
        lines.append(f"<p class=refused>Refused{escape(why)}{escape(near)}</p>")
    ranks = record.verdict.all_documents
    if ranks:
        places = ", ".join(map(str, ranks.ranks)) or "none"
        lines.append(f"<p class=meta>Relevant passages ({ranks.relevant}) at ranks: {places}</p>")
    return "".join((*lines, "</article>"))


def _piece(label: str, document: str, text: str) -> str:
    kind = label.lower()
    return (
        f"<blockquote class={kind}><b>{label}</b> <span class=meta>{escape(document)}</span>"
        f"<br>{escape(text)}</blockquote>"
    )
