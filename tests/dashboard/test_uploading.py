"""Files of readers' own are counted while they come in: of one file, of one session, of all together."""

from __future__ import annotations

from typing import Any

import anyio
import pytest
from starlette.exceptions import HTTPException

from dashboard.page import uploads
from dashboard.page.uploads import Upload, Uploads
from dashboard.service.uploading import FILES, Held, UploadGuard
from dashboard.settings import Settings
from geodata.imports.layer import LIMITS

MB = 2**20
NOTHING = Held(0, 0, 0)


def refused(pieces: int, held: Held) -> tuple[int, str]:
    """Return how many pieces were read before the rest was refused, and why it was."""
    read, said = 0, ""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": bytes(MB), "more_body": True}

    async def taking(scope: Any, receive: Any, send: Any) -> None:
        nonlocal read
        for _ in range(pieces):
            await receive()
            read += 1

    guard = UploadGuard(taking, Settings(upload_mb=5, uploads_mb=300), lambda session: held)
    scope = {"type": "http", "method": "PUT", "path": "/maps/_stcore/upload_file/s/f"}
    try:
        anyio.run(guard, scope, receive, None)
    except HTTPException as error:
        assert error.status_code == 413
        said = error.detail
    assert not guard._coming, "nothing is kept of what came"
    return read, said


def test_what_fits_is_read_to_its_end() -> None:
    assert refused(5, NOTHING) == (5, "")


@pytest.mark.parametrize(
    ("held", "read", "why"),
    [
        (NOTHING, 6, "at most 5 MB"),
        (Held(FILES, 0, 0), 0, "20 files"),
        (Held(1, LIMITS.session_bytes - MB, 0), 2, "240 MB together"),
        (Held(0, 0, 298 * MB), 2, "as many files of readers as it may"),
    ],
)
def test_what_is_too_much_is_refused_while_it_comes(held: Held, read: int, why: str) -> None:
    count, sentence = refused(100, held)
    assert count == read and why in sentence


def test_files_of_one_session_that_come_at_once_count_together() -> None:
    reading = [0]

    async def tried() -> int:
        refusals = 0
        guard: UploadGuard

        async def receive() -> dict[str, Any]:
            await anyio.sleep(0)
            return {"type": "http.request", "body": bytes(MB), "more_body": True}

        async def taking(scope: Any, receive: Any, send: Any) -> None:
            for _ in range(4):
                await receive()
                reading[0] += 1
            await anyio.sleep(0.01)

        guard = UploadGuard(
            taking, Settings(upload_mb=5), lambda _: Held(1, LIMITS.session_bytes - 6 * MB, 0)
        )

        async def bring() -> None:
            nonlocal refusals
            try:
                await guard(
                    {"type": "http", "method": "PUT", "path": "/_stcore/upload_file/s/f"}, receive, None
                )
            except HTTPException:
                refusals += 1

        async with anyio.create_task_group() as tasks:
            for _ in range(3):
                tasks.start_soon(bring)
        return refusals

    assert anyio.run(tried) >= 1
    assert reading[0] <= 7 + 4


def test_files_that_visits_keep_count_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    mine, other = Uploads(), Uploads()
    monkeypatch.setattr(uploads, "_FOUND", {mine.token: mine, other.token: other})
    mine.add(Upload.of("a.csv", bytes(10)))
    other.add(Upload.of("b.csv", bytes(7)))
    assert uploads.held() == 17


def test_what_brings_no_file_is_not_counted() -> None:
    async def tried(method: str, path: str) -> Any:
        given: list[Any] = []

        async def app(scope: Any, receive: Any, send: Any) -> None:
            given.append(receive)

        await UploadGuard(app, Settings())({"type": "http", "method": method, "path": path}, "as it is", None)  # type: ignore[arg-type]
        return given[0]

    assert anyio.run(tried, "GET", "/_stcore/upload_file/s/f") == "as it is"
    assert anyio.run(tried, "PUT", "/elsewhere") == "as it is"
