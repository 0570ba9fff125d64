"""Make Gradio forget.

Gradio keeps every session's last inputs and outputs in memory until an hour after its page
is closed, its queue keeps the last question until the next one, and an answer that nobody
comes for waits in it for ever. Neither the page nor the endpoint for programs needs that.
What is used here is not part of Gradio's promised interface; a test looks through
the memory of a running server and fails when a new version keeps something again.
"""

import asyncio
from typing import Any

import gradio as gr
from fastapi import FastAPI
from gradio.queueing import Event
from gradio.routes import App
from gradio.state_holder import SessionState, StateHolder

UNREAD_SECONDS = 20
"""An answer nobody came for in this time is dropped. The page listens before it is made."""


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
                loop = asyncio.get_running_loop()
                loop.call_later(UNREAD_SECONDS, forget_unread, event.session_hash, event._id)

    def forget_unread(session: str, event: str) -> None:
        messages = queue.pending_messages_per_session.get(session)
        if messages is None:
            return
        for message in [messages.get_nowait() for _ in range(messages.qsize())]:
            if message.event_id != event:
                messages.put_nowait(message)
        mine = queue.pending_event_ids_session.get(session, set())
        mine.discard(event)
        if messages.empty() and not mine:
            queue.pending_messages_per_session.pop(session, None)
            queue.pending_event_ids_session.pop(session, None)

    # A method of one instance is replaced, by one that names fewer arguments.
    queue.process_events = process_and_forget  # type: ignore[assignment,method-assign]
