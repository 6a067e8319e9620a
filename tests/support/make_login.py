#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a small capture to the file named: an anonymous FTP login that the server lets in.

  make_login.py FILE
"""
import struct
import sys


def packet(from_client, sequence, acknowledged, flags, payload):
    client, server = (b"\x0a\0\0\2", 40000), (b"\x0a\0\0\1", 21)
    (source, source_port), (target, target_port) = (client, server) if from_client else (server, client)
    tcp = struct.pack(">HHIIBBHHH", source_port, target_port, sequence, acknowledged, 0x50, flags, 64000, 0, 0) + payload
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0, source, target)
    return bytes(12) + b"\x08\0" + ip + tcp


def main():
    talk = [(False, b"220 ready\r\n"), (True, b"USER anonymous\r\n"), (False, b"331 mail?\r\n"),
            (True, b"PASS secret-mail@example.com\r\n"), (False, b"230 in\r\n")]
    sent = {True: 1001, False: 9001}
    packets = [packet(True, 1000, 0, 2, b""), packet(False, 9000, 1001, 0x12, b"")]
    for from_client, text in talk:
        packets.append(packet(from_client, sent[from_client], sent[not from_client], 0x18, text))
        sent[from_client] += len(text)
    with open(sys.argv[1], "wb") as file:
        file.write(struct.pack("<IHHIIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
        for number, data in enumerate(packets):
            file.write(struct.pack("<IIII", 1795392000, number, len(data), len(data)) + data)


if __name__ == "__main__":
    main()
