"""The style sheets and scripts, put into the page's head.

In the page itself rather than in files of their own, so that they cannot be missing: what
hides the screen has to work when the server does not.
"""

import json
from pathlib import Path

from bot.web.profile import Profile

_HERE = Path(__file__).parent
STYLES = ("page", "answer", "leave", "kiosk", "keyboard")
SCRIPTS = ("page", "network", "display", "answer", "leave")
KIOSK_SCRIPTS = ("keyboard", "kiosk", "idle")
SUMMARY = "summary"
"""The name of both, for what a language model adds."""


def head(profile: Profile) -> str:
    """Return the styles, the scripts and the profile for the page's head."""
    scripts = SCRIPTS + KIOSK_SCRIPTS if profile.kiosk else SCRIPTS
    added = (SUMMARY,) if profile.llm else ()
    style = "".join(_read("styles", f"{name}.css") for name in (*STYLES, *added))
    script = "".join(_read("scripts", f"{name}.js") for name in (*scripts, *added))
    told = {
        "profile": profile.name,
        "idle": profile.idle_seconds,
        "warning": profile.warning_seconds,
        "exitTo": profile.exit_to,
        "large": profile.large_px,
    }
    # In a script, only "<" could end it.
    settings = json.dumps(told).replace("<", "\\u003c")
    return f"<style>{style}</style><script>window.quotewell = {settings};{script}</script>"


def _read(kind: str, name: str) -> str:
    return (_HERE / kind / name).read_text(encoding="utf-8")
