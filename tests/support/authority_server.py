#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An authority of made_authority.sh behind HTTP, for tests.

  authority_server.py FOLDER REQUESTS    prints its port, answers so many requests, ends

Paths: /tsa answers, /chunked the same in chunks, /moved sends elsewhere, /page is a web page, /cut ends too early.
"""
import http.server
import pathlib
import subprocess
import sys
import tempfile

FOLDER = sys.argv[1]
SCRIPT = pathlib.Path(__file__).with_name("made_authority.sh")


def stamped(request):
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "q").write_bytes(request)
        subprocess.run(["bash", str(SCRIPT), "stamp", FOLDER, folder + "/q", folder + "/r"], check=True)
        return pathlib.Path(folder, "r").read_bytes()


class Authority(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        request = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Type"] != "application/timestamp-query":
            return self.send_error(415)
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "http://elsewhere/tsa")
            self.send_header("Content-Length", "0")
            return self.end_headers()
        reply = b"<html>welcome</html>" if self.path == "/page" else stamped(request)
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if self.path == "/page" else "application/timestamp-reply")
        if self.path == "/chunked":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for part in (reply[:100], reply[100:], b""):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            return None
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply[:50] if self.path == "/cut" else reply)
        return None

    def log_message(self, *words):
        pass


with http.server.HTTPServer(("127.0.0.1", 0), Authority) as server:
    print(server.server_port, flush=True)
    for _ in range(int(sys.argv[2])):
        server.handle_request()
