"""Files from the tests of other projects, put into the real page one after the other."""

from __future__ import annotations

from functools import partial

import pytest
from playwright.sync_api import Locator

from geodata.catalog import open_catalog
from tests.browser.visits import NewVisit, settle, until
from tests.test_corpus import CORPUS, RENAMED, manifest, outcome

pytestmark = pytest.mark.skipif(
    not (CORPUS / "MANIFEST.tsv").is_file(), reason="the files of other projects are not on this machine"
)


def answered(remove: Locator, refusals: Locator, said: list[str]) -> bool:
    """Tell whether a file is on the page, or refused by another sentence than the one before."""
    now = refusals.all_inner_texts()
    return bool(remove.count() or (now and now != said))


@pytest.mark.slow
def test_each_core_file_is_read_or_refused_in_the_page_as_without_it(new_visit: NewVisit) -> None:
    catalog = open_catalog()
    page = new_visit(webgl=False).open("/data")
    remove = page.locator(".stButton button", has_text="Remove")
    refusals = page.locator("[data-testid='stAlertContentError']")
    wrong = []
    for row in manifest():
        if row["tier"] != "core" or int(row["bytes"]) > 5_000_000:
            continue
        path = CORPUS / row["path"]
        name = path.name if row["format"] not in RENAMED else path.stem + RENAMED[row["format"]]
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": path.read_bytes()}
        said = refusals.all_inner_texts()
        page.locator('.st-key-own_upload input[type="file"]').set_input_files(file)
        until(page, partial(answered, remove, refusals, said))
        settle(page)
        refused = not remove.count()
        if page.locator("[data-testid='stException']").count():
            wrong.append((row["path"], "a traceback"))
        if refused != (outcome(row, catalog).kind == "reject with clear error"):
            wrong.append((row["path"], f"refused: {refused}"))
        if not refused:
            remove.first.click()
            remove.first.wait_for(state="detached")
            settle(page)
    assert not wrong
