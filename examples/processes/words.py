"""Words as JSON. Python's standard library only; it knows nothing of Stackmark."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WORDS = ["node", "link", "load", "run", "cell", "level"]


class Words(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Otherwise an answer waits for the acknowledgement of its headers.
    disable_nagle_algorithm = True

    def do_GET(self):
        if self.path == "/health":
            return self.answer({"ok": True})
        number = int(self.path.rsplit("/", 1)[-1] or 0)
        return self.answer({"word": WORDS[number % len(WORDS)]})

    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


port = int(os.environ["PORT"])
print(f"words on port {port}", flush=True)
ThreadingHTTPServer(("127.0.0.1", port), Words).serve_forever()
