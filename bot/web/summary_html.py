"""The HTML of a summary: labelled before it is read, each statement with its citations."""

from bot import messages
from bot.llm.summary import Summary
from bot.web.escape import escaped
from bot.web.strings import strings


def place_html(number: int, summary: Summary | None, language: str) -> str:
    """Return the place of a turn's summary, empty until there is one.

    Args:
        number: The turn's.
        summary: Of its quotes.
        language: The page's.
    """
    inside = _summary_html(number, summary, language) if summary else ""
    return (
        f'<div class="summary-place" data-number="{number}" data-language="{escaped(language)}">'
        f"{inside}</div>"
    )


def sentence_name(number: int, sentence: int) -> str:
    """Return what a citation and the sentence it leads to are called by.

    Args:
        number: The turn's.
        sentence: As numbered through its quotes.
    """
    return f"{number}-{sentence}"


def _summary_html(number: int, summary: Summary, language: str) -> str:
    words = strings(language)
    label = messages.SUMMARY[language].format(model=summary.model)
    cited = sorted({sentence for one in summary.statements for sentence in one.cites})
    items = []
    for statement in summary.statements:
        cites = "".join(
            _cite_html(cited.index(sentence) + 1, sentence_name(number, sentence), words.cite)
            for sentence in statement.cites
        )
        said = f'<span class="said">{escaped(statement.text)}</span>'
        items.append(f'<li><p lang="{escaped(summary.language)}">{said}</p><div>{cites}</div></li>')
    return (
        # No landmark: each answer has one, and all are called the same.
        f'<div class="summary" role="group" aria-label="{escaped(words.summary)}">'
        f'<p class="label">{escaped(label)}</p><ul>{"".join(items)}</ul></div>'
    )


def _cite_html(shown: int, name: str, label: str) -> str:
    return (
        f'<button type="button" data-act="cite" data-cites="{name}" '
        f'aria-label="{escaped(label.format(number=shown))}">{shown}</button>'
    )
