"""What reading a file says to a reader: why it is refused, what was found in it, what must be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geodata.errors import how_many
from geodata.imports.layer import Answers, Finding, Level, Question, Refused, cleaned

REFUSALS: Mapping[str, str] = {
    # Size
    "empty": "{name} is empty. Save it again where it was made, and choose the new file.",
    "too_large": "{name} has {size} MB, more than the {limit} MB that are taken. Leave out some of it.",
    "too_many_rows": (
        "{name} has more than {limit:,} rows or features, the most that are drawn. Filter it first, for "
        "instance by area or by year."
    ),
    "too_many_placemarks": (
        "{name} has more than {limit:,} placemarks, the most that are read of a KML. Save it as GeoPackage "
        "or CSV, or export the folders one by one."
    ),
    "too_many_columns": (
        "{name} has {count:,} columns, more than the {limit} that are taken. Delete some of them."
    ),
    "too_many_vertices": (
        "The shapes of {name} have more than {limit:,} points, the most that are drawn. Simplify them first."
    ),
    "too_much_inside": (
        "{name} unfolds to more than {limit} MB. Save it with fewer rows, or without what is not needed."
    ),
    "too_large_tree": "{name} needs more memory than a file may take. Save it as GeoPackage.",
    "too_deep": "{name} is nested too deep to be a map: is it damaged?",
    "slow": (
        "{name} took longer than {limit:g} seconds to read, so reading was stopped. Save it as GeoPackage or "
        "CSV, or with fewer rows."
    ),
    "no_room": (
        "{name} could not be read, since the disk for passing files cannot be written ({why}). The file "
        "itself may be whole: try again later, or tell whoever runs this."
    ),
    "died": (
        "{name} could not be read: reading it as {format} broke off. It may be damaged, or need too much "
        "memory. Save it again as GeoPackage, GeoJSON or CSV."
    ),
    # Formats
    "pickle": (
        "{name} is a Python pickle, which can run code when it is opened, so it is never opened. Save the "
        "table as GeoPackage, GeoParquet or CSV."
    ),
    "feather": "{name} is a Feather or Arrow file, which is not read. Save it as GeoParquet.",
    "xls": (
        "{name} is an old Excel file (.xls) or another Office file from before 2007. Open it and save it as "
        ".xlsx or CSV."
    ),
    "flatgeobuf": "{name} is a FlatGeobuf file, which is not read. Save it as GeoPackage or GeoJSON.",
    "lone_shp": (
        "{name} is one part of a Shapefile. Put the .shp, .dbf, .shx and .prj (and .cpg) of one name into a "
        "zip, and choose that."
    ),
    "html": (
        "{name} is a web page, not data. Perhaps a sign-in page was saved in its place: download the file "
        "again, and look at it."
    ),
    "pdf": "{name} is a PDF. Its table or map must be saved as a file of data first, such as CSV or GeoJSON.",
    "image": "{name} is a picture. Only data with coordinates are drawn, such as GeoJSON, CSV or KML.",
    "packed": "{name} is packed in a way that is not read. Unpack it, and choose the file in it.",
    "sqlite": (
        "{name} is an SQLite database but no GeoPackage: it does not say that it is one in its header. Save "
        "its table as GeoPackage or CSV."
    ),
    "binary": (
        "{name} is in no format that is read here. Save it as GeoJSON, GeoPackage, zipped Shapefile, KML, "
        "GPX, CSV, XLSX or GeoParquet."
    ),
    "gml": "{name} is GML, which is not read. Save it as GeoPackage or GeoJSON.",
    "other_xml": (
        "{name} is XML, but its first element is {root!r}: only KML and GPX are read. Save it as one of them."
    ),
    "doctype": (
        "{name} has a document type declaration (<!DOCTYPE …>), which can make a reader fetch other files, "
        "so it is not opened. Delete the declaration; KML and GPX do not need it."
    ),
    "xml_encoding": "{name} is XML in the encoding {encoding!r}, which is not read. Save it as UTF-8.",
    "bad_xml": "{name} is no readable XML: {fault}. It may be cut off or edited by hand; save it again.",
    "not_as_named": ("{name} is named as {named}, but what is in it is not: it holds {seen}. Save it again."),
    # Archives
    "bad_zip": "{name} is a zip that cannot be opened: {fault}. It may be cut off; pack it again.",
    "too_many_entries": "{name} holds {count:,} files, more than the {limit:,} that are opened. Pack fewer.",
    "ratio": (
        "{entry!r} in {name} unfolds to more than {limit} times its size, which no map does. It is not "
        "opened; pack the files again."
    ),
    "zip_path": "{name} holds a file whose name leads out of its folder ({entry!r}). Pack the files again.",
    "zip_link": "{entry!r} in {name} is a link to another file, not a file. Pack the file itself.",
    "zip_encrypted": "{entry!r} in {name} is locked with a password. Pack it without one.",
    "zip_in_zip": "{name} holds another archive ({entry!r}). Unpack it, and choose the file in it.",
    "zip_without_map": (
        "{name} is a zip without a file that is read here; it holds {entries}. Pack a Shapefile with all its "
        "parts, or choose the file itself."
    ),
    "no_such_layer": "{name} has no layer {layer!r}; it has {layers}.",
    "shapefile_parts": (
        "The Shapefile {entry!r} in {name} has no {missing} beside it. Put the .shp, .shx, .dbf and .prj of "
        "one name into the zip."
    ),
    # JSON
    "not_utf8": (
        "{name} is not written in UTF-8, as JSON must be: byte {at:,} does not fit. Save it as UTF-8."
    ),
    "bad_json": "{name} is no readable JSON: {fault}. It may be cut off or edited by hand; save it again.",
    "not_a_number": (
        "{name} holds {word}, which is no number in JSON and no place on a map. Leave it out, or write null."
    ),
    "script": (
        "{name} is a script that begins with {begin!r}, not GeoJSON alone. Delete what stands before the "
        "first {{ and after the last }}, and save it as .geojson."
    ),
    "other_json": (
        "{name} is JSON, but no GeoJSON: {seen}. Save it as GeoJSON from the program where it was made."
    ),
    "esri_json": (
        "{name} is Esri JSON, not GeoJSON. Ask the service for f=geojson, or save it as GeoPackage."
    ),
    "crs_link": (
        "{name} says its coordinate system by a link, which is not followed. Save it in WGS 84, as GeoJSON "
        "should be."
    ),
    "unknown_crs": (
        "{name} names the coordinate system {crs!r}, which is no EPSG code known here. Save it in WGS 84 "
        "(EPSG:4326)."
    ),
    "several_crs": (
        "{name} names several coordinate systems ({crs}), so its shapes cannot be laid over one another. "
        "Save it in one."
    ),
    "no_good_feature": (
        "No feature of {name} can be drawn: of {count:,}, the first has {fault}. See RFC 7946 for what "
        "GeoJSON must be, or save it again from its program."
    ),
    # Tables
    "no_rows": "{name} has no rows below its header. Check that the right file was chosen.",
    "no_features": "{name} has no features. Check that the right file was chosen.",
    "no_text": (
        "{name} cannot be read as {encoding}: byte {at:,} does not fit. Choose another encoding, or save the "
        "file as UTF-8."
    ),
    "unknown_encoding": "{encoding!r} is no encoding known here. Choose another, such as UTF-8.",
    "bad_csv": (
        "{name} cannot be cut into rows: {fault}. Often a quotation mark is not closed. Open it in a "
        "spreadsheet and save it as CSV again."
    ),
    "no_row_fits": (
        "No row of {name} has as many cells as its header ({count}), with {separator} between them. Choose "
        "another separator, or save the file again."
    ),
    "bad_xlsx": "{name} is a workbook that cannot be read: {fault}. Open it and save it again.",
    "wide_sheet": (
        "The sheet {layer!r} of {name} spans {rows:,} rows and {columns:,} columns: delete the empty ones."
    ),
    "bad_parquet": "{name} is a Parquet file that cannot be read: {fault}. Write it again.",
    "encrypted_parquet": "{name} is an encrypted Parquet file. Save it without encryption.",
    "parquet_encoding": (
        "The geometry of {name} is encoded as {encoding!r}, which is not read. Write it as WKB."
    ),
    # With GDAL
    "bad_file": "{name} cannot be read as {format}: {fault}. It may be cut off; save or copy it again.",
    "no_layer": (
        "{name} is a GeoPackage without a layer that has features: it may hold pictures only, or be empty. "
        "Save a layer into it."
    ),
    "views_only": (
        "{name} is a GeoPackage whose only layers are views ({layers}), which may compute "
        "anything. Save them as tables."
    ),
    "no_placemark": (
        "{name} has no placemark{links}. Save the places themselves as KML: in Google My Maps without the "
        "option to keep the data up to date."
    ),
    "no_tracks": "{name} has no waypoint, route or track.",
}
"""Why a file is refused, by key: what is wrong, where, and what to do."""


def refused(key: str, **values: Any) -> Refused:
    """Return the refusal of that key; texts among its values are cleaned."""
    shown = {name: cleaned(value) if isinstance(value, str) else value for name, value in values.items()}
    return Refused(REFUSALS[key].format(**shown))


RULES: Mapping[str, tuple[Level, str, str]] = {
    "encoding": (
        Level.WARNING,
        "The file is not in UTF-8; it was read as {encoding}.",
        "Look at the names. Where they look wrong, choose another encoding.",
    ),
    "separator": (Level.NOTE, "The cells are separated by {separator}.", ""),
    "title_rows": (
        Level.NOTE,
        "{count} above the header {were} passed over.",
        "Check that the header was found: {header}.",
    ),
    "no_header": (
        Level.WARNING,
        "The first row holds data rather than names, so the columns are named by their place.",
        "Write a header where one is missing.",
    ),
    "column_names": (
        Level.NOTE,
        "{count} had no name of their own and got a number.",
        "Name every column, each once.",
    ),
    "cut_names": (
        Level.WARNING,
        "{count} may be cut off: a Shapefile holds 10 bytes of a name, three Burmese letters.",
        "Where the names matter, save the layer as GeoPackage.",
    ),
    "crs_named": (Level.NOTE, "The file says that its coordinates are in {crs}.", ""),
    "crs_within": (
        Level.WARNING,
        "The coordinate system {crs} is named inside of features, not of the file.",
        "Check that the map shows the shapes in the right place.",
    ),
    "unclosed_rings": (Level.WARNING, "{count} did not end where it began and was closed.", ""),
    "extra_numbers": (
        Level.NOTE,
        "{count} with heights or other numbers in part: only longitude and latitude were kept.",
        "",
    ),
    "odd_ids": (Level.NOTE, "{count} with an id that is neither text nor number: it is kept as text.", ""),
    "nothing": (Level.WARNING, "The file has no features.", "Check that the right file was chosen."),
    "bare_geometry": (Level.NOTE, "The file is a bare geometry: nothing is said about it.", ""),
    "no_properties": (Level.NOTE, "{count} without an object of properties.", ""),
    "repeated_names": (
        Level.WARNING,
        "{count} name a member twice; the last one counts.",
        "Give every member its own name.",
    ),
    "assumed_wgs84": (
        Level.NOTE,
        "TopoJSON names no coordinate system; the coordinates fit longitude and latitude (WGS 84).",
        "Check that the map shows the shapes in the right place.",
    ),
    "binary_columns": (Level.NOTE, "{count} of bytes, not text, left out: {columns}.", ""),
    "geometry_columns": (Level.NOTE, "{count} of further geometries left out: {columns}.", ""),
    "round_edges": (
        Level.NOTE,
        "The edges of the shapes are shortest lines on the globe; they are drawn straight.",
        "Long edges may lie off by some kilometres.",
    ),
    "curves": (Level.NOTE, "{count} with curves: they are drawn as many short lines.", ""),
    "views": (
        Level.NOTE,
        "{count} in the GeoPackage left out, as it may compute anything: {columns}.",
        "To see it, save it as a table.",
    ),
    "other_layers": (Level.NOTE, "Only the layer {layer} is shown; the file also has {columns}.", ""),
    "links": (
        Level.WARNING,
        "{count} to data elsewhere: nothing is fetched, so what they show is missing.",
        "Open the link yourself, save the data as KML, and choose that file.",
    ),
    "left_in_archive": (
        Level.WARNING,
        "{count} beside the Shapefile left out: {names}.",
        "Take what you need of it out of the archive, and choose it as a file of its own.",
    ),
    "overlays": (Level.NOTE, "{count} over the map left out: only places, lines and areas are drawn.", ""),
    "several_shapes": (
        Level.NOTE,
        "{count} with several shapes side by side: kept together as one feature.",
        "",
    ),
    "decimal_commas": (
        Level.NOTE,
        "{count} with a decimal comma, where GPX has a point: read as decimals.",
        "Check that the map shows them in the right place.",
    ),
    "short_segments": (Level.NOTE, "{count} of tracks with one point only left out: a line needs two.", ""),
    "bare_rings": (Level.NOTE, "{count} drawn as a bare ring: kept as a line.", ""),
}
"""What reading finds, by the name of the rule: how grave, the sentence, the advice."""


def found(
    rule: str, number: int, thing: str = "", things: str = "", examples: Sequence[str] = (), **values: Any
) -> Finding:
    """Return the finding of that rule about so many things; its texts are cleaned."""
    level, sentence, advice = RULES[rule]
    shown = {name: cleaned(value) if isinstance(value, str) else value for name, value in values.items()}
    shown["count"] = how_many(number, thing, things)
    return Finding(
        rule,
        level,
        number,
        sentence.format(**shown),
        advice.format(**shown),
        tuple(cleaned(example) for example in examples[:3]),
    )


ROWS: Mapping[str, str] = {
    "cells": "has {cells}, where the header has {header}",
    "control_characters": "holds a NUL character, so it was damaged on its way",
    "broken_feature": "has {fault}",
    "broken_geometry": "has a geometry that cannot be read",
    "broken_coordinates": "has coordinates that are no numbers: {text}",
    "no_position": "has no {name}",
    "short_line": "has one point only, which is no line",
    "several_positions": "has {count} positions for one point: {text}",
}
"""Why a row is set aside."""

QUESTIONS: Mapping[str, str] = {
    "layer": "The file has several layers. Which one is to be shown?",
    "encoding": "The file is not in UTF-8 and does not say its encoding. In which one are names right?",
    "separator": "Which sign stands between the cells?",
    "crs": "The file does not say in which coordinate system its numbers are. Which is it?",
    "crs_unknown": "The file names the coordinate system {crs}, which has no EPSG code. Which is it?",
}
"""What is asked, by the field of `Answers`."""


def asked(
    answers: Answers, name: str, options: Iterable[str], key: str = "", **values: str
) -> tuple[Question, ...]:
    """Return the question, or nothing where the reader answered it."""
    if getattr(answers, name):
        return ()
    shown = {word: cleaned(value) for word, value in values.items()}
    return (Question(name, QUESTIONS[key or name].format(**shown), tuple(options)),)
