"""What the chat is served as: to visitors' own devices, or on a shared kiosk.

Fixed when the process starts, for every visitor; nothing a browser sends can change it.
"""

import logging
import math
from dataclasses import dataclass
from datetime import date

from bot.safeguarding.notices import NoticeBook, NoticesError, load_notices
from bot.settings import THIS_MACHINE, BotSettings, Network
from index.errors import ChatModelError

_log = logging.getLogger(__name__)

CAP_HEIGHT = 0.66
"""Height of a capital in a font's size: the least among the fonts of the style sheet."""

DEGREES = 0.7
"""EN 301 549, 5.1.4: a capital H of the large text spans at least this angle."""


RATE_LIMIT = 60
"""Questions a minute and client on the web: a clinic's visitors may share one address."""


@dataclass(frozen=True)
class Profile:
    """How this process serves the chat.

    Attributes:
        book: The clinic's notices.
        kiosk: Whether it is a shared touch screen.
        language: Of the start screen; the browser's when None.
        idle_seconds: See :class:`~bot.settings.BotSettings`, as for the next two.
        warning_seconds: Likewise.
        exit_to: Likewise; the start screen on a kiosk.
        large_px: Font size of the large text, in CSS pixels.
        operators: Who may read the figures; see :class:`~bot.settings.BotSettings`.
        rate_limit: Questions a minute and client; 0 for any number.
        waiting: See :class:`~bot.settings.BotSettings`.
        llm: Name of the language model that summarises quotes; None without one.
        llm_host: Where that is, if not on this machine.
    """

    book: NoticeBook
    kiosk: bool = False
    language: str | None = None
    idle_seconds: int = 90
    warning_seconds: int = 30
    exit_to: str = "/"
    large_px: int = 24
    operators: tuple[Network, ...] = THIS_MACHINE
    rate_limit: int = 0
    waiting: int = 128
    llm: str | None = None
    llm_host: str | None = None

    @property
    def name(self) -> str:
        """``web`` or ``kiosk``."""
        return "kiosk" if self.kiosk else "web"


def profile_of(settings: BotSettings, today: date) -> Profile:
    """Return what ``settings`` ask for.

    Raises:
        NoticesError: If the notices cannot be read; for a kiosk, also if they are past
            their review date or nobody has approved them.
        ChatModelError: If a language model is named with an address that is none; for a
            kiosk, also if it is not on this machine.
    """
    llm_host = _llm_host(settings)
    book = load_notices(settings.notices)
    if settings.profile == "web":
        late = book.refusal(today, unapproved=True)
        if late:
            # Old numbers are better than none, for people who may be in danger.
            _log.warning("%s (%s)", late, settings.notices)
        return Profile(
            book,
            language=settings.language,
            exit_to=settings.exit_to,
            operators=settings.operators,
            rate_limit=RATE_LIMIT if settings.rate_limit is None else settings.rate_limit,
            waiting=settings.waiting,
            llm=settings.llm or None,
            llm_host=llm_host,
        )
    if llm_host:
        msg = (
            f"The kiosk does not start: the language model {settings.llm!r} is not on this "
            f"machine but at {llm_host}, and nothing that is asked on a kiosk may leave it. Name "
            "one at http://127.0.0.1 with --llm-base-url (QUOTEWELL_LLM_BASE_URL), or none."
        )
        raise ChatModelError(msg)
    refusal = book.refusal(today, unapproved=settings.unapproved_notices)
    if refusal:
        msg = f"The kiosk does not start: {refusal}. The file is {settings.notices}."
        raise NoticesError(msg)
    return Profile(
        book,
        kiosk=True,
        language=settings.language,
        idle_seconds=settings.idle_seconds,
        warning_seconds=settings.warning_seconds,
        large_px=large_text(settings.screen_distance_cm, settings.pixel_pitch_mm),
        operators=settings.operators,
        rate_limit=settings.rate_limit or 0,
        waiting=settings.waiting,
        llm=settings.llm or None,
    )


def _llm_host(settings: BotSettings) -> str | None:
    """Return where the language model is, if one is named and it is not on this machine."""
    if not settings.llm:
        return None
    from bot.llm.place import place_of

    place = place_of(settings.llm, settings.llm_base_url)
    return None if place.local else place.host


def large_text(distance_cm: float, pitch_mm: float) -> int:
    """Return the font size, in pixels, whose capitals span :data:`DEGREES` at a distance.

    Args:
        distance_cm: From the eye to the screen, in centimetres.
        pitch_mm: Size of one CSS pixel, in millimetres.
    """
    capital_mm = 2 * distance_cm * 10 * math.tan(math.radians(DEGREES / 2))
    return math.ceil(capital_mm / pitch_mm / CAP_HEIGHT)
