#!/bin/sh
# pygeofilter 0.4.0 (PyPI): in a filter as CQL2 text, OR and AND have the same rank.
#
# CQL2 (OGC 21-065) has AND bind closer than OR, as SQL does: `a = 1 OR b = 2 AND c = 3` holds where `a = 1` does.
# pygeofilter's parsers of CQL2 text and of ECQL read it from the left, as `(a = 1 OR b = 2) AND c = 3`, without a word,
# so a server that uses them leaves out rows that its reader asked for. cql2 0.6.0 reads it as the standard has it.
#
# Seen on 27 November 2026, Python 3.11:
#   cql2_text: And(Or(a, b), c)
#   ecql: And(Or(a, b), c)
#   cql2: or(a, and(b, c))
#
# Ends with 0 as long as the libraries behave so, with 1 once that changes. Needs python3 with venv, and pip's index.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pygeofilter==0.4.0 cql2==0.6.0
cd "$folder"
venv/bin/python - <<'PYTHON'
import importlib.metadata
import sys

import cql2
from pygeofilter import ast
from pygeofilter.parsers.cql2_text import parse as cql2_text
from pygeofilter.parsers.ecql import parse as ecql

FILTER = "aa = 1 OR bb = 2 AND cc = 3"
print(*(f"{name} {importlib.metadata.version(name)}" for name in ("pygeofilter", "cql2")), "Python", sys.version.split()[0])


def drawn(node):
    if isinstance(node, (ast.And, ast.Or)):
        return f"{type(node).__name__}({drawn(node.lhs)}, {drawn(node.rhs)})"
    return node.lhs.name[0]


def told(node):
    if node["op"] == "=":
        return node["args"][0]["property"][0]
    return f"{node['op']}({', '.join(map(told, node['args']))})"


seen = {name: drawn(parse(FILTER)) for name, parse in (("cql2_text", cql2_text), ("ecql", ecql))}
seen["cql2"] = told(cql2.parse_text(FILTER).to_json())
for name, tree in seen.items():
    print(f"{name}: {tree}")
same = seen == {"cql2_text": "And(Or(a, b), c)", "ecql": "And(Or(a, b), c)", "cql2": "or(a, and(b, c))"}
sys.exit(0 if same else "the libraries behave otherwise now")
PYTHON
