"""Who said it: origins and citations."""

from __future__ import annotations

from collections.abc import Iterable

from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.datasets.sources import Source
from geodata.dates import show_when
from geodata.errors import Sentence, UnknownName
from geodata.schema.columns import nearest_id


def cite(catalog: Catalog, what: Claim | Source | str | Iterable[Claim | Source | str]) -> str:
    """Return the citation of a source, or of the source behind a claim; for several, a line each.

    Publisher, title, date, what the document goes back to, and its address.

    Args:
        catalog: The catalog.
        what: A source, a claim, the id of either, or several of these. A document that is meant
            twice is cited once.

    Raises:
        UnknownName: If an id is neither a claim's nor a source's.
    """
    several = [what] if isinstance(what, (Claim, Source, str)) else list(what)
    documents = dict.fromkeys(_source(catalog, each).source_id for each in several)
    return "\n".join(_citation(catalog, catalog.sources[source_id]) for source_id in documents)


def _citation(catalog: Catalog, source: Source) -> str:
    after = f" (after {_original(catalog, source)})" if source.syndicated_from else ""
    own = " [the reader’s own claim, not in the ledger]" if catalog.is_own(source.source_id) else ""
    words = f"{source.publisher}, “{source.title}”, {show_when(source.published)}{after}{own}."
    return f"{words} {source.url}" if source.url else words


def _source(catalog: Catalog, what: Claim | Source | str) -> Source:
    if isinstance(what, Source):
        return what
    if isinstance(what, Claim):
        return catalog.sources[what.source_id]
    if what in catalog.claims:
        return catalog.sources[catalog.claims[what].source_id]
    if what in catalog.sources:
        return catalog.sources[what]
    near = nearest_id(what, (*catalog.claims, *catalog.sources))
    hint = Sentence("did_you_mean", near=near) if near else "."
    raise UnknownName(Sentence("unknown_claim_or_source", text=what, hint=hint))


def _original(catalog: Catalog, source: Source) -> str:
    original = catalog.sources.get(source.syndicated_from)
    if original is None:
        return source.syndicated_from
    return f"{original.publisher}, “{original.title}”"
