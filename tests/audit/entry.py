"""An entry: what form its members have, and whether its line is its own canonical form."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import Any

from canonical import NotStrict, canonical, parse
from notes import NAME, Key, unbase64

LONGEST = 65_535
TIMESTAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.\d{3}Z", re.ASCII)


class Fault(Exception):
    """What was found first. `crash` is whether a crash may have left it, too."""

    def __init__(self, kind: str, seq: int, crash: bool = False) -> None:
        super().__init__(kind, seq)
        self.kind, self.seq, self.crash = kind, max(seq, 0), crash


def read_entry(data: bytes, seq: int) -> dict[str, Any]:
    """An entry of the right form and spelling; `seq` is only for the fault."""
    try:
        entry, has_repeats = parse(data)
    except NotStrict as error:
        raise Fault("entry_malformed", seq, crash=True) from error
    if has_repeats:
        raise Fault("name_duplicate", seq)
    if not isinstance(entry, dict):
        raise Fault("entry_malformed", seq, crash=True)
    if (form := canonical(entry)) != data:
        raise Fault("member_order" if sorted(form) == sorted(data) else "not_canonical", seq)
    if not MANDATORY.keys() <= entry.keys():
        raise Fault("entry_malformed", seq)
    for name, is_fit in (MANDATORY | OPTIONAL).items():
        if name in entry and not is_fit(entry[name]):
            raise Fault("entry_malformed", seq)
    return entry


def next_key(entry: dict[str, Any]) -> Key | None:
    """The next key that an entry names, if it is a key of this log."""
    text = entry.get("metadata", {}).get("key")
    key = Key.parse(text) if isinstance(text, str) else None
    return key if key and key.name == entry["log"] else None


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_said(value: Any) -> bool:
    # Python counts four separators of ASCII as space that are no White_Space, and not the byte order mark.
    return isinstance(value, str) and re.search(r"[^\s\ufeff]|[\x1c-\x1f]", value) is not None


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_count(value: Any, least: int = 0) -> bool:
    return type(value) is int and value >= least


def _is_hash(value: Any) -> bool:
    data = unbase64(value) if isinstance(value, str) else None
    return data is not None and len(data) == 32


def _is_time(value: Any) -> bool:
    match = TIMESTAMP.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return False
    year, month, day, hour, minute, second = map(int, match.groups())
    # A year 0 is a leap year, which the calendar module does not know.
    is_day = 1 <= month <= 12 and 1 <= day <= monthrange(year or 2000, month)[1]
    return is_day and hour < 24 and minute < 60 and second < 60


def _is_redacted(value: Any) -> bool:
    pairs = value if isinstance(value, list) else [None]
    return all(isinstance(pair, list) and len(pair) == 2 and all(map(_is_text, pair)) for pair in pairs)


MANDATORY = {
    "v": lambda value: type(value) is int and value == 1,
    "log": lambda value: isinstance(value, str) and NAME.fullmatch(value) is not None,
    "seq": _is_count,
    "timestamp": _is_time,
    "action": _is_said,
    "userId": _is_said,
    "resource": _is_said,
    "result": lambda value: value in ("success", "failure"),
    "prev": _is_hash,
}
OPTIONAL = {
    "group": lambda value: _is_count(value, 2),
    **dict.fromkeys(("reason", "scope", "id"), _is_text),
    **dict.fromkeys(("metadata", "actor", "source", "trace"), _is_object),
    "redacted": _is_redacted,
    "sealed": lambda value: isinstance(value, dict) and all(map(_is_hash, value.values())),
    "clock": lambda value: (
        isinstance(value, dict) and value.keys() == {"back_ms"} and _is_count(value["back_ms"])
    ),
}


def holds_mark(entry: Any, pointer: str, rule: str) -> bool:
    """Whether a pointer (RFC 6901) is of a text, or of a member's name, with the rule's mark."""
    mark, place, name = f"[redacted:{rule}]", entry, ""
    if re.fullmatch(r"(/([^~/]|~[01])*)*", pointer, re.DOTALL) is None:
        return False
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(place, dict) and name in place:
            place = place[name]
        elif isinstance(place, list) and re.fullmatch("0|[1-9][0-9]{0,15}", name) and int(name) < len(place):
            place, name = place[int(name)], ""
        else:
            return False
    return mark in name or (isinstance(place, str) and mark in place)
