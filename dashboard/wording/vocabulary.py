"""The words that a reader meets for the values of the closed vocabularies, each table sorted by its enum.

The values themselves are names in links and in files.
"""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.question.order import Aspect, Format, Lang, Step, Template, Tone
from dashboard.question.view import Layout
from dashboard.wording.language import Message, later
from geodata.vocab import Policy

ASPECT: Mapping[str, Message] = {
    Aspect.WIDE: later("Slide, 16:9"),
    Aspect.SCREEN: later("Slide, 4:3"),
    Aspect.A4: later("A4, landscape"),
    Aspect.A4_UP: later("A4, portrait"),
    Aspect.A3: later("A3, landscape"),
    Aspect.A3_UP: later("A3, portrait"),
    Aspect.SQUARE: later("Square"),
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
    "border": later("The whole border"),
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

OVERLAY: Mapping[str, Message] = {
    "crossings": later("Crossings"),
    "towns": later("Inland towns"),
    "mines": later("Mine clusters"),
    "catchments": later("Catchments, schematic"),
    "pools": later("Leaching pools"),
    "districts": later("Districts"),
    "online-light": later("Online map"),
    "online-satellite": later("Satellite (online)"),
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

STEP: Mapping[str, Message] = {
    Step.CHANGES: later("each change"),
    Step.MONTHLY: later("each month"),
}

TEMPLATE: Mapping[str, Message] = {
    Template.MAP: later("Map"),
    Template.TIMELINE: later("Map and timeline"),
    Template.COMPARE: later("Before and after"),
    Template.CROSSING: later("One crossing"),
    Template.MINES: later("Mines"),
    Template.SEQUENCE: later("Sequence"),
}

TONE: Mapping[str, Message] = {
    Tone.LIGHT: later("light"),
    Tone.DARK: later("dark"),
    Tone.GREY: later("grey"),
}
