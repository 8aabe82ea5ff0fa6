"""Cells of a foreign table as texts: digits of any script, numbers, angles, and text in Zawgyi.

A cell is never changed: these functions read it. Everything works on the distinct texts of a column, so that
a table of 200,000 rows takes no longer than its distinct cells.
"""

from __future__ import annotations

import math
import re
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Cells = npt.NDArray[Any]
"""Texts of one column, None where a cell is empty."""

# -- Distinct texts --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Distinct:
    """The distinct texts of a column, and for each row the number of its text; -1 where it is empty."""

    texts: tuple[str, ...]
    codes: npt.NDArray[np.intp]

    def spread(self, values: npt.NDArray[Any], empty: object) -> npt.NDArray[Any]:
        """Return for each row the value of its text, and `empty` where it has none."""
        made = np.empty(len(self.codes), dtype=values.dtype)
        made[:] = empty
        there = self.codes >= 0
        made[there] = values[self.codes[there]]
        return made

    @property
    def filled(self) -> npt.NDArray[np.bool_]:
        """The rows that hold a text."""
        return self.codes >= 0


def as_cells(values: Sequence[str | None] | Cells) -> Cells:
    """Return a column as an array, None where a cell is empty."""
    if isinstance(values, np.ndarray):
        return values
    cells = np.empty(len(values), dtype=object)
    cells[:] = values
    return cells


def distinct(cells: Cells) -> Distinct:
    """Return the distinct texts of a column; a cell of spaces alone is empty."""
    codes, found = pd.factorize(cells, use_na_sentinel=True)
    texts = tuple(map(str, found))
    blank = np.array([not text.strip() for text in texts], dtype=bool)
    if blank.any():
        codes = np.where(blank[codes] & (codes >= 0), -1, codes)
    return Distinct(texts, codes)


def examples(texts: Iterable[object], most: int = 3) -> tuple[str, ...]:
    """Return the first distinct texts, as they may be shown."""
    from geodata.imports.layer import cleaned

    return tuple(dict.fromkeys(cleaned(text, 80) for text in texts))[:most]


def all_ascii(texts: Iterable[str]) -> bool:
    """Tell whether no text has a character outside ASCII: most columns need no further look."""
    return "".join(texts).isascii()


# -- Digits and numbers ----------------------------------------------------------------------------

_FOREIGN_DIGITS = {
    ord("၀") + digit: str(digit) for digit in range(10)  # Burmese
} | {
    0x1090 + digit: str(digit) for digit in range(10)  # Shan
} | {
    ord("０") + digit: str(digit) for digit in range(10)  # full width
}  # fmt: skip
_SIGNS = {ord(given): plain for given, plain in zip("．，၊、－−–／：；　＋", ".,,,---/:; +", strict=True)}
_PLAIN = str.maketrans({**_FOREIGN_DIGITS, **_SIGNS})
_BURMESE_DIGIT = re.compile("[\u1040-\u1049\u1090-\u1099\uff10-\uff19]")


def plain(text: str) -> str:
    """Return a text with Burmese, Shan and full-width digits and signs as those of ASCII, spaces cut."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", text).translate(_PLAIN).replace("\u200b", "").strip()


def has_foreign_digits(text: str) -> bool:
    """Tell whether a text has Burmese, Shan or full-width digits."""
    return bool(_BURMESE_DIGIT.search(text))


_LONGEST = 80
"""No coordinate is longer; what is longer is not looked through."""
_QUICK = re.compile(r"[0-9.+\-\n]*")
_NUMBER = re.compile(
    r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+|\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?)(?:[eE][+-]?\d{1,3})?",
    re.ASCII,
)


def number(text: str, decimal: str = "") -> float:
    """Return a number in digits of any script, NaN for a text that is none.

    A single comma is read as the decimal sign unless `decimal` is a point: 25,41 and 25.41 are the same.
    Where a number has both signs, the last of them is the decimal one.
    """
    given = plain(text[:_LONGEST]).replace("\u00a0", " ")
    if not _NUMBER.fullmatch(given):
        return math.nan
    given = given.replace(" ", "").replace("'", "")
    if "," in given:
        if decimal == ",":
            given = given.replace(".", "").replace(",", ".")
        elif decimal == "." or given.count(",") > 1 or given.rfind(".") > given.rfind(","):
            given = given.replace(",", "")
        elif "." in given:
            given = given.replace(".", "").replace(",", ".")
        else:
            given = given.replace(",", ".")
    elif decimal == ",":
        given = given.replace(".", "")
    try:
        return float(given)
    except ValueError:
        return math.nan


def numbers(
    found: Distinct, decimal: str = "", read: Callable[[str, str], float] = number
) -> npt.NDArray[Any]:
    """Return the number of each row, NaN where a cell is empty or no number; count the loss by `filled`."""
    texts = found.texts
    if decimal != "," and _QUICK.fullmatch("\n".join(texts)):
        try:
            return found.spread(np.array(texts, dtype=object).astype(np.float64), np.nan)
        except ValueError:
            pass  # one of them is no number: each is read for itself
    return found.spread(np.array([read(text, decimal) for text in texts], dtype=np.float64), np.nan)


# -- Angles ----------------------------------------------------------------------------------------

_HEMISPHERES = {
    "n": ("lat", 1), "s": ("lat", -1), "e": ("lon", 1), "w": ("lon", -1),
    "north": ("lat", 1), "south": ("lat", -1), "east": ("lon", 1), "west": ("lon", -1),
    "北纬": ("lat", 1), "南纬": ("lat", -1), "东经": ("lon", 1), "西经": ("lon", -1),
    "北": ("lat", 1), "南": ("lat", -1), "东": ("lon", 1), "西": ("lon", -1),
    "မြောက်": ("lat", 1), "တောင်": ("lat", -1), "အရှေ့": ("lon", 1), "အနောက်": ("lon", -1),
}  # fmt: skip
_HEMI = "|".join(sorted(map(re.escape, _HEMISPHERES), key=len, reverse=True))
_PART = r"\d+(?:[.,]\d+)?"
_CORE = (
    rf"(?P<sign{{0}}>[+-])?\s*(?P<degrees{{0}}>{_PART})\s*(?:(?:°|º|˚|deg\.?|d|度|:|\s)\s*"
    rf"(?:(?P<minutes{{0}}>{_PART})\s*(?:'|′|’|‘|m|min|分|:|\s)?\s*"
    rf"(?:(?P<seconds{{0}}>{_PART})\s*(?:\"|″|”|''|’’|′′|s|sec|秒)?)?)?)?"
)
_BEFORE = rf"(?P<side{{0}}>{_HEMI})\s*{_CORE}"
_AFTER = rf"{_CORE}\s*(?P<side{{0}}>{_HEMI})"
_SIGN = r"\s*[,;|/]\s*"


def _one(angle: str, which: str = "") -> str:
    return angle.replace("{0}", which)


_ANGLES = [re.compile(_one(form), re.IGNORECASE) for form in (_BEFORE, _AFTER, _CORE)]
_PAIRS = [
    re.compile(rf"\(?\s*{_one(form, '1')}{between}{_one(form, '2')}\s*\)?", re.IGNORECASE)
    for form, between in ((_BEFORE, r"\s*[,;|/]?\s*"), (_AFTER, r"\s*[,;|/]?\s*"), (_CORE, _SIGN))
]
_PAIR = re.compile(
    r"[(\[]?\s*([+-]?\d+(?:\.\d+)?)°?(?:\s*[,;|/]\s*|\s+)([+-]?\d+(?:\.\d+)?)°?\s*[)\]]?", re.ASCII
)
_PAIR_OF_COMMAS = re.compile(r"\(?\s*([+-]?\d+,\d+)\s*(?:[;|/]|,?\s)\s*([+-]?\d+,\d+)\s*\)?", re.ASCII)


def _degrees(match: re.Match[str], which: str = "") -> tuple[float, str]:
    """Return the degrees of a matched angle and its axis (`lat`, `lon` or empty); NaN where it is none."""
    given = match.groupdict()
    parts = [given[f"{name}{which}"] for name in ("degrees", "minutes", "seconds")]
    values = [float(part.replace(",", ".")) if part else 0.0 for part in parts]
    if values[1] >= 60 or values[2] >= 60:
        return math.nan, ""
    hemisphere = given.get(f"side{which}")
    axis, side = _HEMISPHERES[hemisphere.casefold()] if hemisphere else ("", 1)
    side = -side if given[f"sign{which}"] == "-" else side
    return side * (values[0] + values[1] / 60 + values[2] / 3600), axis


def angle(text: str, decimal: str = "") -> float:
    """Return degrees of a cell: a number, or degrees with minutes, seconds and hemisphere; else NaN."""
    value = number(text, decimal)
    if not math.isnan(value):
        return value
    given = plain(text[:_LONGEST])
    match = next(filter(None, (form.fullmatch(given) for form in _ANGLES)), None)
    return _degrees(match)[0] if match else math.nan


def pair(text: str) -> tuple[float, float]:
    """Return latitude and longitude of one cell that holds both, NaN twice for a text that does not.

    Latitude comes first unless hemispheres say otherwise.
    """
    given = plain(text[:_LONGEST])
    match = _PAIR.fullmatch(given) or _PAIR_OF_COMMAS.fullmatch(given)
    if match:
        return float(match[1].replace(",", ".")), float(match[2].replace(",", "."))
    match = next(filter(None, (form.fullmatch(given) for form in _PAIRS)), None)
    if match:
        (one, axis), (other, further) = _degrees(match, "1"), _degrees(match, "2")
        if (axis, further) == ("lon", "lat"):
            return other, one
        if (axis, further) in (("lat", "lon"), ("", "")):
            return one, other
    return math.nan, math.nan


# -- Names -----------------------------------------------------------------------------------------


def key(name: str) -> str:
    """Return a column's name for comparison: NFC, no capitals, words joined by one underscore."""
    given = unicodedata.normalize("NFC", name.replace("\ufeff", "")).casefold()
    given = re.sub(r"\([^)]*\)|\[[^\]]*\]", "", given)
    return re.sub(r"[\s_\-./:]+", "_", given).strip("_")


def named(wanted: str, names: Iterable[str]) -> str:
    """Return the column of this key, or of its first 10 bytes, as a Shapefile cuts it; else an empty text."""
    by_key: dict[str, str] = {}
    for name in names:
        by_key.setdefault(key(name), name)
    return (by_key.get(wanted) or by_key.get(key(wanted[:10])) or "") if wanted else ""


# -- Zawgyi ----------------------------------------------------------------------------------------
# Zawgyi gives letters of Shan, Mon and Karen another meaning. A cell is taken for it only where the detector
# is nearly sure, where no letter stands that Zawgyi never has, and where the letters that both have come
# with an order of signs that Unicode never has.

ZAWGYI_FROM = 0.95
_BURMESE = re.compile("[\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f]")
_NEVER_ZAWGYI = re.compile("[\u1022\u1028\u1035\u105b-\u105f\u1098-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f]")
_SHARED = re.compile("[\u1060-\u1097]")
# U+1080 is a letter of Shan and, in Zawgyi, the wide ya-yit, which stands before its consonant or below an
# asat. No word of Unicode begins with U+103B.
_ZAWGYI_ORDER = re.compile(
    "\u1039(?![\u1000-\u1021\u1075-\u107f\u1081])|(?:^|\\s)[\u1031\u103b]|\u1080[\u1000-\u1021](?!\u103a)"
)


@lru_cache(maxsize=1)
def _detector() -> Any:
    with warnings.catch_warnings():
        # myanmartools 1.2.1 opens its model by a function that Python calls old.
        warnings.simplefilter("ignore", DeprecationWarning)
        import myanmartools

        return myanmartools.ZawgyiDetector()


def is_zawgyi(text: str) -> bool:
    """Tell whether a text is nearly surely in Zawgyi; text in Shan, Mon or Karen is never taken for it."""
    if text.isascii() or not _BURMESE.search(text) or _NEVER_ZAWGYI.search(text):
        return False
    if _SHARED.search(text) and not _ZAWGYI_ORDER.search(text):
        return False
    return float(_detector().get_zawgyi_probability(text)) > ZAWGYI_FROM  # -inf: not Burmese


def zawgyi_converter() -> Callable[[str], str] | None:
    """Return the function that turns Zawgyi into Unicode through ICU, None where ICU is not installed."""
    try:
        import icu
    except ImportError:
        return None
    turn: Callable[[str], str] = icu.Transliterator.createInstance("Zawgyi-my").transliterate
    return turn
