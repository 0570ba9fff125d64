"""What the page says, as one object a language (:mod:`bot.web.strings`)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Strings:
    """Every visible or announced string of the page, in one language.

    Attributes:
        how: What this is, whoever reads it; ``{sure}`` stands for one of the next two.
        sure: What is said of all that is shown.
        sure_of_quotes: Likewise, where a language model says something besides.
        points: What else there is to know, on visitors' own devices.
        kiosk_points: Likewise, for the kiosk.
        remote_points: Likewise, for visitors' own devices when a language model elsewhere is used.
        model_point: What a language model adds to that.
        spoken: What the script says or writes, by name.
        keys: Names of the on-screen keyboard's keys, by name.
    """

    title: str
    tagline: str
    language: str
    skip: str
    exit: str
    help: str
    draft: str
    display: str
    larger: str
    contrast: str
    volume: str
    about: str
    how: tuple[str, ...]
    sure: str
    sure_of_quotes: str
    points: tuple[str, ...]
    kiosk_points: tuple[str, ...]
    remote_points: tuple[str, ...]
    model_point: str
    remote: str
    summary: str
    cite: str
    documents: str
    conversation: str
    examples_heading: str
    themes_heading: str
    question: str
    hint: str
    send: str
    finish: str
    asked: str
    assumed_advice: str
    source: str
    close: str
    source_of: str
    section_of: str
    copy: str
    original: str
    scan: str
    scan_hint: str
    listen: str
    published: str
    undated: str
    foreign: str
    spoken: dict[str, str]
    keys: dict[str, str]
    months: tuple[str, ...]
    date: str
