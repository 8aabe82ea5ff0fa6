"""Kinds of tables that are known by their header: what their columns mean, and what may be done with them.

`SHAPES` has one entry a kind. Names of actors are mapped to ours by a table that the reader can edit and
save: `actors_of`, `actors_csv`, `read_actors`.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from geodata.catalog import Catalog
from geodata.exports.files import spreadsheet
from geodata.imports import celltexts
from geodata.imports.columns import Roles
from geodata.imports.layer import Refused, SetAside, Table, cleaned
from geodata.schema.columns import did_you_mean

# -- Shapes ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of table that is known.

    Attributes:
        name: Its short name, a key of `SHAPES`.
        title: What it is, for a reader.
        knows: Tells by its columns (as `celltexts.key` writes them) and its format whether a table is one.
        values: Texts that stand in no other kind of table; one of them in a cell is enough.
        roles: Its columns by what they hold, as `celltexts.key` writes them.
        header: Its columns in order, for files that come without a header; else empty.
        licence: The sentence about its licence.
        attribution: Whom to name.
        shareable: Whether its rows may be passed on.
        precision: The column that says how well a position is known, and the values that are exact.
        time: The column with the hour and minute of the day in UTC, where the day's own column has none.
        week, month: The column and value by which a day stands for its week or month.
        fallback: The column that says the year where the days cannot be read.
        instead: The column with the day of the rows that have neither a first nor a last one.
    """

    name: str
    title: str
    knows: Callable[[frozenset[str], str], bool]
    roles: Roles = field(default_factory=dict)
    values: frozenset[str] = frozenset()
    header: tuple[str, ...] = ()
    licence: str = ""
    attribution: str = ""
    shareable: bool = True
    precision: tuple[str, frozenset[str]] | None = None
    time: str = ""
    week: tuple[str, str] | None = None
    month: tuple[str, str] | None = None
    fallback: str = ""
    instead: str = ""


_UCDP = """
id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name
dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id
side_b number_of_sources source_article source_office source_date source_headline source_original
where_prec where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid
country country_id region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians
deaths_unknown best high low gwnoa gwnob
"""
UCDP_COLUMNS = tuple(_UCDP.split())
_GDELT = """
GLOBALEVENTID SQLDATE MonthYear Year FractionDate Actor1Code Actor1Name Actor1CountryCode
Actor1KnownGroupCode Actor1EthnicCode Actor1Religion1Code Actor1Religion2Code Actor1Type1Code
Actor1Type2Code Actor1Type3Code Actor2Code Actor2Name Actor2CountryCode Actor2KnownGroupCode
Actor2EthnicCode Actor2Religion1Code Actor2Religion2Code Actor2Type1Code Actor2Type2Code Actor2Type3Code
IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale NumMentions NumSources
NumArticles AvgTone Actor1Geo_Type Actor1Geo_FullName Actor1Geo_CountryCode Actor1Geo_ADM1Code
Actor1Geo_ADM2Code Actor1Geo_Lat Actor1Geo_Long Actor1Geo_FeatureID Actor2Geo_Type Actor2Geo_FullName
Actor2Geo_CountryCode Actor2Geo_ADM1Code Actor2Geo_ADM2Code Actor2Geo_Lat Actor2Geo_Long
Actor2Geo_FeatureID ActionGeo_Type ActionGeo_FullName ActionGeo_CountryCode ActionGeo_ADM1Code
ActionGeo_ADM2Code ActionGeo_Lat ActionGeo_Long ActionGeo_FeatureID DATEADDED SOURCEURL
"""
GDELT_COLUMNS = tuple(_GDELT.split())


def _has(*names: str) -> Callable[[frozenset[str], str], bool]:
    needed = frozenset(names)
    return lambda keys, form: needed <= keys


_EVENT = {"lon": "longitude", "lat": "latitude"}

# Rows of ACLED must not leave, so they are known by a part of their columns too: cut to the 10 bytes of a
# Shapefile, with a prefix, with a geometry in place of the coordinates, or with columns taken out.
_ACLED_ID = "event_id_cnty"
_ACLED_ALONE = (
    *(
        "sub_event_type",
        "disorder_type",
        "inter1",
        "inter2",
        "interaction",
        "geo_precision",
        "time_precision",
    ),
    *("assoc_actor_1", "assoc_actor_2", "civilian_targeting", "source_scale"),
)
_ACLED_TOO = ("event_date", "event_type", "actor1", "actor2", "fatalities")
ACLED_VALUES = frozenset(
    {
        *("Explosions/Remote violence", "Violence against civilians", "Strategic developments"),
        *("Shelling/artillery/missile attack", "Remote explosive/landmine/IED", "Air/drone strike"),
        *(
            "Looting/property destruction",
            "Government regains territory",
            "Non-state actor overtakes territory",
        ),
        *("Abduction/forced disappearance", "Non-violent transfer of territory", "Protest with intervention"),
    }
)
"""Types of events as ACLED alone writes them."""


def _squeezed(names: Iterable[str]) -> set[str]:
    """Return names without their underscores, whole and as a Shapefile cuts them."""
    return {cut.replace("_", "") for name in names for cut in (name, name[:10])}


def _is_acled(keys: frozenset[str], form: str) -> bool:
    given = {key.replace("_", "") for key in keys}
    if any(key.endswith(_ACLED_ID.replace("_", "")) for key in given) or given & _squeezed([_ACLED_ID]):
        return True
    alone, too = (
        sum(bool(given & _squeezed([name])) for name in names) for names in (_ACLED_ALONE, _ACLED_TOO)
    )
    return (
        alone >= 2 or (alone == 1 and too >= 2) or too >= 4 or {"eventdate", "eventtype", "actor1"} <= given
    )


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        shape.name: shape
        for shape in (
            Shape(
                "claims",
                "claims in the form of this ledger",
                _has("place_id", "dimension", "value", "stance", "source_id"),
                {"place": "place_id", "first": "start", "last": "end", "actor": "value",
                 "source": "source_id"},
                instead="as_of",
            ),
            Shape(
                "short_claims",
                "claims in the short form of this ledger, as the option --with takes them",
                lambda keys, form: (
                    {"place_id", "value"} <= keys
                    and bool(keys & {"start", "as_of", "published"})
                    and bool(keys & {"publisher", "source_id"})
                ),
                {"place": "place_id", "first": "start", "last": "end", "actor": "value",
                 "source": "publisher"},
                instead="as_of",
            ),
            Shape(
                "acled",
                "an export of ACLED",
                _is_acled,
                {**_EVENT, "first": "event_date", "actor": "actor1", "source": "source", "place": "location"},
                licence="ACLED's terms forbid to pass its rows on: they enter no export or briefing's data.",
                attribution="Armed Conflict Location & Event Data (ACLED), acleddata.com",
                shareable=False,
                values=ACLED_VALUES,
                precision=("geo_precision", frozenset({"1"})),
                week=("time_precision", "2"),
                month=("time_precision", "3"),
            ),
            Shape(
                "ucdp",
                "events of UCDP (GED or Candidate)",
                _has("where_prec", "date_prec", "date_start", "date_end", "latitude", "longitude"),
                {**_EVENT, "first": "date_start", "last": "date_end", "actor": "side_a",
                 "source": "source_article", "place": "where_coordinates"},
                header=UCDP_COLUMNS,
                licence="CC BY 4.0",
                attribution="Uppsala Conflict Data Program: Davies et al. 2024, Sundberg and Melander 2013",
                # 2 is a point within about 25 km of the place that is named.
                precision=("where_prec", frozenset({"1"})),
                fallback="year",
            ),
            Shape(
                "gdelt",
                "events of GDELT 2.0",
                _has("globaleventid", "sqldate", "actiongeo_lat", "actiongeo_long"),
                {"lon": "actiongeo_long", "lat": "actiongeo_lat", "first": "sqldate", "actor": "actor1name",
                 "place": "actiongeo_fullname", "source": "sourceurl"},
                header=GDELT_COLUMNS,
                licence="Free to use and pass on with a citation and a link to gdeltproject.org.",
                attribution="The GDELT Project, gdeltproject.org",
                precision=("actiongeo_type", frozenset({"3", "4"})),
            ),
            Shape(
                "firms",
                "fire detections of FIRMS",
                _has("acq_date", "acq_time", "latitude", "longitude", "confidence"),
                {**_EVENT, "first": "acq_date"},
                licence="NASA's data are free to use; NASA asks to be named.",
                attribution="NASA FIRMS, earthdata.nasa.gov/firms",
                time="acq_time",
            ),
            Shape(
                "my_maps",
                "placemarks of Google My Maps",
                lambda keys, form: form == "my_maps",
                {},
            ),
        )
    }
)  # fmt: skip
"""Every known kind by its name; the first that knows a table is taken."""

CLAIMS = frozenset({"claims", "short_claims"})
"""Kinds whose rows are claims as this ledger has them."""

_HXL_ROLES = (
    (re.compile(r"#geo\b.*\+lat"), "lat"),
    (re.compile(r"#geo\b.*\+lon"), "lon"),
    (re.compile(r"#geo\b.*\+coord"), "point"),
    (re.compile(r"#date\b.*\+(?:start|begin)"), "first"),
    (re.compile(r"#date\b.*\+end"), "last"),
    (re.compile(r"#date\b"), "first"),
    (re.compile(r"#(?:loc|adm3|adm4|adm5)\b.*\+(?:code|pcode)"), "place"),
    (re.compile(r"#(?:loc|adm3|adm4|adm5)\b"), "place"),
    (re.compile(r"#org\b|#actor\b"), "actor"),
    (re.compile(r"#meta\b.*\+(?:source|url)"), "source"),
)
_HXL_TAG = re.compile(r"#[a-z][a-z_0-9]*(?:\s*\+[a-z_0-9]+)*", re.IGNORECASE)
_HXL_SURE = re.compile(
    r"#(?:activity|adm[1-5]|affected|access|beneficiary|capacity|cause|contact|country|crisis|currency|date|"
    r"event|geo|group|impact|indicator|inneed|item|loc|meta|org|output|population|reached|region|sector|"
    r"service|severity|status|subsector|targeted|value)\b",
    re.IGNORECASE,
)
HXL = "hxl"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A table with what is known of its kind.

    Attributes:
        table: The table; with the header of its kind where the file had none, without a row of tags.
        shape: The name of the kind, empty where it is none.
        known: Its entry, where it has one.
        roles: Its columns by what they hold.
        headerless: Whether the file had no header.
    """

    table: Table
    shape: str
    known: Shape | None
    roles: Roles
    headerless: bool = False


def recognise(table: Table) -> Recognised:
    """Return which kind of table this is."""
    for shape in SHAPES.values():
        if shape.header and _headerless(table, shape):
            return _mapped(_with_header(table, shape.header), shape, headerless=True)
    table, roles = _without_tags(table)
    keys = frozenset(map(celltexts.key, table.columns))
    for shape in SHAPES.values():
        if shape.knows(keys, table.made_by or table.format) or _has_values(table, shape):
            return _mapped(table, shape)
    return Recognised(table, HXL if roles else "", None, roles)


_MY_MAPS = re.compile(
    rb"""id=["'](?:icon-\d+(?:-[0-9A-Fa-f]{6})?|(?:line|poly)-[0-9A-Fa-f]{6})(?:-|["'])|gstatic\.com/mapspro/"""
)


def is_my_maps(kml: bytes) -> bool:
    """Tell whether the text of a KML has the names of styles, or the icons, of Google My Maps."""
    return bool(_MY_MAPS.search(kml))


def _has_values(table: Table, shape: Shape) -> bool:
    """Tell whether a cell is a text that only this kind of table has."""
    return bool(shape.values) and any(
        not shape.values.isdisjoint(column) for column in table.columns.values()
    )


def _mapped(table: Table, shape: Shape, headerless: bool = False) -> Recognised:
    roles = {role: name for role, key in shape.roles.items() if (name := celltexts.named(key, table.columns))}
    return Recognised(table, shape.name, shape, roles, headerless)


def _headerless(table: Table, shape: Shape) -> bool:
    """Tell whether a table has no header, as many columns as a kind, and a first row that fits it."""
    if len(table.columns) != len(shape.header) or not len(table.rows):
        return False
    first = [(column[0] or "").strip() for column in table.columns.values()]
    if shape.name == "ucdp":
        fits = first[UCDP_COLUMNS.index("geom_wkt")].upper().startswith("POINT")
    else:
        fits = bool(re.fullmatch(r"(?:19|20)\d{6}", first[GDELT_COLUMNS.index("SQLDATE")], re.ASCII))
    named = set(map(celltexts.key, table.columns)) & set(map(celltexts.key, shape.header))
    return fits and first[0].isdigit() and not named


def _with_header(table: Table, header: Sequence[str]) -> Table:
    """Return a table that was read without a header, with that of its kind."""
    return replace(table, columns=dict(zip(header, table.columns.values(), strict=True)))


def _without_tags(table: Table) -> tuple[Table, dict[str, str]]:
    """Return a table without its row of HXL tags, and the columns that the tags name."""
    if not len(table.rows):
        return table, {}
    tags = {name: (column[0] or "").strip() for name, column in table.columns.items()}
    filled = [tag for tag in tags.values() if tag]
    if table.shapes is not None or not any(_HXL_SURE.match(tag) for tag in filled):
        return table, {}  # "#ff0000" is a colour
    if not filled or sum(bool(_HXL_TAG.fullmatch(tag)) for tag in filled) < max(1, len(filled) * 0.8):
        return table, {}
    roles: dict[str, str] = {}
    for pattern, role in _HXL_ROLES:
        for name, tag in tags.items():
            plain_tag = re.sub(r"\s+", "", tag.casefold())
            if role not in roles and name not in roles.values() and pattern.match(plain_tag):
                roles[role] = name
    values = {name: tag for name, tag in tags.items() if tag}
    aside = SetAside(
        int(table.rows[0]), HXL, "This row holds tags of HXL, which say what the columns mean.", values
    )
    return (
        replace(
            table,
            columns={name: column[1:] for name, column in table.columns.items()},
            rows=table.rows[1:],
            shapes=None if table.shapes is None else table.shapes[1:],
            set_aside=(*table.set_aside, aside),
        ),
        roles,
    )


# -- Actors ----------------------------------------------------------------------------------------

SPELLINGS: Mapping[str, str] = MappingProxyType(
    {
        "Military Forces of Myanmar": "sac",
        "Police Forces of Myanmar": "sac",
        "Government of Myanmar": "sac",
        "Government of Myanmar (Burma)": "sac",
        "Myanmar Armed Forces": "sac",
        "Myanmar Army": "sac",
        "Myanmar military": "sac",
        "MAM": "sac",
        "KIO/KIA": "kia",
        "KIA/KIO": "kia",
        "Kachin Independence Army": "kia",
        "Kachin Independence Organization": "kia",
        "Kachin Independence Organisation": "kia",
        "Kachin Independence Organization/Army": "kia",
        "MNDAA": "mndaa",
        "MNTJP/MNDAA": "mndaa",
        "Myanmar National Truth and Justice Party": "mndaa",
        "TNLA": "tnla",
        "PSLF": "tnla",
        "PSLF/TNLA": "tnla",
        "Palaung State Liberation Front": "tnla",
        "Palaung State Liberation Front/Ta'ang National Liberation Army": "tnla",
        "AA": "aa",
        "ULA": "aa",
        "ULA/AA": "aa",
        "AA/ULA": "aa",
        "United League of Arakan": "aa",
        "United League of Arakan/Arakan Army": "aa",
        "UWSA": "uwsa",
        "UWSP/UWSA": "uwsa",
        "UWSP": "uwsa",
        "United Wa State Party": "uwsa",
        "NDAA": "ndaa",
        "NDAA-ESS": "ndaa",
        "SSPP/SSA-N": "sspp",
        "SSPP/SSA": "sspp",
        "SSA-N": "sspp",
        "Shan State Army - North": "sspp",
        "Shan State Army-North": "sspp",
        "BGF: Border Guard Force (Kachin)": "kbgf",
        "Kachin Border Guard Force": "kbgf",
        "NDA-K": "nda-k",
        "New Democratic Army-Kachin": "nda-k",
        "ABSDF": "absdf",
        "SNA": "sna",
        "PDF": "pdf",
        "People's Defence Force": "pdf",
        "People's Defense Force": "pdf",
        "KPDF": "kpdf",
        "NUG": "nug",
        "3BHA": "3bha",
        "Three Brotherhood Alliance": "3bha",
        "Northern Alliance": "3bha",
    }
)
"""Names of actors in the tables of others, and our id; those of the ledger are known too."""

_YEARS = re.compile(r"\s*\(\d{4}\s*-\s*(?:\d{4})?\)")


def _name(text: str) -> str:
    given = unicodedata.normalize("NFC", text).casefold().replace("’", "'")
    return " ".join(_YEARS.sub("", given).split())


def actor_table(catalog: Catalog, table: Mapping[str, str] = MappingProxyType({})) -> Mapping[str, str]:
    """Return names of actors and their ids: the ledger's, those of others, then the reader's."""
    found: dict[str, str] = {}
    for actor in catalog.actors.values():
        spelt = (actor.actor_id, actor.name, *actor.names, actor.name_my, *(actor.name_zh or "").split("|"))
        for spelling in filter(None, spelt):
            found.setdefault(_name(spelling), actor.actor_id)
    found |= {_name(name): actor_id for name, actor_id in SPELLINGS.items() if actor_id in catalog.actors}
    return MappingProxyType(found | {_name(name): actor_id for name, actor_id in table.items()})


def actors_of(
    names: Iterable[str | None], catalog: Catalog, table: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    """Return the id of the actor that each name means, empty where it is none of ours: it stays itself.

    A name is looked up whole, then what stands before its colon, then what follows it, then each part of a
    pair such as KIO/KIA, whose parts must agree.

    Args:
        names: Names as others write them.
        catalog: The ledger.
        table: Names and ids that the reader chose; an empty id leaves a name to itself.
    """
    known = actor_table(catalog, table)
    found: dict[str | None, str] = {None: ""}
    made = []
    for name in names:
        if name not in found:
            found[name] = _actor(_name(name or ""), known)
        made.append(found[name])
    return made


def _actor(name: str, known: Mapping[str, str]) -> str:
    if name in known:
        return known[name]
    before, colon, after = name.partition(":")
    for part in (before.strip(), after.strip()) if colon else ():
        if part in known:
            return known[part]
        ids = {known.get(each.strip(), "") for each in part.split("/")}
        if "/" in part and len(ids) == 1 and "" not in ids:
            return ids.pop()
    ids = {known.get(each.strip(), "") for each in re.split(r"[/+&]", name)}
    return ids.pop() if len(ids) == 1 else ""


ACTOR_COLUMNS = ("name", "actor_id")


def actors_csv(table: Mapping[str, str]) -> bytes:
    """Return a table of names and ids as CSV that a spreadsheet opens, and `read_actors` reads."""
    return spreadsheet([dict(zip(ACTOR_COLUMNS, pair, strict=True)) for pair in table.items()], ACTOR_COLUMNS)


def read_actors(data: bytes, catalog: Catalog) -> dict[str, str]:
    """Return the names and ids of a table that `actors_csv` wrote and a reader edited.

    Raises:
        Refused: If it is not such a table, or names an actor that the ledger does not have.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused("The table of actors is not readable as CSV in UTF-8: save it as CSV UTF-8.") from error
    made: dict[str, str] = {}
    for number, row in enumerate(rows, 2):
        if not set(ACTOR_COLUMNS) <= {name for name in row if name}:
            raise Refused("The table of actors needs the columns name and actor_id in its first line.")
        name, actor_id = ((row[column] or "").strip() for column in ACTOR_COLUMNS)
        if actor_id and actor_id not in catalog.actors:
            hint = did_you_mean(actor_id, catalog.actors) or "."
            raise Refused(
                f"Line {number} of the table of actors gives {cleaned(name)!r} the id "
                f"{cleaned(actor_id)!r}, which is no actor of the ledger{hint}"
            )
        if name:
            made[name.removeprefix("'") if name[:2] in ("'=", "'+", "'-", "'@") else name] = actor_id
    return made
