#!/bin/sh
# Jinja2 3.1.6 (PyPI): a filter of a constant runs when the template is read, not when it is rendered.
#
# The documentation says that filters change values while a template is rendered. A filter that is given a constant,
# as in {{ "/feed.atom"|at }}, is called by the optimiser, once, and what it gave then stands in every page from then
# on: what the filter looks up (a setting, a language, a day) is that of the first reading. The same filter of a
# variable is called at each rendering, and so is one that asks for the context (pass_context).
#
# Seen on 28 November 2026, Python 3.11 (the filter says how often it was called; two renderings of each):
#   constant: 1 1
#   variable: 2 3
#   constant, pass_context: 4 5
#
# Ends with 0 as long as the library behaves so, with 1 once that changes. Needs python3 with venv, and pip's index.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check Jinja2==3.1.6 MarkupSafe==3.0.3
cd "$folder"
venv/bin/python - <<'PYTHON'
import importlib.metadata
import sys
from itertools import count

from jinja2 import Environment, pass_context

print("Jinja2", importlib.metadata.version("jinja2"), "Python", sys.version.split()[0])
calls = count(1)
environment = Environment()
environment.filters["number"] = lambda value: next(calls)
environment.filters["number_too"] = pass_context(lambda context, value: next(calls))
seen = {}
for name, text in (
    ("constant", "{{ 'x'|number }}"),
    ("variable", "{{ x|number }}"),
    ("constant, pass_context", "{{ 'x'|number_too }}"),
):
    template = environment.from_string(text)
    seen[name] = [template.render(x="x") for _ in range(2)]
    print(f"{name}:", *seen[name])
expected = {"constant": ["1", "1"], "variable": ["2", "3"], "constant, pass_context": ["4", "5"]}
sys.exit(seen != expected)
PYTHON
