"""QGIS as a client of the OGC API, run by hand: `python -m tests.qgis_features` where QGIS is installed.

It serves /ogc on this machine, lets QGIS (Debian's python3-qgis, without a screen) open each of the ten
questions of `tests.feature_questions` as a layer of its provider OAPIF, and compares what that layer has.
No test calls it: QGIS is 1 GB of packages.

In QGIS before 3.32 a layer's filter that compares a date column becomes `datetime`, which cannot say which
column is meant, and QGIS does not look again at what comes: it shows every interval that overlaps. What such
a QGIS evaluates itself is exact: `to_date("since_earliest") >= to_date('2024-01-01')`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

QGIS_PYTHON = "/usr/bin/python3"


def main() -> int:
    """Ask QGIS the ten questions, print what differs, and return 1 if anything does."""
    from tests.feature_questions import QUESTIONS, expected
    from tests.loopback import served_apart

    with served_apart("dashboard.service.features") as address:
        asked = [
            {
                "name": each.name,
                "url": f"{address}/ogc",
                "params": dict(each.params),
                "collection": each.collection,
                "said": each.said,
                "where": each.where,
                "box": each.box,
            }
            for each in QUESTIONS
        ]
        done = subprocess.run(
            [QGIS_PYTHON, __file__, "--in-qgis"],
            input=json.dumps(asked),
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            capture_output=True,
            text=True,
            timeout=600,
        )
    if done.returncode:
        print(done.stderr[-4000:], file=sys.stderr)
        return 1
    found = json.loads(done.stdout.splitlines()[-1])
    print(f"QGIS {found['version']}")
    wrong = 0
    for question in QUESTIONS:
        wanted = expected(question)
        for way, rows in found["answers"][question.name].items():
            same = rows == wanted
            wrong += not same and way != "date filter"
            more, less = sorted(set(rows) - set(wanted)), sorted(set(wanted) - set(rows))
            told = "the same" if same else f"{len(more)} more, {len(less)} less, such as {(more + less)[:3]}"
            print(f"{question.name} ({way}): {len(rows)} rows, {told}")
    return 1 if wrong else 0


def in_qgis() -> None:
    """Answer the questions of standard input with QGIS, as one line of JSON."""
    from qgis.core import (  # type: ignore[import-not-found]
        Qgis,
        QgsApplication,
        QgsFeatureRequest,
        QgsRectangle,
        QgsVectorLayer,
    )

    app = QgsApplication([], False)
    app.initQgis()
    answers: dict[str, dict[str, dict[str, str]]] = {}
    for each in json.load(sys.stdin):
        query = "&".join(f"{name}={text}" for name, text in each["params"].items())
        url = f"{each['url']}?{query}" if query else each["url"]
        where = each["where"]
        ways = {"filter": where}
        if where.split(" ")[0] in ("since_earliest", "until_last_day"):
            column, sign, day = where.split(" ")
            ways = {"date filter": where, "own date filter": f'to_date("{column}") {sign} to_date({day})'}
        for way, condition in ways.items():
            source = f"url='{url}' typename='{each['collection']}'"
            layer = QgsVectorLayer(source, "asked", "OAPIF")
            if not layer.isValid() or not layer.setSubsetString(condition):
                raise SystemExit(f"QGIS cannot open {source}: {layer.error().message()}")
            request = QgsFeatureRequest()
            if each["box"]:
                request.setFilterRect(QgsRectangle(*each["box"])).setFlags(QgsFeatureRequest.ExactIntersect)
            rows = {}
            for feature in layer.getFeatures(request):
                rows[str(feature["id"])] = _said(feature, each["said"])
            answers.setdefault(each["name"], {})[way] = rows
    print(json.dumps({"version": Qgis.QGIS_VERSION, "answers": answers}))
    sys.stdout.flush()
    os._exit(0)  # what QGIS does at its end without a screen is of no interest


def _said(feature: Any, columns: list[str]) -> str:
    texts = []
    for name in columns:
        value = feature[name]
        if isinstance(value, str) and value.startswith("["):
            value = json.loads(value)
        empty = value is None or str(value) in ("NULL", "")
        texts.append("+".join(value) if isinstance(value, list) else "-" if empty else str(value))
    return " ".join(texts)


if __name__ == "__main__":
    if "--in-qgis" in sys.argv:
        in_qgis()
    else:
        raise SystemExit(main())
