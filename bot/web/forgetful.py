"""Make Gradio forget.

Gradio keeps every session's last inputs and outputs in memory, for an hour after the page
is closed. This page needs none of it.
"""

import gradio as gr
from fastapi import FastAPI
from gradio.routes import App
from gradio.state_holder import SessionState, StateHolder


class ForgetfulHolder(StateHolder):
    """Gives every event a fresh session and keeps none."""

    def __getitem__(self, session_id: str) -> SessionState:
        """Return a new session."""
        return SessionState(self.blocks)


def forget_sessions(app: FastAPI, blocks: gr.Blocks) -> None:
    """Give the Gradio app mounted in ``app`` a holder that keeps nothing."""
    holder = ForgetfulHolder()
    holder.set_blocks(blocks)
    for route in app.routes:
        mounted = getattr(route, "app", None)
        if isinstance(mounted, App):
            mounted.state_holder = holder
