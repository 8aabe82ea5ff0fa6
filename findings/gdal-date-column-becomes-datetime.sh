#!/bin/sh
# pyogrio 0.13.0 (GDAL 3.12.4): a condition on any date column becomes OGC API's `datetime`, and is not looked at again.
#
# The parameter `datetime` of OGC API Features asks for features whose time overlaps it, and names no column. GDAL's
# driver OAPIF makes it of `column >= '2024-01-01'` whichever date column that is, leaves out its own check of the
# condition, and returns what the server sends. A server of intervals that answers as the standard says, with those
# that overlap, thus gives rows that break the condition. A server that says in its OpenAPI that it has the parameter
# `filter-lang` with the word `cql-text` is sent the condition itself, with its column.
#
# Seen on 27 November 2026, Python 3.11; Debian's GDAL 3.6.2 does the same:
#   without filter-lang: datetime=2024-01-01T%2F..; rows 2023-05-01, 2024-05-01
#   with filter-lang: filter=since%20%3E%3D%20'2024-01-01T'&filter-lang=cql-text
#
# Ends with 0 as long as the library behaves so, with 1 once that changes. Needs python3 with venv, and pip's index.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pyogrio==0.13.0 pyarrow
cd "$folder"
cat > server.py <<'PYTHON'
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

KINDS = {"api": "application/vnd.oai.openapi+json;version=3.0", "items": "application/geo+json"}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path.partition("?")[0].strip("/")
        base = f"http://127.0.0.1:{self.server.server_port}"
        lang = {"name": "filter-lang", "in": "query", "schema": {"type": "string", "enum": ["cql-text"]}}
        since = {"name": "since", "in": "query", "schema": {"type": "string"}}
        parameters = [lang, since] if "lang" in sys.argv else [since]
        documents = {
            "": {"links": [{"rel": "service-desc", "type": KINDS["api"], "href": f"{base}/api"}]},
            "api": {"openapi": "3.0.3", "paths": {"/collections/spells/items": {"get": {"parameters": parameters}}}},
            "collections": {"collections": [{"id": "spells", "links": []}]},
            "collections/spells/items": {
                "type": "FeatureCollection",
                "features": [
                    {"type": "Feature", "id": day, "geometry": None, "properties": {"since": day}}
                    for day in ("2023-05-01", "2024-05-01")
                ],
            },
        }
        body = json.dumps(documents[path]).encode()
        self.send_response(200)
        self.send_header("content-type", KINDS.get(path.rpartition("/")[2], "application/json"))
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *of):
        print(self.path, file=open("asked", "a"))


server = HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
PYTHON
cat > client.py <<'PYTHON'
import pathlib
import subprocess
import sys

import pyogrio

print("pyogrio", pyogrio.__version__, "GDAL", pyogrio.__gdal_version__, "Python", sys.version.split()[0])
seen = []
for word in ("nothing", "lang"):
    pathlib.Path("asked").write_text("")
    # In a process of its own: pyogrio keeps Python's lock while it waits.
    server = subprocess.Popen([sys.executable, "server.py", word], stdout=subprocess.PIPE, text=True)
    port = server.stdout.readline().strip()
    meta, _, _, fields = pyogrio.raw.read(
        f"OAPIF:http://127.0.0.1:{port}", layer="spells", where="since >= '2024-01-01'"
    )
    rows = sorted(str(each) for each in dict(zip(meta["fields"], fields))["since"])
    server.kill()
    asked = pathlib.Path("asked").read_text().splitlines()[-1].partition("?")[2]
    seen.append((asked, rows))
    print(f"{word}: {asked}; rows {', '.join(rows)}")
(plain, rows), (filtered, _) = seen
same = "datetime=2024-01-01T%2F.." in plain and len(rows) == 2 and "filter-lang=cql-text" in filtered
sys.exit(0 if same else 1)
PYTHON
venv/bin/python client.py
