"""Ends well if the program on the given port of this container answers."""

import sys
import urllib.request

path = "/health" if sys.argv[1] == "8000" else "/metrics"
urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}{path}", timeout=4).read()
