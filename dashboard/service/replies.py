"""Replies of the server's own pages: which form is wanted, HTML from a template, what is not changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from dashboard import settings
from dashboard.look.theme import DARK, LIGHT
from dashboard.question.public import public
from dashboard.wording import language
from dashboard.wording.page import NAME

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"

HTML, JSON = "text/html", "application/json"
_ASK_AGAIN = "public, max-age=60"
"""A reply may be used again for a minute; after that its mark says whether it is still the same."""


def best(accept: str, offered: Mapping[str, str]) -> str:
    """Return the name of the form that a reader wants most, by the header Accept (RFC 9110, 12.5.1).

    Args:
        accept: The header; empty takes anything.
        offered: Media type by name; the first is given to who takes anything, or none of them.
    """
    wanted: list[tuple[str, float]] = []
    for part in accept.split(","):
        kind, *rest = (each.strip().casefold() for each in part.split(";"))
        quality = next((each[2:] for each in rest if each.startswith("q=")), "1")
        try:
            wanted.append((kind, float(quality)))
        except ValueError:
            wanted.append((kind, 0.0))

    def liked(media_type: str) -> float:
        whole = f"{media_type.partition('/')[0]}/*"
        for each in (media_type, whole, "*/*"):
            if found := [quality for kind, quality in wanted if kind == each]:
                return found[0]
        return 0.0

    names = list(offered)
    return max(names, key=lambda name: (liked(offered[name]), -names.index(name)))


def render(template: str, **values: Any) -> str:
    """Return a template of the folder `templates` filled with values; every text in it is escaped."""
    return (
        _environment()
        .get_template(template)
        .render(**values, light=LIGHT, dark=DARK, lang=language.current()[:2], brand=NAME())
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    # Only once such a page is opened.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["code"] = _with_code
    # Without the context, Jinja 3.1.6 asks a filter of a constant once, when it reads the template.
    made.filters["at"] = pass_context(lambda context, path: settings.at(path))
    return made


def _with_code(text: str) -> Any:
    """Return a text in which what stands between backticks is code; the rest of it is escaped."""
    from markupsafe import Markup, escape

    parts = [escape(part) for part in text.split("`")]
    if len(parts) % 2 == 0:  # one of them is alone
        return escape(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if at % 2 else part for at, part in enumerate(parts)
    )


def json_text(value: object) -> str:
    """Return a value as JSON that people can read too."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def reply(request: Request, content: str | bytes, media_type: str, **more: str) -> Response:
    """Return content with a mark; empty where the reader has it already. Other sites may read it.

    Args:
        request: What was asked.
        content: The reply; a text is UTF-8.
        media_type: Its media type.
        **more: Other headers, with `_` for `-`.
    """
    body = content.encode() if isinstance(content, str) else content
    mark = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {
        "ETag": mark,
        "Cache-Control": _ASK_AGAIN,
        "Vary": "Accept, Host",
        "Access-Control-Allow-Origin": "*",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    had = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if mark in had:
        return Response(status_code=304, headers=headers)
    kind = f"{media_type}; charset=utf-8" if isinstance(content, str) else media_type
    return Response(body, headers=headers, media_type=kind)


def attachment(name: str) -> str:
    """Return the header Content-Disposition that saves a reply as a file; the name is plain ASCII."""
    safe = "".join(each if each.isascii() and (each.isalnum() or each in "-.") else "-" for each in name)
    return f'attachment; filename="{safe}"'


def here(request: Request) -> str:
    """Return the address of this server's root as others reach it, without a slash at its end."""
    return settings.current().address or str(request.base_url).rstrip("/")


def cited_from(request: Request) -> str:
    """Return the same for a citation: empty where only this machine can open it."""
    return public(here(request))
