#!/usr/bin/env python3
"""Proofs of Rust and altered ones, as `merkle_judges.rs` writes them, before a verifier of this folder.

    proofs.py FOLDER

Of each line the first claim holds, and of the others it is said whether they do.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from verify import leaf_hash, node_hash, root_by_path

Claim = dict[str, str]


def hashes(claim: Claim) -> list[bytes]:
    proof = bytes.fromhex(claim["proof"])
    return [proof[at : at + 32] for at in range(0, len(proof), 32)]


def is_included(claim: Claim) -> bool:
    leaf = leaf_hash(bytes.fromhex(claim["entry"]))
    path: list[bytes | None] = [*hashes(claim)]
    return root_by_path(leaf, int(claim["index"]), int(claim["size"]), path) == bytes.fromhex(claim["root"])


def is_consistent(claim: Claim) -> bool:
    """RFC 9162, section 2.1.4.2."""
    old, new = int(claim["old_size"]), int(claim["new_size"])
    roots = bytes.fromhex(claim["old_root"]), bytes.fromhex(claim["new_root"])
    path = hashes(claim)
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and roots[0] == roots[1]
    if old & (old - 1) == 0:
        path.insert(0, roots[0])
    if not path:
        return False
    index, last = old - 1, new - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        index, last = index >> 1, last >> 1
    return (first, second) == roots and last == 0


def claims(path: Path) -> Iterator[tuple[Claim, str]]:
    """Each claim, and whether it is genuine, holds besides, or does not."""
    with path.open() as lines:
        for line in lines:
            case = json.loads(line)
            yield case["genuine"], "genuine"
            for other in case["others"]:
                holds = other.pop("holds")
                yield {**case["genuine"], **other}, "true" if holds else "altered"


def main() -> int:
    unequal = 0
    for name, holds in {"inclusion": is_included, "consistency": is_consistent}.items():
        counts = Counter[str]()
        for claim, kind in claims(Path(sys.argv[1], f"{name}.jsonl")):
            counts[kind] += 1
            if holds(claim) != (kind != "altered"):
                unequal += 1
                print(f"{name}: {kind}, and Python says otherwise: {claim}")
        print(
            f"{counts['genuine']} {name} proofs accepted, {counts['altered']} altered ones refused; "
            f"{counts['true']} of another size prove the same"
        )
        if counts["genuine"] < 10_000 or counts["altered"] != 10 * counts["genuine"]:
            unequal += 1
            print("these are too few")
    print(f"{unequal} disagreements")
    return 1 if unequal else 0


if __name__ == "__main__":
    sys.exit(main())
