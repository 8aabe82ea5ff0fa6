#!/bin/sh
# streamlit 1.67.0 (PyPI): the server refers to a message that the browser has forgotten since it asked.
#
# A message that the browser keeps is sent again as its hash alone. With each request the browser tells which hashes it
# keeps; it forgets what more than `maxCachedMessageAge` (2) ended runs did not use. The server believes the list of the
# request. When the end of a run is on its way as the next request leaves, as with keys that are pressed quickly, the answer
# may refer to what is forgotten by then: the page stops with "Cached ForwardMsg MISS" and does not come back (Streamlit's
# issue 15816, closed as not reproduced). The client below keeps the browser's own count, in static/js of the wheel.
#
# Seen on 27 November 2026, Python 3.11:
#   kept when asked: True; referred to: True; kept when the answer came: False
#
# Ends with 0 as long as the server behaves so, with 1 once that changes. Needs python3 with venv, and pip's index.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check streamlit==1.67.0 websockets==15.0.1
cd "$folder"
cat > app.py <<'PYTHON'
import streamlit as st

page = st.query_params.get("p", "a")
if page == "a":
    st.markdown("word " * 4000)
else:
    st.markdown(f"short {page}")
PYTHON
cat > client.py <<'PYTHON'
import sys
import time
import urllib.request

import streamlit
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

BASE = f"127.0.0.1:{sys.argv[1]}"


class Browser:
    """The part of the page that keeps messages, and forgets them by the number of ended runs."""

    def __init__(self):
        for _ in range(100):
            try:
                with urllib.request.urlopen(f"http://{BASE}/_stcore/health") as reply:
                    self.cookie = reply.headers.get("set-cookie", "").split(";")[0]
                break
            except OSError:
                time.sleep(0.1)
        token = self.cookie.partition("=")[2]
        self.line = connect(
            f"ws://{BASE}/_stcore/stream",
            subprotocols=["streamlit", token] if token else ["streamlit"],
            additional_headers={"Cookie": self.cookie},
            origin=f"http://{BASE}",
            max_size=None,
        )
        self.kept, self.runs, self.age, self.large = {}, 0, None, None

    def ask(self, page):
        message = BackMsg()
        message.rerun_script.query_string = f"p={page}"
        message.rerun_script.cached_message_hashes.extend(self.kept)
        self.line.send(message.SerializeToString())

    def hear(self):
        message = ForwardMsg()
        message.ParseFromString(self.line.recv(timeout=20))
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.age = message.new_session.config.max_cached_message_age
        elif kind == "script_finished":
            self.runs += 1
            self.kept = {each: run for each, run in self.kept.items() if self.runs - run <= self.age}
        elif message.metadata.cacheable:
            self.kept[message.hash] = self.runs
            self.large = message.hash
        return kind, message

    def until(self, wanted):
        while (heard := self.hear())[0] != wanted:
            pass
        return heard[1]


browser = Browser()
for page in "ab":
    browser.ask(page)
    browser.until("script_finished")
browser.ask("c")
browser.until("delta")
time.sleep(1)  # the end of this run is on its way when the next request leaves
asked = browser.large in browser.kept
browser.ask("a")
referred = browser.until("ref_hash").ref_hash == browser.large
answered = browser.large in browser.kept
print("streamlit", streamlit.__version__, "Python", sys.version.split()[0])
print(f"kept when asked: {asked}; referred to: {referred}; kept when the answer came: {answered}")
sys.exit(0 if asked and referred and not answered else "the server behaves otherwise now")
PYTHON
port=$(venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
venv/bin/streamlit run app.py --server.port "$port" --server.address 127.0.0.1 --server.headless true \
    --browser.gatherUsageStats false >server.log 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
venv/bin/python client.py "$port"
