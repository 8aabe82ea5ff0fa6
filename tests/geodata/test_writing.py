"""A file is written whole or not at all: on a full disk, in a read-only folder, and by two at once."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import sleep
from typing import Any

import pyogrio
import pytest

from geodata.__main__ import main
from geodata.bundle import writing
from geodata.bundle.reading import read_bundle
from geodata.catalog import Catalog
from geodata.errors import FOLDER, LedgerError
from geodata.exports.files import FORMATS, export, export_bytes
from geodata.imports.readers import apart
from geodata.imports.understand import read

DAY = date(2024, 11, 26)


@contextmanager
def full_disk(most: int = 4096) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes, as on a disk without room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, hidden ones too."""
    return {each.name: each.read_bytes() for each in folder.iterdir()}


# -- One file --------------------------------------------------------------------------------------


def test_a_file_takes_its_place_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    writing.write_text(file, "é\n")
    assert contents(tmp_path) == {"a.txt": "é\n".encode()}
    asked = tmp_path / "plain"
    asked.touch()
    assert file.stat().st_mode == asked.stat().st_mode, "the rights of any new file"


def test_the_rights_of_an_older_file_and_a_link_to_it_stay(tmp_path: Path) -> None:
    file, link = tmp_path / "a.txt", tmp_path / "link"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link.symlink_to(file)
    writing.write_bytes(link, b"new")
    assert link.is_symlink() and file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_who_is_given_a_path_writes_beside_the_place_until_it_is_done(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    file.write_bytes(b"old")
    with writing.whole(file) as new:
        new.write_bytes(b"new")
        assert new.parent == tmp_path and writing.UNFINISHED.fullmatch(new.name)
        assert file.read_bytes() == b"old"
    assert contents(tmp_path) == {"a.parquet": b"new"}
    with pytest.raises(KeyError), writing.whole(file) as new:
        new.write_bytes({}["half"])
    assert contents(tmp_path) == {"a.parquet": b"new"}


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("before", [{}, {"a.txt": b"old"}])
def test_what_fails_leaves_what_was_there_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, before: dict[str, bytes]
) -> None:
    for name, data in before.items():
        (tmp_path / name).write_bytes(data)

    def fails(handle: int) -> None:
        raise error

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(type(error)) as raised:
        writing.write_bytes(tmp_path / "a.txt", b"new")
    assert contents(tmp_path) == before
    if isinstance(raised.value, OSError):
        assert raised.value.filename == str(tmp_path / "a.txt"), "not the name of the passing file"


def test_a_file_that_takes_no_place_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(new: Path, place: Path) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(OSError, match="Read-only"):
        writing.write_bytes(tmp_path / "a.txt", b"new")
    assert not contents(tmp_path)


def test_a_file_that_may_not_be_written_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write all
    with pytest.raises(PermissionError):
        writing.write_bytes(file, b"new")
    assert contents(tmp_path) == {"a.txt": b"old"}


def test_a_device_is_written_to_as_it_is() -> None:
    writing.write_bytes(Path(os.devnull), b"new")
    assert not Path(os.devnull).is_file()
    with pytest.raises(OSError, match="No space left"):
        writing.write_bytes(Path("/dev/full"), b"new")


# -- Commands --------------------------------------------------------------------------------------

COMMANDS: dict[str, tuple[str, ...]] = {
    f"a.{form}": ("export", "--on", "2024-11-26", "--format", form) for form in FORMATS
} | {
    "log.csv": ("log", "--from", "2024-01-01", "--to", "2024-12-31"),
    "prove.zip": ("prove", "--place", "kanpaiti", "--on", "2024-11-26"),
}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("old", [False, True])
def test_a_full_disk_is_said_and_leaves_no_partial_file(
    name: str, old: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if old:
        (tmp_path / name).write_bytes(b"of last week")
    before = contents(tmp_path)
    with full_disk():
        assert main([*COMMANDS[name], "--out", str(tmp_path / name)]) == 2
    told = capsys.readouterr().err
    assert "cannot be written" in told and "Traceback" not in told and told.count("\n") == 1
    assert contents(tmp_path) == before


def test_what_gdal_was_about_to_do_is_not_quoted(shipped: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise pyogrio.errors.DataSourceError("sqlite3_exec(INSERT INTO a) failed: no such table")

    monkeypatch.setattr(pyogrio, "write_arrow", stopped)
    with pytest.raises(LedgerError, match=r"cannot be written: GDAL stopped while it wrote\. Make room"):
        export_bytes(shipped, "gpkg", DAY)


def test_a_geopackage_that_is_full_in_its_last_table_is_refused(
    shipped: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = export_bytes(shipped, "gpkg", DAY)
    with full_disk(len(whole) - 4096), pytest.raises(LedgerError, match="TMPDIR"):
        export_bytes(shipped, "gpkg", DAY)
    assert export_bytes(shipped, "gpkg", DAY) == whole, "the next one is whole, and has its day"
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(LedgerError, match="TMPDIR"):
        export_bytes(shipped, "gpkg", DAY)


def test_a_bundle_on_a_full_disk_stays_as_it_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "own"))
    before = contents(folder)
    with full_disk():
        assert main(["build", "--out", str(folder)]) == 2
    told = capsys.readouterr().err
    assert "catchments.geojson cannot be read or written" in told and "Traceback" not in told
    assert contents(folder) == before and not read_bundle(folder).issues


def test_rows_set_aside_and_a_file_to_be_read_need_room(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], shipped: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, out = tmp_path / "a.csv", tmp_path / "aside.csv"
    file.write_text("lon,lat,note\n" + f"98.1,far,{'x' * 200}\n" * 40, encoding="utf-8")
    with full_disk():
        assert main(["import", str(file), "--rejects", str(out)]) == 2
    assert "aside.csv cannot be written" in capsys.readouterr().err and not out.exists()

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(apart, "_run", full)
    kml = b'<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark/></kml>'
    with pytest.raises(LedgerError, match=r"a\.kml could not be read.*No space left"):
        read(kml, "a.kml", shipped)


@pytest.mark.parametrize(
    "command",
    [
        ("geodata", "state", "--on", "2024-11-26"),
        pytest.param(
            ("dashboard", "brief", "--quiet", "--template", "map", "--out", "{out}"), marks=pytest.mark.slow
        ),
    ],
)
def test_output_that_goes_to_a_full_disk_is_said_in_a_line(
    command: tuple[str, ...], root: Path, tmp_path: Path
) -> None:
    out = tmp_path / "a.svg"
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", *(each.format(out=out) for each in command)],
            cwd=root,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
        )
    assert ended.stderr.count("\n") == 1 and "No space left on device" in ended.stderr
    assert ended.returncode == (0 if "brief" in command else 2)
    assert out.exists() == ("brief" in command), "a briefing that was written stays"


# -- Two at once -----------------------------------------------------------------------------------


def test_two_exports_at_once_are_as_each_alone(
    shipped: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = {form: export_bytes(shipped, form, DAY) for form in FORMATS}
    write: Callable[..., None] = pyogrio.write_arrow

    def slowly(*given: Any, **options: Any) -> None:
        sleep(0.02)  # the other one begins meanwhile
        write(*given, **options)

    monkeypatch.setattr(pyogrio, "write_arrow", slowly)
    asked = [form for form in FORMATS for _ in range(2)] + ["gpkg"] * 2
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda form: export_bytes(shipped, form, DAY), asked))
    assert [form for form, found in zip(asked, made, strict=True) if found != alone[form]] == []

    out = tmp_path / "a.csv"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: export(shipped, out, "csv", DAY), range(8)))
    assert contents(tmp_path) == {"a.csv": alone["csv"]}, "to one place: one of them, whole"
