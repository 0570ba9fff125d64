"""Turn text into HTML that shows exactly that text."""

import html

# The page's HTML passes through a Markdown renderer. That leaves a single line of HTML
# alone, so line ends become references; so do Markdown's marks, to be safe twice.
_MARKS = {ord(mark): f"&#{ord(mark)};" for mark in "\n\r\t!#$*+-:=@[\\]^_`{|}~"}


def escaped(text: str) -> str:
    """Return ``text`` for an element's content or a quoted attribute."""
    return html.escape(text, quote=True).translate(_MARKS)


def marked_language(text: str, language: str) -> str:
    """Return ``text`` in a span that says its language."""
    return f'<span lang="{escaped(language)}">{escaped(text)}</span>'
