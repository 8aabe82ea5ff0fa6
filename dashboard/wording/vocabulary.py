"""The words that a reader meets for the values of the closed vocabularies, each table sorted by its enum.

The values themselves are names in links and in files.
"""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.answer.claims import Use
from dashboard.question.order import Aspect, Format, Purpose, Step, Template, Tone
from dashboard.question.view import Beside, Lang, Layout, MapOf, Sort, Subject, Where, Within
from dashboard.wording.language import Message, later
from geodata.analysis.evidence import Quarrel
from geodata.vocab import (
    ActorKind,
    Dimension,
    GateStatus,
    PlaceKind,
    Policy,
    RareEarth,
    Reason,
    SourceKind,
    Stance,
    Status,
)

ACTOR_KIND = {
    ActorKind.REGIME: later("military regime"),
    ActorKind.EAO: later("ethnic armed organisation"),
    ActorKind.MILITIA: later("militia or border guard force"),
    ActorKind.PDF: later("People’s Defence Force"),
    ActorKind.ALLIANCE: later("alliance"),
    ActorKind.STATE: later("state"),
    ActorKind.CIVIL: later("civil or political body"),
}

ASPECT: Mapping[str, Message] = {
    Aspect.WIDE: later("Screen, 16:9"),
    Aspect.SCREEN: later("Screen, 4:3"),
    Aspect.A4: later("A4, landscape"),
    Aspect.A4_UP: later("A4, portrait"),
    Aspect.A3: later("A3, landscape"),
    Aspect.A3_UP: later("A3, portrait"),
    Aspect.SQUARE: later("Square"),
}

DIMENSION = {
    Dimension.CONTROL: later("control"),
    Dimension.GATE: later("China’s gate"),
    Dimension.RARE_EARTH: later("rare earths"),
    Dimension.OFFENSIVE: later("attack"),
    Dimension.AGREEMENT: later("agreement"),
}

FORMAT: Mapping[Format, Message] = {
    Format.PNG: later("PNG"),
    Format.SVG: later("SVG"),
    Format.PDF: later("PDF"),
    Format.PPTX: later("PPTX"),
    Format.HTML: later("HTML"),
    Format.ZIP: later("ZIP"),
    Format.APNG: later("Animated PNG"),
}

FRAME: Mapping[str, Message] = {
    "kachin": later("Kachin"),
    "northern-shan": later("Northern Shan"),
    "border": later("Whole border"),
}

GATE = {
    GateStatus.OPEN: later("open"),
    GateStatus.PARTIAL: later("partly open"),
    GateStatus.CLOSED: later("closed"),
}

LANG: Mapping[str, Message] = {
    Lang.EN: later("English"),
    Lang.MY: later("Burmese"),
    Lang.ZH: later("Chinese"),
}

LAYOUT: Mapping[str, Message] = {
    Layout.SIDES: later("side by side"),
    Layout.SWIPE: later("swipe"),
    Layout.DIFFERENCE: later("difference"),
}

MAP_OF: Mapping[str, Message] = {
    MapOf.DAY: later("The day"),
    MapOf.WINDOW: later("The window"),
}

OVERLAY: Mapping[str, Message] = {
    "crossings": later("Crossings"),
    "towns": later("Inland towns"),
    "mines": later("Mine clusters"),
    "catchments": later("Catchments (nearest town)"),
    "pools": later("Leaching pools"),
    "districts": later("Districts"),
    "events": later("Conflict events"),
    "online-light": later("Online map"),
    "online-satellite": later("Satellite (online)"),
}

PLACE_KIND = {
    PlaceKind.TOWN: later("Town"),
    PlaceKind.VILLAGE: later("Village"),
    PlaceKind.GATE: later("Border gate"),
    PlaceKind.TRADE_ZONE: later("Trade zone"),
    PlaceKind.BASE: later("Base"),
    PlaceKind.ROAD: later("Road"),
    PlaceKind.AREA: later("Area"),
}

POLICY: Mapping[str, Message] = {
    Policy.ANY: later("any"),
    Policy.REPORTED: later("reported"),
    Policy.CORROBORATED: later("corroborated"),
    Policy.STRICT: later("strict"),
}

PRESET: Mapping[str, Message] = {
    "slide": later("Slide"),
    "slide-before-after": later("Slide, before and after"),
    "crossing": later("One crossing"),
    "mines": later("The mine belt"),
    "report": later("Report, A4"),
    "grey": later("Grey printer, A4"),
    "square": later("Square"),
    "sequence": later("Sequence of slides"),
}

QUARREL = {
    Quarrel.HOLDER: later("different holders or values for the same days"),
    Quarrel.DATE: later("different days for the same beginning"),
    Quarrel.DENIAL: later("one says it, the other denies it"),
}

QUARREL_ABOUT = {
    Quarrel.HOLDER: later("holder or value"),
    Quarrel.DATE: later("day"),
    Quarrel.DENIAL: later("denial"),
}

RARE_EARTH = {
    RareEarth.PERMITTED: later("permitted"),
    RareEarth.TAXED: later("taxed"),
    RareEarth.RESUMED: later("resumed"),
    RareEarth.SUSPENDED: later("suspended"),
}

PURPOSE: Mapping[str, Message] = {
    Purpose.SLIDE: later("Slides for a wall"),
    Purpose.PAGE: later("A page to be read"),
}

REASON = {
    Reason.SAME_ORIGIN: later("same origin"),
    Reason.DIFFERS_FROM_ORIGIN: later("differs from its origin"),
    Reason.OWN_CLAIM: later("a party’s own claim"),
    Reason.UNCORROBORATED: later("one origin only"),
    Reason.CONTRADICTED: later("contradicted"),
    Reason.DATE_DIFFERS: later("the day differs"),
    Reason.UNCONFIRMED: later("not confirmed"),
    Reason.DENIAL: later("denial"),
    Reason.NOT_YET_KNOWN: later("not yet known"),
    Reason.SUPERSEDED: later("corrected later"),
    Reason.NO_REPORTING: later("no report"),
}

SOURCE_KIND = {
    SourceKind.MEDIA: later("news outlet"),
    SourceKind.AGENCY: later("news agency"),
    SourceKind.PARTY: later("party to the conflict"),
    SourceKind.NGO: later("non-governmental organisation"),
    SourceKind.OFFICIAL: later("state body"),
    SourceKind.DATASET: later("dataset"),
    SourceKind.AGGREGATOR: later("rewrite or digest"),
    SourceKind.BRIEF: later("compiled text"),
}

SORT: Mapping[str, Message] = {
    Sort.OLDEST: later("oldest first"),
    Sort.NEWEST: later("newest first"),
}

STANCE = {
    Stance.ASSERTS: later("says so"),
    Stance.DENIES: later("denies it"),
    Stance.UNCONFIRMED: later("does not confirm it"),
}

WITHIN: Mapping[str, Message] = {
    Within.OFF: later("off"),
    Within.DAYS: later("about these days"),
    Within.RECORDED: later("recorded then"),
}

NO_CLAIM = later("no information")

STATUS = {
    Status.HELD: later("held"),
    Status.JOINT: later("held together"),
    Status.CHANGING: later("changing"),
    Status.CONTESTED: later("contested"),
    Status.UNKNOWN: NO_CLAIM,
}

STEP: Mapping[str, Message] = {
    Step.CHANGES: later("each change"),
    Step.MONTHLY: later("each month"),
}

SUBJECT: Mapping[str, Message] = {
    Subject.CONTROL: later("Control"),
    Subject.GATE: later("China’s gates"),
    Subject.RARE_EARTH: later("Rare earths"),
    Subject.MINES: later("Mines"),
    Subject.ATTACK: later("Attacks"),
    Subject.AGREEMENT: later("Agreements"),
    Subject.FIGURES: later("Figures"),
}

TEMPLATE: Mapping[str, Message] = {
    Template.MAP: later("Map"),
    Template.TIMELINE: later("Map and timeline"),
    Template.COMPARE: later("Before and after"),
    Template.CROSSING: later("One crossing"),
    Template.MINES: later("Mines"),
    Template.SEQUENCE: later("Sequence"),
    Template.LOG: later("What happened"),
}

TONE: Mapping[str, Message] = {
    Tone.LIGHT: later("light"),
    Tone.DARK: later("dark"),
    Tone.GREY: later("grey"),
}

USE = {
    Use.USED: later("used"),
    Use.NOT_COUNTED: later("shown, not counted"),
    Use.OTHER_DAYS: later("about other days"),
}

BESIDE: Mapping[str, Message] = {
    Beside.PLACE: later("The place"),
    Beside.LOG: later("What happened"),
}

WHERE: Mapping[str, Message] = {
    Where.ALL: later("Every place"),
    Where.CROSSINGS: later("Crossings"),
    Where.PLACE: later("This place"),
}
