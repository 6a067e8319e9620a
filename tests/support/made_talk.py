# SPDX-License-Identifier: Apache-2.0
"""Captures of one TCP connection that never took place, as classic pcap."""
import struct


def packet(client, server, from_client, sequence, acknowledged, flags, payload):
    """An Ethernet frame; client and server are pairs of four bytes and a port."""
    (source, source_port), (target, target_port) = (client, server) if from_client else (server, client)
    tcp = struct.pack(">HHIIBBHHH", source_port, target_port, sequence, acknowledged, 0x50, flags, 64000, 0, 0) + payload
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0, source, target)
    return bytes(12) + b"\x08\0" + ip + tcp


def frames(client, server, talk, most=1400):
    """The handshake, and what was said: (from the client, bytes), in segments of `most` bytes."""
    sent = {True: 1001, False: 9001}
    made = [packet(client, server, True, 1000, 0, 2, b""), packet(client, server, False, 9000, 1001, 0x12, b"")]
    for from_client, text in talk:
        for at in range(0, len(text), most):
            part = text[at:at + most]
            made.append(packet(client, server, from_client, sent[from_client], sent[not from_client], 0x18, part))
            sent[from_client] += len(part)
    for from_client in (True, False):
        made.append(packet(client, server, from_client, sent[from_client], sent[not from_client], 0x11, b""))
    return made


def write(path, made, first_microsecond=0):
    """2026-11-23 00:00:00 UTC, a microsecond apart."""
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHIIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
        for number, data in enumerate(made, first_microsecond):
            file.write(struct.pack("<IIII", 1795392000, number, len(data), len(data)) + data)
