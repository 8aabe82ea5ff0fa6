"""Adding a claim: asked for or given, shown before it is written, and nothing but appended."""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geodata.__main__ import main
from geodata.adding import drafts
from geodata.bundle import manifest
from geodata.bundle.reading import Bundle, read_bundle
from geodata.catalog import open_catalog
from geodata.cli import add as command
from geodata.errors import LedgerError

DOCUMENT = (
    "--publisher", "Border Post", "--title", 'Flag, "again" | in pictures', "--published", "2026-11-24",
    "--url", "https://example.org/2026/kanpaiti",
)  # fmt: skip
CLAIM = (
    "--place", "Kampaiti", "--value", "BGF, junta", "--share", "joint", "--start", "2026-11-20~",
    "--speaker", "residents", "--restates", 'Residents saw the "BGF" flag, at dawn.',
)  # fmt: skip
HELD = ("--place", "kanpaiti", "--value", "kia", "--source", "ap-2024-kanpaiti", "--restates", "It holds.")


@pytest.fixture(autouse=True)
def _on_a_day_of_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "today", lambda: date(2026, 11, 27))


@pytest.fixture
def folder(second: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(second, tmp_path / "data"))


@pytest.fixture(scope="module")
def bundle(second: Path) -> Bundle:
    return read_bundle(second, date(2026, 11, 27))


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Return a function that puts somebody at the terminal, who gives these answers and then leaves."""

    def sit_down(*answers: str) -> list[str]:
        asked: list[str] = []
        left = iter(answers)

        def ask(prompt: str) -> str:
            asked.append(prompt)
            print(prompt)
            try:
                return next(left)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", ask)
        return asked

    return sit_down


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def add(folder: Path, *options: str) -> int:
    return main(["add", "--bundle", str(folder), *options])


def test_by_options_the_rows_are_appended_and_all_else_is_as_it_was(
    second: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = bytes_of(folder)
    assert add(folder, *CLAIM, *DOCUMENT, "--yes") == 0
    after = bytes_of(folder)
    assert before.keys() == after.keys(), "no file is left behind"
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"claims.csv", "sources.csv", "datapackage.json", "LICENSES.md"}
    for name in ("claims.csv", "sources.csv"):
        assert after[name].startswith(before[name])
        assert after[name].count(b"\n") == before[name].count(b"\n") + 1 and after[name].endswith(b"\n")
    bundle = read_bundle(folder, date(2026, 11, 27))
    assert (bundle.issues, bundle.notices) == ((), ())
    claim, source = bundle.rows["claims"][-1], bundle.rows["sources"][-1]
    assert claim["value"] == "kbgf+sac" and claim["recorded"] == "2026-11-24"
    assert claim["restates"] == 'Residents saw the "BGF" flag, at dawn.'
    assert source["title"] == 'Flag, "again" | in pictures'
    assert claim["source_id"] == source["source_id"] == source["origin_group"] == "border-post-2026-kanpaiti"
    assert claim["claim_id"] not in open_catalog(second).claims
    assert bundle.hash in capsys.readouterr().out


def test_a_second_claim_of_the_document_finds_it_by_its_address(folder: Path) -> None:
    assert add(folder, *CLAIM, *DOCUMENT, "--yes") == 0
    gate = ("--place", "kanpaiti-gate", "--dimension", "gate", "--value", "closed", "--as-of", "2026-11-21")
    said = ("--restates", "The gate is shut.", "--source", "http://www.example.org/2026/kanpaiti/")
    assert add(folder, *gate, *said, "--yes") == 0
    first, second = list(open_catalog(folder).claims.values())[-2:]
    assert second.source_id == first.source_id
    assert int(second.claim_id[1:]) == int(first.claim_id[1:]) + 1


def test_what_changes_is_shown_by_place_days_policy_and_mines(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fall = ("--place", "Pang War", "--value", "kbgf", "--start", "2026-10-01", "--restates", "It fell.")
    before = bytes_of(folder)
    assert add(folder, *fall, *DOCUMENT, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["written"] is False and bytes_of(folder) == before
    assert found["source"]["url"] == "https://example.org/2026/kanpaiti"
    changes = [each for each in found["changes"] if each["policy"] == "reported"]
    assert [(each["place_id"], each["start"], each["end"]) for each in changes] == [
        ("pangwa", "2026-10-01", "2026-10-02"),
        ("pangwa", "2026-10-02", None),
    ]
    assert changes[1]["after"]["actors"] == ["kbgf"] and changes[1]["before"]["actors"] == ["kia"]
    assert changes[1]["mine_clusters"] > 20
    assert found["readings"]["corroborated"] == "uncorroborated"
    assert add(folder, *fall, *DOCUMENT, "--dry-run", "--yes") == 0
    said = capsys.readouterr().out
    row = next(
        line for line in said.splitlines() if line.startswith("Pang War") and "from 2026-10-02" in line
    )
    assert "held kia" in row and "held kbgf" in row and "mine clusters" in row
    default, others = (
        said.index("under reported (the default), any"),
        said.index("under corroborated, strict"),
    )
    assert default < others and "unknown" in said[others:]
    assert "Nothing was written." in said and bytes_of(folder) == before


def test_json_with_yes_writes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(folder, *CLAIM, *DOCUMENT, "--json", "--yes") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["written"] is True
    assert found["claim"] == dict(read_bundle(folder).rows["claims"][-1])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), ["missing: --place, --value, --source, --restates, --start, --as-of or --end"]),
        ((*CLAIM,), ["missing: --source"]),
        ((*CLAIM, "--publisher", "Border Post"), ["missing: --title, --published"]),
        ((*CLAIM[2:], *DOCUMENT), ["missing: --place"]),
        ((*CLAIM, *DOCUMENT, "--place", "Kampati"), ["--place: ", "did you mean 'kanpaiti'?"]),
        ((*CLAIM, *DOCUMENT, "--value", "kiaa"), ["--value: 'kiaa' is not an id of actors"]),
        ((*CLAIM, *DOCUMENT, "--start", "2027"), ["--start: '2027' must not lie in the future"]),
        ((*CLAIM, *DOCUMENT, "--start", "0001"), ["--start: '0001' must not lie before 1 Jan 1900"]),
        ((*CLAIM, *DOCUMENT, "--start", "2026-11-25"), ["--recorded: ", "must not lie before start"]),
        ((*CLAIM, *DOCUMENT, "--speaker", "one|two"), ["--speaker: ", "must hold one value"]),
        ((*CLAIM, *DOCUMENT, "--claim-id", "k0001"), ["--claim-id: ", "must be unique"]),
        ((*CLAIM, *DOCUMENT, "--stance", "sure"), ["--stance: 'sure' must be one of asserts"]),
        ((*CLAIM, *DOCUMENT, "--since-before", "maybe"), ["--since-before: 'maybe' is neither yes nor no"]),
        ((*CLAIM, *DOCUMENT, "--source", "ap-2024-kanpaiti"), ["--publisher is for a new document"]),
        ((*CLAIM, "--source", "ap-2024-kanpait"), ["--source: ", "ap-2024-kanpaiti (Rebel group"]),
        ((*CLAIM, "--source", "nothing like it"), ["--source: The ledger has no document"]),
        (("--supersedes", "k99999"), ["--supersedes: the ledger has no claim 'k99999'"]),
        (("--supersedes", "k0001"), ["k0001 has the same in every cell"]),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_nothing_is_written(
    bundle: Bundle,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    said: list[str],
) -> None:
    def no_file(*arguments: object) -> None:
        raise AssertionError("something was written")

    monkeypatch.setattr(command, "read_bundle", lambda *arguments: bundle)
    monkeypatch.setattr(command, "append", no_file)
    assert main(["add", *options, "--yes"]) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and all(text in printed.err for text in said), printed.err


def test_without_any_option_one_short_list_says_what_is_missing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    correct = ("--supersedes", "k0001", "--place", "muse")
    assert add(folder, "--value", "kia", "--yes") == 2
    said = capsys.readouterr().err.splitlines()
    assert said[1:] == ["  missing: --place, --source, --restates, --start, --as-of or --end"]
    assert add(folder, *correct, "--yes") == 2
    said = capsys.readouterr().err.splitlines()
    assert said[1:] == ["  --supersedes: k0001 is about kanpaiti (control), not muse (control)."]


def test_the_address_of_a_document_that_the_ledger_has_is_that_document(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = open_catalog(folder).sources["ap-2024-kanpaiti"].url
    before = bytes_of(folder)["sources.csv"]
    assert add(folder, *CLAIM, *DOCUMENT[:-1], url, "--yes") == 2
    said = capsys.readouterr().err
    assert "this address is ap-2024-kanpaiti: use --source ap-2024-kanpaiti" in said
    old = (*CLAIM[:-6], "--start", "2024-11-20", *CLAIM[-4:])
    assert add(folder, *old, "--url", url, "--yes") == 0
    assert list(open_catalog(folder).claims.values())[-1].source_id == "ap-2024-kanpaiti"
    assert bytes_of(folder)["sources.csv"] == before


def test_a_copy_of_no_document_is_no_silent_witness(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for publisher in ("Kachin News Group", "Kachin News Groop"):
        assert add(folder, *CLAIM, *DOCUMENT, "--syndicated-from", publisher, "--dry-run") == 2
        said = capsys.readouterr().err
        assert f"--syndicated-from: {publisher!r} has " in said and "--origin-group" in said
    origin = ("--origin-group", "ap-2024-11-26-kanpaiti")
    assert add(folder, *CLAIM, *DOCUMENT, "--syndicated-from", "Kachin News Group", *origin, "--dry-run") == 0
    assert "an origin of its own" not in capsys.readouterr().out
    assert add(folder, *CLAIM, *DOCUMENT, "--syndicated-from", "ap-2024-kanpait", "--dry-run") == 0
    said = capsys.readouterr().out
    assert "names no document of the ledger; near are ap-2024-kanpaiti" in said
    assert "counts as an origin of its own: border-post-2026-kanpaiti" in said


def test_the_address_of_the_original_is_taken_for_its_id(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = open_catalog(folder).sources["ap-2024-kanpaiti"]
    assert add(folder, *CLAIM, *DOCUMENT, "--syndicated-from", known.url, "--json") == 0
    source = json.loads(capsys.readouterr().out)["source"]
    assert (source["syndicated_from"], source["origin_group"]) == (known.source_id, known.origin_group)


def test_a_wrong_earlier_answer_is_named_with_the_way_back(
    folder: Path, answer: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    start = "2026-11-20"
    asked = answer("", "", "", "", "", "2024-11-26", start, "<", "2026-11-24", start, *[""] * 5, "maybe", "y")
    assert add(folder, *HELD) == 0
    assert "Was “Known since” wrong? Answer < until it is asked again." in capsys.readouterr().out
    assert asked[-2:] == ["\nWrite it? [y/N] "] * 2
    claim = list(open_catalog(folder).claims.values())[-1]
    assert (claim.recorded.text, claim.start.text) == ("2026-11-24", start)
    answer("", "", "", "", "", start)
    assert add(folder, *HELD, "--recorded", "2024-11-26") == 2
    assert "It was given as --recorded: Ctrl-C stops" in capsys.readouterr().out


def test_every_wrong_option_is_named_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(folder, "--place", "nowhere", "--stance", "sure", "--start", "soon", "--dry-run") == 2
    said = capsys.readouterr().err
    for option in ("--place: ", "--stance: ", "--start: ", "--value", "--source", "--restates"):
        assert option in said


def test_without_a_terminal_nothing_is_written_unasked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = bytes_of(folder)
    assert add(folder, *CLAIM, *DOCUMENT) == 2
    printed = capsys.readouterr()
    assert "What changes on the map" in printed.out and "give --yes" in printed.err
    assert bytes_of(folder) == before


def test_a_correction_begins_with_what_the_old_claim_says(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(folder, "--supersedes", "k0321", "--end", "", "--note", "The end is not given.", "--yes") == 0
    catalog = open_catalog(folder)
    new, old = list(catalog.claims.values())[-1], catalog.claims["k0321"]
    assert (new.supersedes, new.end, new.note) == ("k0321", None, "The end is not given.")
    assert (new.place_id, new.start, new.source_id, new.restates) == (
        old.place_id,
        old.start,
        old.source_id,
        old.restates,
    )
    assert "supersedes" in capsys.readouterr().out


def dialogue(*last: str) -> Iterator[str]:
    """Yield the answers of somebody who makes every mistake once."""
    yield from ("Kampati", "", "Kampaiti")  # unknown, empty, known
    yield from ("contrl", "")  # no such word; the usual one
    yield from ("?", "kiaa", "KIO")
    yield from ("", "sole")
    yield from ("ap-2024-kanpait", "<", "-", "https://example.org/2026/kanpaiti")
    yield from ("", "Border Post", "KIA holds on", "tomorrow", "2026-11-28", "2026-11-24")
    yield from ("english", "", "", "uslive-2024-kanpaiti", "excerpt", "", "", "")
    yield from ("", "", "")
    yield from ("2026-11-25", "2026-11-20~", "", "")
    yield from ("perhaps", "", "", "The KIA holds the town.", "Day from 'Friday'.", "")
    yield from last


def test_the_dialogue_says_at_once_what_is_wrong_and_asks_again(
    folder: Path, answer: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    before = bytes_of(folder)
    asked = answer(*dialogue("y"))
    assert add(folder) == 0
    said = capsys.readouterr().out
    for text in (
        "The ledger has no place 'Kampati'; did you mean 'kanpaiti'?",
        "This must not be empty.",
        "Kanpaiti (kanpaiti): town, Kachin",
        "'contrl' must be one of control, gate, rare_earth, offensive, agreement; did you mean 'control'?",
        "mndaa: Myanmar National Democratic Alliance Army",
        "'kiaa' is not an id of actors; did you mean 'kia'?",
        "Kachin Independence Army / Organisation (kia)",
        "ap-2024-kanpaiti (Rebel group takes",
        "'tomorrow' is no date",
        "'2026-11-28' must not lie in the future: today is 27 Nov 2026.",
        "'english' must have the form",
        "recorded: '2026-11-24' must not lie before start (2026-11-25)",
        "about 20 Nov 2026",
        "'perhaps' is neither yes nor no.",
    ):
        assert text in said
    assert asked[-1] == "\nWrite it? [y/N] "
    catalog = open_catalog(folder)
    claim = list(catalog.claims.values())[-1]
    assert (claim.place_id, claim.value, claim.share, claim.speaker) == (
        "kanpaiti",
        "kia",
        None,
        "the outlet itself",
    )
    assert (claim.start.text, claim.recorded.text, claim.since_before) == ("2026-11-20~", "2026-11-24", False)
    document = catalog.sources[claim.source_id]
    assert (document.source_id, document.origin_group) == (
        "border-post-2026-kanpaiti",
        "ap-2024-11-26-kanpaiti",
    ), "a copy has the origin of its original"
    assert bytes_of(folder)["claims.csv"].startswith(before["claims.csv"])


@pytest.mark.parametrize("last", [("n",), ()])
def test_without_a_yes_nothing_is_written(
    folder: Path, answer: Callable[..., list[str]], capsys: pytest.CaptureFixture[str], last: tuple[str, ...]
) -> None:
    before = bytes_of(folder)
    answer(*dialogue(*last))
    assert add(folder) == (0 if last else 2)
    assert "Nothing was written." in capsys.readouterr().out
    assert bytes_of(folder) == before


def test_options_answer_their_questions_and_only_the_others_are_asked(
    folder: Path, answer: Callable[..., list[str]]
) -> None:
    asked = answer("asserts", "n")
    optional = ("--dimension", "gate", "--note", "", "--speaker-actor", "", "--end", "", "--start", "")
    rest = (
        "--since-before",
        "no",
        "--recorded",
        "2026-11-24",
        "--claim-id",
        "k9001",
        "--speaker",
        "residents",
    )
    more = (
        "--place",
        "kanpaiti-gate",
        "--value",
        "open",
        "--as-of",
        "2026-11-20",
        "--restates",
        "It is open.",
    )
    assert add(folder, *optional, *rest, *more, "--source", "ap-2024-kanpaiti") == 0
    assert asked == [
        "What does the speaker do? (asserts, denies, unconfirmed) [asserts]: ",
        "\nWrite it? [y/N] ",
    ]


def test_a_wrong_option_is_said_before_anything_is_asked(
    folder: Path, answer: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = answer()
    assert add(folder, "--start", "2027", "--place", "nowhere") == 2
    said = capsys.readouterr().err
    assert "--start: '2027' must not lie in the future" in said and "--place: The ledger has no place" in said
    assert asked == []


def test_what_only_the_whole_row_shows_is_asked_for_again(
    folder: Path, answer: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = answer(*[""] * 12, "2024-11-21", "y")
    assert add(folder, *HELD) == 0
    assert asked.count("Began on: ") == 2
    assert "An assertion needs a start, an end or an as_of date." in capsys.readouterr().out
    assert list(open_catalog(folder).claims.values())[-1].start.text == "2024-11-21"


def test_going_back_keeps_what_was_answered(folder: Path, answer: Callable[..., list[str]]) -> None:
    asked = answer("<", "Kanpaiti", "gate", "closed", "<", "<", "control")
    assert add(folder) == 2
    assert asked[:4] == [
        "Place (any spelling): ",
        "Place (any spelling): ",
        "About (control, gate, rare_earth, offensive, agreement) [control]: ",
        "The gate is (open, partial, closed): ",
    ]
    assert asked[5:8] == [
        "The gate is (open, partial, closed) [closed]: ",
        "About (control, gate, rare_earth, offensive, agreement) [gate]: ",
        "Who holds it (actors joined by +) [closed]: ",
    ]


def test_a_broken_ledger_takes_no_claim(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "claims.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("k0001,kanpaiti,", "k0001,kanpait,", 1))
    assert add(folder, *CLAIM, *DOCUMENT, "--yes") == 1
    assert "kanpait" in capsys.readouterr().err


@pytest.mark.slow
def test_a_table_that_was_changed_meanwhile_is_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def slow(*arguments: Any) -> Any:
        with (folder / "claims.csv").open("a", encoding="utf-8") as file:
            file.write("k9000,by,somebody,else\n")
        return show(*arguments)

    show = command._show
    monkeypatch.setattr(command, "_show", slow)
    before = bytes_of(folder)["sources.csv"]
    assert add(folder, *CLAIM, *DOCUMENT, "--yes") == 2
    assert "claims.csv was changed meanwhile" in capsys.readouterr().err
    after = bytes_of(folder)
    assert after["sources.csv"] == before and after["claims.csv"].endswith(b"k9000,by,somebody,else\n")
    assert not [name for name in after if name.startswith(".")]


@pytest.mark.slow
def test_a_disk_that_is_full_leaves_every_file_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written: list[int] = []

    def full(handle: int) -> None:
        written.append(handle)
        if len(written) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    before = bytes_of(folder)
    assert add(folder, *CLAIM, *DOCUMENT, "--yes") == 2
    assert "cannot be written: No space left on device" in capsys.readouterr().err
    assert bytes_of(folder) == before


@pytest.mark.slow
def test_a_description_that_cannot_be_renewed_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*arguments: object) -> None:
        raise OSError(13, "Permission denied")

    monkeypatch.setattr(manifest, "write", refuse)
    assert add(folder, *CLAIM, *DOCUMENT, "--yes") == 2
    assert "the row is written, but datapackage.json is not renewed" in capsys.readouterr().err
    assert read_bundle(folder).issues == ()


def test_a_row_goes_by_the_header_after_a_last_line_without_an_end(tmp_path: Path) -> None:
    file = tmp_path / "sources.csv"
    file.write_bytes("\ufeffurl,source_id\r\nhttps://example.org/,a-2024".encode())
    file.chmod(0o640)
    seen = drafts.read_tables(tmp_path, ("claims", "sources"))
    assert seen.keys() == {"sources"}
    drafts.append(tmp_path, {"sources": {"source_id": "b-2024", "url": 'https://example.org/?q="a,b"'}}, seen)
    assert file.read_bytes() == seen["sources"] + b'\n"https://example.org/?q=""a,b""",b-2024\n'
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    with pytest.raises(LedgerError, match="changed meanwhile"):
        drafts.append(tmp_path, {"sources": {"source_id": "c-2024", "url": ""}}, seen)


def test_a_copy_of_nothing_is_said_as_soon_as_it_is_answered(
    folder: Path, answer: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    about = (
        "--place",
        "kanpaiti",
        "--value",
        "kia",
        "--share",
        "",
        "--stance",
        "asserts",
        "--dimension",
        "control",
    )
    answer("", "", "Reuters")
    assert add(folder, *about, *DOCUMENT) == 2
    said = capsys.readouterr().out
    assert "'Reuters' names no document of the ledger; near are" in said
    assert "counts as an origin of its own, unless you name another one below." in said
