"""The parameters of a question to a tool, checked by the schema of the tool: what is wrong, in a sentence.

The package of the Model Context Protocol, mcp 2.3.0, tells pydantic's text instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geodata.cli.tools import LONGEST
from geodata.schema.columns import did_you_mean

_MEANT = {"from": "start", "since": "start", "to": "end", "until": "end", "day": "on", "date": "on"}
_MEANT |= {"place": "places", "places": "place", "id": "ids", "claim": "ids", "claims": "ids"}
_MEANT |= {"actor": "actors", "dimensions": "dimension"}
"""What programs call a parameter of ours, where the spelling of ours is not near."""

_KINDS = {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false"}


def refused(name: str, arguments: Mapping[str, Any], schemas: Mapping[str, Mapping[str, Any]]) -> str:
    """Return why the parameters of a question cannot be read, in a sentence; empty where they can.

    Args:
        name: The name of the tool.
        arguments: What is asked, by parameter.
        schemas: The JSON schema of what each tool takes.
    """
    if name not in schemas:
        return f"There is no tool {name[:LONGEST]!r}{did_you_mean(name[:LONGEST], schemas) or '.'}"
    known: Mapping[str, Any] = schemas[name]["properties"]
    for word in arguments:
        if word not in known:
            text = word[:LONGEST]
            meant = _MEANT.get(text.casefold(), "")
            hint = f"; did you mean {meant!r}?" if meant in known else did_you_mean(text, known)
            return f"There is no parameter {text!r}{hint or '; there are ' + ', '.join(known) + '.'}"
    missing = [each for each in schemas[name].get("required", ()) if each not in arguments]
    if missing:
        told = "; ".join(f"{each!r}: {known[each]['description'].rstrip('.')}" for each in missing)
        return f"{name} needs {told}."
    for word, value in arguments.items():
        if not _fits(value, known[word]):
            return f"{word!r} has to be {_kind(known[word])}. {known[word].get('description', '')}".strip()
    return ""


def _fits(value: Any, schema: Mapping[str, Any]) -> bool:
    """Tell whether a value has the type that a schema names, as the package will read it."""
    if "anyOf" in schema:
        return any(_fits(value, each) for each in schema["anyOf"])
    match schema["type"]:
        case "null":
            return value is None
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "array":
            return isinstance(value, list) and all(_fits(each, schema["items"]) for each in value)
        case kind:
            numbers = (int,) if kind == "integer" else (int, float)
            least = schema.get("minimum", float("-inf"))
            number = isinstance(value, numbers) and not isinstance(value, bool)
            return number and bool(value >= least)


def _kind(schema: Mapping[str, Any]) -> str:
    """Return which values fit a schema, in words: a list of text; text, a whole number or null."""
    if "anyOf" in schema:
        *kinds, last = map(_kind, schema["anyOf"])
        return f"{', '.join(kinds)} or {last}"
    if schema["type"] == "array":
        return f"a list of {_kind(schema['items'])}"
    least = f" from {schema['minimum']} on" if "minimum" in schema else ""
    return f"{_KINDS.get(schema['type'], schema['type'])}{least}"
