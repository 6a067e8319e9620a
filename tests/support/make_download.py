#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a capture of a download and an upload by HTTP; with a second file the download goes on in that one, as in a ring.

  make_download.py FILE [FILE]

The download, /tools/setup.exe, holds "planted-in-a-download" behind 3,000 bytes; the upload is a form whose file, shell.php,
holds "planted-in-an-upload".
"""
import sys

import made_talk


def main():
    body = b"MZ" + b"\x90" * 3000 + b"planted-in-a-download"
    form = (b"--made\r\nContent-Disposition: form-data; name=\"f\"; filename=\"shell.php\"\r\n\r\n"
            b"<?php /* planted-in-an-upload */ ?>\r\n--made--\r\n")
    talk = [(True, b"GET /tools/setup.exe HTTP/1.1\r\nHost: made\r\n\r\n"),
            (False, b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n" % len(body) + body),
            (True, b"POST /up HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=made\r\nContent-Length: %d\r\n\r\n" % len(form)
             + form),
            (False, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    made = made_talk.frames((b"\x0a\0\0\2", 40000), (b"\x0a\0\0\1", 80), talk)
    cut = 4 if len(sys.argv) > 2 else len(made)
    made_talk.write(sys.argv[1], made[:cut])
    if cut < len(made):
        made_talk.write(sys.argv[2], made[cut:], cut)


if __name__ == "__main__":
    main()
