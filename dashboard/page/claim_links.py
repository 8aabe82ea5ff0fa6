"""Where the id of a claim leads: to the page of that claim, under the rule and the ledger of this page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from dashboard import settings
from dashboard.page import store
from dashboard.question import link
from dashboard.question.view import View
from dashboard.wording.claim_page import claim_address
from dashboard.wording.text import Run, escape, markdown


def claim_links(view: View) -> Callable[[str], str]:
    """Return what gives the address of a claim's page for a question, by the id of the claim.

    That is empty for a claim of the reader's own, and for what is no claim.
    """
    choices, asked_of = store.choices(), store.ledger_asked()
    given = link.params(replace(choices.default, policy=view.policy, known_on=view.known_on), choices)
    asked = {name: texts[-1] for name, texts in given.items()}
    return lambda claim_id: settings.at(claim_address(asked_of, claim_id, **asked))


def claim_ids(ids: Iterable[str], leads: Callable[[str], str]) -> str:
    """Return the ids of claims as Markdown, each leading to its page as `claim_links` says."""
    addresses = {claim_id: leads(claim_id) for claim_id in ids}
    return ", ".join(
        f"[{escape(claim_id)}]({to})" if to else markdown(Run(claim_id, quiet=True))
        for claim_id, to in addresses.items()
    )
