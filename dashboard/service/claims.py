"""The address of each claim and of each answer, as a page, as JSON, and as a citation.

`/claim/k0020` is a page for a browser and JSON for a program; an ending (`.json`, `.bib`, `.ris`,
`.csl.json`, `.txt`) or `f` says it outright. `/answer` has the same forms; a browser is led to the page with
that question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard import settings
from dashboard.page import store
from dashboard.question import link
from dashboard.question.fault import printable
from dashboard.question.view import FIRST_DAY
from dashboard.service import asked
from dashboard.service.asked import Asked, Refused
from dashboard.service.refusing import refusal
from dashboard.service.replies import (
    HTML,
    JSON,
    attachment,
    best,
    cited_from,
    here,
    json_text,
    render,
    reply,
)
from dashboard.service.routes import route
from dashboard.wording import citing, programs
from dashboard.wording import claim_page as words
from geodata.analysis.standing import standing
from geodata.catalog import Catalog
from geodata.dates import today
from geodata.exports import rows
from geodata.exports.about import citation, licence
from geodata.exports.citations import FORMS, write_references
from geodata.exports.claims import of_claim
from geodata.exports.references import Reference, answer_path, claim_path, of_answer
from geodata.exports.references import of_claim as references_of_claim
from geodata.resolver import resolve
from geodata.resolver.answers import State
from geodata.schema.columns import nearest_id
from geodata.vocab import Dimension

_OFFERED = {"html": HTML, "json": JSON} | {name: form.media_type for name, form in FORMS.items()}
"""The forms by name, as `f` has them: the page comes first."""
_OF_ANSWER = ("place", "on", "dimension", "policy", "known_on", "f")
"""The parameters of an answer."""
_ENDINGS = {"html": "html", "json": "json"} | {form.ending: name for name, form in FORMS.items()}


def _form(request: Request, ending: str, given: Mapping[str, Sequence[str]]) -> str:
    """Return the form that is wanted: by the ending, by `f`, or by what the reader takes."""
    if ending:
        if ending not in _ENDINGS:
            raise Refused(404, programs.unknown_value("f", ending, _ENDINGS))
        return _ENDINGS[ending]
    if texts := given.get("f"):
        if texts[-1] not in _OFFERED:
            raise Refused(400, programs.unknown_value("f", texts[-1], _OFFERED))
        return texts[-1]
    return best(request.headers.get("accept", ""), _OFFERED)


def _cited(request: Request, form: str, references: Sequence[Reference]) -> Response:
    made = FORMS[form]
    name = f"{references[0].key}.{made.ending}"
    # As it is: RIS has line ends of its own.
    text = write_references(references, form)
    return reply(request, text, made.media_type, Content_Disposition=attachment(name))


# -- A claim ---------------------------------------------------------------------------------------


def _claim(request: Request) -> Response:
    name, _, ending = str(request.path_params["name"]).partition(".")
    question = asked.read(request.url.query, more={"f"}, offered=("policy", "known_on", "f"))
    catalog, claim_id = question.catalog, name.casefold()
    if claim_id not in catalog.claims:
        return _no_claim(request, catalog, name)
    form = _form(request, ending, question.given)
    if form in FORMS:
        return _cited(request, form, references_of_claim(catalog, claim_id, cited_from(request), today()))
    view = question.view
    found = standing(catalog, claim_id, policy=view.policy, known_on=question.day("known_on"))
    canonical = f"{here(request)}/{claim_path(catalog, claim_id)}"
    if form == "json":
        record = of_claim(catalog, found, view.policy, here(request))
        links = {"address": canonical, "cite": _cite_addresses(here(request), f"claim/{claim_id}", catalog)}
        return reply(request, json_text(record | links), JSON)
    references = references_of_claim(catalog, claim_id, cited_from(request), today())
    release = {"release": catalog.release.hash} if catalog.release else {}
    on_release = f"?{urlencode(release)}" if release else ""
    json_address = settings.at(f"/claim/{claim_id}.json{on_release}")
    made = render(
        "claim.html",
        say=words,
        cite=citing,
        page=words.claim_page(catalog, store.newest(), found, view.policy),
        heads=words.heads(),
        canonical=canonical,
        json_address=json_address,
        feed=settings.at(f"/feed.atom?{urlencode({'place': found.claim.place_id})}"),
        evidence=words.page_address(catalog, "evidence", claim=claim_id),
        cited=[
            {
                "label": citing.FORMS[each](),
                "address": settings.at(f"/claim/{claim_id}.{FORMS[each].ending}{on_release}"),
                "text": write_references(references, each),
            }
            for each in FORMS
        ],
        citation=citation(catalog),
        licence=licence(),
    )
    link_header = f'<{canonical}>; rel="cite-as", <{json_address}>; rel="describedby"; type="{JSON}"'
    return reply(request, made, HTML, Link=link_header)


def _no_claim(request: Request, catalog: Catalog, name: str) -> Response:
    """Say that a ledger has no such claim: it came later, or it was never there and another may be meant."""
    newest, claim_id = store.newest(), name.casefold()
    if claim_id in newest.claims:
        came = newest.came_with(claim_id)
        told = words.came_later(claim_id, catalog, came)
        return refusal(request, 404, told, **{words.TITLE(claim=claim_id): f"/claim/{claim_id}"})
    told = words.NO_SUCH_CLAIM(claim=printable(name))
    near = nearest_id(claim_id, catalog.claims)
    if near is None:
        return refusal(request, 404, told, **{words.EVERY_CLAIM(): "/evidence?tab=Claims"})
    told = f"{told} {words.NEAR_CLAIM(claim=near)}"
    return refusal(request, 404, told, **{words.TITLE(claim=near): f"/claim/{near}"})


def _cite_addresses(base: str, path: str, catalog: Catalog, **given: str) -> dict[str, str]:
    query = given | ({"release": catalog.release.hash} if catalog.release else {})
    end = f"?{urlencode(query)}" if query else ""
    return {name: f"{base}/{path}.{form.ending}{end}" for name, form in FORMS.items()}


# -- An answer -------------------------------------------------------------------------------------


def _answer(request: Request) -> Response:
    ending = str(request.path_params.get("ending", ""))
    question = asked.read(request.url.query, more={"f", "dimension"}, offered=_OF_ANSWER)
    form = _form(request, ending, question.given)
    state = _state(question)
    catalog, choices = question.catalog, question.choices
    if form in FORMS:
        return _cited(request, form, of_answer(catalog, state, cited_from(request), today()))
    data = {"data": catalog.release.hash} if catalog.release else {}
    # As it was asked: the page says which day it shows where it cannot show that one.
    days = {name: day for name in ("on", "known_on") if (day := question.day(name))}
    beyond = {name: (str(day),) for name, day in days.items() if not FIRST_DAY <= day <= choices.last}
    page = f"/?{urlencode(link.params(question.view, choices) | beyond | data, doseq=True)}"
    if form == "html":
        return RedirectResponse(page, status_code=303, headers={"Vary": "Accept"})
    base = here(request)
    path, _, query = answer_path(catalog, state).partition("?")
    return reply(request, json_text(_record(catalog, state, base, page, path, query)), JSON)


def _state(question: Asked) -> State:
    if "place" not in question.given or "on" not in question.given:
        raise Refused(400, programs.missing("place", "on"))
    view, place = question.view, question.view.place
    if place is None or place not in question.catalog.places:
        raise Refused(400, programs.NO_ANSWER(place=printable(question.last("place"))))
    text = question.last("dimension", str(Dimension.CONTROL))
    if text not in resolve.RESOLVED:
        raise Refused(400, programs.unknown_value("dimension", text, list(map(str, resolve.RESOLVED))))
    return resolve.state(
        question.catalog,
        place,
        question.day("on") or view.on,
        known_on=question.day("known_on"),
        policy=view.policy,
        dimension=Dimension(text),
    )


def _record(catalog: Catalog, state: State, base: str, page: str, path: str, query: str) -> dict[str, Any]:
    """Return an answer for JSON: the question, the state, and the addresses of all that it rests on."""
    named = [*state.used, *(each.claim_id for each in state.set_aside)]
    release = catalog.release
    return {
        "on": state.on.isoformat(),
        "known_on": state.known_on.isoformat(),
        "policy": str(state.policy),
        "data": catalog.hash,
        "release": release.number if release else None,
        "answer": rows.of_state(catalog, state),
        "newest_record": catalog.newest_record.isoformat(),
        "unverified": state.on > catalog.newest_record,
        "address": f"{base}/{path}?{query}",
        "page": f"{base}{page}",
        "claims": {each: f"{base}/{claim_path(catalog, each)}" for each in named},
        "cite": {name: f"{base}/{path}.{form.ending}?{query}" for name, form in FORMS.items()},
        "licence": licence(),
        "citation": citation(catalog),
    }


def _nothing(request: Request) -> Response:
    raise Refused(404, programs.NOT_FOUND(known=programs.CLAIM_ADDRESSES(root=settings.root())))


ROUTES = [
    route("/claim/{name}", _claim),
    route("/claim/{rest:path}", _nothing),
    route("/claim", _nothing),
    route("/answer", _answer),
    route("/answer.{ending}", _answer),
    route("/answer/{rest:path}", _nothing),
]
"""The routes of claims and answers; what else lies beneath them is not found."""
