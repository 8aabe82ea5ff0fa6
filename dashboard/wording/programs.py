"""What programs that read are told: what an address gives, and refusals of /mcp."""

from __future__ import annotations

from dashboard.wording.language import later

NO_MCP = later("This server has no MCP. To have it, run: {command}")
ONLY_POST = later("This address is for programs: it takes the POST requests of the Model Context Protocol.")
NOT_STARTED = later("The server has not started yet.")
NO_ADDRESS = later("There is no such address.")

OGC = later("OGC API Features: crossings, towns, intervals, gates, claims, mine clusters, catchments")
OPENAPI = later("OpenAPI description of the OGC API")
ATOM = later("What happened and what was recorded, as an Atom feed")
JSON_FEED = later("The same as JSON Feed")
CLAIM = later("One claim with its sentence and document, here {claim}; as HTML or JSON")
ANSWER = later("One answer with its claims, by the parameters of a link of the page")
DATASET = later("The whole ledger as a schema.org Dataset")
MCP = later("The tools below over HTTP, by the Model Context Protocol, without a session")
