"""Words for those who do not see a picture, put into an SVG."""

from __future__ import annotations

from xml.sax.saxutils import escape


def svg(picture: str, title: str, alt: str) -> str:
    """Return an SVG document with title and description, which screen readers read out."""
    start = picture.index("<svg")
    end = picture.index(">", start)
    told = f'<title id="title">{_plain(title)}</title><desc id="desc">{_plain(alt)}</desc>'
    roles = ' role="img" lang="en" aria-labelledby="title desc"'
    return f"{picture[:end]}{roles}>{told}{picture[end + 1 :]}"


def _plain(text: str) -> str:
    """Return text fit for XML: escaped, and without the characters that it forbids."""
    return escape("".join(char if char.isprintable() else " " for char in text))
