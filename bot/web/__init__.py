"""The chat page: what a visitor sees, and the server that shows it.

Importing this package sets up the environment first, because Gradio and the libraries
below it read theirs when they are imported.
"""

from bot.web.environment import harden
from bot.web.stubs import no_stub_files

harden()
no_stub_files()
