"""The scripts of the page's own components, as files that browsers keep: a rerun sends two lines for each."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from dashboard.map.files import ROUTE

_NAMES: Mapping[str, str] = {
    path.name: f"{path.stem}.{sha256(path.read_bytes()).hexdigest()[:12]}.js"
    for path in sorted(Path(__file__).parent.glob("*.js"))
}

SCRIPTS: Mapping[str, bytes] = {
    served: Path(__file__).with_name(name).read_bytes() for name, served in _NAMES.items()
}
"""The scripts by the names under which the server gives them, which change with what is in them."""


def loader(name: str) -> str:
    """Return the module that a component gets in place of the script with that name."""
    return _LOADER.format(address=f"{ROUTE}/{_NAMES[name]}")


_LOADER = """
const module = import(new URL("{address}", location.origin));
export default function (component) {{
  let free, gone = false;
  module.then(({{ default: mount }}) => {{ if (!gone) free = mount(component); }});
  return () => {{ gone = true; free?.(); }};
}}
"""
