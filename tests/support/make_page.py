#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a capture of one page asked for by HTTP, http://made/.

  make_page.py FILE PAGE
"""
import sys

import made_talk


def main():
    page = sys.argv[2].encode()
    talk = [(True, b"GET / HTTP/1.1\r\nHost: made\r\n\r\n"),
            (False, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page) + page)]
    made_talk.write(sys.argv[1], made_talk.frames((b"\x0a\0\0\2", 40000), (b"\x0a\0\0\1", 80), talk))


if __name__ == "__main__":
    main()
