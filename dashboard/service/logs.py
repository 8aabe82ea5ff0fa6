"""The lines of the log: sentences for people, or one JSON object each for programs.

All that this process logs is written by one handler to the standard error: lines of ours, of Streamlit and of
uvicorn. The standard library's formatters are enough for it: a library for JSON lines would save ten lines,
and the fields, the codes of faults and what is left out would still be ours.

No line has a session id, a cookie, a token, an address with its question, or anything of a file of a
reader's own.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from dashboard.page import fault_codes, store
from dashboard.settings import Log

_SESSION = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
"""How Streamlit's session ids look. Who has one can take part in that visit."""
_TEXT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_HIDDEN = "…"


class Lines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message; of a fault its code and traceback too."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as JSON."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {
            "time": time.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_sessions(record.getMessage()),
            **fields(record),
        }
        if error := _error(record):
            line |= {"code": fault_codes.code(error), "traceback": without_sessions(told(error))}
        return json.dumps(line, ensure_ascii=False, default=str)


class Sentences(logging.Formatter):
    """A line for people; of a fault its code is named and the traceback follows."""

    def __init__(self) -> None:
        super().__init__(_TEXT)

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as text."""
        record.message = record.getMessage()
        record.asctime = self.formatTime(record, self.datefmt)
        text = self.formatMessage(record)
        if error := _error(record):
            text += f" [{fault_codes.code(error)}]\n{told(error).rstrip()}"
        return without_sessions(text)


def fields(record: logging.LogRecord) -> Mapping[str, Any]:
    """Return what a line says beside its sentence: the `fields` of its `extra`."""
    found: Mapping[str, Any] = getattr(record, "fields", {})
    return found


def told(error: BaseException) -> str:
    """Return the traceback of a fault; of a private one where it was and of which kind, without its text."""
    if not fault_codes.is_private(error):
        return "".join(traceback.format_exception(error))
    where = "".join(traceback.format_tb(error.__traceback__))
    return f"{where}{type(error).__name__}: {_HIDDEN}"


def without_sessions(text: str) -> str:
    """Return a text without session ids, should a library name one."""
    return _SESSION.sub(_HIDDEN, text)


def _error(record: logging.LogRecord) -> BaseException | None:
    error = record.exc_info[1] if record.exc_info else None
    if error and store.has_own():
        # Of a page that fails Streamlit logs the fault before anybody else is told of it (1.67.0).
        fault_codes.keep_private(error)
    return error


def _wanted(record: logging.LogRecord) -> bool:
    # uvicorn names each connection with the address of its reader and the whole address asked; `access` does
    # it without them.
    message = str(record.msg)
    named = '"WebSocket ' in message or message in ("connection open", "connection closed")
    # Routes use the page's caches too, whose spinner then has no page to be shown on.
    without_page = message.startswith("Thread '%s': missing ScriptRunContext")
    return not without_page and (record.name != "uvicorn.error" or not named)


def begin(form: Log) -> None:
    """Have all that is logged written in a form, from now on.

    Args:
        form: Sentences leave out the lines of `access`, one a request.
    """
    import streamlit.logger
    import uvicorn.config

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines() if form is Log.JSON else Sentences())
    handler.addFilter(_wanted)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    for name in ("dashboard", "geodata"):
        logging.getLogger(name).setLevel(logging.INFO)
    logging.getLogger("dashboard.service.access").setLevel(
        logging.INFO if form is Log.JSON else logging.WARNING
    )
    # Streamlit gives each logger of its own, and uvicorn's, a handler as it makes it (1.67.0).
    streamlit.logger.setup_formatter = _taken_over
    for logger in streamlit.logger._loggers.values():
        _taken_over(logger)
    # uvicorn sets up its loggers as it starts, from this table.
    loggers = {name: {"level": "INFO"} for name in ("uvicorn", "uvicorn.error", "uvicorn.access")}
    uvicorn.config.LOGGING_CONFIG["loggers"] = loggers
    # Python's warnings are for who develops, and may quote a value of a file that is being read.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.CRITICAL)
    if form is Log.JSON:
        sys.excepthook = _unforeseen
        threading.excepthook = lambda args: _unforeseen(args.exc_type, args.exc_value, args.exc_traceback)


def say(sentence: str, form: Log, *, odd: bool = False) -> None:
    """Tell whoever starts the server something, on the terminal or as a line of the log.

    Args:
        sentence: What is told.
        form: What lines of the log are.
        odd: Whether it is something to look into.
    """
    if form is Log.JSON:
        logging.getLogger("dashboard").log(logging.WARNING if odd else logging.INFO, sentence)
    else:
        print(sentence, file=sys.stderr if odd else sys.stdout, flush=True)


def _taken_over(logger: logging.Logger) -> None:
    """Have a logger's lines written by the one handler."""
    logger.handlers.clear()
    logger.propagate = True


def _unforeseen(kind: type[BaseException], error: BaseException | None, trace: Any) -> None:
    if error is None or issubclass(kind, KeyboardInterrupt | SystemExit):
        sys.__excepthook__(kind, error or kind(), trace)
    else:
        logging.getLogger(__name__).critical("nothing caught a fault", exc_info=error)
