"""Gaps of the ledger that no count can show, each in a sentence: what was looked for and not found.

They are of November 2026. A gap that later rows close is taken out here by hand.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that no document says: the ids of the places it is about, none for all, and the sentence."""

    about: str
    places: tuple[str, ...]
    text: str


_HOLDER, _GATE, _FIGURE = "holders", "gates", "figures"

GAPS: tuple[Gap, ...] = (
    Gap(_HOLDER, ("kutkai",), "Who holds Kutkai after the raid of February 2026."),
    Gap(
        _HOLDER,
        ("muse-105-mile",),
        "Which flag stood at the 105-Mile zone in January 2026: the one text breaks off.",
    ),
    Gap(_HOLDER, ("mongmit",), "On which day the regime’s troops came into Mongmit."),
    Gap(
        _HOLDER,
        ("bhamo",),
        "How Bhamo stood between 22 and 31 January 2026, and between 8 February and 5 March 2026.",
    ),
    Gap(
        _HOLDER,
        ("man-hio",),
        "Who holds Man Hio: nobody is named after July 2024; no vote was held there in December 2025.",
    ),
    Gap(_HOLDER, ("mawhtike",), "Who holds Mawhtike in so many words: it follows from other texts only."),
    Gap(_HOLDER, ("sei-lant",), "Which of the two sides named has Sei Lant."),
    Gap(_HOLDER, ("lamyang",), "How the fight for Lamyang ended."),
    Gap(_HOLDER, ("phimaw",), "On which day Phimaw changed hands: no report of the day was found."),
    Gap(_HOLDER, ("tangyan", "mong-yai"), "Who else was in Tangyan and Mong Yai beside the regime."),
    Gap(_HOLDER, ("mansi",), "How Mansi stood between the fights of May and of December 2024."),
    Gap(
        _HOLDER,
        ("kyaukme", "nawnghkio", "hsipaw", "mogok"),
        "Who held Kyaukme and Nawnghkio before June 2024, Mogok before July and Hsipaw before August of "
        "that year: no text gives a state from before.",
    ),
    Gap(_GATE, ("muse",), "How the gates of Muse stand after September 2025."),
    Gap(
        _GATE,
        ("laukkai", "yan-lon-kyaing-gate", "namtit", "mankha-gate", "mawhtike"),
        "How the gates of Laukkai, Yan Lon Kyaing, Namtit, Mankha and Mawhtike stood at most times.",
    ),
    Gap(
        _GATE,
        ("mai-ja-yang-gate", "laiza-gate"),
        "How the gates of Mai Ja Yang and Laiza stood from late 2021 to 2023.",
    ),
    Gap(_FIGURE, (), "What China’s customs counted from Myanmar from the middle of 2025 on."),
    Gap(_FIGURE, (), "What the KIO took as tax on rare earths after March 2025."),
    Gap(_FIGURE, ("mong-bawk-mines",), "What the mines in the Wa area produced in 2026."),
)
"""What was looked for and not found, holders first."""
