"""What is done to a sound log: each alteration takes its files and gives others."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from random import Random
from typing import Any

from canonical import NotStrict, canonical, parse
from crafted import FOREIGN, ORIGIN, SEEDS, Files, checkpoint, crafted, encode, sign, verifier_key
from notes import ORDER, read_checkpoint, split_notes
from verify import Tree

Lines = list[tuple[str, bytes]]
Alteration = Callable[[Random, Files], Files]
NASTY: list[Any] = [
    *(
        None,
        True,
        0,
        1,
        2,
        -1,
        1.5,
        1e21,
        2**53 - 1,
        "",
        " ",
        "\u0085",
        "\x1c",
        "x",
        "a+b",
        "a b",
        [],
        {},
        [[]],
        {"a": 1},
    ),
    *("#1", "success", "2025-06-15T15:06:40.793Z", "2025-02-30T15:06:40.793Z", "2025-06-15T24:00:00.000Z"),
    *(
        "2025-06-15T15:06:60.000Z",
        "2025-06-15t15:06:40.793z",
        "0000-02-29T00:00:00.000Z",
        "9999-12-31T23:59:59.999Z",
    ),
    *("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=", "AA=="),
    *(
        [["/action", "pan"]],
        [["action", "pan"]],
        [["", "x"]],
        [["/metadata"]],
        {"back_ms": 1},
        {"back_ms": 0},
    ),
    *(
        {"back_ms": 1, "x": 1},
        {"back_ms": "1"},
        {"key": "x"},
        {"/metadata/s": "AA=="},
        {"$": "[redacted:pan]"},
    ),
]
NAMES = [
    *(
        "v",
        "log",
        "seq",
        "timestamp",
        "action",
        "userId",
        "resource",
        "result",
        "prev",
        "group",
        "metadata",
        "reason",
    ),
    *("scope", "id", "actor", "source", "trace", "redacted", "sealed", "clock", "other"),
]
DIGITS = re.compile(rb"(?<=[:,\[])-?[0-9][0-9.e+-]*(?=[,}\]])")


def segments(files: Files) -> list[str]:
    return sorted(name for name in files if name.startswith("seg-"))


def to_lines(files: Files) -> Lines:
    return [(name, line) for name in segments(files) for line in files[name].splitlines(keepends=True)]


def with_lines(files: Files, lines: Lines) -> Files:
    rest = {name: data for name, data in files.items() if not name.startswith("seg-")}
    for name, line in lines:
        rest[name] = rest.get(name, b"") + line
    return rest


def entries(lines: Lines) -> list[int]:
    return [place for place, (_, line) in enumerate(lines) if line.startswith(b"{")]


def any_file(random: Random, files: Files) -> str:
    names = [name for name in files if name != "policy" and files[name]]
    return random.choice(segments(files) * 3 + names)


def flip_bit(random: Random, files: Files) -> Files:
    name = any_file(random, files)
    data = bytearray(files[name])
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return files | {name: bytes(data)}


def put_byte(random: Random, files: Files) -> Files:
    name = any_file(random, files)
    data = files[name]
    at, cut = random.randrange(len(data)), random.randrange(2)
    new = random.choice(
        [b"", b"\n", b" ", b"\0", b"#", b"0", b"1", b'"', b"{", b"\r\n", b"\xff", b"\xe2\x80\x94 "]
    )
    return files | {name: data[:at] + new + data[at + cut :]}


def swap_bytes(random: Random, files: Files) -> Files:
    name = any_file(random, files)
    data = bytearray(files[name])
    at = random.randrange(max(len(data) - 1, 1))
    data[at : at + 2] = data[at : at + 2][::-1]
    return files | {name: bytes(data)}


def delete_lines(random: Random, files: Files) -> Files:
    lines = to_lines(files)
    at = random.randrange(len(lines))
    del lines[at : at + random.choice([1, 1, 1, 2, 3])]
    return with_lines(files, lines)


def swap_lines(random: Random, files: Files) -> Files:
    lines = to_lines(files)
    first = random.randrange(len(lines))
    second = min(first + 1, len(lines) - 1) if random.random() < 0.6 else random.randrange(len(lines))
    one, other = lines[first], lines[second]
    lines[first], lines[second] = (one[0], other[1]), (other[0], one[1])
    return with_lines(files, lines)


def repeat_line(random: Random, files: Files) -> Files:
    lines = to_lines(files)
    line = random.choice(lines)
    at = lines.index(line) + 1 if random.random() < 0.5 else random.randrange(len(lines) + 1)
    name = lines[min(at, len(lines) - 1)][0]
    return with_lines(files, [*lines[:at], (name, line[1]), *lines[at:]])


def insert_line(random: Random, files: Files) -> Files:
    lines = to_lines(files)
    at = random.randrange(len(lines))
    others = to_lines(crafted(random, random.choice([ORIGIN, "example.com/other"])))
    junk = [
        b"\n",
        b"{}\n",
        b"#\n",
        b"[1]\n",
        b"#01 x\n",
        b"\0" * 50 + b"\n",
        b"x" * 65_535 + b"\n",
        b"#" * 70_000 + b"\n",
    ]
    new = random.choice([random.choice(others)[1], random.choice(junk)])
    name = lines[at][0]
    if random.random() < 0.4:
        return with_lines(files, [*lines[:at], (name, new), *lines[at + 1 :]])
    return with_lines(files, [*lines[:at], (name, new), *lines[at:]])


def cut_log(random: Random, files: Files) -> Files:
    lines = to_lines(files)
    whole = b"".join(line for _, line in lines)
    keep = random.randrange(len(whole)) if random.random() < 0.7 else 0
    if keep == 0:
        keep = sum(len(line) for _, line in lines[: random.randrange(len(lines) + 1)])
    rest = with_lines(files, [])
    for name in segments(files):
        if keep > 0:
            rest[name] = files[name][:keep]
        keep -= len(files[name])
    return rest


def cut_file(random: Random, files: Files) -> Files:
    name = any_file(random, files)
    return files | {name: files[name][: random.randrange(len(files[name]))]}


def cut_without_checkpoints(random: Random, files: Files) -> Files:
    """What a crash leaves: an end anywhere, and checkpoints of what is whole only."""
    files = cut_log(random, files)
    whole = sum(line.startswith(b"{") for _, line in to_lines(files)[:-1])
    notes = split_notes(files["checkpoints"])[0]
    kept = [note for note in notes if int(note.split(b"\n")[1]) <= max(whole - random.randrange(6), 0)]
    return files | {"checkpoints": b"".join(kept)}


def hole(random: Random, files: Files) -> Files:
    """What a crash leaves where blocks are written in any order, and what it leaves behind the end."""
    files = dict(files)
    if random.random() < 0.6 and split_notes(files["checkpoints"])[0]:
        files["checkpoints"] = b"".join(split_notes(files["checkpoints"])[0][:-1])
    name = segments(files)[-1]
    data = files[name]
    if random.random() < 0.5:
        tail = random.choice(
            [b"\0" * 30, b"{", b"#", b'{"v":1}\n', b"#9 \n", b"\n", b"\0\n", data[-30:], b"\0" * 70_000]
        )
        return files | {name: data + tail}
    at = max(len(data) - random.randrange(900), 0)
    size = random.randrange(1, 300)
    return files | {name: data[:at] + b"\0" * len(data[at : at + size]) + data[at + size :]}


def change_segments(random: Random, files: Files) -> Files:
    files, names, lines = dict(files), segments(files), to_lines(files)
    name, way = random.choice(names), random.randrange(5)
    if way == 0:
        del files[name]
    elif way == 1:
        number = max(int(name[4:20]) + random.randrange(-2, 3), 0)
        files[f"seg-{number:016}.jsonl"] = files.pop(name)
    elif way == 2:
        first = names[0]
        return with_lines(files, [(first, line) for _, line in lines])
    elif way == 3:
        at = random.randrange(len(lines))
        before = sum(line.startswith(b"{") for _, line in lines[:at])
        new = f"seg-{before:016}.jsonl"
        end = next((place for place in range(at, len(lines)) if lines[place][0] != lines[at][0]), len(lines))
        return with_lines(files, [*lines[:at], *((new, line) for _, line in lines[at:end]), *lines[end:]])
    else:
        size = sum(line.startswith(b"{") for _, line in lines)
        files[f"seg-{random.choice([size, size, size + 1, max(size - 1, 0)]):016}.jsonl"] = b""
    return files


def edit(random: Random, line: bytes) -> bytes:
    """One member of an entry other, its form canonical."""
    entry = parse(line)[0]
    name = random.choice(NAMES + list(entry))
    way = random.randrange(4)
    if way == 0:
        entry.pop(name, None)
    elif way == 1 and isinstance(entry.get(name), int):
        entry[name] += random.choice([-1, 1, 2])
    elif way == 2 and entry.get("redacted"):
        random.choice(entry["redacted"])[random.randrange(2)] = random.choice(
            ["pan", "/resource", "/metadata", "x"]
        )
    else:
        entry[name] = random.choice(NASTY)
    return canonical(entry)


def edit_entry(random: Random, files: Files) -> Files:
    lines = to_lines(files)
    at = random.choice(entries(lines))
    lines[at] = (lines[at][0], edit(random, lines[at][1]) + b"\n")
    return with_lines(files, lines)


def respell(random: Random, files: Files) -> Files:
    """The same entry in another spelling, or with a name twice."""
    lines = to_lines(files)
    at = random.choice(entries(lines))
    name, line = lines[at]
    entry = parse(line)[0]
    items = [canonical(key) + b":" + canonical(value) for key, value in entry.items()]
    way = random.randrange(7)
    if way == 0:
        random.shuffle(items)
    elif way == 1:
        items = sorted(items + [random.choice(items)])
    elif way == 2:
        items = sorted(
            [*items, canonical(random.choice(list(entry))) + b":" + canonical(random.choice(NASTY))]
        )
    elif way == 3:
        items = [item.replace(b":", b": ", 1) for item in sorted(items)]
    elif way == 4:
        items = [item.replace(b"a", b"\\u0061", 1) for item in sorted(items)]
    elif way == 5:
        spellings = [
            b"1.0",
            b"-0",
            b"1e0",
            b"1E400",
            b"9007199254740992",
            b"1e20",
            b"1e21",
            b"1e+21",
            b"01",
            b"0.10",
        ]
        spelling = random.choice(spellings)
        line = DIGITS.sub(lambda match: spelling if random.random() < 0.3 else match[0], line)
        lines[at] = (name, line)
        return with_lines(files, lines)
    else:
        deep = random.choice([61, 62, 63, 64, 65, 200])
        more = [
            b"[" * deep + b"]" * deep,
            rb'"\ud800"',
            rb'"\ud83d\ude00"',
            b'{"a":1,"a":2}',
            b'{"b":1,"a":2}',
            b"\xff",
        ]
        items = sorted([*items, b'"zz":' + random.choice(more)])
    lines[at] = (name, b"{" + b",".join(items) + b"}\n")
    return with_lines(files, lines)


def edit_seal(random: Random, files: Files) -> Files:
    lines = to_lines(files)
    at = random.choice([place for place, (_, line) in enumerate(lines) if line.startswith(b"#")])
    name, line = lines[at]
    size, root = line[1:-1].split(b" ")
    other = random.choice([line for _, line in lines if line.startswith(b"#")])[1:-1].split(b" ")
    new = random.choice(
        [
            b"#%d %s" % (int(size) + random.choice([-1, 1, 5]), root),
            b"#%s %s" % (size, other[1]),
            b"#%s %s" % (other[0], other[1]),
            b"#0%s %s" % (size, root),
            b"#%s  %s" % (size, root),
            b"#%s %s " % (size, root),
            b"#%s %s" % (size, root.lower()),
            b"#%s %s" % (size, root[:-2] + b"B="),
            b"%s %s" % (size, root),
        ]
    )
    lines[at] = (name, new + b"\n")
    return with_lines(files, lines)


def rebuild(
    lines: Lines, start: int, with_prev: bool = True, with_seals: bool = True
) -> tuple[Lines, dict[int, bytes]]:
    """The lines with all that follows from the altered ones, and the roots at all sizes."""
    tree, roots, rebuilt = Tree(), {0: Tree().root}, []
    for place, (name, line) in enumerate(lines):
        if line.startswith(b"#"):
            seal = f"#{tree.size} {encode(tree.root)}\n".encode()
            rebuilt.append((name, seal if with_seals and place >= start else line))
            continue
        try:
            entry = parse(line)[0]
            if with_prev and place >= start:
                line = canonical(entry | {"prev": encode(tree.root), "seq": tree.size}) + b"\n"
        except (NotStrict, TypeError):
            pass
        tree.append(line[:-1])
        roots[tree.size] = tree.root
        rebuilt.append((name, line))
    return rebuilt, roots


def reseal(random: Random, files: Files) -> Files:
    """What whoever has the machine does: alter, and make the rest fit; and maybe sign, if he has a key."""
    lines = to_lines(files)
    place = random.choice(entries(lines))
    way = random.randrange(4)
    if way == 0:
        del lines[place]
    elif way == 1:
        lines.insert(place, lines[place])
    elif way == 2:
        lines[place] = (lines[place][0], edit(random, lines[place][1]) + b"\n")
    else:
        lines = lines[: random.randrange(1, len(lines))]
        place = min(place, len(lines))
    lines, roots = rebuild(lines, place, random.random() < 0.75, random.random() < 0.8)
    files = with_lines(files, lines)
    if random.random() < 0.5:
        return files
    notes = [read_checkpoint(note) for note in split_notes(files["checkpoints"])[0]]
    sizes = [note.size for note in notes if note and note.size in roots]
    if random.random() < 0.5:
        files["kept/0"] = random.choice(split_notes(files["checkpoints"])[0] or [b""])
    seeds = random.choice([[SEEDS[0]], [SEEDS[0]], [FOREIGN], SEEDS])
    old = files["checkpoints"] if random.random() < 0.3 else b""
    return files | {"checkpoints": old + b"".join(checkpoint(size, roots[size], *seeds) for size in sizes)}


def change_checkpoints(random: Random, files: Files) -> Files:
    notes = split_notes(files["checkpoints"])[0]
    if not notes:
        return files
    at = random.randrange(len(notes))
    origin, size, root = notes[at].split(b"\n")[:3]
    number, _, rest = int(size), None, notes[at].partition(b"\n\n")[2]
    roots = rebuild(to_lines(files), 10**9)[1]
    other = random.randrange(max(roots) + 1)
    seeds = random.choice(
        [[SEEDS[0]], [SEEDS[1]], [FOREIGN], SEEDS[:2], SEEDS[1:], SEEDS, [FOREIGN, SEEDS[0]]]
    )
    text, zero = f"{origin.decode()}\n{number}\n{root.decode()}\n", bytes(32)
    choices: list[Callable[[], list[bytes]]] = [
        lambda: notes[:at] + notes[at + 1 :],
        lambda: [*notes[:at], notes[at], *notes[at:]],
        lambda: random.sample(notes, len(notes)),
        lambda: [],
        lambda: [*notes[:at], sign(text, *seeds), *notes[at + 1 :]],
        lambda: [*notes[:at], sign(text + "more\n", *seeds), *notes[at + 1 :]],
        lambda: [*notes[:at], checkpoint(number + random.choice([-1, 1, 9]), zero, *seeds), *notes[at + 1 :]],
        lambda: [*notes[:at], checkpoint(number, zero, *seeds), *notes[at + 1 :]],
        lambda: [*notes[:at], checkpoint(number, zero, *seeds), *notes[at:]],
        lambda: [*notes[:at], checkpoint(other, roots[other], *seeds), *notes[at:]],
        lambda: sorted(
            [*notes, checkpoint(other, roots[other], *seeds)], key=lambda note: int(note.split(b"\n")[1])
        ),
        lambda: [
            *notes[:at],
            checkpoint(number, roots.get(number, zero), SEEDS[0], name="example.com/other"),
            *notes[at + 1 :],
        ],
        lambda: [*notes[:at], notes[at] + "\u2014 someone AAAAAAAA\n".encode(), *notes[at + 1 :]],
        lambda: [*notes[:at], notes[at] + "\u2014 some one AAAAAAAA\n".encode(), *notes[at + 1 :]],
        lambda: [*notes[:at], notes[at] + "\u2014 someone AAAA\n".encode(), *notes[at + 1 :]],
        lambda: [*notes[:at], notes[at] + "\u2014 someone\n".encode(), *notes[at + 1 :]],
        lambda: [*notes[:at], notes[at] + rest, *notes[at + 1 :]],
        lambda: [*notes[:at], notes[at].replace(b"\n", b"\r\n"), *notes[at + 1 :]],
        lambda: [*notes[:at], notes[at].replace(size, b"0" + size, 1), *notes[at + 1 :]],
        lambda: [*notes[:at], b"\n", *notes[at:]],
        lambda: [
            *notes,
            random.choice([b"\n", b"x", b"\0" * 9, b"x\n", "\u2014 x".encode(), "\u2014 x\n".encode()]),
        ],
        lambda: [flip_high_s(notes[at]) if place == at else note for place, note in enumerate(notes)],
    ]
    files = files | {"checkpoints": b"".join(random.choice(choices)())}
    if random.random() < 0.1:
        del files["checkpoints"]
    return files


def flip_high_s(note: bytes) -> bytes:
    """The signature with the order of the group added to S: the same, to who does not look."""
    head, _, encoded = note[:-1].rpartition(b" ")
    data = base64.b64decode(encoded)
    high = int.from_bytes(data[36:], "little") + ORDER
    return head + b" " + encode(data[:36] + high.to_bytes(32, "little")).encode() + b"\n"


def keep_elsewhere(random: Random, files: Files) -> Files:
    """Checkpoints that left the machine, true and others."""
    files = dict(files)
    roots = rebuild(to_lines(files), 10**9)[1]
    notes = split_notes(files["checkpoints"])[0]
    for place in range(random.randrange(1, 3)):
        size = random.randrange(max(roots) + 1)
        number = random.choice([size, max(roots), max(roots) + 2])
        seeds = random.choice([[SEEDS[0]], [SEEDS[0]], [SEEDS[1]], [SEEDS[2]], [FOREIGN], SEEDS])
        new = [
            checkpoint(size, roots[size], *seeds),
            checkpoint(number, bytes(32), *seeds),
            *(notes or [b""]),
            b"".join(notes),
            b"",
            (notes or [b"x"])[-1][:-1],
            (notes or [b"x"])[-1] + b"\n",
        ]
        files[f"kept/{place}"] = random.choice(new)
    way = random.randrange(6)
    if way == 0:
        files["checkpoints"] = b"".join(notes[: random.randrange(len(notes) + 1)])
    elif way == 1:
        return cut_log(random, files)
    elif way == 2:
        return reseal(random, files)
    elif way == 3:
        return change_checkpoints(random, files)
    return files


def change_disclosure(random: Random, files: Files) -> Files:
    files = dict(files)
    names = [name for name in files if name.startswith("sealed-")]
    absent = f"sealed-{random.randrange(60)}.json"
    if not names:
        return files | {absent: random.choice([b"{}", b"{", b'{"/a":{"salt":"","value":1}}'])}
    name = random.choice(names)
    disclosure = parse(files[name])[0]
    pointer = next(iter(disclosure))
    way = random.randrange(9)
    if way == 0:
        del files[name]
        return files
    if way == 1:
        files[absent] = files.pop(name)
        return files
    if way == 2:
        disclosure[pointer]["value"] = random.choice(NASTY)
    elif way == 3:
        disclosure[pointer]["salt"] = random.choice([encode(bytes(32)), encode(bytes(31)), "", 1])
    elif way == 4:
        disclosure["/metadata/x"] = disclosure[pointer]
    elif way == 5:
        disclosure[pointer]["more"] = 1
    elif way == 6:
        return files | {
            name: random.choice([b"{}", b"", b"[]", b"null", b"\xff", canonical(disclosure) + b"\n"])
        }
    elif way == 7:
        del disclosure[pointer][random.choice(["salt", "value"])]
    else:
        return files | {name: canonical(disclosure)[:-1] + b"," + canonical(disclosure)[1:]}
    return files | {name: canonical(disclosure)}


def change_keys(random: Random, files: Files) -> Files:
    """A change of keys that is signed by some, in a log that is right otherwise."""
    lines = to_lines(files)
    for _ in range(random.randrange(1, 3)):
        place = random.choice(entries(lines)[1:] or entries(lines))
        name, line = lines[place]
        key = random.choice(
            [
                verifier_key(SEEDS[1]),
                verifier_key(SEEDS[2]),
                verifier_key(SEEDS[0]),
                "x",
                verifier_key(FOREIGN, "o"),
            ]
        )
        action = random.choice(["audit.key.next", "audit.key.next", "audit.open"])
        entry = parse(line)[0] | {"action": action, "metadata": {"key": key}}
        lines[place] = (name, canonical(entry) + b"\n")
    lines, roots = rebuild(lines, 0)
    rest = {name: data for name, data in with_lines(files, lines).items() if not name.startswith("sealed-")}
    notes = b""
    for size in sorted(random.randrange(max(roots) + 1) for _ in range(random.randrange(1, 4))):
        seeds = random.choice(
            [[SEEDS[0]], [SEEDS[0], SEEDS[1]], [SEEDS[1]], SEEDS, [SEEDS[2]], [SEEDS[1], SEEDS[2]], [FOREIGN]]
        )
        note = checkpoint(size, roots[size], *seeds)
        if random.random() < 0.1:
            note += sign(note.decode().split("\n\n")[0] + "\n", FOREIGN, name="o").split(b"\n\n")[1]
        notes += note
    return rest | {"checkpoints": notes}


ALTERATIONS: list[Alteration] = [
    *(flip_bit, flip_bit, put_byte, swap_bytes, delete_lines, swap_lines, repeat_line, insert_line, cut_log),
    *(
        cut_file,
        cut_without_checkpoints,
        hole,
        change_segments,
        edit_entry,
        edit_entry,
        respell,
        edit_seal,
        reseal,
    ),
    *(reseal, change_checkpoints, change_checkpoints, keep_elsewhere, change_disclosure, change_keys),
]
