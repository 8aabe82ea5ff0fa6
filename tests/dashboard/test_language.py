"""Messages: named values, plural forms, lists; the pseudo-language; texts with hues on every surface."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.extract import extract_from_dir

from dashboard.wording import dates, domain, language
from dashboard.wording.language import listed, listed_or, number, say, say_plural
from dashboard.wording.text import Run, Text, coloured, escape, joined, markdown, say_text
from geodata.catalog import Catalog


def test_a_message_takes_its_values_by_name_and_never_reads_them_as_messages() -> None:
    assert say("{place} is closed", place="{other} [x]") == "{other} [x] is closed"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "no places"), (1, "one place"), (12, "twelve places"), (1300, "1,300 places")]
)
def test_a_count_chooses_its_form(count: int, text: str) -> None:
    assert say_plural("{count} place", "{count} places", count) == text


def test_lists_are_those_of_running_text() -> None:
    assert [listed(list("ABC")[:n]) for n in range(4)] == ["", "A", "A and B", "A, B and C"]
    assert listed_or(["A", "B", "C"]) == "A, B or C"


def test_the_pseudo_language_brackets_and_lengthens_each_message() -> None:
    with language.speaking(language.PSEUDO):
        assert language.current() == "pseudo"
        text = say("{place} is closed", place="Muse")
        assert (
            text.startswith("[Muse is closed ")
            and text.endswith("]")
            and len(text) > len("Muse is closed") * 4 / 3
        )
        assert number(3).startswith("[three")
        assert say_plural("{count} place", "{count} places", 2).startswith("[[two")
    assert say("{place} is closed", place="Muse") == "Muse is closed"


def test_a_language_without_messages_is_refused() -> None:
    with pytest.raises(FileNotFoundError), language.speaking("xx"):
        pass


def test_a_text_keeps_hues_weights_and_links_through_a_message(catalog: Catalog) -> None:
    holder = Run("KIA", actor="kia", strong=True)
    text = say_text("{holder}, since {day}", holder=holder, day=Run("13 Nov 2024", strong=True))
    assert str(text) == "KIA, since 13 Nov 2024"
    assert markdown(text) == ":blue[**KIA**], since **13 Nov 2024**"
    assert markdown(text.quiet()) == ":blue[**KIA**]:gray[, since] :gray[**13 Nov 2024**]"


def test_foreign_letters_mean_nothing_in_markdown() -> None:
    assert markdown("![x](https://evil.example) :red[a]") == escape("![x](https://evil.example) :red[a]")
    assert markdown(Run("open", address="javascript:alert(1)")) == "open"


def test_lines_and_signs_stand_between_texts_that_are_not_empty() -> None:
    assert str(joined(["a", "", Text(), "b"], " · ")) == "a · b"
    assert markdown(joined(["a", "b"], "\n")) == "a  \nb"


def test_codes_of_actors_have_their_hue_in_any_plain_text(catalog: Catalog) -> None:
    text = coloured("The KIA, not KIAX, beside BGF + SAC.", catalog)
    assert str(text) == "The KIA, not KIAX, beside BGF + SAC."
    assert [run.actor for run in text.runs if run.actor] == ["kia", "kbgf", "sac"]


def test_what_joins_burmese_letters_stays_and_what_turns_text_about_goes() -> None:
    assert escape("မြန်\u200bမာ\u200d") == "မြန်\u200bမာ\u200d"
    assert escape("a\u202eb\u2066c") == "a b c"


KEYWORDS = {"say": None, "later": None, "say_text": None, "say_plural": (1, 2), "say_text_plural": (1, 2)}


def messages() -> dict[str, str]:
    """Return every message that Babel finds, with the file that has it."""
    folder = Path(language.__file__).parent
    found = extract_from_dir(folder, [("**.py", "python")], keywords=KEYWORDS)
    return {
        text: Path(name).name
        for name, _, message, *_ in found
        for text in ((message,) if isinstance(message, str) else message)
    }


def test_every_message_is_whole_and_its_values_have_names() -> None:
    every = messages()
    assert len(every) > 300
    for text, name in every.items():
        assert text == text.strip() and text, f"{name}: {text!r} begins or ends with a blank"
        places = re.findall(r"\{([^}]*)\}", text)
        assert all(re.fullmatch(r"[a-z_]+", place) for place in places), f"{name}: {text!r}"
        letters = re.sub(r"\{\w+\}|[\W_]", "", text)
        assert letters or len(places) > 1, f"{name}: {text!r} has no words"


def test_the_domain_s_sentences_are_messages_too() -> None:
    every = [text for _, _, text, _ in domain.extract()]
    assert len(every) == len(set(every)) > 60
    assert "{" not in "".join(every)


@pytest.mark.parametrize("number", range(1, 13))
def test_days_are_written_as_cldr_has_them(number: int) -> None:
    day = date(2024, number, 9)
    assert dates.long_day(day) == format_date(day, "d MMMM y", locale="en_GB")
    assert dates.month(day) == format_date(day, "MMMM y", locale="en_GB")
    short = format_date(day, "d MMM y", locale="en_GB").replace("Sept", "Sep")
    assert dates.show_day(day) == short


@pytest.mark.parametrize("count", range(1, 5))
def test_lists_are_written_as_cldr_has_them(count: int) -> None:
    words = list("ABCD")[:count]
    assert listed(words) == format_list(words, "standard", locale="en_GB")
    assert listed_or(words) == format_list(words, "or", locale="en_GB")
