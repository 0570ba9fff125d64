"""Answers, and what led to them, as lines for a terminal."""

from collections.abc import Iterator
from datetime import date

from bot import messages
from bot.answer import Answer
from bot.candidates import Retrieved
from bot.decision import Decision
from bot.llm.summary import Summary
from index.passages import SECTION_SEPARATOR


def how(retrieved: Retrieved, decision: Decision) -> Iterator[str]:
    """Say what was retrieved, with scores by stage, and what was decided on it."""
    if retrieved.matched:
        urgent = " (the nearest answered one is urgent)" if retrieved.urgent else ""
        yield f"nearest bank question: {retrieved.matched}{urgent}"
    for candidate in retrieved.candidates:
        stages = ", ".join(f"{name} {value:.3f}" for name, value in candidate.stages.items())
        start = candidate.passage.text[:60].replace("\n", " ")
        yield f"  {candidate.score:.3f}  {candidate.passage.id}  ({stages})  {start}…"
    yield "decision, in log-odds:"
    for name, part in decision.contributions.items():
        yield f"  {part:+.2f}  {name} = {retrieved.features[name]:.3f}"
    sign = "≥" if decision.answer else "<"
    yield f"confidence {decision.confidence:.3f} {sign} {decision.threshold:.3f}"


def as_text(
    answer: Answer, summary: Summary | None = None, *, translations: bool = False
) -> Iterator[str]:
    """Yield an answer's lines.

    Args:
        answer: What the bot said.
        summary: Of its quotes, which are then numbered.
        translations: Whether to print translations under quotes.

    Raises:
        UnverifiedError: If a quote is not in its document.
    """
    words = messages.interface_language(answer.language)
    yield from (f"[{messages.OPERATOR[words]}] {notice.text}\n" for notice in answer.notices)
    if answer.assumed:
        yield messages.ASSUMED[words].format(question=answer.assumed)
    if answer.pointer and answer.pointer.alone:
        yield answer.pointer.words
        return
    if not answer.quotes:
        yield messages.NOT_FOUND[words]
        if answer.nearest:
            yield messages.NEAREST[words]
            yield from (f"  {near.heading} ({near.title})" for near in answer.nearest)
        if answer.pointer:
            yield answer.pointer.words
        return
    if summary:
        yield from _summary(summary, words)
    yield messages.LEAD_IN[words]
    for number, quote in enumerate(answer.quotes, start=1):
        mark = f"[{number}] " if summary else ""
        yield f"\n{mark}{quote.verified_text()}"
        where = SECTION_SEPARATOR.join((quote.source.title, *quote.section))
        published = f", {quote.source.published:%Y-%m-%d}" if quote.source.published else ""
        page = f", {messages.PAGE[words].format(number=quote.page)}" if quote.page else ""
        other = messages.OTHER_LANGUAGE[words].get(quote.language, quote.language)
        mark = f" [{other}]" if quote.language != answer.language else ""
        yield f"  — {quote.source.publisher}: {where}{page}{published}{mark}"
        if quote.source.review_overdue(date.today()):
            due = quote.source.review_until
            yield f"  {messages.REVIEW_DUE[words].format(date=due)}"
        found = quote.translation(words) if translations else None
        if found:
            label = messages.translated(found.review, f"{found.review.on}", words)
            yield f"  {label}:"
            yield from (f"  | {line}" for line in found.text.splitlines())


def _summary(summary: Summary, language: str) -> Iterator[str]:
    yield messages.SUMMARY[language].format(model=summary.model)
    for statement, cites in zip(summary.statements, summary.cites, strict=True):
        numbers = ", ".join(str(number + 1) for number in sorted({one.quote for one in cites}))
        yield f"  - {statement.text} [{numbers}]"
    yield ""
