"""What is said of each kind of difference between two answers, of one place and of several."""

from __future__ import annotations

from dashboard.comparison import Kind

Phrase = tuple[str, str]
"""What is said of one and of several."""

RECORD = {
    Kind.NO_CLAIM: ("{} has no accepted claim any more", "{} have no accepted claim any more"),
    Kind.NOW_KNOWN: ("{} has a claim where there was none", "{} have a claim where there was none"),
    Kind.FIRST_CLAIM: ("{} has its first claim", "{} have their first claim"),
}
BY_EVIDENCE = {
    Kind.READ_OTHERWISE: ("one place is read otherwise ({})", "{} are read otherwise"),
    Kind.NO_CLAIM: ("{} has no accepted claim", "{} have no accepted claim"),
    Kind.NOW_KNOWN: ("{} has a claim where there was none", "{} have a claim where there was none"),
}
GATES = RECORD | {
    Kind.SETTLED: ("{} was settled", "{} were settled"),
    Kind.CHANGING: ("{} was changing", "{} were changing"),
    Kind.CONTESTED: ("{} became contested", "{} became contested"),
}
GATES_BY_EVIDENCE = BY_EVIDENCE | {
    Kind.READ_OTHERWISE: ("{} is read otherwise", "{} are read otherwise"),
}
