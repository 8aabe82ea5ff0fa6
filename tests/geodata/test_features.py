"""The collections of features and the questions to them: days, boxes, pages, and what is refused."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from geodata import Dimension, intervals
from geodata.catalog import Catalog
from geodata.exports import query
from geodata.exports.features import COLLECTIONS, Asked, Days, day_of, features
from geodata.exports.files import FORMATS, export_bytes
from geodata.vocab import Policy
from tests.feature_questions import QUESTIONS, Question, expected, ledger, said


def asked(catalog: Catalog, name: str, **params: str) -> query.Page:
    of = COLLECTIONS[name]
    return query.answer(
        catalog,
        of,
        query.read(
            [(n.replace("_", "-") if n.startswith("filter") else n, t) for n, t in params.items()], of
        ),
    )


def ids(page: query.Page) -> list[str]:
    return [each.id for each in page.features]


@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_feature_has_an_id_of_its_own_and_every_column_a_meaning(shipped: Catalog, name: str) -> None:
    of = COLLECTIONS[name]
    every = features(shipped, of, Asked())
    assert every and Counter(each.id for each in every).most_common(1)[0][1] == 1
    for column, held in of.columns.items():
        assert held.meaning, column
        values = [each.row[column] for each in every if each.row[column] is not None]
        kinds = (int, float) if held.holds is float else (held.holds,)
        assert all(type(value) in kinds for value in values), column
    assert all(list(each.row) == list(of.columns) for each in every)


def test_what_is_of_one_day_is_the_row_of_an_export(shipped: Catalog) -> None:
    page = asked(shipped, "crossings", datetime="2024-11-26")
    assert "geojson" in FORMATS
    import json

    places = ids(page)
    file = json.loads(export_bytes(shipped, "geojson", date(2024, 11, 26), places=places))
    rows = [each["properties"] for each in file["features"]]
    made = [dict(query.as_geojson(each))["properties"] for each in page.features]
    assert json.loads(json.dumps(made)) == rows


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-11-26", date(2024, 11, 26)),
        ("2024-11-26T13:00:00Z", date(2024, 11, 26)),
        ("2024-11-26T", date(2024, 11, 26)),  # as GDAL writes a day
        ("2024-09-01/2024-12-31", date(2024, 12, 31)),
        ("../2024-12-31", date(2024, 12, 31)),
        ("/2024-12-31", date(2024, 12, 31)),
        ("0000-01-01T00:00:00Z/2024-12-31", date(2024, 12, 31)),  # as QGIS writes an open beginning
        ("2024-09-01/..", None),
        ("2024-09-01/", None),
        ("2024-09-01/9999-12-31T00:00:00Z", None),
        ("2030-01-01", date(2030, 1, 1)),
        ("2030-01-01/..", date(2030, 1, 1)),
    ],
)
def test_an_instant_asks_its_day_and_an_interval_its_last(
    shipped: Catalog, text: str, day: date | None
) -> None:
    page = asked(shipped, "crossings", datetime=text)
    assert {each.row["on"] for each in page.features} == {day or shipped.newest_record}
    assert page.matched == len(shipped.crossings)


def test_an_interval_matches_where_it_may_overlap(shipped: Catalog) -> None:
    # Kanpaiti changed hands at some time on 20 November: both sides of that day may have lasted into it.
    of = {"place_id": "kanpaiti"}
    first, change, last = ids(asked(shipped, "control-intervals", **of))
    assert ids(asked(shipped, "control-intervals", datetime="2024-11-19", **of)) == [first]
    assert ids(asked(shipped, "control-intervals", datetime="2024-11-20", **of)) == [first, change, last]
    assert ids(asked(shipped, "control-intervals", datetime="2024-11-21", **of)) == [last]
    assert ids(asked(shipped, "control-intervals", datetime="2024-11-21/..", **of)) == [last]
    assert ids(asked(shipped, "control-intervals", datetime="../2024-11-19", **of)) == [first]
    assert ids(asked(shipped, "control-intervals", datetime="../2008-12-31", **of)) == []


def test_no_interval_of_a_window_is_missing(shipped: Catalog) -> None:
    first, last = date(2024, 9, 1), date(2024, 12, 31)
    sure = {
        f"{lane.place_id}.{each.start}"
        for lane, each in intervals(shipped, dimensions=[Dimension.CONTROL])
        if (each.start is None or each.start <= last) and (each.end is None or first < each.end)
    }
    found = set(ids(asked(shipped, "control-intervals", datetime=f"{first}/{last}", limit="1000")))
    assert sure <= found
    every = {each.id: each.row for each in features(shipped, COLLECTIONS["control-intervals"], Asked())}
    for more in found - sure:  # only what its uncertain bounds let in
        row = every[more]
        assert (row["since_earliest"] and row["since_earliest"] <= last < row["start"]) or row[
            "until_last_day"
        ] >= first


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (Days(None, None), Days(date(2024, 1, 1), date(2024, 1, 1)), True),
        (Days(date(2024, 1, 2), None), Days(None, date(2024, 1, 1)), False),
        (Days(date(2024, 1, 1), None), Days(None, date(2024, 1, 1)), True),
        (Days(date(2024, 1, 1), date(2024, 1, 3)), Days(date(2024, 1, 3), date(2024, 1, 9)), True),
        (Days(date(2024, 1, 1), date(2024, 1, 3)), Days(date(2024, 1, 4), date(2024, 1, 9)), False),
    ],
)
def test_days_overlap_where_they_have_a_day_in_common(one: Days, other: Days, overlap: bool) -> None:
    assert one.overlaps(other) is overlap and other.overlaps(one) is overlap


def test_the_day_of_an_interval_is_never_later_than_the_newest_record_if_it_reaches_back(
    shipped: Catalog,
) -> None:
    assert day_of(Days(date(2020, 1, 1), date(2099, 1, 1)), shipped) == shipped.newest_record


def test_pages_lie_side_by_side_and_only_the_last_has_no_next(shipped: Catalog) -> None:
    whole = ids(asked(shipped, "claims", limit="1000")) + ids(
        asked(shipped, "claims", limit="1000", offset="1000")
    )
    seen: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = asked(shipped, "claims", limit="300", offset=str(offset))
        assert page.matched == len(shipped.claims)
        assert page.previous == (None if offset == 0 else offset - 300)
        seen += ids(page)
        offset = page.next
    assert seen == whole == list(shipped.claims)
    exact = asked(shipped, "crossings", limit=str(len(shipped.crossings)))
    assert exact.next is None, "nothing follows"
    beyond = asked(shipped, "crossings", offset="500")
    assert beyond.features == () and beyond.next is None and beyond.matched == len(shipped.crossings)


def test_a_box_may_cross_the_180th_meridian_and_what_has_no_shape_always_matches(shipped: Catalog) -> None:
    shapeless = [
        each.id for each in features(shipped, COLLECTIONS["crossings"], Asked()) if not each.geometry
    ]
    assert shapeless == ["mai-ja-yang"]
    kanpaiti = asked(shipped, "crossings", bbox="98.1,25.4,98.2,25.5")
    assert sorted(ids(kanpaiti)) == ["kanpaiti", *shapeless]
    assert ids(asked(shipped, "crossings", bbox="98.1,25.4,-100,98.2,25.5,9000")) == ids(kanpaiti)
    assert ids(asked(shipped, "crossings", bbox="170,-90,-170,90")) == shapeless
    for nowhere in ("300,-1000,1000,1000", "300,-90,180,90", "-180,-90,-200,90"):
        assert ids(asked(shipped, "crossings", bbox=nowhere)) == shapeless, nowhere
    beyond = asked(shipped, "crossings", bbox="-270,-100,270,100")
    assert ids(beyond) == ids(asked(shipped, "crossings")), "as QGIS asks for more than the earth"
    assert asked(shipped, "crossings", bbox="97,-90,-170,90").matched == len(shipped.crossings)


def test_a_gate_has_the_point_of_its_town_and_says_so(shipped: Catalog) -> None:
    found = {each.id: each for each in features(shipped, COLLECTIONS["gates"], Asked())}
    gate, town = found["kanpaiti-gate"], shipped.places["kanpaiti"]
    assert gate.row["point_of"] == "kanpaiti" and gate.geometry is not None
    assert (gate.geometry.x, gate.geometry.y) == (town.lon, town.lat)
    assert found["mai-ja-yang-gate"].geometry is None and found["mai-ja-yang-gate"].row["point_of"] is None


def test_claims_are_those_known_by_a_day_and_no_policy_leaves_one_out(shipped: Catalog) -> None:
    early = asked(shipped, "claims", known_on="2024-11-15", limit="1000")
    assert 0 < early.matched < len(shipped.claims)
    assert all(each.row["recorded_first_day"] <= date(2024, 11, 15) for each in early.features)
    assert asked(shipped, "claims", policy="strict").matched == len(shipped.claims)


def test_ids_are_the_same_in_every_release_that_has_them(shipped: Catalog) -> None:
    first = ledger(release=1)
    for name in ("crossings", "towns", "gates", "claims", "mine-clusters", "catchments"):
        then = {each.id for each in features(first, COLLECTIONS[name], Asked())}
        assert then <= {each.id for each in features(shipped, COLLECTIONS[name], Asked())}


def test_answers_are_made_once(shipped: Catalog) -> None:
    one = features(shipped, COLLECTIONS["crossings"], Asked(policy=Policy.STRICT))
    assert features(shipped, COLLECTIONS["crossings"], Asked(shipped.newest_record, Policy.STRICT)) is one
    whole = features(shipped, COLLECTIONS["claims"], Asked(date(2024, 1, 1)))
    assert features(shipped, COLLECTIONS["claims"], Asked(date(2024, 1, 2))) is whole, (
        "no day is asked of claims"
    )


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"datetim": "2024"}, "There is no parameter 'datetim' here; did you mean 'datetime'?"),
        ({"place": "kanpaiti"}, "did you mean 'place_id'?"),
        ({"zzz": "1"}, "There is no parameter 'zzz' here: it takes bbox, limit,"),
        ({"limit": "0"}, "limit: '0' is not a whole number from 1 on."),
        ({"limit": "-5"}, "limit: '-5' is not"),
        ({"limit": "ten"}, "limit: 'ten' is not"),
        ({"limit": "၁၀"}, "limit: '၁၀' is not"),
        ({"offset": "-1"}, "offset: '-1' is not a whole number from 0 on."),
        ({"bbox": "98,25"}, "is not four or six numbers with commas: west,south,east,north."),
        ({"bbox": "98,25,nan,26"}, "is not four or six numbers"),
        ({"bbox": "25,98,26,99"}, "south 98 and north 99 must lie from -90 to 90"),
        ({"bbox": "98,26,99,25"}, "south first"),
        ({"bbox": "98,91,99,92"}, "must lie from -90 to 90"),
        ({"limit": "9" * 41}, "limit: it has 41 digits; give at most 40."),
        ({"crs": "EPSG:4326"}, "There is no parameter 'crs' here: every coordinate is in http"),
        ({"datetime": "2024"}, "'2024' is not a day: write YYYY-MM-DD"),
        ({"datetime": "2024-13-01"}, "did you mean 2024-12-01?"),
        ({"datetime": ".."}, "'..' is not a day"),
        ({"datetime": "../.."}, "is no day and no two days"),
        ({"datetime": "a/b/c"}, "is no day and no two days"),
        ({"datetime": "2024-12-31/2024-09-01"}, "did you mean 2024-09-01/2024-12-31?"),
        ({"policy": "strikt"}, "'strikt' is not one of any, reported, corroborated, strict; did you mean"),
        ({"known_on": "soon"}, "known_on: 'soon' is not a day"),
        ({"filter-lang": "sql"}, "'sql' is not spoken here: write cql2-text."),
        ({"filter-crs": "EPSG:4326"}, "is not known here"),
        ({"filter": "nme = 'x'"}, "There is no column 'nme'; did you mean 'name'?"),
        ({"stale": "perhaps"}, "stale holds true or false, not 'perhaps'."),
        ({"since_earliest": "yesterday"}, "since_earliest holds days"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_hint(params: dict[str, str], told: str) -> None:
    with pytest.raises(query.Refused) as refused:
        query.read([*params.items()], COLLECTIONS["crossings"])
    assert told in refused.value.message


def test_all_faults_are_told_at_once_and_the_same_value_twice_is_none() -> None:
    of = COLLECTIONS["crossings"]
    with pytest.raises(query.Refused) as refused:
        query.read([("limit", "x"), ("bbox", "1"), ("policy", "any"), ("policy", "strict")], of)
    assert len(refused.value.faults) == 3
    assert "policy has two values" in refused.value.message or "given twice" in refused.value.message
    assert query.read([("policy", "any"), ("policy", "any")], of).policy is Policy.ANY


def test_a_limit_too_high_is_lowered_and_remembered() -> None:
    read = query.read([("limit", "50000")], COLLECTIONS["claims"])
    assert (read.limit, read.capped) == (query.MOST, 50000)
    assert query.read([], COLLECTIONS["claims"]).limit == query.DEFAULT


def test_an_unknown_feature_says_which_is_near(shipped: Catalog) -> None:
    claims = COLLECTIONS["claims"]
    assert query.one(shipped, claims, "K0020", query.Query()).id == "k0020", "the case does not matter"
    with pytest.raises(query.UnknownFeature, match="did you mean 'k0020'"):
        query.one(shipped, claims, "k20", query.Query())
    with pytest.raises(query.UnknownFeature, match=r"no feature 'k9999' in claims\.$"):
        query.one(shipped, claims, "k9999", query.Query())
    with pytest.raises(query.UnknownFeature, match="did you mean 'kanpaiti'"):
        query.one(shipped, COLLECTIONS["crossings"], "kanpaity", query.Query())


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.name)
def test_ten_questions_have_the_answers_of_the_ledger(question: Question) -> None:
    catalog = ledger(question.release)
    params: list[tuple[str, str]] = [
        *question.params.items(),
        *question.equal.items(),
        ("limit", "1000"),
        *([("bbox", ",".join(map(str, question.box)))] if question.box else []),
        *([("filter", question.filter)] if question.filter else []),
    ]
    of = COLLECTIONS[question.collection]
    page = query.answer(catalog, of, query.read(params, of))
    found: dict[str, Any] = {each.id: said(each.row, question.said) for each in page.features}
    assert found == expected(question) and found
