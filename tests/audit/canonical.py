"""Strict JSON and its canonical form (RFC 8785), as docs/audit-format.md asks for."""

from __future__ import annotations

import json
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any, NoReturn

LARGEST = 2**53 - 1
LEVELS = 64
# From here on ECMAScript writes a number with an exponent, so it no longer reads as an integer.
EXPONENT = 1e21


class NotStrict(ValueError):
    """A text that is not of the strict profile, for another reason than a name given twice."""


class Repeating(dict[str, Any]):
    """An object with a name twice. What the later one hides is under the profile's rules as well."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


def parse(data: bytes) -> tuple[Any, bool]:
    """The value of a strict text, and whether a name is twice in one of its objects."""
    try:
        value = _DECODER.decode(data.decode())
    except (ValueError, RecursionError) as error:
        raise NotStrict(str(error)) from error
    return value, _has_repeats(value, 0)


def canonical(value: Any) -> bytes:
    """The canonical form of a value that `parse` gave."""
    return _text(value).encode()


def number_text(number: float) -> str:
    """A number as ECMAScript writes it. Python's shortest digits are the same; the layout is not."""
    parts = Decimal(repr(abs(number))).normalize().as_tuple()
    digits = "".join(map(str, parts.digits))
    point = len(digits) + int(parts.exponent)
    if len(digits) <= point <= 21:
        text = digits + "0" * (point - len(digits))
    elif 0 < point <= 21:
        text = f"{digits[:point]}.{digits[point:]}"
    elif -6 < point <= 0:
        text = f"0.{'0' * -point}{digits}"
    else:
        fraction = f".{digits[1:]}" if digits[1:] else ""
        text = f"{digits[0]}{fraction}e{point - 1:+d}"
    return "-" + text if number < 0 else text


def _text(value: Any) -> str:
    if isinstance(value, str):
        return str(encode_basestring(value))
    if isinstance(value, dict):
        # The order is of UTF-16 units, in which what is beyond U+FFFF comes before U+E000.
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{encode_basestring(name)}:{_text(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_text, value)) + "]"
    if isinstance(value, float):
        return number_text(value)
    return json.dumps(value)


def _has_repeats(value: Any, level: int) -> bool:
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= unit <= "\udfff" for unit in value):
            raise NotStrict("half of a surrogate pair")
        return False
    if not isinstance(value, (dict, list)):
        return False
    if level == LEVELS:
        raise NotStrict(f"more than {LEVELS} levels")
    if isinstance(value, list):
        # A list, so that every item is looked at.
        return any([_has_repeats(item, level + 1) for item in value])
    pairs = value.pairs if isinstance(value, Repeating) else value.items()
    inner = [_has_repeats(name, level) or _has_repeats(item, level + 1) for name, item in pairs]
    return isinstance(value, Repeating) or any(inner)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    return members if len(members) == len(pairs) else Repeating(pairs)


def _integer(text: str) -> int:
    # The length first: Python refuses to read thousands of digits, and none of them is allowed here.
    if len(text) > 17 or abs(int(text)) > LARGEST:
        raise NotStrict("an integer beyond 2^53 - 1")
    return int(text)


def _number(text: str) -> int | float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise NotStrict("a number that is not finite")
    if not number.is_integer() or abs(number) >= EXPONENT:
        return number
    if abs(number) > LARGEST:
        raise NotStrict("an integer beyond 2^53 - 1")
    return int(number)


def _constant(text: str) -> NoReturn:
    raise NotStrict(f"{text} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_number, parse_constant=_constant
)
