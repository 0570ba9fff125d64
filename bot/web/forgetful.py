"""Make Gradio forget.

Gradio keeps every session's last inputs and outputs in memory until an hour after its page
is closed, and its queue keeps the last question until the next one. This page needs
neither. What is used here is not part of Gradio's promised interface; a test looks through
the memory of a running server and fails when a new version keeps something again.
"""

from typing import Any

import gradio as gr
from fastapi import FastAPI
from gradio.queueing import Event
from gradio.routes import App
from gradio.state_holder import SessionState, StateHolder


class ForgetfulHolder(StateHolder):
    """Gives every event a fresh session and keeps none."""

    def __getitem__(self, session_id: str) -> SessionState:
        """Return a new session."""
        return SessionState(self.blocks)


def forget_sessions(app: FastAPI, blocks: gr.Blocks) -> None:
    """Let the Gradio app mounted in ``app`` keep nothing of what its visitors send."""
    holder = ForgetfulHolder()
    holder.set_blocks(blocks)
    for route in app.routes:
        mounted = getattr(route, "app", None)
        if isinstance(mounted, App):
            mounted.state_holder = holder

    queue = blocks._queue
    process = queue.process_events

    # What else Gradio gives is handed on as it comes.
    async def process_and_forget(events: list[Event], *rest: Any) -> None:  # noqa: ANN401
        try:
            await process(events, *rest)
        finally:
            for event in events:
                # The request holds the body it was made of.
                vars(event).update(data=None, request=None)

    # A method of one instance is replaced, by one that names fewer arguments.
    queue.process_events = process_and_forget  # type: ignore[assignment,method-assign]
