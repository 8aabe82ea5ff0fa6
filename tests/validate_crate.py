"""Hold a file of evidence against RO-Crate 1.2 with roc-validator, which needs an environment of its own.

The validator has the rules with it and asks the network for the JSON-LD context alone. The context of 1.3,
which the package rocrate ships, stands in for that of 1.2 here: the terms that we use are in both. What is
merely recommended is printed, since the ledger has no addresses of publishers.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import requests
import rocrate
from rocrate_validator import models, services
from rocrate_validator.utils.http import HttpRequester

CONTEXT = "https://w3id.org/ro/crate/1.2/context"


def main(path: str) -> int:
    """Print what is wrong with a file; return 1 where something that is required is."""
    shipped = Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld"
    answer = requests.Response()
    answer.status_code, answer._content = 200, shipped.read_bytes()
    answer.headers["content-type"] = "application/ld+json"
    ask = HttpRequester.__getattr__

    def asked(self: Any, name: str) -> Any:
        if name not in ("get", "head"):
            return ask(self, name)
        return lambda url, *args, **options: (
            answer if url == CONTEXT else ask(self, name)(url, *args, **options)
        )

    HttpRequester.__getattr__ = asked
    settings = models.ValidationSettings(
        rocrate_uri=path,
        profile_identifier="ro-crate-1.2",
        requirement_severity=models.Severity.RECOMMENDED,
        offline=True,
    )
    found = services.validate(settings).get_issues()
    required = [issue for issue in found if issue.severity is models.Severity.REQUIRED]
    for text, count in Counter(issue.message for issue in found if issue not in required).most_common():
        print(f"recommended, {count}: {text}")
    for issue in required:
        print(f"REQUIRED: {issue.message} {issue.violatingEntity}")
    return 1 if required else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
