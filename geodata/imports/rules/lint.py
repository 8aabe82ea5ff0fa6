"""The honesty rules: what a file hides is said before it is drawn. `RULES` is the table, one function a rule.

A rule of level error sets its rows aside, each with the reason; the first rule of the table that names a row
is its reason. The others tell, and change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from geodata.errors import how_many
from geodata.imports.draft import Draft, Found, Row
from geodata.imports.known import HXL
from geodata.imports.layer import Finding, Level, SetAside
from geodata.imports.mending import Mask
from geodata.imports.rules import contents, coordinates, dates, geometry, rows, shifts


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of honesty.

    Attributes:
        level: How grave it is; the rows of an error are set aside.
        looks: What it looks for in a draft.
        why: Why it matters, for who reads the rules.
        sentence: What is told; `{rows}` is the count with its noun, other gaps are the words found.
        advice: What to do.
        reason: Of a rule of level error: why a row is set aside.
    """

    level: Level
    looks: Callable[[Draft], Found | None]
    why: str
    sentence: str
    advice: str = ""
    reason: str = ""


def judge(draft: Draft) -> tuple[tuple[Finding, ...], Mask, tuple[SetAside, ...]]:
    """Return what the rules say of a draft, which rows are drawn, and those set aside with the reason."""
    findings: list[Finding] = []
    reasons = np.full(draft.number, "", dtype=object)
    for name, rule in RULES.items():
        found = rule.looks(draft)
        if not found or not found.count:
            continue
        if rule.level is Level.ERROR and found.rows is not None:
            reasons[found.rows & (reasons == "")] = name
        words = {"count": found.count, "rows": how_many(found.count, "row"), **found.words}
        findings.append(
            Finding(
                name,
                rule.level,
                found.count,
                rule.sentence.format(**words),
                rule.advice.format(**words),
                found.examples[:3],
            )
        )
    drawn = reasons == ""
    numbers = draft.kind.table.rows
    aside = tuple(
        SetAside(
            int(numbers[index]), reasons[index], RULES[reasons[index]].reason, Row(draft.cells, int(index))
        )
        for index in np.flatnonzero(~drawn)
    )
    return tuple(findings), drawn, aside


# -- The table -------------------------------------------------------------------------------------

_ERROR, _WARNING, _NOTE = Level.ERROR, Level.WARNING, Level.NOTE

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "no_position_columns": Rule(
            _ERROR, rows.no_columns,
            "Without a position nothing is drawn, and a column that is guessed puts rows in wrong places.",
            "No column holds coordinates, shapes or places that the ledger knows. Columns: {columns}.",
            "Name them: lon and lat, point for one column with both, or place.",
            "The file says nowhere where its rows lie.",
        ),
        "no_coordinates": Rule(
            _ERROR, rows.no_coordinates,
            "A row without a position is in no picture, and a picture without it looks complete.",
            "{rows} without a position.{named}",
            "Fill in the empty cells, or take the rows as missing: they are in the file of rejects.{how}",
            "The cells of its position are empty.",
        ),
        "unread_coordinates": Rule(
            _ERROR, rows.unread,
            "Text in place of a number is lost without a word by most programs.",
            "{rows} with a position that is no coordinate.",
            "Write degrees such as 25.41 or 25°24'36\"N.",
            "The text of its position is no coordinate, or a shape that is nested too deep to be read.",
        ),
        "null_island": Rule(
            _ERROR, rows.null_island,
            "Many programs write 0 where they know nothing; 0, 0 lies in the sea off Africa.",
            "{rows} at latitude 0 and longitude 0.",
            "Leave the cells empty where nothing is known.",
            "0, 0 stands for no position.",
        ),
        "mixed_crs": Rule(
            _ERROR, rows.mixed_crs,
            "Metres and degrees in one column are two coordinate systems, and one of them is drawn wrongly.",
            "{rows} with numbers that cannot be in {crs}: metres among degrees, or the reverse.",
            "Save them in a file of their own, with its coordinate system.",
            "Its coordinates are in another system than those of most rows.",
        ),
        "impossible_coordinates": Rule(
            _ERROR, rows.impossible,
            "A longitude beyond 180 or a latitude beyond 90 is no place.",
            "{rows} with coordinates that are no place on the earth.",
            "Look for missing decimal signs and exchanged columns.",
            "A longitude lies beyond 180 degrees, a latitude beyond 90, or a number is missing.",
        ),
        "unmatched_places": Rule(
            _ERROR, rows.unmatched,
            "A name that the ledger does not know has no point here; another of that name is a mistake.",
            "{rows} whose place the ledger does not know.",
            "Correct the spelling, write the P-code of a township, or add coordinates.",
            "The ledger knows no place of this name.",
        ),
        "ambiguous_places": Rule(
            _ERROR, rows.several,
            "Two places share the spelling: drawing one of them is a guess.",
            "{rows} whose place may be several of the ledger.",
            "Write the id of the place.",
            "Several places of the ledger have this name.",
        ),
        "places_without_point": Rule(
            _ERROR, rows.pointless,
            "The ledger knows the place, and nobody has published a point for it that may be used.",
            "{rows} at a place whose point the ledger does not know.",
            "Add coordinates of your own.",
            "The ledger has no point for this place.",
        ),
        "no_geometry": Rule(
            _ERROR, rows.no_geometry,
            "A feature without a shape is in the table and not on the map.",
            "{rows} without a geometry, or with an empty one.",
            "Give them a shape, or take them as missing.",
            "It has no geometry, or an empty one.",
        ),
        "broken_geometry": Rule(
            _ERROR, rows.lost,
            "A line of one point or an area without inside cannot be drawn.",
            "{rows} with a geometry of which nothing was left when it was mended.",
            "Draw it again.",
            "Nothing was left of its geometry: a line of one point, or an area without inside.",
        ),
        "unreadable_days": Rule(
            _ERROR, rows.day_rule("unreadable_days"),
            "A row that loses its day is in the picture of every day.",
            "{rows} with a day that cannot be read.",
            "Write days as 2024-11-20, and leave the cell empty where no day is known.",
            "The text of its day is no day.",
        ),
        "impossible_days": Rule(
            _ERROR, rows.day_rule("impossible_days"),
            "30 February is a slip of the keyboard; so is a day before 1900.",
            "{rows} with a day that is not in the calendar, or before 1900, or after 2100.",
            "Correct the day.",
            "Its day is not in the calendar, or before 1900, or after 2100.",
        ),
        "burmese_era": Rule(
            _ERROR, rows.day_rule("burmese_era"),
            "1386 of the Burmese era began in April 2024; as a year of ours it lies in the Middle Ages.",
            "{rows} with a year such as 1386, which is a year of the Burmese era.",
            "Write the western day: the Burmese year begins in April, so adding 638 is not enough.",
            "Its year is one of the Burmese era.",
        ),
        "backward_days": Rule(
            _ERROR, rows.day_rule("backward_days"),
            "What ends before it begins is on no day.",
            "{rows} whose last day lies before the first.",
            "Exchange or correct the days.",
            "Its last day lies before its first.",
        ),
        "damaged_days": Rule(
            _WARNING, dates.damaged,
            "A spreadsheet that saved times in place of days has lost them.",
            "The column {column!r} holds hardly any day. {instead}",
            "{how}",
        ),
        "days_not_taken": Rule(
            _WARNING, dates.untaken,
            "A layer without days is on the map of every day, and nobody sees that its days were left out.",
            "No column of days was found by its name; these look like days: {columns}.",
            "Set first to the one that says when it was so, such as first={one}; until then every row is "
            "drawn on every day.",
        ),
        "days_by_cells": Rule(
            _NOTE, dates.by_cells,
            "A column that is taken by its cells may hold the days of something else.",
            "No column is called a day; {column} holds days only, and was taken for the day.",
            "Set first to another column where these are days of something else.",
        ),
        "days_in_parts": Rule(
            _NOTE, dates.in_parts,
            "A year whose month and day stand in other columns is else shown as all of the year.",
            "The day of each row was put together from the columns {columns}.",
        ),
        "epoch_days": Rule(
            _NOTE, dates.epochs,
            "A number of seconds is a day only by agreement, and often the day on which a row was saved.",
            "{rows} with a number in place of a day, read as seconds or milliseconds since 1970 in UTC.",
            "Check that the column says when it was so, not when the row was saved.",
        ),
        "serial_days": Rule(
            _NOTE, dates.serials,
            "A cell without the format of a date shows the number by which a spreadsheet counts days.",
            "{rows} with such a number among days, read as the day that it stands for.",
            "Give these cells the format of a date.",
        ),
        "day_order_by_few": Rule(
            _WARNING, lambda draft: dates.order(draft, by_few=True),
            "One mistyped row would turn the day and month of all others.",
            "{rows} with a day that may be read in two ways: the {first} is taken as first because {by} "
            "{show} it, and nothing else.",
            "Check that row; set day_first to {answer} where the {other} comes first.",
        ),
        "day_order": Rule(
            _NOTE, lambda draft: dates.order(draft, by_few=False),
            "05/11/2024 is two days, and only other rows tell which.",
            "{rows} with a day that may be read in two ways: the {first} is taken as first, as {by} {show}.",
        ),
        "mixed_day_order": Rule(
            _WARNING, dates.both_orders,
            "Where some days are written 25/11 and others 11/25, those up to the twelfth may be either.",
            "Some days are written day first and others month first.",
            "Write all days as 2024-11-20.",
        ),
        "future_days": Rule(
            _WARNING, dates.future,
            "What has not happened yet is announced or mistyped.",
            "{rows} with a day after today, {today}.",
            "Correct the year, or keep what is planned in a file of its own.",
        ),
        "first_of_year": Rule(
            _WARNING, lambda draft: dates.forced(draft, of_year=True),
            "Who knows the year alone writes 1 January, and a chart then shows a wave that never was.",
            "{rows} on 1 January: {share} of those with a day.",
            "Write the year alone where no more is known: it is then shown as a year.",
        ),
        "first_of_month": Rule(
            _WARNING, lambda draft: dates.forced(draft, of_year=False),
            "Who knows the month alone writes its first day.",
            "{rows} on the first of a month: {share} of those with a day.",
            "Write year and month alone where no more is known, such as 2024-11.",
        ),
        "days_by_zone": Rule(
            _NOTE, dates.crossing,
            "An hour of the night is another day in London, in Myanmar and in China.",
            "{rows} with a time that falls on another day in UTC, in Myanmar (+06:30) or in China (+08:00). "
            "Days are counted in Myanmar time.",
            "Compare daily counts with those of others only where they count in the same zone.",
        ),
        "loose_days": Rule(
            _NOTE, dates.loose,
            "A year or a month is no day: it is shown as all of its days.",
            "{rows} with a year, a month or a span in place of a day.",
        ),
        "undated": Rule(
            _NOTE, dates.undated,
            "A row without a day is in no window.",
            "{rows} without a day: they are on the map, and in no window of days.",
        ),
        "crs_assumed": Rule(
            _WARNING, coordinates.crs_assumed,
            "Degrees of an old datum look like those of WGS 84 and lie some hundred metres off.",
            "The file does not say in which coordinate system it is: its degrees are taken as WGS 84.",
            "Set crs, such as EPSG:4239 for Indian 1954, where it is another one.",
        ),
        "datum_moved": Rule(
            _NOTE, coordinates.datum,
            "A change of datum is a calculation with an error of its own.",
            "The coordinates are in {crs}; turning them to WGS 84 moved them by about {metres} m.",
        ),
        "moved_back": Rule(
            _NOTE, coordinates.moved_back,
            "Points that were moved are no longer those of the file.",
            "As you said, all coordinates were moved back from {shift} to WGS 84.",
        ),
        "shifted_china": Rule(
            _WARNING, shifts.shift_rule("gcj02", "bd09"),
            "Maps of China have points some hundred metres off; here that is the other bank of a river.",
            "The points look shifted as {shift} shifts them: they lie about {off} m from {places} that the "
            "rows name, and {left} m once the shift is taken back.",
            "Set shift to {answer} to move them back; nothing was moved.",
        ),
        "shifted_indian": Rule(
            _WARNING, shifts.shift_rule("indian"),
            "Old sheets of the Survey of India lie about 340 m from WGS 84 here.",
            "The points look like degrees of {shift}: they lie about {off} m from {places} that the rows "
            "name, and {left} m once the datum is changed.",
            "Set crs to EPSG:4239 to turn them to WGS 84; nothing was moved.",
        ),
        "shifted_unclear": Rule(
            _WARNING, shifts.shift_rule("unclear"),
            "Two datums may explain the same shift.",
            "The points lie about {off} m from {places} that the rows name. A Chinese map datum and the old "
            "Indian datum both would explain it.",
            "Ask who made the file which map they took the points from; nothing was moved.",
        ),
        "outside_myanmar": Rule(
            _NOTE, coordinates.outside,
            "A point far away is often a lost sign or an exchanged pair.",
            "{rows} outside Myanmar.",
        ),
        "whole_degrees": Rule(
            _WARNING, coordinates.whole_degrees,
            "A whole degree is an area of a hundred kilometres, not a point.",
            "{rows} at whole degrees.",
            "Take these as no better than a state or a district.",
        ),
        "few_decimals": Rule(
            _WARNING, coordinates.few_decimals,
            "One decimal of a degree is about ten kilometres.",
            "{rows} with one decimal of a degree.",
            "Take these as no better than a township.",
        ),
        "crowded_points": Rule(
            _WARNING, coordinates.crowded,
            "Many events on one point usually share what was known, a town or township, not a place.",
            "{rows} lie on {spots}: one point for many.",
            "Ask what the point stands for before you read a cluster in it.",
        ),
        "centroids": Rule(
            _WARNING, coordinates.centroids,
            "The middle of a district stands for all of it: nothing happened there.",
            "{rows} at the middle of a township, district, state or the country.",
            "They are drawn as known to the area only.",
        ),
        "imprecise_positions": Rule(
            _NOTE, coordinates.imprecise,
            "The source itself says that these points stand for an area.",
            "{rows} whose position is known to an area only, as {column} says.",
            "They are drawn as known to the area only.",
        ),
        "by_place": Rule(
            _NOTE, coordinates.by_place,
            "A place's point is not where something happened.",
            "{rows} drawn at the point of the place that they name.",
        ),
        "coordinates_not_taken": Rule(
            _WARNING, coordinates.unused,
            "A row that is drawn at its town though its file knows the spot looks like all others there.",
            "These columns look like coordinates, and were not used: {columns}.",
            "Set lon and lat to columns of degrees, or turn codes of a grid such as MGRS into degrees first; "
            "set place to the column of names where these are no coordinates.",
        ),
        "repaired_geometry": Rule(
            _WARNING, geometry.repaired,
            "An area that crosses itself has no one meaning: what is drawn is an interpretation.",
            "{rows} with a geometry that was not valid and was mended: {before} km² became {after} km².",
            "Compare the mended shapes with the source.",
        ),
        "antimeridian": Rule(
            _WARNING, geometry.antimeridian,
            "A shape across the 180th meridian is else drawn as a band around the whole earth.",
            "{rows} across the 180th meridian, cut there.",
        ),
        "wrong_winding": Rule(
            _NOTE, geometry.wound,
            "GeoJSON asks for outer rings that run anticlockwise; some programs else fill all the earth.",
            "{rows} with rings that run the wrong way; they were turned.",
        ),
        "mixed_types": Rule(
            _NOTE, geometry.mixed_types,
            "Counts of points, lines and areas together are counts of nothing.",
            "The file mixes kinds of geometry: {kinds}.",
        ),
        "duplicates": Rule(
            _WARNING, geometry.duplicates,
            "A row twice counts twice.",
            "{rows} repeat another in geometry, day and every value.",
            "Take them out, unless each is an event of its own.",
        ),
        "zawgyi": Rule(
            _WARNING, contents.zawgyi,
            "Zawgyi has other signs under the same codes: no search finds it, and no name matches.",
            "{cells} in Zawgyi, not in Unicode.",
            "{how}",
        ),
        "zawgyi_converted": Rule(
            _NOTE, contents.converted,
            "The conversion is a guess for each cell.",
            "As you said, {cells} were turned from Zawgyi into Unicode.",
        ),
        "foreign_digits": Rule(
            _NOTE, contents.digits,
            "Most programs lose Burmese digits without a word.",
            "{rows} with Burmese or full-width digits, read as the numbers that they are.",
        ),
        "pcodes": Rule(
            _WARNING, contents.codes,
            "A spreadsheet takes a P-code for a number and cuts its zeros: it then names another place.",
            "{rows} with a P-code that became a number or lost its zeros ({columns}).",
            "Take the codes from the source again as text; MMR and three, six or nine digits.",
        ),
        "overlaps": Rule(
            _WARNING, contents.overlaps,
            "A place has one holder at a time, unless the rows say that it is shared.",
            "{rows} give a place two holders on the same days.",
            "Correct the days, or say that they hold it together.",
        ),
        "no_source": Rule(
            _WARNING, contents.sourceless,
            "What nobody is named for cannot be checked.",
            "{rows} without a source ({column}).",
            "Name who says so.",
        ),
        "other_actors": Rule(
            _NOTE, contents.strange_actors,
            "A name that is mapped wrongly gives one actor's deeds to another.",
            "{rows} with {names} of actors that are none of the ledger's: they stay themselves.",
            "Add the names that you know to the table of actors.",
        ),
        "sensitive": Rule(
            _WARNING, contents.sensitive,
            "An exact point of a camp, a hospital or a person can cost lives once it is public.",
            "{rows} with an exact position beside what looks like camps, hospitals, displaced people or "
            "persons ({columns}).",
            "Do not publish them: round the positions to a township and take the column out.",
        ),
        "known_kind": Rule(
            _NOTE, contents.known,
            "A known kind of table brings its own codes and terms.",
            "This is {title}.{terms}",
        ),
        "not_shared": Rule(
            _WARNING, contents.not_shared,
            "The terms of the source bind whoever passes its rows on.",
            "{rows} that may not be passed on: {title} enters no export and no briefing's data file.",
            "Publish counts and maps with the attribution, never the rows.",
        ),
        "header_supplied": Rule(
            _NOTE, contents.no_header,
            "A file without a header loses its first row to most programs.",
            "The file has no line of names; they were taken from {title}, and its first line is a row.",
        ),
        HXL: Rule(
            _NOTE, contents.tags,
            "A row of tags is no event.",
            "The row of HXL tags says what the columns mean; it is no row of data.",
        ),
    }
)  # fmt: skip
"""Every rule by its name, those that set rows aside first."""
