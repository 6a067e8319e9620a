# SPDX-License-Identifier: Apache-2.0
"""Digests by the names that records use. SM3 (GB/T 32905) is computed here where hashlib has none."""
import hashlib

_MASK = 0xFFFFFFFF


def _turn(x, n):
    n %= 32
    return ((x << n) | (x >> (32 - n))) & _MASK


def _compress(v, block):
    w = [int.from_bytes(block[i:i + 4], "big") for i in range(0, 64, 4)]
    for j in range(16, 68):
        x = w[j - 16] ^ w[j - 9] ^ _turn(w[j - 3], 15)
        w.append(x ^ _turn(x, 15) ^ _turn(x, 23) ^ _turn(w[j - 13], 7) ^ w[j - 6])
    a, b, c, d, e, f, g, h = v
    for j in range(64):
        s = _turn(_turn(a, 12) + e + _turn(0x79CC4519 if j < 16 else 0x7A879D8A, j) & _MASK, 7)
        ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
        gg = e ^ f ^ g if j < 16 else (e & f) | (~e & g & _MASK)
        t1 = ff + d + (s ^ _turn(a, 12)) + (w[j] ^ w[j + 4]) & _MASK
        t2 = gg + h + s + w[j] & _MASK
        a, b, c, d, e, f, g, h = t1, a, _turn(b, 9), c, t2 ^ _turn(t2, 9) ^ _turn(t2, 17), e, _turn(f, 19), g
    return [x ^ y for x, y in zip(v, (a, b, c, d, e, f, g, h))]


class OwnSm3:
    """SM3 with the interface of hashlib."""
    digest_size = 32

    def __init__(self):
        self._v = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
        self._rest, self._length = b"", 0

    def update(self, data):
        self._length += len(data)
        self._rest += data
        while len(self._rest) >= 64:
            self._v, self._rest = _compress(self._v, self._rest[:64]), self._rest[64:]

    def digest(self):
        padded = self._rest + b"\x80" + bytes(-(self._length + 9) % 64) + (self._length * 8).to_bytes(8, "big")
        v = self._v
        for at in range(0, len(padded), 64):
            v = _compress(v, padded[at:at + 64])
        return b"".join(x.to_bytes(4, "big") for x in v)

    def hexdigest(self):
        return self.digest().hex()


def new(name):
    """A running digest, or None for a name that is not known here."""
    if name == "sm3":
        try:
            return hashlib.new("sm3")
        except ValueError:
            return OwnSm3()
    return hashlib.new(name) if name in ("sha256", "sha512", "sha1", "md5") else None


def of(name, data):
    running = new(name)
    running.update(data)
    return running.digest()
