"""Turn text into HTML that shows exactly that text."""

# The page's HTML passes through a Markdown renderer. That leaves a single line of HTML
# alone, so line ends become references; so do Markdown's marks, to be safe twice.
_MARKS = "&<>\"'" + "\n\r\t!#$*+-:=@[\\]^_`{|}~"
_REFERENCES = {ord(mark): f"&#{ord(mark)};" for mark in _MARKS}


def escaped(text: str) -> str:
    """Return ``text`` for an element's content or a quoted attribute."""
    return text.translate(_REFERENCES)


def marked_language(text: str, language: str) -> str:
    """Return ``text`` in a span that says its language."""
    return f'<span lang="{escaped(language)}">{escaped(text)}</span>'
