"""From meaning to appearance: hue is the actor, pattern is what is known, in light and in dark.

The values are those of the project's style sheet; nothing else in the project names a colour,
save `.streamlit/config.toml`, whose named colours are the text hues below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, Literal

from dashboard.look.hatch import Texture
from dashboard.question.order import Tone
from geodata.analysis.mines import MineState
from geodata.datasets.actors import Actor
from geodata.resolver.answers import Interval, State
from geodata.vocab import ActorKind, Status

# -- Themes ----------------------------------------------------------------------------------------

Pattern = Literal["solid", "diagonal", "bands", "none"]


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme, as hexadecimal text; opacities are shares of one."""

    name: Literal["light", "dark"]
    page: str
    card: str
    ink: str
    ink2: str
    ink3: str
    line: str
    hairline: str
    land: str
    neighbours: str
    river: str
    river_label: str
    border: str
    state_line: str
    district: str
    country_label: str
    no_claim: str
    neutral: str
    neutral_text: str
    fills: Mapping[str, str]
    texts: Mapping[str, str]
    area: float
    area_pattern: float
    textured: bool = False

    @property
    def blank(self) -> str:
        """The fill of what nobody is said to hold: a grey; white with a dotted edge where all is grey."""
        return f"{self.page} {BLANK}" if self.textured else self.no_claim

    @property
    def dark(self) -> str:
        """The darkest tone: ink on white, the page at night; small rims are mixed with it."""
        return self.ink if self.name == "light" else self.page


LIGHT = Theme(
    name="light",
    page="#FFFFFF",
    card="#FFFFFF",
    ink="#20262B",
    ink2="#5B646B",
    ink3="#626A70",
    line="#E3E2DE",
    hairline="#ECEBE7",
    land="#FBFAF7",
    neighbours="#F0EEE9",
    river="#C6D9E4",
    river_label="#4F7C94",
    border="#77716A",
    state_line="#D6D1C8",
    district="#EAE6DF",
    country_label="#857E73",
    no_claim="#BBBBBB",
    neutral="#6C757D",
    neutral_text="#4A5258",
    fills={
        "kia": "#0072B2",
        "sac": "#D55E00",
        "kbgf": "#E69F00",
        "mndaa": "#CC79A7",
        "tnla": "#009E73",
        "uwsa": "#56B4E9",
    },
    texts={
        "kia": "#005C91",
        "sac": "#A84A00",
        "kbgf": "#865C00",
        "mndaa": "#9A3F70",
        "tnla": "#006B4F",
        "uwsa": "#1D6F9F",
    },
    area=0.17,
    area_pattern=0.27,
)
DARK = Theme(
    name="dark",
    page="#14181C",
    card="#181D21",
    ink="#ECEFF1",
    ink2="#AEB7BD",
    ink3="#929CA3",
    line="#2E353B",
    hairline="#262C32",
    land="#22282D",
    neighbours="#191E22",
    river="#36505F",
    river_label="#6E93A8",
    border="#8B9298",
    state_line="#3A4248",
    district="#2B3238",
    country_label="#7A848D",
    no_claim="#6B7379",
    neutral="#9AA3AA",
    neutral_text="#C3CACF",
    fills={
        "kia": "#2E95D3",
        "sac": "#E8701A",
        "kbgf": "#E69F00",
        "mndaa": "#D88BB5",
        "tnla": "#19B489",
        "uwsa": "#56B4E9",
    },
    texts={
        "kia": "#62B5E5",
        "sac": "#FF9550",
        "kbgf": "#F3B63C",
        "mndaa": "#E7A6CB",
        "tnla": "#46CDA3",
        "uwsa": "#7CC6F0",
    },
    area=0.22,
    area_pattern=0.32,
)
THEMES: Mapping[str, Theme] = {"light": LIGHT, "dark": DARK}

STALE_AREA = 0.45
STALE_MARKER = 0.58
STALE_LANE = 0.62
STALE_GATE = 0.25
"""How far a hue is mixed towards its ground where the evidence is old."""
STALE_OPACITY = 0.62
CASING = 0.8
"""Opacity of the page colour on both sides of the border line."""


def actor_fill(actor_id: str, theme: Theme) -> str:
    """Return the hue of an actor's areas and markers; neutral for one without a hue of its own."""
    return theme.fills.get(actor_id, theme.neutral)


def actor_text(actor_id: str, theme: Theme) -> str:
    """Return the hue in which an actor's code is written: readable on page and land."""
    return theme.texts.get(actor_id, theme.neutral_text)


def hues(actor_ids: Iterable[str], actors: Mapping[str, Actor]) -> tuple[str, ...]:
    """Return the actors that are drawn for these, sorted: an alliance as its members with a hue."""
    drawn: set[str] = set()
    for actor_id in actor_ids:
        actor = actors.get(actor_id)
        if actor and actor.kind is ActorKind.ALLIANCE:
            members = {
                a.actor_id for a in actors.values() if a.parent == actor_id and a.actor_id in LIGHT.fills
            }
            drawn |= members or {actor_id}
        else:
            drawn.add(actor_id)
    return tuple(sorted(drawn))


@lru_cache(maxsize=4096)  # a film mixes the same few thousands of times
def mixed(colour: str, ground: str, share: float) -> str:
    """Return `colour` mixed with `share` parts of `ground`, in sRGB; its texture stays."""
    parts = zip(rgb(colour), rgb(ground), strict=True)
    made = "#" + "".join(f"{round(a * (1 - share) + b * share):02X}" for a, b in parts)
    return f"{made} {texture}" if (texture := texture_of(colour)) else made


def rgb(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255, of a hexadecimal colour."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


BLANK = "blank"
"""Stands in place of a texture where a fill has a dotted edge."""


def plain(fill: str) -> str:
    """Return a fill without its texture."""
    return fill.partition(" ")[0]


def texture_of(fill: str) -> str:
    """Return the texture of a fill, one of `Texture` or `BLANK`; empty where it is plain."""
    return fill.partition(" ")[2]


def texture_ink(fill: str) -> str:
    """Return the grey of a fill's texture: light on dark, dark on light; weak where one sees through."""
    level, opacity = rgb(fill)[0], int(plain(fill)[7:9] or "FF", 16) / 255
    if opacity < 1:
        return f"{_grey_of(_DARKEST)}{round(255 * min(opacity * _STRONGER, 1)):02X}"
    # The palest fills have a paler texture, so that old evidence fades as a whole.
    return _grey_of(_DARKEST + max(0, level - 200) * 3) if level > _MIDDLE else _grey_of(255)


def _grey_of(level: int) -> str:
    return f"#{level:02X}{level:02X}{level:02X}"


_DARKEST, _MIDDLE, _STRONGER = 38, 136, 1.25
"""Levels of grey of a texture and of a fill on which it turns light; how much less it is seen through."""

Holding = State | Interval | MineState
"""What has a look: it has a status, actors, and the actors before them."""


@dataclass(frozen=True, slots=True)
class Look:
    """How an answer looks: its pattern in these hues, faded where the evidence is old.

    `codes` are the actor ids in the order in which their codes are written, `joiner` what
    stands between them: an arrow, a plus or a slash.
    """

    pattern: Pattern
    fills: tuple[str, ...]
    faded: bool
    codes: tuple[str, ...]
    joiner: str


def look(answer: Holding, stale: bool, theme: Theme, actors: Mapping[str, Actor]) -> Look:
    """Return the look of an answer. A place without a claim is grey, never anybody's colour."""
    if answer.status is Status.UNKNOWN or not answer.actors:
        return Look("none", (theme.blank,), False, (), "")
    if answer.status is Status.CHANGING:
        before, after = hues(answer.from_actors, actors)[:1], hues(answer.actors, actors)[:1]
        fills = tuple(actor_fill(a, theme) for a in (*before, *after))
        codes = (*answer.from_actors, *answer.actors)
        return Look("diagonal", _two(fills, theme), stale, codes, "→")
    drawn = tuple(actor_fill(a, theme) for a in hues(answer.actors, actors))
    if answer.status is Status.CONTESTED:
        return Look("diagonal", _two(drawn, theme), stale, answer.actors, "/")
    return Look("bands" if len(drawn) > 1 else "solid", drawn, stale, answer.actors, "+")


def look_over(answers: Sequence[Holding], faded: bool, theme: Theme, actors: Mapping[str, Actor]) -> Look:
    """Return the look of answers one after the other: that of the only one, or the hues of all in order."""
    if not answers:
        return Look("none", (theme.blank,), False, (), "")
    if len(answers) == 1:
        return look(answers[0], faded, theme, actors)
    drawn = dict.fromkeys(actor_fill(a, theme) for each in answers for a in hues(each.actors, actors))
    codes = tuple(dict.fromkeys(a for each in answers for a in each.actors))
    return Look("diagonal", _two(tuple(drawn), theme), faded, codes, "→")


def _two(fills: tuple[str, ...], theme: Theme) -> tuple[str, ...]:
    """Return fills that show as a hatch: one hue alone alternates with the grey of no claim."""
    return fills if len(set(fills)) > 1 else (plain(theme.blank), *fills[:1])


def marker_fills(look: Look, theme: Theme) -> tuple[str, ...]:
    """Return the hues of a marker or swatch: mixed towards the page where the evidence is old."""
    return tuple(mixed(fill, theme.page, STALE_MARKER) if look.faded else fill for fill in look.fills)


def mine_rim(fill: str, theme: Theme) -> str:
    """Return the colour of the outline of a mine cluster in a fill."""
    return mixed(plain(fill), theme.dark, 0.55)


def pool_fill(look: Look, theme: Theme) -> str:
    """Return the hue of a leaching pool: its cluster's, so much darker that it shows on it."""
    return mine_rim(marker_fills(look, theme)[-1], theme)


def area_fills(look: Look, theme: Theme) -> tuple[str, ...]:
    """Return the hues of an area as `#RRGGBBAA`, its opacity included."""
    opacity = theme.area if look.pattern in ("solid", "none") else theme.area_pattern
    fills = look.fills
    if look.faded:
        fills = tuple(mixed(fill, theme.land, STALE_AREA) for fill in fills)
        opacity *= STALE_OPACITY
    through = f"{round(opacity * 255):02X}"
    return tuple(" ".join(filter(None, (plain(fill) + through, texture_of(fill)))) for fill in fills)


def code(actor_id: str, actors: Mapping[str, Actor]) -> str:
    """Return the short code of an actor as maps write it."""
    actor = actors.get(actor_id)
    return actor.code if actor else actor_id.upper()


# -- Tones of paper --------------------------------------------------------------------------------
# The colours of paper: the page's two themes, and greys in which textures and codes carry the meaning.
# On grey paper a fill is its grey and, after a space, its texture.

_GREYS: Mapping[str, tuple[str, Texture]] = {
    "kia": ("#2F2F2F", "rings"),
    "sac": ("#A8A8A8", "lines"),
    "kbgf": ("#DADADA", "dots"),
    "mndaa": ("#7A7A7A", "crosses"),
    "tnla": ("#5C5C5C", "dense lines"),
    "uwsa": ("#C2C2C2", "dense dots"),
}
"""Six greys, each with a texture of its own: a printer, a copier and an eye keep one of the two."""


def theme_of(tone: Tone) -> Theme:
    """Return the colours of a tone."""
    return {Tone.LIGHT: LIGHT, Tone.DARK: DARK, Tone.GREY: GREY}[tone]


def _grey(colour: str) -> str:
    """Return a colour's luma (ITU-R BT.601) as a grey."""
    red, green, blue = rgb(colour)
    level = round(0.299 * red + 0.587 * green + 0.114 * blue)
    return _grey_of(level)


def _greyscale() -> Theme:
    plain: dict[str, Any] = {
        item.name: _grey(value)
        for item in fields(LIGHT)
        if isinstance(value := getattr(LIGHT, item.name), str) and value.startswith("#")
    }
    texts = dict.fromkeys(LIGHT.texts, LIGHT.ink)
    return replace(
        LIGHT,
        **plain,
        fills={actor: f"{grey} {texture}" for actor, (grey, texture) in _GREYS.items()},
        texts={actor: _grey(ink) for actor, ink in texts.items()},
        area=0.3,
        area_pattern=0.4,
        textured=True,
    )


GREY = _greyscale()
"""Greys for a printer without colour."""
