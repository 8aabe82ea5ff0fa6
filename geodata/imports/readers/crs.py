"""Coordinate systems that files name, as EPSG codes. Nothing is fetched, and nothing is guessed."""

from __future__ import annotations

import re
from typing import Any

_CRS84 = re.compile(r"(?:urn:ogc:def:crs:)?OGC:(?:[\d.]*:)?CRS84h?|EPSG:4326|WGS ?84|CRS84", re.IGNORECASE)
_CODE = re.compile(r"(?:urn:(?:x-)?ogc:def:crs:)?EPSG:(?:[\d.]*:)?(\d{4,6})", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://www\.opengis\.net/def/crs/(EPSG|OGC)/[\d.]+/(\w+)", re.IGNORECASE)


def code(given: Any) -> str:
    """Return `EPSG:` and a number for a name, WKT or PROJJSON; empty where there is no such code.

    The order of the axes is left to the file's format: all that are read here write x first.
    """
    if isinstance(given, str):
        text = given.strip()
        if address := _ADDRESS.fullmatch(text):
            text = f"{address[1]}:{address[2]}"
        if _CRS84.fullmatch(text):
            return "EPSG:4326"
        if match := _CODE.fullmatch(text):
            return f"EPSG:{int(match[1])}" if _known(f"EPSG:{int(match[1])}") else ""
        if not text.startswith("{") and "[" not in text:
            return ""  # the name of a file or a definition by parts: not what files should say
    return _identified(given)


def _known(name: str) -> bool:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        CRS.from_user_input(name)
    except CRSError:
        return False
    return True


def _identified(given: Any) -> str:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_user_input(given)
        if crs.to_authority() in (("OGC", "CRS84"), ("OGC", "CRS84h")):
            return "EPSG:4326"
        if crs.is_compound and crs.sub_crs_list:
            crs = crs.sub_crs_list[0]  # heights are not drawn
        number = crs.to_epsg()
    except (CRSError, ValueError, TypeError):
        return ""
    return f"EPSG:{number}" if number else ""


COMMON = ("EPSG:4326", "EPSG:32646", "EPSG:32647", "EPSG:3857", "EPSG:4239")
"""Coordinate systems that are common in Myanmar and Yunnan: WGS 84, UTM 46 and 47, web maps, Indian 1954."""
