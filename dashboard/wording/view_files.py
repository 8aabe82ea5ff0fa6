"""The files of a view in words: what each has, and which program a format is for."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.answer.files import Shown
from dashboard.wording.language import Message, later

HEADING = later("Download this view")
WHAT = later("What the file has")
REMARK = later(
    "Each file has the bounds of every beginning and end, the sources, the licence, the hash of the data and "
    "how to cite it; all but CSV say what their format cannot hold."
)
WITHOUT_OWN = later(
    "Your own data are in none of these files: their rows are in the ZIP of the page Briefing, as CSV and "
    "GeoJSON, where their terms allow it."
)
SHOWN: Mapping[str, Message] = {
    Shown.STATES: later("states of the day"),
    Shown.INTERVALS: later("from when to when"),
    Shown.LOG: later("log of the window"),
    Shown.EVENTS: later("events of the window"),
}
FORMATS: Mapping[str, Message] = {
    "csv": later("CSV"),
    "xlsx": later("XLSX"),
    "geojson": later("GeoJSON"),
    "geoparquet": later("GeoParquet"),
    "gpkg": later("GeoPackage"),
    "kml": later("KML"),
}
HELP: Mapping[str, Message] = {
    "csv": later("For a spreadsheet; no text of it is run as a formula."),
    "xlsx": later("A workbook: days are days, and a sheet says what the columns mean."),
    "geojson": later("For maps on the web and for programs."),
    "geoparquet": later("For analysis: each column has its type."),
    "gpkg": later("For QGIS and other map programs."),
    "kml": later("For Google Earth and QGIS, which play its time spans."),
}
