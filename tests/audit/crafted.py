"""Logs made here, by the format document: with what the writer's public interface does not write."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from hashlib import sha256
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from canonical import canonical
from verify import Tree

ORIGIN = "example.com/audit/test"
# The seed that `driver.rs` signs with, then those of the keys that follow it.
SEEDS = [bytes([seed]) * 32 for seed in (7, 8, 9)]
FOREIGN = bytes([99]) * 32

Files = dict[str, bytes]


def encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def public(seed: bytes) -> bytes:
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return b"\1" + key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id(seed: bytes, name: str = ORIGIN) -> bytes:
    return sha256(name.encode() + b"\n" + public(seed)).digest()[:4]


def verifier_key(seed: bytes, name: str = ORIGIN) -> str:
    return f"{name}+{key_id(seed, name).hex()}+{encode(public(seed))}"


def policy(name: str = ORIGIN) -> bytes:
    return f"log {verifier_key(SEEDS[0], name)}\nquorum none\n".encode()


def sign(text: str, *seeds: bytes, name: str = ORIGIN) -> bytes:
    """A note: the text, and a signature by each of the keys."""
    lines = [text, "\n"]
    for seed in seeds:
        signature = Ed25519PrivateKey.from_private_bytes(seed).sign(text.encode())
        lines.append(f"\u2014 {name} {encode(key_id(seed, name) + signature)}\n")
    return "".join(lines).encode()


def checkpoint(size: int, root: bytes, *seeds: bytes, name: str = ORIGIN) -> bytes:
    return sign(f"{name}\n{size}\n{encode(root)}\n", *seeds, name=name)


class Writer:
    """A log in the making."""

    def __init__(self, random: Random, name: str = ORIGIN) -> None:
        self.random, self.name = random, name
        self.tree, self.now = Tree(), 1_750_000_000_000
        self.files: Files = {"policy": policy(name), "checkpoints": b""}
        self.segment, self.key, self.next_key = 0, 0, 0

    def entry(self, **members: Any) -> dict[str, Any]:
        """An entry, of which prev and group are still to come."""
        step = self.random.randrange(-300, 1700)
        if step < 0 and self.tree.size:
            members["clock"] = {"back_ms": -step}
        self.now += max(step, 0)
        entry = {
            "v": 1,
            "log": self.name,
            "seq": self.tree.size,
            "timestamp": timestamp(self.now),
            "action": "a",
            "userId": "u",
            "resource": "r",
            "result": self.random.choice(["success", "failure"]),
        }
        return entry | members

    def any_entry(self) -> dict[str, Any]:
        random = self.random
        kind = random.randrange(6)
        if kind == 0:
            redacted = [
                ["/metadata/a~1b/0", "pan"],
                ["/metadata/[redacted:name]", "name"],
                ["/resource", "pan"],
            ]
            metadata = {"a/b": ["x [redacted:pan] y"], "[redacted:name]": 1}
            return self.entry(metadata=metadata, redacted=redacted, resource="[redacted:pan]")
        if kind == 1:
            salt, value = random.randbytes(32), random.choice([1.5, "é\ue000", {"z": [], "\U0001f600": None}])
            disclosure = {"/metadata/s": {"salt": encode(salt), "value": value}}
            if random.random() < 0.7:
                self.files[f"sealed-{self.tree.size}.json"] = canonical(disclosure)
            commitment = encode(sha256(salt + canonical(value)).digest())
            return self.entry(metadata={"s": "[sealed]"}, sealed={"/metadata/s": commitment})
        if kind == 2:
            return self.entry(
                metadata={"n": random.choice([1e21, 0.1, -1e-7, 2**53 - 1])}, more=[random.random()]
            )
        return self.entry(reason="why", actor={"ip": "::1"})

    def key_entry(self, action: str, key: int) -> dict[str, Any]:
        metadata = {"key": verifier_key(SEEDS[key], self.name)}
        if action == "audit.open":
            metadata["checkpoints"] = "kept"
        return self.entry(action=action, userId="countersign", metadata=metadata)

    def group(self, size: int) -> None:
        for place in range(size):
            change = self.next_key == self.key < len(SEEDS) - 1 and self.random.random() < 0.08
            if self.tree.size == 0:
                entry = self.key_entry("audit.open", 0)
            elif change:
                self.next_key = self.key + 1
                entry = self.key_entry("audit.key.next", self.next_key)
            else:
                entry = self.any_entry()
            entry["prev"] = encode(self.tree.root)
            if size > 1 and place == 0:
                entry["group"] = size
            line = canonical(entry)
            self.tree.append(line)
            self.write(line)
        self.write(f"#{self.tree.size} {encode(self.tree.root)}".encode())

    def write(self, line: bytes) -> None:
        name = f"seg-{self.segment:016}.jsonl"
        self.files[name] = self.files.get(name, b"") + line + b"\n"

    def checkpoint(self) -> bytes:
        seeds = [SEEDS[key] for key in sorted({self.key, self.next_key})]
        self.key = self.next_key
        note = checkpoint(self.tree.size, self.tree.root, *seeds, name=self.name)
        self.files["checkpoints"] += note
        return note


def crafted(random: Random, name: str = ORIGIN) -> Files:
    """A sound log."""
    writer = Writer(random, name)
    groups = random.randrange(2, 12)
    for place in range(groups):
        writer.group(random.choice([1, 1, random.randrange(1, 7)]))
        if place == groups - 1 or random.random() < 0.35:
            writer.checkpoint()
        if random.random() < 0.25:
            writer.segment = writer.tree.size
    return writer.files


def timestamp(milliseconds: int) -> str:
    time = datetime.fromtimestamp(milliseconds // 1000, UTC)
    return f"{time:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03}Z"
