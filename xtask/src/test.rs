//! The tests: what needs Rust, Node and the registries; what needs Debian's packages; what is long.

use std::{fs, path::Path};

use crate::{
    build,
    run::{Outcome, node, root, run, tool},
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
    let strict = ["--all-features", "--", "--deny", "warnings"];
    run("cargo", &[&clippy[..], &strict].concat(), &[])?;
    run(
        "cargo",
        &["check", "--quiet", "--locked", "--no-default-features"],
        &[],
    )?;
    run("cargo", &["test", "--locked"], &[])?;
    let strict = [("RUSTDOCFLAGS", "-Dwarnings")];
    run(
        "cargo",
        &["doc", "--quiet", "--locked", "--no-deps"],
        &strict,
    )?;
    tool("biome", &["check", "--error-on-warnings"])?;
    tool("tsc", &["--project", "tests/types"])?;
    script_tests(|_| true, &[])?;
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

/// The full counts of what `test` runs a part of, the vendors' own SDKs beside ours, whether the time of
/// a comparison tells what it compares, and a target without an operating system.
pub fn full() -> Outcome {
    build::build()?;
    let counts = [
        ("COUNTERSIGN_HOSTILE", "2000000"),
        ("COUNTERSIGN_NUMBER_LINES", "100000000"),
    ];
    let long = [
        "test",
        "--locked",
        "--profile",
        "full",
        "--test",
        "hostile",
        "--test",
        "numbers",
        "--",
        "--nocapture",
    ];
    run("cargo", &long, &counts)?;
    let counts = [
        ("COUNTERSIGN_HOSTILE", "200000"),
        ("COUNTERSIGN_LEAK", "1000000"),
    ];
    script_tests(
        |name| matches!(name, "hostile.test.mjs" | "leak.test.mjs"),
        &counts,
    )?;
    // The vendors' own SDKs.
    run(
        "npm",
        &[
            "ci",
            "--prefix",
            "tests/sdk",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ],
        &[],
    )?;
    node(&["tests/sdk/self.mjs"], &[])?;
    node(&["tests/sdk/differential.mjs"], &[])?;
    run("cargo", &["bench", "--locked", "--bench", "timing"], &[])?;
    node(&["tests/timing/run.mjs"], &[])?;
    let target = "thumbv7em-none-eabi";
    run("rustup", &["target", "add", target], &[])?;
    run(
        "cargo",
        &[
            "check",
            "--locked",
            "--no-default-features",
            "--features",
            "rare",
            "--target",
            target,
        ],
        &[],
    )
}

/// The JavaScript tests by name: Node 20 takes no pattern.
fn script_tests(is_wanted: impl Fn(&str) -> bool, env: &[(&str, &str)]) -> Outcome {
    let folder = fs::read_dir(root().join("tests/js")).map_err(|error| error.to_string())?;
    let mut files: Vec<String> = folder
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(".test.mjs") && is_wanted(name))
        .map(|name| format!("tests/js/{name}"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err("there are no JavaScript tests".into());
    }
    let mut args = vec!["--test", "--test-reporter=spec"];
    args.extend(files.iter().map(String::as_str));
    node(&args, env)
}
