# SPDX-License-Identifier: Apache-2.0
"""JSON in canonical form (RFC 8785): read only when writing it again gives the same bytes."""
import json
import math

from verdict import Malformed

MAX_EXACT = 2**53 - 1
ESCAPES = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}


def _string(text):
    escaped = (ESCAPES.get(ord(c)) or (f"\\u{ord(c):04x}" if ord(c) < 32 else c) for c in text)
    return '"' + "".join(escaped) + '"'


def _double(value):
    """ECMAScript's Number::toString: the shortest digits that read back, as repr finds them, set out by its own rules."""
    if not math.isfinite(value):
        raise Malformed("a number that is not finite")
    if value == 0:
        return "0"
    sign, (mantissa, _, exponent) = "-" * (value < 0), repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + int(exponent or 0)
    digits = whole + fraction
    point -= len(digits) - len(digits.lstrip("0"))
    digits = digits.strip("0")
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    tail = "." + digits[1:] if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{point - 1:+d}"


def write(value):
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, int):
        if abs(value) > MAX_EXACT:
            raise Malformed("an integer over 2^53-1 that is no string")
        return str(value)
    if isinstance(value, float):
        return _double(value)
    if isinstance(value, list):
        return "[" + ",".join(map(write, value)) + "]"
    ordered = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
    return "{" + ",".join(_string(name) + ":" + write(member) for name, member in ordered) + "}"


def _no_repeats(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Malformed("a member twice")
    return members


def _refuse(word):
    raise Malformed(f"{word} is no JSON")


def read(data):
    """The value of exactly these bytes. Raises Malformed when they are not canonical JSON."""
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_no_repeats, parse_constant=_refuse)
        again = write(value).encode("utf-8")
    except Malformed:
        raise
    except (ValueError, RecursionError, OverflowError) as error:
        raise Malformed(f"no JSON: {error}") from None
    if again != data:
        raise Malformed("JSON that is not in canonical form")
    return value
