#!/usr/bin/env python3
"""Verifies an audit log, or one entry's proof, by docs/audit-format.md and nothing else.

    verify.py DIR --policy FILE [--checkpoint FILE]... [--json]
    verify.py --proof FILE --policy FILE [--json]

Exits 0 for what is sound, 1 for what is not, 2 for what cannot be read at all. Needs python3-cryptography.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

from canonical import NotStrict, canonical, parse
from entry import LONGEST, Fault, holds_mark, next_key, read_entry
from notes import DECIMAL, LARGEST_SIZE, Checkpoint, Key, read_checkpoint, split_notes, unbase64

SEAL = re.compile(rb"#(%s) ([A-Za-z0-9+/]{43}=)" % DECIMAL)
EMPTY = sha256().digest()


@dataclass
class Line:
    """A line without its line feed, and the numbers of the segments that begin with it."""

    data: bytes
    is_ended: bool
    opens: list[int]

    @property
    def seal(self) -> tuple[int, bytes] | None:
        """The size and the root, of a seal line."""
        match = SEAL.fullmatch(self.data) if self.is_ended else None
        root = unbase64(match[2]) if match else None
        return (int(match[1]), root) if match and root and int(match[1]) <= LARGEST_SIZE else None

    def member(self, name: str) -> Any:
        """A member's value, of a line that is an entry by its form."""
        try:
            return read_entry(self.data, 0).get(name) if self.is_ended else None
        except Fault:
            return None


def read_lines(folder: Path) -> Iterator[Line]:
    """The lines of all segments, then one that is not ended and holds nothing."""
    names = [entry.name for entry in folder.iterdir() if re.fullmatch(r"seg-[0-9]{16}\.jsonl", entry.name)]
    opens: list[int] = []
    for name in sorted(names):
        opens.append(int(name[4:20]))
        with (folder / name).open("rb") as segment:
            # One byte more than the longest, and a line feed: what is longer is malformed; its rest goes.
            while data := segment.readline(LONGEST + 2):
                rest = data
                while len(rest) == LONGEST + 2 and not rest.endswith(b"\n"):
                    rest = segment.readline(LONGEST + 2)
                is_ended = rest.endswith(b"\n")
                yield Line(data.removesuffix(b"\n"), is_ended, opens)
                opens = []
    yield Line(b"", False, opens)


class Tree:
    """RFC 9162, section 2.1, of which only the roots of whole subtrees are kept, the largest first."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[bytes] = []
        self.root = EMPTY

    def append(self, line: bytes) -> None:
        self.size, self.peaks = self.size + 1, self._peaks_with(line)
        self.root = _fold(self.peaks)

    def root_with(self, line: bytes) -> bytes:
        """The root, were this line appended."""
        return _fold(self._peaks_with(line))

    def _peaks_with(self, line: bytes) -> list[bytes]:
        peaks, node, size = self.peaks.copy(), leaf_hash(line), self.size
        while size & 1:
            node, size = node_hash(peaks.pop(), node), size >> 1
        return peaks + [node]


def leaf_hash(line: bytes) -> bytes:
    return sha256(b"\0" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def _fold(peaks: list[bytes]) -> bytes:
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


@dataclass
class Audit:
    """The state of one reading of a log."""

    folder: Path
    key: Key
    kept: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tree = Tree()
        self.previous: dict[str, Any] | None = None
        self.previous_line = b""
        self.missing = 0  # of the group
        self.is_seal_due = False
        self.sealed = 0
        self.next_keys: list[tuple[int, Key | None]] = []
        file = self.folder / "checkpoints"
        self.notes, self.notes_rest = split_notes(file.read_bytes() if file.exists() else b"")
        self.checkpoints = [note for note in map(read_checkpoint, self.notes + self.kept) if note]
        self.roots: dict[int, bytes | None] = {note.size: None for note in self.checkpoints} | {0: EMPTY}
        names = (re.fullmatch(r"sealed-(0|[1-9][0-9]*)\.json", entry.name) for entry in self.folder.iterdir())
        self.commitments: dict[int, dict[str, str]] = {int(name[1]): {} for name in names if name}

    def run(self) -> None:
        """Raises the fault that is found first."""
        lines = read_lines(self.folder)
        following = next(lines)
        while True:
            line, following = following, next(lines, Line(b"", False, []))
            try:
                if not self._read(line, following):
                    break
            except Fault as fault:
                raise self._after_crash(fault, line, following, lines) from fault
        self._check_disclosures()
        self._check_checkpoints()

    def _read(self, line: Line, following: Line) -> bool:
        """One line; whether there may be more."""
        self._check_segments(line)
        if len(line.data) > LONGEST and line.is_ended:
            raise Fault("entry_malformed", self.tree.size, crash=True)
        if line.data.startswith(b"#") and line.is_ended:
            self._read_seal(line, following)
        elif line.is_ended:
            self._read_entry(line, following)
        elif line.data:
            # A line feed may lack within the text as well, at the end of a segment.
            is_seal = line.data.startswith(b"#")
            fault = ("seal_changed", self.tree.size - 1) if is_seal else ("entry_malformed", self.tree.size)
            raise Fault(*fault, crash=True)
        elif self.missing or self.is_seal_due:
            raise Fault("seal_missing", self.tree.size - 1, crash=True)
        return line.is_ended

    def _check_segments(self, line: Line) -> None:
        for number in line.opens:
            if number > self.tree.size:
                raise self._missing_entry()
            if number < self.tree.size:
                raise Fault("entry_repeated", number)
            if self.missing or self.is_seal_due:
                raise Fault("seal_missing", self.tree.size - 1)

    def _missing_entry(self) -> Fault:
        return Fault("entry_missing" if self.tree.size else "entry_first_missing", self.tree.size)

    def _read_entry(self, line: Line, following: Line) -> None:
        size = self.tree.size
        entry = read_entry(line.data, size)
        seq = entry["seq"]
        if seq > size and following.member("seq") == size:
            raise Fault("entries_swapped", size)
        if seq > size:
            raise self._missing_entry()
        if seq < size and line.data == self.previous_line:
            raise Fault("entry_repeated", seq)
        if seq < size:
            raise Fault("entry_inserted", seq)
        prev = unbase64(entry["prev"])
        if entry["log"] != self.key.name:
            origins = {note.origin for note in map(read_checkpoint, self.notes) if note}
            if size == 0 and self.notes and self.key.name not in origins:
                raise Fault("log_other", 0)
            raise Fault("entry_spliced" if prev != self.tree.root and size else "origin_changed", size)
        if self.is_seal_due:
            raise Fault("seal_missing", size - 1)
        if self.missing and "group" in entry:
            raise Fault("entry_malformed", size)
        if self.previous and entry["timestamp"] < self.previous["timestamp"]:
            raise Fault("time_back", size)
        if not all(holds_mark(entry, pointer, rule) for pointer, rule in entry.get("redacted", [])):
            raise Fault("redaction_changed", size)
        if prev != self.tree.root:
            raise self._wrong_prev(entry, following)
        self._append(entry, line.data)

    def _wrong_prev(self, entry: dict[str, Any], following: Line) -> Fault:
        size = self.tree.size
        if self.previous is None:
            return Fault("entry_changed", 0)
        if entry["prev"] == self.previous["prev"]:
            return Fault("entry_inserted", size - 1)
        righted = self.tree.root_with(canonical(entry | {"prev": _base64(self.tree.root)}))
        next_root = following.seal[1] if following.seal else _root(following.member("prev"))
        return Fault("entry_changed", size if righted == next_root else size - 1)

    def _append(self, entry: dict[str, Any], line: bytes) -> None:
        size = self.tree.size
        self.missing = (self.missing or entry.get("group", 1)) - 1
        self.is_seal_due = not self.missing
        self.tree.append(line)
        self.previous, self.previous_line = entry, line
        if size + 1 in self.roots:
            self.roots[size + 1] = self.tree.root
        if size in self.commitments:
            self.commitments[size] = entry.get("sealed", {})
        if entry["action"] == "audit.key.next":
            self.next_keys.append((size, next_key(entry)))

    def _read_seal(self, line: Line, following: Line) -> None:
        size = self.tree.size
        if line.seal and line.seal[0] > size and not self.is_seal_due:
            raise self._missing_entry()
        if line.seal is None:
            raise Fault("seal_changed", size - 1, crash=True)
        if not self.is_seal_due or line.seal[0] != size:
            raise Fault("seal_changed", size - 1)
        root = line.seal[1]
        if root != self.tree.root:
            # Of checkpoints of one size the first counts, so the directory's.
            said = next((note.root for note in self.checkpoints if note.size == size), None)
            is_entry = root in (said, _root(following.member("prev")))
            raise Fault("entry_changed" if is_entry else "seal_changed", size - 1)
        self.is_seal_due, self.sealed = False, size

    def _after_crash(self, fault: Fault, line: Line, following: Line, lines: Iterator[Line]) -> Fault:
        """The same fault, or what a crash or a cut explains it by."""
        if not fault.crash:
            return fault
        # At the end of the log there is no line, and the one that is read last is the last one.
        last = line
        for behind in chain([following], lines):
            if not behind.data and not behind.is_ended:
                break
            if last.seal:
                return fault
            last = behind
        if all(note.size <= self.sealed for note in self.checkpoints):
            return Fault("torn_tail", self.sealed)
        return fault if last.seal else Fault("log_truncated", self.sealed)

    def _check_disclosures(self) -> None:
        for seq, commitments in sorted(self.commitments.items()):
            # What a crash left behind the last whole group may have had its disclosures already.
            if seq >= self.tree.size:
                continue
            try:
                disclosures, has_repeats = parse((self.folder / f"sealed-{seq}.json").read_bytes())
            except NotStrict as error:
                raise Fault("disclosure_changed", seq) from error
            if not isinstance(disclosures, dict) or has_repeats:
                raise Fault("disclosure_changed", seq)
            for pointer, disclosure in disclosures.items():
                if commitments.get(pointer) != _commitment(disclosure):
                    raise Fault("disclosure_changed", seq)

    def _check_checkpoints(self) -> None:
        if not self.notes and not self.kept:
            raise Fault("checkpoint_missing", 0)
        changes: list[tuple[int, Key | None]] = [(0, self.key)]
        coming = self.next_keys
        least = 0
        faults: dict[int, Fault] = {}
        valid: dict[int, Checkpoint] = {}
        for index, data in enumerate(self.notes + self.kept):
            is_kept = index >= len(self.notes)
            try:
                note = self._check_form(data, 0 if is_kept else least)
                keys = [[key for size, key in changes if size <= note.size][-1] if is_kept else changes[-1][1]]
                named = [] if is_kept else [key for seq, key in coming if seq < note.size]
                keys += named[-1:]
                self._check_signatures(note, keys)
                if named:
                    changes.append((note.size, named[-1]))
                    coming = coming[len(named) :]
                valid[index] = note
            except Fault as fault:
                faults[index] = fault
            read = read_checkpoint(data)
            if read and not is_kept:
                least = read.size
        for index in range(len(self.notes + self.kept)):
            if index in faults:
                raise faults[index]
            self._check_agreement(index, valid)
        if self.notes_rest:
            raise Fault("torn_tail", self.tree.size)

    def _check_form(self, data: bytes, least: int) -> Checkpoint:
        note = read_checkpoint(data)
        if note is None:
            raise Fault("checkpoint_unreadable", 0)
        if note.size < least:
            raise Fault("checkpoint_unreadable", note.size)
        if note.origin != self.key.name:
            raise Fault("checkpoint_other", note.size)
        return note

    def _check_signatures(self, note: Checkpoint, keys: list[Key | None]) -> None:
        """All of these keys must have signed: two where the key changes. What is no key signs nothing."""
        if all(key and note.is_signed_by(key) for key in keys):
            return
        named = [self.key, *(key for _, key in self.next_keys)]
        is_known = any(key and note.is_signed_by(key) for key in named)
        raise Fault("key_not_in_charge" if is_known else "checkpoint_invalid", note.size)

    def _check_agreement(self, index: int, valid: dict[int, Checkpoint]) -> None:
        note, size = valid[index], self.tree.size
        is_kept = index >= len(self.notes)
        own = [other for place, other in valid.items() if place < len(self.notes)]
        if note.size > size:
            is_rolled = is_kept and max((other.size for other in own), default=None) == size
            raise Fault("log_rolled_back" if is_rolled else "log_truncated", size)
        if self.roots[note.size] == note.root:
            return
        agreeing = [other for other in valid.values() if self.roots[other.size] == other.root]
        seq = max((other.size for other in agreeing if other.size < note.size), default=0)
        if is_kept and any(other in agreeing and other.size >= note.size for other in own):
            raise Fault("log_forked", seq)
        # That nothing was in the log once is true of all logs.
        raise Fault("log_regrown" if seq else "log_rewritten", seq)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _root(prev: Any) -> bytes | None:
    return unbase64(prev) if isinstance(prev, str) else None


def _commitment(disclosure: Any) -> str:
    """What commits to a disclosure; of what is no disclosure, a text that nothing commits to."""
    if not isinstance(disclosure, dict) or disclosure.keys() != {"salt", "value"}:
        return ""
    salt = unbase64(disclosure["salt"]) if isinstance(disclosure["salt"], str) else None
    if salt is None or len(salt) != 32:
        return ""
    return _base64(sha256(salt + canonical(disclosure["value"])).digest())


def read_policy(data: bytes) -> Key:
    """The one log key of a policy (C2SP tlog-policy, with no witnesses)."""
    lines = [line for line in data.decode().split("\n") if line and not line.startswith("#")]
    keys = [Key.parse(line.removeprefix("log ")) for line in lines if line.startswith("log ")]
    if len(lines) != 2 or len(keys) != 1 or "quorum none" not in lines:
        raise ValueError("the policy must be one `log` and `quorum none`")
    if keys[0] is None:
        raise ValueError("the policy's verifier key is malformed")
    return keys[0]


def verify_log(folder: Path, key: Key, kept: list[bytes]) -> dict[str, Any]:
    """The report on a log."""
    audit = Audit(folder, key, [note for data in kept for note in _kept_in(data)])
    try:
        audit.run()
    except Fault as fault:
        first = {"seq": fault.seq, "kind": fault.kind}
        return {"ok": False, "entries": audit.tree.size, "first": first}
    return {"ok": True, "entries": audit.tree.size}


def _kept_in(data: bytes) -> list[bytes]:
    """The notes of a file that was kept elsewhere; what else stands there is one more."""
    notes, rest = split_notes(data)
    return notes if notes and not rest else [*notes, rest]


def is_proof(data: bytes, key: Key) -> bool:
    """Whether a proof (C2SP tlog-proof) holds: of an entry of this log, under a checkpoint of this key."""
    head, _, note = data.partition(b"\n\n")
    form = rb"c2sp\.org/tlog-proof@v1\nextra ([^\n]+)\nindex (%s)((?:\n[^\n]+)*)" % DECIMAL
    match = re.fullmatch(form, head)
    checkpoint = read_checkpoint(note)
    if match is None or checkpoint is None:
        return False
    line, index = unbase64(match[1]), int(match[2])
    path = [unbase64(text) for text in match[3].split(b"\n")[1:]]
    if line is None:
        return False
    try:
        entry = read_entry(line, index)
    except Fault:
        return False
    is_ours = entry["log"] == checkpoint.origin == key.name and entry["seq"] == index
    root = root_by_path(leaf_hash(line), index, checkpoint.size, path)
    return is_ours and root == checkpoint.root and checkpoint.is_signed_by(key)


def root_by_path(node: bytes, index: int, size: int, path: list[bytes | None]) -> bytes | None:
    """The root that an inclusion proof leads to (RFC 9162, section 2.1.3.2)."""
    last = size - 1
    if index > last:
        return None
    for sibling in path:
        if sibling is None or len(sibling) != 32 or last == 0:
            return None
        if index & 1 or index == last:
            node = node_hash(sibling, node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        index, last = index >> 1, last >> 1
    return node if last == 0 else None


def main() -> int:
    parser = argparse.ArgumentParser(description="Verifies an audit log, or the proof of one entry.")
    parser.add_argument("folder", type=Path, nargs="?", help="the log's directory")
    parser.add_argument("--policy", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, action="append", default=[], help="one kept elsewhere")
    parser.add_argument("--proof", type=Path, help="a .tlog-proof, in place of a directory")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if (options.folder is None) == (options.proof is None):
        parser.error("a directory or a proof, one of them")
    try:
        key = read_policy(options.policy.read_bytes())
        if options.proof:
            report: dict[str, Any] = {"ok": is_proof(options.proof.read_bytes(), key)}
        else:
            report = verify_log(options.folder, key, [file.read_bytes() for file in options.checkpoint])
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(report))
    elif report["ok"]:
        print("sound")
    else:
        first = report.get("first", {"kind": "proof_invalid"})
        print(f"{first['kind']} at {first['seq']}" if "seq" in first else first["kind"])
    return 0 if report["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
