"""Foreign text reaches the page as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.wording.text import Run, escape, markdown, source_icon


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("![](http://host/p.png)", "\\!\\[\\]\\(http\\:\u2060\\/\\/host\\/p\\.png\\)"),
        ("# Title\n- item", r"\# Title \- item"),
        (":red[x] $y$", r"\:red\[x\] \$y\$"),
        ("<img onerror=1>", r"\<img onerror\=1\>"),
        ("1. One, two; 3. 'www.x.com'.", "1\\. One, two; 3. 'www\u2060\\.x\\.com'."),
        ("who@host.org, 5 @ 3", "who\\@\u2060host\\.org, 5 \\@ 3"),
        ("2024. It began", r"2024\. It began"),
        ("ပန်ဝါ 板瓦", "ပန်ဝါ 板瓦"),
        ("a\0b\u202ec", "a b c"),
    ],
)
def test_markup_is_shown_not_obeyed(text: str, safe: str) -> None:
    assert escape(text) == safe


@given(st.text())
def test_every_punctuation_mark_is_escaped_and_nothing_is_long(text: str) -> None:
    safe = escape(text, 50)
    assert "\n" not in safe and len(safe) <= 100
    bare = safe.replace("\\\\", "")
    for mark in "!*[]()<>`_#$:|":
        assert f"\\{mark}" in bare or mark not in bare


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "http://[::1", "", "//host", "https://"]
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert source_icon(url) == ""
    assert markdown(Run("a", address=url)) == "a"


def test_an_address_cannot_end_its_own_link() -> None:
    assert source_icon("https://a.b/x)y ![](z") == "[:material/open_in_new:](https://a.b/x%29y%20!%5B%5D%28z)"
