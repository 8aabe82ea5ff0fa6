"""The words of the page, tested as text: one, many, none, joint, changing, contested, stale."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, product
from string import Formatter

import pytest

from dashboard.answer.comparison import compare
from dashboard.answer.grounds import asides, dating
from dashboard.answer.scene import Scene, compose
from dashboard.question.camera import Bounds
from dashboard.question.view import View
from dashboard.wording import alts, counts, differences, firmness, headline, language, releases
from dashboard.wording.dates import day_beside, some_day, span_text
from dashboard.wording.language import listed, number, say_plural
from dashboard.wording.text import Run
from geodata.analysis.evidence import newest_report
from geodata.catalog import Catalog
from geodata.dates import show_day
from geodata.resolver.answers import Span
from geodata.vocab import Dimension, Policy, Status

ALL = View(actors=("kia", "sac", "kbgf", "mndaa", "tnla", "uwsa"))
FORBIDDEN = re.compile(r"captur|liberat|rebel|today|junta|fell\b|seiz", re.I)

Ask = Callable[..., Scene]


@pytest.fixture
def ask(catalog: Catalog) -> Ask:
    def scene(on: str = "2024-11-26", place: str | None = "kanpaiti", **fields: object) -> Scene:
        return compose(catalog, replace(ALL, on=date.fromisoformat(on), place=place, **fields))  # type: ignore[arg-type]

    return scene


def with_state(scene: Scene, **fields: object) -> Scene:
    """The scene with another answer for its chosen place."""
    place = scene.view.place or ""
    changed = replace(scene.control[place], **fields)  # type: ignore[arg-type]
    return replace(scene, control={**scene.control, place: changed})


def behind(scene: Scene) -> str:
    """The origins and outlets of the chosen place's answer, as the headline counts them."""
    catalog, state = scene.catalog, scene.control[scene.view.place or ""]
    claims = [catalog.claims[claim] for claim in state.used]
    every = len({catalog.sources[claim.source_id].origin_group for claim in claims})
    named = [c.as_of.earliest for c in claims if c.as_of and c.as_of.earliest]
    day = state.since.latest - timedelta(days=1) if state.since and state.since.latest else min(named)
    first = [c for c in claims if c.as_of and c.as_of.earliest == day]
    speak = dating(state, catalog) or first
    dated = len({catalog.sources[c.source_id].origin_group for c in speak}) or every
    outlets = len({catalog.origin_of(c).publisher.partition(" (")[0].casefold() for c in claims})
    of = f" of {number(every)}" if dated < every else ""
    return f"according to {number(dated)}{of} independent origins in " + say_plural(
        "{count} outlet", "{count} outlets", outlets
    )


@pytest.mark.parametrize(
    ("on", "place", "begins", "ends"),
    [
        (
            "2024-11-26",
            "kanpaiti",
            "On 26 November 2024 the KIA held Kanpaiti, since 20 November {}; newest evidence 26 November; ",
            "one report that says 2023 is set aside, and one more.",
        ),
        (
            "2024-11-19",
            "kanpaiti",
            "On 19 November 2024 the BGF and the regime jointly held Kanpaiti, by 14 June at the latest, "
            "{}; newest evidence 18 November; ",
            "two origins name both, two origins name the regime and one origin names the BGF: read as joint.",
        ),
        (
            "2020-01-01",
            "kanpaiti",
            "On 1 January 2020 the BGF and the regime jointly held Kanpaiti, since an unknown day, {}; ",
            "first evidence 14 June 2024; two origins name both, two origins name the regime and one origin "
            "names the BGF: read as joint.",
        ),
        (
            "2024-11-26",
            "laiza",
            "On 26 November 2024 the KIA held Laiza, on record since 21 July 2021 {}; ",
            "no news since 11 July 2023.",
        ),
        (
            "2024-09-01",
            "tangyan",
            "On 1 September 2024 the regime and the UWSA jointly held Tangyan, since 11 July {}; ",
            "newest evidence 11 July; changed to the regime at some time between 12 July 2024 "
            "and 8 October 2024; one report that says about April 2024 is set aside.",
        ),
        (
            "2026-05-01",
            "pangwa",
            "On 1 May 2026 (unverified: the newest report on any holder is of 7 March 2026) the KIA held "
            "Pang War, since 18 or 19 October 2024 {}; ",
            "newest evidence 17 January.",
        ),
    ],
)
def test_the_headline_of_the_shipped_ledger(ask: Ask, on: str, place: str, begins: str, ends: str) -> None:
    scene = ask(on, place)
    assert headline.headline(scene) == begins.format(behind(scene)) + ends


def test_only_who_speaks_of_the_beginning_is_credited_with_it(ask: Ask) -> None:
    muse = headline.headline(ask("2021-12-01", "muse"))
    assert (
        ", by 28 March at the latest, according to one of 13 independent origins in seven outlets; " in muse
    )


def test_a_state_of_one_origin_says_so(ask: Ask) -> None:
    assert ", since 4 November according to one origin only; newest evidence" in headline.headline(
        ask(place="kan-hpan")
    )


@pytest.mark.parametrize(
    ("on", "place", "says"),
    [
        ("2024-09-15", "mogok", "; one report that says September 2024 is set aside."),
        ("2024-10-15", "chipwi", "; one report that says October 2024 is set aside."),
        ("2024-09-10", "muse", "; newest evidence July 2024"),
    ],
)
def test_a_month_is_not_told_as_a_day(ask: Ask, on: str, place: str, says: str) -> None:
    assert says in headline.headline(ask(on, place))


def test_a_month_that_is_set_aside_as_a_start_is_evidence_of_the_month(ask: Ask) -> None:
    asked = with_state(ask("2024-09-15", "mogok"), newest_evidence=date(2024, 9, 1))
    assert "; newest evidence September 2024; " in headline.headline(asked)


def test_a_change_in_a_month_is_in_it_and_on_a_day_on_it(ask: Ask) -> None:
    month = Span(date(2024, 9, 1), date(2024, 10, 1))
    asked = with_state(ask(), status=Status.CHANGING, from_actors=("sac",), since=month)
    text = headline.headline(asked)
    assert " was passing from the regime to the KIA; it changed hands in September 2024; " in text


def test_a_change_that_is_under_way_names_both_sides(ask: Ask) -> None:
    assert headline.headline(ask("2024-10-18", "pangwa")).startswith(
        "On 18 October 2024 Pang War was passing from the BGF to the KIA; it changed hands on 18 or 19 "
        "October, according to "
    )


def test_before_a_change_without_a_date_its_days_are_told(ask: Ask) -> None:
    assert headline.headline(ask("2023-12-01", "mawhtike")) == (
        "On 1 December 2023 no accepted claim says who held Mawhtike; the next known state began at some "
        "time between 15 November 2023 and 28 December 2023."
    )


@pytest.mark.parametrize(
    ("first", "after", "says"),
    [
        (date(2024, 10, 31), date(2024, 11, 1), "changed on 31 Oct 2024"),
        (date(2024, 9, 30), date(2024, 10, 3), "changed between 30 Sep 2024 and 2 Oct 2024"),
        (date(2024, 7, 12), date(2024, 10, 9), "changed at some time between 12 Jul 2024 and 8 Oct 2024"),
    ],
)
def test_a_window_of_few_days_is_no_long_time(ask: Ask, first: date, after: date, says: str) -> None:
    state = replace(ask().control["kanpaiti"], on=first, until=Span(first, after))
    assert firmness.window(state) == says


def test_after_the_newest_report_every_sentence_says_unverified(ask: Ask, catalog: Catalog) -> None:
    report = newest_report(catalog)
    assert report and report.published == date(2026, 3, 7)
    on_the_day, after = (report.published + timedelta(days=n) for n in (0, 1))
    cluster = catalog.layers["mine_clusters"].features[0].id
    for place in ("kanpaiti", "muse", cluster, None):
        said = "(unverified: the newest report on any holder is of 7 March 2026)"
        assert said in headline.headline(ask(after.isoformat(), place))
        assert "unverified: " not in headline.headline(ask(on_the_day.isoformat(), place))
        alt = alts.map_alt(ask(after.isoformat(), place))
        assert alt.endswith(" Unverified: the newest report on any holder is of 7 Mar 2026.")


def test_a_disputed_day_names_the_sides(ask: Ask) -> None:
    lashio = headline.headline(ask("2024-07-26", "lashio"))
    assert lashio.startswith(
        "On 26 July 2024 Lashio was contested between the MNDAA and the regime, according to "
    )
    assert lashio.endswith("four outlets; the regime held it before; newest evidence 26 July.")
    any_claim = headline.headline(ask("2023-12-01", policy=Policy.ANY))
    assert "was contested between the BGF, the KIA and the regime" in any_claim


@pytest.mark.parametrize(
    ("on", "place", "says"),
    [
        (
            "2024-07-30",
            "lashio",
            "according to four independent origins in four outlets; the regime held it before; newest",
        ),
        ("2024-09-25", "hsipaw", "according to one origin only; the TNLA held it before; newest"),
        ("2024-07-23", "mongmit", "according to one origin only; the regime held it before; newest"),
        (
            "2026-05-01",
            "kutkai",
            "between the MNDAA and the TNLA, according to one origin only; the TNLA held it before; ",
        ),
        ("2025-06-01", "bhamo", "; the regime held it before; newest evidence 8 May."),
        (
            "2025-04-19",
            "lashio",
            "one origin names both and one origin reports a dispute: read as contested.",
        ),
        (
            "2023-12-01",
            "hsenwi",
            "Hsenwi was contested, according to two independent origins in two outlets; only the Three "
            "Brotherhood Alliance is named; newest evidence 15 November.",
        ),
    ],
)
def test_only_who_reports_a_dispute_is_counted_for_it(ask: Ask, on: str, place: str, says: str) -> None:
    assert says in headline.headline(ask(on, place))


def test_what_an_origin_says_of_two_times_is_not_one_answer(ask: Ask) -> None:
    text = headline.headline(ask("2023-10-28", "chinshwehaw"))
    assert "; six origins name the MNDAA, five origins name the Three Brotherhood Alliance and one " in text


def test_a_dispute_with_one_name_says_so(ask: Ask) -> None:
    scene = with_state(ask(), status=Status.CONTESTED, actors=("kia",), since=None, set_aside=())
    assert "Kanpaiti was contested, according to " in headline.headline(scene)
    assert "; only the KIA is named" in headline.headline(scene)


def test_a_place_without_any_claim_says_that(ask: Ask, catalog: Catalog) -> None:
    silent = next(
        place for place in catalog.places.values() if not catalog.claims_of(place.place_id, Dimension.CONTROL)
    )
    assert headline.headline(ask(place=silent.place_id)) == (
        f"On 26 November 2024 nobody is on record: the ledger has no claim about who held {silent.name}."
    )


def test_what_was_not_yet_known_is_said(ask: Ask) -> None:
    sentence = headline.headline(ask("2024-11-26", "pangwa", known_on=date(2020, 1, 1)))
    assert sentence.startswith("On 26 November 2024 (as known on 1 January 2020) no accepted claim says")
    assert "claims were not yet known" in sentence


def test_without_a_place_the_sentence_is_of_all_crossings(ask: Ask, catalog: Catalog) -> None:
    sentence = headline.headline(ask(place=None))
    states = [ask().control[place.place_id] for place in catalog.crossings]
    kia, mndaa = (sum(state.actors == (actor,) for state in states) for actor in ("kia", "mndaa"))
    assert sentence.startswith(
        f"On 26 November 2024, of 19 crossing towns, the KIA held {number(kia)}, the MNDAA held "
        f"{number(mndaa)}, "
    )
    unknown = sum(state.status is Status.UNKNOWN for state in states)
    assert sentence.endswith(f"{number(unknown)} had no accepted claim.")
    before_all = headline.headline(ask("2016-01-01", None, known_on=date(2015, 1, 1)))
    assert before_all == (
        "On 1 January 2016 (as known on 1 January 2015), of 19 crossing towns, 19 had no accepted claim."
    )


def test_a_mine_cluster_is_derived(ask: Ask, catalog: Catalog) -> None:
    cluster = catalog.layers["mine_clusters"].features[0].id
    assert re.fullmatch(
        r"On 26 November 2024 the KIA held the mine cluster .+; this is derived from .+, "
        r"in whose schematic catchment it lies; newest evidence .+\.",
        headline.headline(ask(place=cluster)),
    )


@pytest.mark.parametrize("policy", list(Policy))
@pytest.mark.parametrize(
    "on", ["2015-01-01", "2023-10-27", "2024-10-18", "2024-11-21", "2025-10-28", "2026-09-26"]
)
def test_every_place_on_many_days_has_one_plain_sentence(ask: Ask, on: str, policy: Policy) -> None:
    scene = ask(on, policy=policy)
    catalog = scene.catalog
    for place in (*catalog.places, None):
        other = replace(scene, view=replace(scene.view, place=place))
        for text in (headline.headline(other), alts.day_alt(other)):
            assert text.endswith(".")
            assert not text.endswith("..")
            assert "  " not in text
            assert "None" not in text
            assert ",," not in text
            assert not FORBIDDEN.search(text), text


def test_the_figures_add_up(ask: Ask, catalog: Catalog) -> None:
    for on in ("2015-06-01", "2023-11-03", "2024-11-26", "2026-09-26"):
        scene = ask(on)
        towns, mines, *_ = counts.kpi(scene)
        in_towns = counts.parts(counts.crossing_states(scene), scene)
        in_mines = counts.parts(scene.counted.clusters, scene)
        assert towns.label == "19 crossing towns"
        assert sum(part.count for part in in_towns) == 19
        assert towns.parts == tuple(part.text for part in in_towns)
        assert mines.label == "34 mine clusters"
        assert mines.note == "derived"
        assert sum(part.count for part in in_mines) == 34
        assert mines.parts == tuple(part.text for part in in_mines)
        strip = counts.strip(scene)
        assert sorted(state.place_id for state in strip) == sorted(p.place_id for p in catalog.crossings)
        most = in_towns[0]
        assert [state.actors for state in strip][: most.count] == [most.actors] * most.count


def test_the_figures_of_the_default_question(ask: Ask) -> None:
    figures = {figure.label: figure for figure in counts.kpi(ask())}
    states = counts.strip(ask())
    kia, old = sum(s.actors == ("kia",) for s in states), sum(s.stale for s in states)
    unknown = sum(s.status is Status.UNKNOWN for s in states)
    nbsp = "\N{NO-BREAK SPACE}"
    most, *_, least = figures["19 crossing towns"].parts
    assert str(most) == f"KIA{nbsp}{kia}"
    assert [run for run in most.runs if run.actor] == [Run("KIA", actor="kia", strong=True)]
    assert str(least) == f"no information{nbsp}{unknown}"
    assert [str(part) for part in figures["34 mine clusters"].parts] == [f"KIA{nbsp}34"]
    assert [str(part) for part in figures["Kachin gates"].parts] == ["6 closed, 1 partly open"]
    assert [str(part) for part in figures[""].parts] == [f"{old} of 19: no news for over 180 days"]


def test_turning_the_dial_says_what_moved(ask: Ask) -> None:
    usual = ask()
    strict = ask(policy=Policy.CORROBORATED)
    assert counts.policy_effect(strict, usual).startswith("corroborated instead of reported: ")
    assert re.search(r": \d+ of 19 crossing towns have another answer", counts.policy_effect(strict, usual))
    assert counts.policy_effect(usual, usual).endswith(": none of 19 crossing towns has another answer")
    newest = show_day(usual.catalog.newest_record)
    earlier = ask(known_on=date(2024, 10, 1))
    assert counts.policy_effect(earlier, usual).startswith(f"known on 1 Oct 2024 instead of {newest}: ")
    both = ask(policy=Policy.ANY, known_on=date(2024, 10, 1))
    assert counts.policy_effect(both, usual).startswith(
        f"any instead of reported, and known on 1 Oct 2024 instead of {newest}: "
    )


def test_one_town_changes_many_change(ask: Ask) -> None:
    usual = ask()
    moved = with_state(usual, actors=("sac",))
    assert counts.policy_effect(moved, usual).endswith(
        ": 1 of 19 crossing towns has another answer (Kanpaiti)"
    )
    everyone = replace(
        usual, control={place: replace(s, actors=("uwsa",)) for place, s in usual.control.items()}
    )
    assert re.search(r"\d+ of 19 crossing towns have another answer$", counts.policy_effect(everyone, usual))


def test_the_map_in_words_names_every_crossing(ask: Ask, catalog: Catalog) -> None:
    text = alts.map_alt(ask())
    known = show_day(catalog.newest_record)
    assert text.startswith(f"Map of the Myanmar–China border on 26 Nov 2024, as known on {known}. ")
    assert all(place.name in text for place in catalog.crossings)
    assert "Pang War: BGF → KIA, changing" in alts.map_alt(ask("2024-10-18"))
    assert "Laiza: KIA, no news since 11 Jul 2023" in text


def test_the_notes_of_the_chosen_lane(ask: Ask, catalog: Catalog) -> None:
    asides_first = counts.lane_notes(ask())
    aside = asides_first[0]
    rest = [note for note in asides_first if not note.set_aside]
    assert (aside.day, aside.text, aside.set_aside) == (
        date(2023, 11, 20),
        "20 Nov 2023: one report, set aside",
        True,
    )
    count = len(
        {catalog.sources[c.source_id].origin_group for c in dating(ask().control["kanpaiti"], catalog)}
    )
    assert (rest[0].day, rest[0].text) == (date(2024, 11, 20), f"20 Nov 2024: {number(count)} origins")
    assert counts.lane_notes(ask(place=None)) == ()
    assert counts.lane_notes(ask(place="myitkyina")) == ()


@pytest.mark.parametrize(
    ("place", "lane"),
    [
        ("kanpaiti-gate", "kanpaiti"),
        ("muse", "muse"),
        ("muse-105-mile", "muse-105-mile"),
        ("pw-pang-war-w-2p2km", "pangwa"),
        ("myitkyina", None),
        (None, None),
    ],
)
def test_the_lane_of_a_gate_is_its_towns_and_that_of_a_mine_the_town_s_that_it_is_held_with(
    ask: Ask, place: str | None, lane: str | None
) -> None:
    found = counts.lane_of(ask(), place)
    assert (found and found.place_id) == lane


def test_a_table_stands_beside_the_timeline(ask: Ask) -> None:
    rows = alts.lanes_table(ask())
    assert len(rows) == 21
    kanpaiti = next(row for row in rows if row["Crossing or gate"] == "Kanpaiti")
    (gate,) = ask().gates["kanpaiti"]
    assert kanpaiti == {
        "Crossing or gate": "Kanpaiti",
        "Control": "KIA",
        "Since": "20 Nov 2024",
        "Evidence": f"newest 26 Nov 2024, {ask().control['kanpaiti'].origins} origins",
        "China’s gate": f"closed, newest evidence 28 Oct 2024, {gate.origins} independent origins",
    }
    muse = next(row for row in rows if row["Crossing or gate"] == "Muse")
    assert muse["China’s gate"].count(": ") == 4 and muse["China’s gate"].startswith(
        "Muse, town as a whole: "
    )


def test_a_document_counts_once_among_those_set_aside(ask: Ask, catalog: Catalog) -> None:
    aside, *_ = asides(ask().control["kanpaiti"], catalog)
    assert {claim.claim_id for claim in aside.claims} == {"k0020", "k0021"}
    assert aside.documents == 1


def test_phrases() -> None:
    assert [number(count) for count in (0, 1, 12, 13)] == ["no", "one", "twelve", "13"]
    assert [listed(words) for words in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]
    assert day_beside(date(2023, 11, 20), date(2024, 1, 1)) == "20 November 2023"


@pytest.mark.parametrize(
    ("first", "after", "long", "short"),
    [
        ("2024-11-20", "2024-11-21", "20 November", "20 Nov 2024"),
        ("2024-10-18", "2024-10-20", "18 or 19 October", "18–19 Oct 2024"),
        ("2024-10-31", "2024-11-02", "31 October or 1 November", "31 Oct–1 Nov 2024"),
        ("2024-10-01", "2024-11-01", "October 2024", "Oct 2024"),
        ("1989-01-01", "1990-01-01", "1989", "1989"),
        (
            "2023-12-20",
            "2024-01-05",
            "a day between 20 December 2023 and 4 January",
            "20 Dec 2023–4 Jan 2024",
        ),
    ],
)
def test_the_days_of_a_change(first: str, after: str, long: str, short: str) -> None:
    span = Span(date.fromisoformat(first), date.fromisoformat(after))
    assert some_day(span, date(2024, 12, 31)) == long
    assert span_text(span) == short


def test_an_open_span_ends_by_its_last_day() -> None:
    assert span_text(Span(None, date(2024, 6, 15))) == "by 14 Jun 2024"
    assert span_text(None) == ""


def test_a_state_without_evidence_still_reads(ask: Ask) -> None:
    scene = with_state(ask(), stale=True, newest_evidence=None, used=(), set_aside=(), since=None)
    assert headline.headline(scene).endswith("; no news for over 180 days.")


def test_every_chart_is_told_in_words(ask: Ask) -> None:
    for alt in (
        alts.lanes_alt,
        alts.holders_alt,
        alts.mines_alt,
        alts.imports_alt,
        alts.coverage_alt,
    ):
        text = alt(ask())
        assert text.endswith(".")
        assert not FORBIDDEN.search(text)
    assert "derived from the town" in alts.mines_alt(ask())
    assert "32 with Pang War and 2 with Chipwi" in alts.mines_alt(ask())
    assert "highest month is May 2025 with 9,076 tonnes" in alts.imports_alt(ask())


def test_the_sentence_names_the_part_of_the_map_that_is_counted(catalog: Catalog) -> None:
    kachin = compose(catalog, View(extent=Bounds(97, 24.66, 99, 26.3), place=None))
    assert counts.extent_sentence(kachin) == (
        "Charts and totals count only what the map shows, 24.66–26.30 N, 97.00–99.00 E: "
        "5 of 19 crossing towns, 34 of 34 mine clusters."
    )
    assert re.search(r", of 5 crossing towns on the map, the \w+ held ", headline.headline(kachin))
    nowhere = compose(catalog, View(extent=Bounds(110, 10, 111, 11), place=None))
    assert "No crossing town lies in the part of the map that is counted" in headline.headline(nowhere)
    assert counts.kpi(nowhere) == ()
    assert counts.extent_sentence(compose(catalog, View())) == ""


def test_allies_who_alone_are_named_in_a_dispute_are_no_two_sides(ask: Ask) -> None:
    mogok = headline.headline(ask("2024-07-10", "mogok"))
    assert "Mogok was contested, according to one origin only" in mogok
    assert "only the PDF and the TNLA are named" in mogok
    assert "between the KIA and the regime" in headline.headline(ask("2025-10-15", "bhamo"))


@pytest.mark.parametrize(
    ("place", "on", "says"),
    [
        ("hpawng-hseng", "2023-10-31", "by 31 October"),
        ("hpawng-hseng", "2024-10-18", "by 31 October 2023"),
        ("man-wein-gyi-gate", "2024-03-04", "by 4 March"),
        ("man-wein-gyi-gate", "2025-01-01", "by 4 March 2024"),
    ],
)
def test_what_began_by_a_day_began_on_that_day_or_before(ask: Ask, place: str, on: str, says: str) -> None:
    scene = ask(on, place)
    sentence = headline.headline(scene)
    assert f" held {scene.catalog.places[place].name}, {says} at the latest, according to " in sentence
    assert "before" not in sentence
    cells = [row["Since"] for row in alts.lanes_table(scene) if row["Crossing or gate"] == "Hpawng Hseng"]
    assert cells == ["by 31 Oct 2023"]
    rows = differences.comparison_table(compare(ask("2016-01-01"), scene))
    assert [row.when for row in rows if row.what == "Hpawng Hseng"] == ["by 31 Oct 2023"]


def test_before_the_last_day_by_which_it_began_nobody_names_a_day(ask: Ask) -> None:
    assert "since an unknown day, according to " in headline.headline(ask("2020-01-01"))


class _NoWords(gettext.NullTranslations):
    """A language without words: of each message only its values stay."""

    def gettext(self, message: str) -> str:
        return " ".join(f"{{{name}}}" for _, name, _, _ in Formatter().parse(message) if name)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def _everything_said(scenes: Sequence[Scene]) -> Iterator[str]:
    for scene in scenes:
        catalog = scene.catalog
        clusters = [mine.cluster_id for mine in scene.mines.clusters]
        for place in (*catalog.places, *clusters, None):
            other = replace(scene, view=replace(scene.view, place=place))
            yield headline.headline(other)
            yield from (note.text for note in counts.lane_notes(other))
        alt = (alts.map_alt, alts.lanes_alt, alts.day_alt, alts.holders_alt, alts.mines_alt)
        yield from (tell(scene) for tell in (*alt, alts.imports_alt, alts.coverage_alt))
        for row in alts.lanes_table(scene):
            yield from (*row, *row.values())
        for figure in counts.kpi(scene):
            yield from (figure.label, *map(str, figure.parts), figure.note)
        narrow = replace(scene, view=replace(scene.view, place=None, extent=Bounds(97, 24.66, 99, 26.3)))
        yield from (counts.extent_sentence(narrow), headline.headline(narrow), alts.map_alt(narrow))
        yield from (releases.release_sentence(catalog, catalog, *texts) for texts in (("", ""), ("", "KIA")))
        yield releases.files_sentence(catalog, catalog)
    for one, other in product(scenes, scenes):
        found = compare(one, other)
        yield from (*differences.comparison_sentences(found), *differences.sides(found))
        yield from (differences.difference_alt(found), differences.table_alt(found))
        yield from (counts.policy_effect(other, one), counts.crossings_sentence(one))
        for line in differences.comparison_table(found):
            sides = ((side.answer, side.evidence, side.window) for side in (line.before, line.after))
            yield from (line.what, line.when, line.who, *chain(*sides))
    yield from (heading() for heading in (differences.WHAT, differences.WHEN, differences.WHAT_WHEN_WHO))


def test_every_word_of_every_sentence_stands_in_a_message(
    ask: Ask, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = ("2015-01-01", "2023-12-01", "2024-10-18", "2024-11-26", "2026-09-26")
    scenes = [ask(day, policy=policy) for day in days for policy in (Policy.REPORTED, Policy.ANY)]
    scenes.append(ask("2023-12-01", known_on=date(2023, 12, 15)))
    names = {place.name for place in catalog.places.values()} | {"added", catalog.hash}
    names |= {name for actor in catalog.actors.values() for name in (actor.name, actor.code)}
    names |= {mine.label for mine in scenes[0].mines.clusters}
    known = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    monkeypatch.setattr(language, "_translations", _NoWords())
    monkeypatch.setattr(language, "_language", "no words")  # what is kept by language is kept apart
    left = {text for text in _everything_said(scenes) if re.search(r"[^\W\d_]", known.sub("", text))}
    assert not left
