#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a small capture to the file named: an anonymous FTP login that the server lets in.

  make_login.py FILE
"""
import sys

import made_talk


def main():
    talk = [(False, b"220 ready\r\n"), (True, b"USER anonymous\r\n"), (False, b"331 mail?\r\n"),
            (True, b"PASS secret-mail@example.com\r\n"), (False, b"230 in\r\n")]
    made = made_talk.frames((b"\x0a\0\0\2", 40000), (b"\x0a\0\0\1", 21), talk)
    made_talk.write(sys.argv[1], made[:-2])  # it is still open


if __name__ == "__main__":
    main()
