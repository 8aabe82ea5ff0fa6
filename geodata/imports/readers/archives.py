"""Zip archives, read with bounds: so many files and bytes as they unfold, no links, no paths outside."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath

from geodata.imports.layer import Limits, Refused
from geodata.imports.words import refused

RATIO = 200
"""How many times its packed size an entry may unfold to. Tables and maps stay below 100."""
_CHUNK = 2**20
_WORKBOOK = "xl/workbook.xml"
_SHEETS = 1000
"""How many files a workbook may hold: one for each sheet, picture and chart."""
_FREE = 2**16
"""Bytes below which the ratio is not asked: a small entry of blanks is harmless."""
_PACKED = (".zip", ".kmz", ".7z", ".rar", ".gz", ".tar")
_FAULTS = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError)
"""What zipfile raises on an archive that is damaged or packed in a way that it does not know."""


class Archive:
    """A zip whose names were checked when it was opened, and whose bytes are counted as they unfold.

    Attributes:
        names: The names of its files, folders left out, in their order.
        workbook: Whether it is an XLSX.
    """

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        """Open the archive.

        Args:
            data: Its bytes.
            name: What to call it when it is refused.
            limits: What is too much; a workbook may hold more files.

        Raises:
            Refused: It is damaged, holds too much, a link, a password or a path that leads out.
        """
        self._name, self._limits, self._inflated = name, limits, 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except _FAULTS as error:
            raise refused("bad_zip", name=name, fault=str(error)) from error
        self.workbook = any(info.filename == _WORKBOOK for info in infos)
        most = max(_SHEETS, limits.entries) if self.workbook else limits.entries
        if len(infos) > most:
            raise refused("too_many_entries", name=name, count=len(infos), limit=most)
        for info in infos:
            self._check(info)
        self._infos = {info.filename: info for info in infos if not info.is_dir()}
        self.names = tuple(self._infos)

    def _check(self, info: zipfile.ZipInfo) -> None:
        path = PureWindowsPath(info.filename)  # takes both kinds of slash
        if path.drive or path.root or ".." in path.parts:
            raise refused("zip_path", name=self._name, entry=info.filename)
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise refused("zip_link", name=self._name, entry=info.filename)
        if info.flag_bits & 1:
            raise refused("zip_encrypted", name=self._name, entry=info.filename)

    def read(self, entry: str) -> bytes:
        """Return the bytes of one file of the archive.

        Raises:
            Refused: It unfolds to too much, or is damaged.
        """
        kept = bytearray()
        for chunk in self._chunks(entry):
            kept += chunk
        return bytes(kept)

    def measure(self) -> None:
        """Unfold everything once without keeping it, for libraries that will unfold it themselves.

        Raises:
            Refused: It unfolds to too much, or is damaged.
        """
        for entry in self.names:
            for _ in self._chunks(entry):
                pass

    def _chunks(self, entry: str) -> Iterator[bytes]:
        info = self._infos[entry]
        size = 0
        try:
            with self._zip.open(info) as packed:
                while chunk := packed.read(_CHUNK):
                    size += len(chunk)
                    self._inflated += len(chunk)
                    if self._inflated > self._limits.inflated_bytes:
                        limit = self._limits.inflated_bytes // 2**20
                        raise refused("too_much_inside", name=self._name, limit=limit)
                    if size > _FREE and size > RATIO * max(info.compress_size, 1):
                        raise refused("ratio", name=self._name, entry=entry, limit=RATIO)
                    yield chunk
        except Refused:
            raise
        except _FAULTS as error:
            raise refused("bad_zip", name=self._name, fault=str(error)) from error


def hidden(entry: str) -> bool:
    """Return whether a file of an archive is one that a system puts beside the others."""
    parts = PurePosixPath(entry).parts
    return "__MACOSX" in parts or any(part.startswith(".") for part in parts)


def packed(entry: str) -> bool:
    """Return whether a file of an archive is named as an archive itself."""
    return entry.lower().endswith(_PACKED)
