"""Verifier keys, signatures and checkpoints (C2SP signed-note and tlog-checkpoint)."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
# The two ordinates of order 8, as RFC 8032 encodes them, and their kin of order 4, 1 and 2.
_EIGHTH = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
_EIGHTH_TOO = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
SMALL = {0, 1, PRIME - 1} | {int.from_bytes(bytes.fromhex(y), "little") for y in (_EIGHTH, _EIGHTH_TOO)}

SIGNATURE_MARK = "\u2014 ".encode()
# The names of keys, and so of logs: no space of Unicode's, no control character and no plus.
NAME = re.compile(r"[^+\s\x00-\x1f\x7f-\x9f]+")
DECIMAL = rb"(?:0|[1-9][0-9]{0,19})"
LARGEST_SIZE = 2**64 - 1
MOST_SIGNATURES = 64
_CHECKPOINT = re.compile(
    rb"(([^\x00-\x1f]+)\n(%s)\n([^\x00-\x1f]+)\n(?:[^\x00-\x1f]+\n)*)\n((?:%s[^\x00-\x1f]+\n)+)"
    % (DECIMAL, SIGNATURE_MARK)
)


@dataclass(frozen=True)
class Key:
    """A verifier key."""

    name: str
    id: bytes
    public: bytes

    @classmethod
    def parse(cls, text: str) -> Key | None:
        """`<name>+<key id>+<base64 of 01 and the public key>`; the base64 may hold a plus itself."""
        name, _, rest = text.partition("+")
        key_id, _, encoded = rest.partition("+")
        data = unbase64(encoded)
        if NAME.fullmatch(name) is None or data is None or len(data) != 33 or data[0] != 1:
            return None
        expected = sha256(name.encode() + b"\n" + data).digest()[:4]
        return cls(name, expected, data[1:]) if key_id == expected.hex() else None


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint of the right form, whoever may have signed it."""

    origin: str
    size: int
    root: bytes
    text: bytes
    signatures: tuple[tuple[str, bytes], ...]

    def is_signed_by(self, key: Key) -> bool:
        """Whether there are lines that bear this key's name and id, and each is its signature."""
        lines = [data[4:] for name, data in self.signatures if name == key.name and data[:4] == key.id]
        return bool(lines) and all(_is_signature(key.public, self.text, line) for line in lines)


def read_checkpoint(note: bytes) -> Checkpoint | None:
    """What a note says, if it is of the form."""
    match = _CHECKPOINT.fullmatch(note)
    if match is None:
        return None
    text, origin, size, encoded, lines = match.groups()
    root = unbase64(encoded)
    signatures = [_signature_line(line) for line in lines.split(b"\n")[:-1]]
    known = tuple(signature for signature in signatures if signature)
    is_formed = len(known) == len(signatures) <= MOST_SIGNATURES and int(size) <= LARGEST_SIZE
    if root is None or len(root) != 32 or not is_formed:
        return None
    try:
        return Checkpoint(origin.decode(), int(size), root, text, known)
    except UnicodeDecodeError:
        return None


def split_notes(data: bytes) -> tuple[list[bytes], bytes]:
    """The whole notes of a file, and the bytes behind the last."""
    notes: list[bytes] = []
    *lines, rest = data.split(b"\n")
    note, was_signature = b"", False
    for line in lines:
        is_signature = line.startswith(SIGNATURE_MARK)
        if was_signature and not is_signature:
            notes.append(note)
            note = b""
        note += line + b"\n"
        was_signature = is_signature
    # A signature line that was cut is the note's, which then is not whole.
    is_cut = rest.startswith(SIGNATURE_MARK) or (rest != b"" and SIGNATURE_MARK.startswith(rest))
    return (notes + [note], rest) if was_signature and not is_cut else (notes, note + rest)


def unbase64(text: str | bytes) -> bytes | None:
    """RFC 4648, section 4: padded, the unused bits zero, nothing passed over."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    written = base64.b64encode(data)
    return data if written == (text.encode() if isinstance(text, str) else text) else None


def _signature_line(line: bytes) -> tuple[str, bytes] | None:
    """The name, and the key id with the signature behind it."""
    try:
        name, encoded = line.removeprefix(SIGNATURE_MARK).decode().split(" ")
    except ValueError:
        return None
    data = unbase64(encoded)
    return (name, data) if NAME.fullmatch(name) and data and len(data) > 4 else None


def _is_signature(public: bytes, text: bytes, signature: bytes) -> bool:
    """The strict reading: what libraries leave to each other is settled before one is asked."""
    if len(signature) != 64 or int.from_bytes(signature[32:], "little") >= ORDER:
        return False
    for point in (public, signature[:32]):
        ordinate = int.from_bytes(point, "little") & (2**255 - 1)
        if ordinate >= PRIME or ordinate in SMALL:
            return False
    try:
        # OpenSSL compares encodings, that is, without the cofactor.
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True
