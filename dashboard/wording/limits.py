"""What who asks a server is told where it does not answer: a host, a site, too much at once."""

from __future__ import annotations

from dashboard.question.fault import printable
from dashboard.wording.language import figure, later, say

_MB = 2**20

LONG_ADDRESS = later("The address is too long to be read: give at most {most} characters.")
ALL_OPEN = later(
    "This server has as many pages open as it holds, {most}. Close one that you do not need, or leave this "
    "one open: it goes on once there is room."
)
YOURS_OPEN = later(
    "Your network address has as many pages open as one may have, {most}. Close one that you do not need: "
    "then this one goes on."
)
TOO_MANY_REQUESTS = later(
    "Your network address asks for more than this server answers it, which is {most} requests a second, and "
    "many of them wait already. Ask again in a few seconds."
)
TOO_MANY_ASKED = later(
    "Your network address asks for too much at once: {most} answers wait already. Ask again in a few seconds."
)
TOO_MANY_FILES = later("This visit has {most} files that were not read yet. Remove one, or reload the page.")
YOUR_FILES = later("The files of one visit may have {most} MB together. Remove one before you give another.")
ALL_FILES = later(
    "This server holds as many files of readers as it may. Your file was not taken. Give it again in some "
    "minutes."
)


def other_host(host: str) -> str:
    """Return that a host is not answered, and what whoever runs the server can do."""
    return say(
        "This server does not answer for the host “{host}”. If that is its name, whoever runs it can list it "
        "in the setting “hosts”.",
        host=printable(host),
    )


def other_site(origin: str) -> str:
    """Return that a page of another site may not do what it asks for."""
    return say(
        "A page of “{origin}” may not do that here. Open this page at its own address. If that is its own, "
        "whoever runs the server can set it as “address”.",
        origin=printable(origin),
    )


def large_file(most: int) -> str:
    """Return that a file is too large; `most` is in bytes."""
    return say("A file may have at most {most} MB. This one was not taken.", most=figure(most / _MB))
