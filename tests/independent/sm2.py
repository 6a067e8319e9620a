# SPDX-License-Identifier: Apache-2.0
"""SM2 verification with SM3 (GB/T 32918.2), slow and plain; the curve of GB/T 32918.5. Public data only."""
import digests

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
     0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0)
ID = b"1234567812345678"


def _add(p, q):
    if p is None or q is None:
        return p or q
    if p[0] == q[0] and (p[1] + q[1]) % P == 0:
        return None
    slope = (3 * p[0] * p[0] + A) * pow(2 * p[1], -1, P) if p == q else (q[1] - p[1]) * pow(q[0] - p[0], -1, P)
    x = (slope * slope - p[0] - q[0]) % P
    return x, (slope * (p[0] - x) - p[1]) % P


def _times(n, point):
    total = None
    while n:
        if n & 1:
            total = _add(total, point)
        point, n = _add(point, point), n >> 1
    return total


def _bytes(*numbers):
    return b"".join(n.to_bytes(32, "big") for n in numbers)


def point(data):
    """04 || x || y on the curve, or None."""
    if len(data) != 65 or data[0] != 4:
        return None
    x, y = int.from_bytes(data[1:33], "big"), int.from_bytes(data[33:], "big")
    return (x, y) if x < P and y < P and (y * y - x**3 - A * x - B) % P == 0 else None


def verify(public, message, signature):
    key = point(public)
    if key is None or len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    t = (r + s) % N
    if not 0 < r < N or not 0 < s < N or t == 0:
        return False
    z = digests.of("sm3", (len(ID) * 8).to_bytes(2, "big") + ID + _bytes(A, B, *G, *key))
    e = int.from_bytes(digests.of("sm3", z + message), "big")
    sum_point = _add(_times(s, G), _times(t, key))
    return sum_point is not None and (e + sum_point[0]) % N == r
