"""What the cells say: Zawgyi, codes, statements that contradict each other, people at risk, known kinds."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from geodata.errors import how_many
from geodata.imports import celltexts
from geodata.imports.columns import EXCLUSIVE
from geodata.imports.draft import Draft, Found
from geodata.imports.known import CLAIMS, HXL
from geodata.imports.layer import cleaned
from geodata.imports.rules.counted import AT, counted, examples_of

# -- Texts -----------------------------------------------------------------------------------------


def zawgyi(draft: Draft) -> Found | None:
    """Tell how many cells are in Zawgyi."""
    if not draft.zawgyi or draft.converted:
        return None
    how = (
        "Set zawgyi to true to turn it into Unicode."
        if draft.converted is not None
        else "It cannot be turned into Unicode here: ICU is not installed (PyICU-binary). Convert it first."
    )
    cells = how_many(draft.zawgyi, "cell")
    return Found(draft.zawgyi, None, {"cells": cells, "how": how}, draft.zawgyi_examples)


def converted(draft: Draft) -> Found | None:
    """Tell how many cells were turned from Zawgyi into Unicode."""
    if not draft.converted:
        return None
    return Found(draft.converted, None, {"cells": how_many(draft.converted, "cell")}, draft.zawgyi_examples)


def digits(draft: Draft) -> Found | None:
    """Find days and coordinates in Burmese or full-width digits."""
    mask = draft.positions.foreign_digits.copy()
    for role in ("first", "last"):
        if role in draft.roles:
            column = draft.found(draft.roles[role])
            if not celltexts.all_ascii(column.texts):
                foreign = np.array([celltexts.has_foreign_digits(each) for each in column.texts], dtype=bool)
                mask |= column.spread(foreign, False)
    return counted(mask, examples_of(draft, mask, *AT, "first"))


_CODE_COLUMN = re.compile(r"(?:^|_)p_?codes?$|pcode|(?:^|_)adm(?:in)?\d_code$")
_CODE = re.compile(r"MMR(?:(?:\d{3}){1,4}|\d{3}D\d{3})|\d{6}", re.ASCII)
_CODE_LIKE = re.compile(r"(?:MMR)?\d{1,15}(?:\.0+)?", re.ASCII | re.IGNORECASE)


def codes(draft: Draft) -> Found | None:
    """Find P-codes that became numbers or lost zeros."""
    mask = np.zeros(draft.number, dtype=bool)
    shown: list[str] = []
    columns: list[str] = []
    for name in draft.cells:
        if not _CODE_COLUMN.search(celltexts.key(name)):
            continue
        column = draft.found(name)
        given = [text.strip() for text in column.texts]
        bad = np.array([bool(_CODE_LIKE.fullmatch(t)) and not _CODE.fullmatch(t) for t in given], dtype=bool)
        if bad.any():
            mask |= column.spread(bad, False)
            shown += [text for text, wrong in zip(given, bad, strict=True) if wrong][:3]
            columns.append(cleaned(name, 40))
    return counted(mask, shown, columns=", ".join(columns))


# -- Statements ------------------------------------------------------------------------------------


def overlaps(draft: Draft) -> Found | None:
    """Find rows whose place has another holder on some of the same days."""
    if not {"place", "actor", "first", "last"} <= draft.roles.keys():
        return None
    column = draft.cells[draft.roles["actor"]]
    who = np.where(draft.actors == "", column, draft.actors)
    where = draft.cells[draft.roles["place"]]
    use = ~np.isnat(draft.first) & ~np.isnat(draft.last) & ~pd.isna(who) & ~pd.isna(where)
    if draft.kind.shape in CLAIMS:
        by_key = {celltexts.key(name): column for name, column in draft.cells.items()}
        # Of the short form, which may leave these out, only what names an actor says who holds the place.
        use &= by_key["dimension"] == "control" if "dimension" in by_key else draft.actors != ""
        if "stance" in by_key:
            use &= np.isin(pd.Series(by_key["stance"]).fillna("asserts"), ["asserts", ""])
        if "share" in by_key:
            use &= ~np.isin(by_key["share"].astype(str), ["joint", "contested"])
    elif celltexts.key(draft.roles["actor"]) not in EXCLUSIVE:
        return None
    index = np.flatnonzero(use)
    if len(index) < 2:
        return None
    frame = pd.DataFrame(
        {
            "row": index,
            "place": [celltexts.key(str(each)) for each in where[index]],
            "who": who[index],
            "first": draft.first[index].astype("int64"),
            "last": draft.last[index].astype("int64"),
        }
    ).sort_values(["place", "first", "row"], kind="stable")
    mask = np.zeros(draft.number, dtype=bool)
    until: dict[str, dict[Any, tuple[int, int]]] = {}
    for row, place, holder, first, last in frame.itertuples(index=False):
        others = until.setdefault(place, {})
        for other, (end, other_row) in others.items():
            if other != holder and end >= first:
                mask[[row, other_row]] = True
        if holder not in others or others[holder][0] < last:
            others[holder] = last, row
    return counted(mask, examples_of(draft, mask, "place", "actor", "first", "last"))


def sourceless(draft: Draft) -> Found | None:
    """Find rows without a source."""
    if "source" not in draft.roles:
        return None
    return counted(~draft.found(draft.roles["source"]).filled, column=cleaned(draft.roles["source"], 60))


def strange_actors(draft: Draft) -> Found | None:
    """Find names of actors that are none of the ledger's."""
    if "actor" not in draft.roles or draft.kind.shape in CLAIMS:
        return None
    column = draft.found(draft.roles["actor"])
    mask = column.filled & (draft.actors == "")
    names = dict.fromkeys(draft.cells[draft.roles["actor"]][i] for i in np.flatnonzero(mask))
    return counted(mask, names, names=how_many(len(names), "name"))


_PRIVATE_WORDS = """
idp idps camp camps shelter shelters refugee refugees displaced phone phones mobile telephone tel contact
passport nrc victim victims witness informant household beneficiary beneficiaries email surname fullname
clinic clinics hospital hospitals patient patients
"""
_PRIVATE_NAMES = frozenset(_PRIVATE_WORDS.split())
_PRIVATE_PARTS = (
    *("full_name", "first_name", "last_name", "person_name", "name_of_person", "phone"),
    *("ဖုန်း", "ဒုက္ခသည်", "စစ်ဘေးရှောင်", "ဆေးရုံ", "ဆေးခန်း"),
    *("电话", "难民", "营地", "姓名", "医院", "诊所"),
)
_PRIVATE = re.compile(
    r"\bidps?\b|\bdisplaced\b|\brefugees?\b|\bshelters?\b|\bclinics?\b|\bhospitals?\b"
    r"|စစ်ဘေးရှောင်|ဒုက္ခသည်|ဆေးရုံ|ဆေးခန်း|难民|医院|诊所"
    r"|(?<!\d)(?:\+?95[\s-]?9|09)(?:[\s-]?\d){7,9}(?!\d)",
    re.IGNORECASE,
)
_LOOKED_THROUGH = 20_000
_SHORT = 60


def sensitive(draft: Draft) -> Found | None:
    """Find exact positions beside camps, displaced people, or persons."""
    mask = np.zeros(draft.number, dtype=bool)
    columns: list[str] = []
    at = draft.points & draft.precise
    if not at.any():
        return None
    published = draft.kind.known is not None and bool(draft.kind.known.licence)
    own = frozenset(map(celltexts.key, draft.kind.known.header)) if draft.kind.known else frozenset()
    for name, column in draft.cells.items():
        name_key = celltexts.key(name)
        if name_key in own:
            continue  # a column of the kind: ActionGeo_FullName is a place
        if _PRIVATE_NAMES & set(name_key.split("_")) or any(part in name_key for part in _PRIVATE_PARTS):
            filled = ~pd.isna(column)
        elif published:
            continue  # its values are out already
        else:
            filled = np.zeros(draft.number, dtype=bool)
            head = column[:_LOOKED_THROUGH]
            if not _PRIVATE.search("\n".join(map(str, filter(None, head)))):
                continue
            filled[: len(head)] = [
                each is not None and len(each) <= _SHORT and bool(_PRIVATE.search(each)) for each in head
            ]
        if (filled & at).any():
            mask |= filled & at
            columns.append(cleaned(name, 40))
    return counted(mask, columns=", ".join(columns))


# -- What is worth knowing -------------------------------------------------------------------------


def known(draft: Draft) -> Found | None:
    """Tell which known kind of table this is."""
    known = draft.kind.known
    if known is None:
        return None
    return Found(
        draft.number, None, {"title": known.title, "terms": f" {known.licence}" if known.licence else ""}
    )


def not_shared(draft: Draft) -> Found | None:
    """Tell that the rows may not be passed on."""
    known = draft.kind.known
    return Found(draft.number, None, {"title": known.title}) if known and not known.shareable else None


def no_header(draft: Draft) -> Found | None:
    """Tell that the header was supplied."""
    if not draft.kind.headerless or draft.kind.known is None:
        return None
    return Found(1, None, {"title": draft.kind.known.title})


def tags(draft: Draft) -> Found | None:
    """Tell that a row of tags was taken out."""
    rows = sum(each.rule == HXL for each in draft.kind.table.set_aside)
    return Found(rows) if rows else None
