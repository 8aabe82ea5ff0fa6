"""Programs of other houses that tests call."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest


def needed(program: str) -> str:
    """Return the path of a program; without it the test is skipped, except where CI promises it."""
    path = shutil.which(program)
    if path is None:
        reason = f"{program} is not installed"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def office(folder: Path, files: Sequence[Path], form: str, *options: str) -> Path:
    """Convert files with LibreOffice, and return the folder with what it made."""
    out = folder / "opened"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        [needed("soffice"), profile, "--headless", *options, "--convert-to", form, "--outdir", out, *files],
        capture_output=True,
        check=True,
        timeout=600,
    )
    return out
