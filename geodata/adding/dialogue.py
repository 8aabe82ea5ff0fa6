"""Answers to the questions that make a claim: from options alone, or asked for one by one.

How a question reaches a person is not decided here: `ask` and `say` are given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from geodata.adding.drafts import Draft, document_at, documents_of, empty_row, judge
from geodata.adding.questions import QUESTIONS, Ledger, Question, understood
from geodata.datasets.claims import CLAIMS
from geodata.datasets.sources import SOURCES
from geodata.errors import Issue, LedgerError, how_many
from geodata.schema.columns import Kind

Cell = tuple[str, str]
"""A table and a column."""

Answers = Mapping[Cell, str]

WELCOME = (
    "A claim is what one document says of one place. Enter takes what stands in [brackets], or skips the",
    "question; - leaves it empty in any case, ? explains it, < goes back to the one before, Ctrl-C stops.",
    "Nothing is written before you say yes at the end.",
)
_BACK, _EXPLAIN, _EMPTY = "<", "?", "-"
_OF_CELL = {each.cell: each for each in QUESTIONS}
_PARTS = {CLAIMS.name: "The claim", SOURCES.name: "The new document"}
_SOURCE = (CLAIMS.name, "source_id")
_URL = (SOURCES.name, "url")
_ORIGINAL = (SOURCES.name, "syndicated_from")
_ORIGIN = (SOURCES.name, "origin_group")


def corrected(ledger: Ledger, claim_id: str) -> tuple[Draft, Answers]:
    """Return the draft that corrects a claim, and what that claim says: the default answers.

    Raises:
        LedgerError: If the ledger has no such claim.
    """
    row = next((row for row in ledger.bundle.rows[CLAIMS.name] if row["claim_id"] == claim_id), None)
    if row is None:
        raise LedgerError(f"--supersedes: the ledger has no claim {claim_id!r}.")
    said = {cell: row[cell[1]] for cell in _OF_CELL if cell[0] == CLAIMS.name and cell[1] != "claim_id"}
    said[CLAIMS.name, "since_before"] = "yes" if row["since_before"] == "true" else "no"
    return new_draft(ledger).filled(CLAIMS.name, "supersedes", claim_id), said


def new_draft(ledger: Ledger) -> Draft:
    """Return the draft of a claim of which nothing is known yet."""
    return Draft(empty_row(ledger.bundle, CLAIMS.name))


def from_options(ledger: Ledger, draft: Draft, given: Answers, said: Answers) -> Draft:
    """Return the draft with the answers that the options give, and default answers for the others.

    Args:
        ledger: The ledger to which the claim is added.
        draft: What is known of the claim.
        given: Answers by cell; an empty one leaves the cell empty.
        said: Default answers that come before the question's own, as those of a corrected claim.

    Raises:
        LedgerError: With every option that is missing or wrong.
    """
    given, wrong = _with_source(ledger, given), list[str]()
    for question in QUESTIONS:
        cell = question.cell
        if cell == _SOURCE and not (cell in given or said.get(cell)):
            continue  # reported as missing, not taken for a new document
        if cell in given or question.applies(draft):
            text = given[cell] if cell in given else said.get(cell) or question.default(ledger, draft)
            draft = _taken(ledger, draft, question, text, wrong)
    wrong += _copy_of_nothing(ledger, draft, given)
    _refuse(ledger, draft, wrong)
    return draft


def _with_source(ledger: Ledger, given: Answers) -> Answers:
    """Return the answers; where one is about a new document, they also say that the document is new.

    An address alone of a document that the ledger has names that document.
    """
    about_new = [field for table, field in given if table == SOURCES.name]
    if not about_new or given.get(_SOURCE, "").casefold() not in ("", "new"):
        return given
    known = document_at(ledger.bundle, given.get(_URL, ""))
    if known and about_new == [_URL[1]]:
        return {cell: text for cell, text in given.items() if cell != _URL} | {_SOURCE: known["source_id"]}
    return {_SOURCE: ""} | dict(given)


def _taken(ledger: Ledger, draft: Draft, question: Question, text: str, wrong: list[str]) -> Draft:
    """Return the draft with an option's answer in it; `wrong` gets the reason where it cannot be taken."""
    if question.table == SOURCES.name and draft.source is None:
        wrong.append(f"{question.option} is for a new document, and {draft.claim['source_id']!r} is none")
        return draft
    try:
        return question.take(ledger, draft, text)
    except LedgerError as error:
        wrong.append(f"{question.option}: {error}")
        return draft


def _copy_of_nothing(ledger: Ledger, draft: Draft, given: Answers) -> list[str]:
    """Return the fault of a copy that names only the publisher of its original, and no origin."""
    original = draft.cell(*_ORIGINAL)
    known = documents_of(ledger.bundle, original) if original else []
    if _ORIGIN in given or not known or document_at(ledger.bundle, original):
        return []
    some = ", ".join(row["source_id"] for row in known[-3:])
    return [
        f"--syndicated-from: {original!r} has {how_many(len(known), 'document')} in the ledger ({some}): "
        "give the id of the one that this one copies, or else its origin with --origin-group"
    ]


def _refuse(ledger: Ledger, draft: Draft, wrong: list[str]) -> None:
    """Raise an error that names every option that is missing or wrong."""
    said = {line.split(":")[0] for line in wrong}
    issues = [i for i in judge(ledger.bundle, draft, ledger.today).issues if _option(i) not in said]
    empty = [i for i in issues if not i.value and (i.dataset, i.field) in _OF_CELL]
    faults = [f"{_option(i)}: {sentence(i, i.field)}" for i in issues if i not in empty]
    missing = [
        "--start, --as-of or --end" if issue.field == "start" else _option(issue)
        for issue in empty
        if not _OF_CELL[issue.dataset, issue.field].proposal
    ]
    if not (wrong or faults or missing):  # else it could not be worked out for what is named already
        missing = [_option(issue) for issue in empty]
    if missing:
        wrong = [f"missing: {', '.join(missing)}", *wrong]
    if wrong or faults:
        lines = "\n  ".join([*wrong, *faults])
        raise LedgerError(
            f"nothing was written; `python -m geodata add --help` explains each option:\n  {lines}"
        )


def _option(issue: Issue) -> str:
    question = _OF_CELL.get((issue.dataset, issue.field))
    return question.option if question else f"--{issue.field.replace('_', '-')}"


def sentence(issue: Issue, asked: str) -> str:
    """Return a broken rule as a sentence to somebody who has just answered for the column `asked`."""
    rule = issue.rule
    if issue.value and rule.startswith(f"{issue.value} "):
        return f"{rule}."
    if issue.value and not rule.startswith("'"):
        rule = f"{issue.value!r} {rule}"
    elif rule.startswith("must"):
        rule = f"this {rule}"
    if issue.field != asked:
        return f"{issue.field}: {rule}."
    return f"{rule[0].upper()}{rule[1:]}."


@dataclass(slots=True)
class Dialogue:
    """Asks for what options have not given, says at once what is wrong with an answer, and asks again."""

    ledger: Ledger
    ask: Callable[[str], str]
    say: Callable[[str], None]
    given: Answers = field(default_factory=dict)
    said: Answers = field(default_factory=dict)
    _answered: set[Cell] = field(default_factory=set)

    def fill(self, draft: Draft) -> Draft:
        """Return the draft filled, with no rule broken.

        Raises:
            LedgerError: If an option is wrong.
        """
        self.given = _with_source(self.ledger, self.given)
        draft = self._by_options(draft)
        for line in WELCOME:
            self.say(line)
        asked: list[int] = []
        number, part = 0, ""
        while number < len(QUESTIONS):
            question = QUESTIONS[number]
            cell = question.cell
            if cell not in self.given and question.applies(draft):
                if part != question.table:
                    part = question.table
                    self.say(f"\n{_PARTS[part]}")
                answer = self._answer(question, draft)
                if answer is None:
                    number = asked.pop() if asked else number
                    self._answered.discard(QUESTIONS[number].cell)
                    continue
                draft = answer
                asked.append(number)
            elif cell not in self.given and draft.cell(*cell):
                draft = draft.filled(*cell, "")  # answered before its question ceased to apply
            number += 1
        return self._mended(draft)

    def _by_options(self, draft: Draft) -> Draft:
        wrong: list[str] = []
        for cell, text in self.given.items():
            draft = _taken(self.ledger, draft, _OF_CELL[cell], text, wrong)
            self._answered.add(cell)
        wrong += [f"{_option(issue)}: {sentence(issue, issue.field)}" for issue in self._faults(draft)]
        if wrong:
            raise LedgerError("\n  ".join(["nothing was asked yet, an option is wrong:", *wrong]))
        return draft

    def _mended(self, draft: Draft) -> Draft:
        """Ask again for what only the whole row shows to be wrong."""
        while issues := judge(self.ledger.bundle, draft, self.ledger.today).issues:
            issue = issues[0]
            question = _OF_CELL.get((issue.dataset, issue.field))
            if question is None:
                raise LedgerError(f"{issue.field}: {sentence(issue, issue.field)}")
            self.say(f"  {sentence(issue, issue.field)}")
            draft = self._answer(question, draft) or draft
        return draft

    def _answer(self, question: Question, draft: Draft) -> Draft | None:
        """Return the draft with the question answered, None where the one before is to be asked again."""
        cell = question.cell
        default = self._default(question, draft)
        while True:
            text = self.ask(f"{question.asks(draft)}{f' [{default}]' if default else ''}: ").strip()
            if text == _BACK:
                return None
            if text == _EXPLAIN:
                for line in question.explained(self.ledger, draft):
                    self.say(f"  {line}")
                continue
            try:
                taken = question.take(self.ledger, draft, "" if text == _EMPTY else text or default)
            except LedgerError as error:
                self.say(f"  {error}")
                continue
            self._answered.add(cell)
            faults = list(self._faults(taken, cell))
            for issue in faults:
                self.say(f"  {sentence(issue, question.field)}")
                self._show_the_way(issue, cell)
            if not faults:
                if read_as := understood(self.ledger, taken, question):
                    self.say(f"  {read_as}")
                return taken

    def _show_the_way(self, issue: Issue, asked: Cell) -> None:
        """Say how to change the answer to an earlier question, where that is what is wrong."""
        cell = issue.dataset, issue.field
        if cell == asked or cell not in _OF_CELL:
            return
        if cell in self.given:
            self.say(f"  It was given as {_option(issue)}: Ctrl-C stops, then run it with another one.")
        else:
            self.say(f"  Was “{_OF_CELL[cell].label}” wrong? Answer < until it is asked again.")

    def _default(self, question: Question, draft: Draft) -> str:
        """Return what Enter means: what was answered before, said by a corrected claim, or is usual."""
        cell = question.cell
        if cell == _SOURCE and draft.source is not None:
            return ""  # the new document, again
        before = draft.cell(*cell)
        if question.column.kind is Kind.FLAG and before:
            before = "yes" if before == "true" else "no"
        return before or self.said.get(cell) or question.default(self.ledger, draft)

    def _faults(self, draft: Draft, asked: Cell | None = None) -> Iterator[Issue]:
        """Yield the rules that the answers so far break; an empty cell may still be filled."""
        for issue in judge(self.ledger.bundle, draft, self.ledger.today).issues:
            cell = issue.dataset, issue.field
            empty = not draft.cell(*cell)
            required = cell == asked and _OF_CELL[cell].column.required
            if cell == _SOURCE and draft.source is not None:
                required = False  # the new document gets its id once more is known of it
            if cell in self._answered and (required or not empty):
                yield issue
