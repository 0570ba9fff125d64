"""The page as Gradio blocks: which control does what."""

from pathlib import Path
from typing import Any

import gradio as gr

from bot.engine import Bot
from bot.messages import NAMES, interface_language
from bot.web import frame, render, talk
from bot.web.history import read_conversation
from bot.web.strings import STRINGS, preferred_language, strings

SUGGESTIONS = 4
"""Suggested questions shown at most."""

CONCURRENT = 2
WAITING = 32

_HERE = Path(__file__).parent

Update = dict[str, Any] | str


def head() -> str:
    """Return the style sheet and the script for the page's head."""
    style = (_HERE / "style.css").read_text(encoding="utf-8")
    script = (_HERE / "page.js").read_text(encoding="utf-8")
    return f"<style>{style}</style><script>{script}</script>"


class Page:
    """The page's controls and what they do.

    Nothing of a conversation is kept here: it comes from the browser and goes back.
    """

    def __init__(self, bot: Bot) -> None:
        """Lay the page out for ``bot``."""
        self._bot = bot
        with gr.Blocks(analytics_enabled=False, title=STRINGS["en"].title) as self.blocks:
            self._lay_out()
            self._connect()
        self.blocks.queue(max_size=WAITING, default_concurrency_limit=CONCURRENT, api_open=False)

    def _lay_out(self) -> None:
        words = STRINGS["en"]
        with gr.Row(elem_id="top"):
            self.header = _html("header")
            self.language = gr.Radio(
                [(name, code) for code, name in NAMES.items()],
                value="en",
                label=words.language,
                elem_id="language",
                container=False,
            )
        self.safety = _html("safety")
        with gr.Column(elem_id="columns"):
            self.about = _html("about")
            with gr.Column(elem_id="talk"):
                self.transcript = _html("transcript")
                with gr.Column(elem_id="examples"):
                    self.examples_heading = _html("examples-heading")
                    self.examples = [
                        gr.Button("", elem_classes="example", visible=False)
                        for _ in range(SUGGESTIONS)
                    ]
                with gr.Column(elem_id="composer"):
                    _html("status-place", '<p id="status" role="status" aria-live="polite"></p>')
                    self.question = gr.Textbox(
                        label=words.question,
                        info=words.hint,
                        elem_id="question-box",
                        lines=1,
                        max_lines=6,
                        html_attributes=gr.InputHTMLAttributes(
                            autocomplete="off", spellcheck=False, enterkeyhint="send"
                        ),
                    )
                    with gr.Row(elem_id="actions"):
                        self.send = gr.Button(words.send, elem_id="send")
                        self.new = gr.Button(words.new, elem_id="new")
        # Held by the browser only; not a gr.State, which the server would hold.
        self.turns = gr.JSON(visible=False)

    def _connect(self) -> None:
        chrome = [
            *(self.header, self.safety, self.about, self.examples_heading, *self.examples),
            *(self.language, self.question, self.send, self.new),
        ]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        at_once = quiet | {"queue": False}

        self.blocks.load(self._start, None, [self.language, *chrome], **at_once)
        self.language.input(
            self._speak, [self.language, self.turns], [*chrome, self.transcript], **at_once
        )
        asked = [
            trigger(
                self._ask,
                [self.question, self.turns, self.language],
                [self.turns, self.question],
                concurrency_limit=CONCURRENT,
                concurrency_id="ask",
                **quiet,
            )
            for trigger in (self.send.click, self.question.submit)
        ]
        asked += [
            button.click(
                self._ask,
                [button, self.turns, self.language],
                [self.turns, self.question],
                concurrency_limit=CONCURRENT,
                concurrency_id="ask",
                **quiet,
            )
            for button in self.examples
        ]
        for event in asked:
            event.then(self._show, [self.turns, self.language], self.transcript, **at_once)
        self.new.click(self._clear, None, [self.question, self.turns, self.transcript], **at_once)

    def _start(self, request: gr.Request) -> list[Update]:
        language = preferred_language(request.headers.get("accept-language"))
        return [gr.update(value=language), *self._chrome(language)]

    def _speak(self, language: str, sent: object) -> list[Update]:
        return [*self._chrome(language), self._show(sent, language)]

    def _ask(self, question: str, sent: object, language: str) -> tuple[object, Update]:
        language = interface_language(language)
        conversation = talk.ask(self._bot, question, sent, language)
        # A question that could not be asked stays in the box, to be corrected.
        box: Update = gr.skip() if conversation.trouble else ""
        return conversation.model_dump(mode="json"), box

    @staticmethod
    def _clear() -> list[Update | None]:
        return ["", None, ""]

    def _show(self, sent: object, language: str) -> str:
        language = interface_language(language)
        conversation = read_conversation(sent)
        documents = talk.documents(self._bot) if conversation.turns else {}
        return render.conversation_html(conversation, documents, language)

    def _chrome(self, language: str) -> list[Update]:
        """Return the new contents of everything but the conversation."""
        language = interface_language(language)
        words = strings(language)
        return [
            frame.header_html(language),
            frame.safety_html(language),
            frame.about_html(talk.documents(self._bot), language),
            frame.examples_html(language),
            *self._suggestions(language),
            gr.update(label=words.language),
            gr.update(label=words.question, info=words.hint),
            words.send,
            words.new,
        ]

    def _suggestions(self, language: str) -> list[Update]:
        """Fill the buttons with the corpus' suggestions; hide those left over."""
        texts = talk.suggestions(self._bot, language)[:SUGGESTIONS]
        shown: list[Update] = [gr.update(value=text, visible=True) for text in texts]
        return shown + [gr.update(value="", visible=False)] * (SUGGESTIONS - len(texts))


def _html(elem_id: str, value: str = "") -> gr.Markdown:
    """Return a place for HTML.

    It is not gr.HTML, because that compiles its value as code in the browser, which the
    page's security policy forbids. HTML in one line passes through Markdown as it is; see
    :mod:`bot.web.escape`.
    """
    return gr.Markdown(value, elem_id=elem_id, sanitize_html=False, latex_delimiters=[])
