"""The page as Gradio blocks: which control does what."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from bot.answer import Quote
from bot.llm.summary import Statement, Summary
from bot.messages import NAMES
from bot.web import frame, gradio_api, talk
from bot.web.choice import LanguageChoice
from bot.web.history import (
    MAX_SUMMARIES,
    Conversation,
    Kept,
    Turn,
    quotes_of,
    read_conversation,
    read_kept,
)
from bot.web.profile import Profile
from bot.web.rate import RateLimiter
from bot.web.render import Checked, Renderer
from bot.web.service import Service
from bot.web.strings import STRINGS, preferred_language, strings
from bot.web.summary_html import place_html

SUGGESTIONS = 4
"""Suggested questions shown at most."""

CONCURRENT = 2
WAITING = 32

Update = dict[str, Any] | str


class Page:
    """The page's controls and what they do.

    Nothing of a conversation is kept here: it comes from the browser and goes back.
    """

    def __init__(self, service: Service, profile: Profile) -> None:
        """Lay the page out for the bot of ``service``."""
        self._service = service
        self._bot = service.bot
        self._profile = profile
        limit = profile.rate_limit
        self._summaries_limit = RateLimiter(limit) if limit else None
        with gr.Blocks(analytics_enabled=False, title=STRINGS["en"].title) as self.blocks:
            self._lay_out()
            self._connect()
        self.blocks.queue(max_size=WAITING, default_concurrency_limit=CONCURRENT, api_open=False)

    def _lay_out(self) -> None:
        words = STRINGS["en"]
        with gr.Row(elem_id="top"):
            self.header = _html("header")
            with gr.Column(elem_id="settings"):
                self.language = LanguageChoice(
                    [(name, code) for code, name in NAMES.items()],
                    value="en",
                    label=words.language,
                    elem_id="language",
                    container=False,
                )
                self.display = _html("display")
        self.safety = _html("safety")
        with gr.Column(elem_id="columns"):
            self.about = _html("about")
            with gr.Column(elem_id="talk"):
                self.transcript = _html("transcript")
                self.examples = _html("examples")
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
                        # The script clears the page, so that it works without the server.
                        self.finish = gr.Button(words.finish, elem_id="finish")
        # Held by the browser only; not a gr.State, which the server would hold.
        self.turns = gr.JSON(visible=False)
        # Beside the turns: a summary may come when the next question has been asked.
        self.kept = gr.JSON(visible=False)
        if self._bot.summariser:
            # What was made last, until it is in its place.
            self.made = gr.JSON(visible=False, elem_id="summary-row")
            self.summary = _html("summary-made")

    def _connect(self) -> None:
        chrome = [
            *(self.header, self.display, self.safety, self.about, self.examples),
            *(self.language, self.question, self.send, self.finish),
        ]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        at_once = quiet | {"queue": False}
        queued: dict[str, Any] = {"concurrency_limit": CONCURRENT, "concurrency_id": "ask"}

        self.blocks.load(self._start, None, [self.language, *chrome], **at_once)
        # Of quick taps the last counts; the conversation is shown as it is by then.
        spoken = self.language.input(
            self._chrome, self.language, chrome, trigger_mode="always_last", **at_once
        )
        # One dependency, so that a second Enter does not ask twice.
        asked = gr.on(
            [self.send.click, self.question.submit],
            self._ask,
            [self.question, self.turns, self.language],
            [self.turns, self.question],
            **queued,
            **quiet,
        )
        seen = [self.turns, self.kept, self.language]
        _, shown = [
            event.then(self._show, seen, self.transcript, **at_once) for event in (spoken, asked)
        ]
        if self._bot.summariser:
            # After the answer is shown, and in nobody's line.
            at_any_time = at_once | {"trigger_mode": "multiple", "concurrency_limit": None}
            made = shown.then(self._summarise, self.turns, self.made, **at_any_time)
            # Meanwhile another summary may have come, and the language may have changed.
            made.success(
                self._place,
                [*seen, self.made],
                [self.kept, self.summary],
                **at_any_time,
            )
        if not self._profile.kiosk:
            gradio_api.offer(self._service, **queued)

    def _start(self, request: gr.Request) -> list[Update]:
        wished = preferred_language(request.headers.get("accept-language"))
        language = self._profile.language or wished
        return [gr.update(value=language), *self._chrome(language)]

    async def _ask(self, question: str, sent: object, language: str) -> tuple[object, Update]:
        conversation = await self._service.bulkhead.run(
            lambda: talk.ask(self._bot, question, sent, language, self._service.counters),
            # In Gradio's line, which lets few through at a time.
            waited=True,
        )
        # A question that could not be asked stays in the box, to be corrected.
        box: Update = gr.skip() if conversation.trouble else ""
        return conversation.model_dump(mode="json"), box

    def _show(self, sent: object, kept: object, language: str) -> str:
        conversation = read_conversation(sent)
        renderer = Renderer(
            self._profile,
            talk.documents(self._bot) if conversation.turns else {},
            lambda topic: talk.pointer(self._bot, topic, language),
            language,
            self._checked(read_kept(kept)),
        )
        return renderer.conversation(conversation)

    def _checked(self, kept: dict[int, tuple[Statement, ...]]) -> Checked | None:
        """Return what checks again what the browser kept of summaries."""
        summariser = self._bot.summariser
        if summariser is None:
            return None

        def checked(turn: Turn, quotes: Sequence[Quote]) -> Summary | None:
            return summariser.checker.check(kept.get(turn.number, ()), quotes, turn.language)

        return checked

    async def _summarise(self, sent: object, request: gr.Request) -> object:
        """Return a row for the browser to keep: what is said of the last answer, or None."""
        conversation = read_conversation(sent)
        if not self._summarises(conversation, request):
            return None
        summary = await self._service.summaries.make(
            lambda: talk.summarise(self._bot, conversation)
        )
        if summary is None:
            return None
        number = conversation.turns[-1].number
        return Kept.of(number, summary.statements).model_dump(mode="json")

    def _place(
        self, sent: object, kept: object, language: str, made: object
    ) -> tuple[object, Update]:
        """Return what the browser is to keep with the row ``made``, and the place it fills."""
        new = read_kept([made])
        turn = next((one for one in read_conversation(sent).turns if one.number in new), None)
        checked = self._checked(new)
        if turn is None or checked is None:
            return gr.skip(), gr.skip()
        summary = checked(turn, tuple(quotes_of(turn, talk.documents(self._bot))))
        rows = [
            Kept.of(*one).model_dump(mode="json") for one in sorted((read_kept(kept) | new).items())
        ]
        return rows[-MAX_SUMMARIES:], place_html(turn.number, summary, language)

    def _summarises(self, conversation: Conversation, request: gr.Request) -> bool:
        """Tell whether the last question is to be summarised."""
        last = conversation.turns[-1:]
        if conversation.trouble or not last or not last[0].quotes:
            return False
        limiter = self._summaries_limit
        address = request.client.host if request.client else ""
        return limiter is None or limiter.seconds_to_wait(address) == 0

    def _chrome(self, language: str) -> list[Update]:
        """Return the new contents of everything but the conversation."""
        words = strings(language)
        suggestions = talk.suggestions(self._bot, language)[:SUGGESTIONS]
        return [
            frame.header_html(self._profile, language),
            frame.display_html(language),
            frame.safety_html(self._profile, language),
            frame.about_html(self._profile, talk.documents(self._bot), language),
            frame.examples_html(suggestions, talk.themes(self._bot), language),
            gr.update(label=words.language),
            gr.update(label=words.question, info=words.hint),
            words.send,
            words.finish,
        ]


def _html(elem_id: str, value: str = "") -> gr.Markdown:
    """Return a place for HTML.

    It is not gr.HTML, because that compiles its value as code in the browser, which the
    page's security policy forbids. HTML in one line passes through Markdown as it is; see
    :mod:`bot.web.escape`.
    """
    return gr.Markdown(value, elem_id=elem_id, sanitize_html=False, latex_delimiters=[])
