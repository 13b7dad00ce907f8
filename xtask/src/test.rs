//! The tests: what needs Rust, Node and the registries; what needs Debian's packages; what is long.

use std::path::Path;

use crate::{
    build,
    run::{Outcome, node, run, tool},
};

/// Everything that Rust, Node and the registries can run.
pub fn test() -> Outcome {
    run("cargo", &["fmt", "--all", "--check"], &[])?;
    build::build()?;
    let clippy = [
        "clippy",
        "--quiet",
        "--locked",
        "--workspace",
        "--all-targets",
    ];
    run(
        "cargo",
        &[&clippy[..], &["--all-features", "--", "--deny", "warnings"]].concat(),
        &[],
    )?;
    for features in [&["--no-default-features"][..], &[]] {
        run(
            "cargo",
            &[&["check", "--quiet", "--locked"], features].concat(),
            &[],
        )?;
    }
    run("cargo", &["test", "--locked"], &[])?;
    run(
        "cargo",
        &["doc", "--quiet", "--locked", "--no-deps"],
        &[("RUSTDOCFLAGS", "-Dwarnings")],
    )?;
    tool("biome", &["check", "--error-on-warnings"])?;
    tool("tsc", &["--project", "tests/types"])?;
    node(&["--test", "--test-reporter=spec", "tests/js/"], &[])?;
    node(&["tests/runtimes/run.mjs"], &[])?;
    tool("publint", &["pkg", "--strict"])?;
    tool("attw", &["--pack", "pkg", "--profile", "node16", "--quiet"])?;
    node(&["tests/js/size.mjs"], &[])?;
    node(&["demo/main.js"], &[])
}

/// What needs a browser, which it installs where it is absent.
pub fn services() -> Outcome {
    build::build()?;
    if !Path::new("/usr/bin/chromium").exists() {
        let quiet = [("DEBIAN_FRONTEND", "noninteractive")];
        run("apt-get", &["update", "-qq"], &[])?;
        run(
            "apt-get",
            &[
                "install",
                "-qq",
                "-y",
                "--no-install-recommends",
                "chromium",
            ],
            &quiet,
        )?;
    }
    node(&["tests/runtimes/run.mjs", "--chromium"], &[])
}

/// The full counts of what `test` runs a part of.
pub fn full() -> Outcome {
    build::build()?;
    let hostile = [("COUNTERSIGN_HOSTILE", "2000000")];
    let args = [
        "test",
        "--locked",
        "--profile",
        "full",
        "--test",
        "hostile",
        "--",
        "--nocapture",
    ];
    run("cargo", &args, &hostile)?;
    let full = [
        ("COUNTERSIGN_HOSTILE", "200000"),
        ("COUNTERSIGN_LEAK", "1000000"),
    ];
    node(
        &[
            "--test",
            "--test-reporter=spec",
            "tests/js/hostile.test.mjs",
            "tests/js/leak.test.mjs",
        ],
        &full,
    )?;
    // The core needs no operating system.
    run("rustup", &["target", "add", "thumbv7em-none-eabi"], &[])?;
    run(
        "cargo",
        &[
            "check",
            "--locked",
            "--no-default-features",
            "--target",
            "thumbv7em-none-eabi",
        ],
        &[],
    )
}
