"""The control in which a visitor chooses the page's language."""

import gradio as gr

from bot.messages import interface_language


class LanguageChoice(gr.Radio):
    """Radio buttons for the interface's languages; any other value counts as the first.

    Gradio's own check prints the value it refuses to standard error, and a crafted one could
    hold anything. It makes the control anew for every update, so the arguments stay its own.
    """

    def preprocess(self, payload: object) -> str:
        """Return a language the page has words in."""
        return interface_language(payload if isinstance(payload, str) else "")

    def get_block_name(self) -> str:
        """Return the name by which Gradio's script knows how to draw it."""
        return "radio"
