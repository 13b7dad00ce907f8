#!/usr/bin/env python3
"""Asks the Rust auditor and the verifier of this folder about the same altered logs.

    differential.py DRIVER [LOGS [ALTERATIONS [SEED]]]

DRIVER is what Cargo builds of `driver.rs`. Half of the logs are the Rust writer's, half are made here. To
both, each is sound; and of what each alteration leaves of it, both say the same: kind and seq.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random

from alterations import ALTERATIONS
from crafted import Files, crafted
from verify import read_policy, verify_log


def read_files(folder: Path) -> Files:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


class Judges:
    """Both verifiers, and the folder in which they find a log."""

    def __init__(self, driver: str, folder: Path) -> None:
        self.folder = folder
        self.rust = subprocess.Popen(
            [driver, "judge"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def judge(self, files: Files) -> tuple[str, str]:
        """What Python says, and what Rust says."""
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "kept").mkdir(parents=True)
        for name, data in files.items():
            (self.folder / name).write_bytes(data)
        assert self.rust.stdin and self.rust.stdout
        print(self.folder, file=self.rust.stdin, flush=True)
        kept = [files[name] for name in sorted(files) if name.startswith("kept/")]
        report = verify_log(self.folder, read_policy(files["policy"]), kept)
        python = "ok" if report["ok"] else "{kind} {seq}".format(**report["first"])
        return python, self.rust.stdout.readline().strip()


def is_either(python: str, rust: str) -> bool:
    """Whether the document allows both: of a line with a name twice that is not strict besides."""
    return rust.startswith("name_duplicate ") and python == rust.replace("name_duplicate", "entry_malformed")


def main() -> int:
    driver = sys.argv[1]
    logs, alterations, seed = (int(text) for text in (sys.argv[2:] + ["200", "30", "1"][len(sys.argv) - 2 :]))
    random, kinds, unequal = Random(seed), Counter[str](), []
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([driver, "write", f"{folder}/logs", str(logs // 2)], check=True)
        sound = [read_files(place) for place in sorted(Path(folder, "logs").iterdir())]
        sound += [crafted(random) for _ in range(logs - len(sound))]
        judges = Judges(driver, Path(folder, "judged"))
        for number, files in enumerate(sound):
            if (answers := judges.judge(files)) != ("ok", "ok"):
                unequal.append((f"log {number}, unaltered", *answers))
            for turn in range(alterations):
                chosen = [random.choice(ALTERATIONS) for _ in range(1 + (turn % 6 == 5))]
                altered = files
                for alteration in chosen:
                    # What another has altered may leave one nothing to work on.
                    with suppress(LookupError, TypeError, ValueError):
                        altered = alteration(random, altered)
                python, rust = judges.judge(altered)
                kinds[rust.split(" ")[0]] += 1
                if python != rust and not is_either(python, rust):
                    names = "+".join(alteration.__name__ for alteration in chosen)
                    unequal.append((f"log {number}, turn {turn}: {names}", python, rust))
    for what, python, rust in unequal:
        print(f"{what}: Python {python}, Rust {rust}")
    for kind, count in sorted(kinds.items()):
        print(f"{count:7} {kind}")
    print(f"{logs} logs, {logs * alterations} alterations, {len(unequal)} disagreements")
    return 1 if unequal else 0


if __name__ == "__main__":
    sys.exit(main())
