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

/// What needs a browser or Python: packages of Debian, which it installs where they are absent.
pub fn services() -> Outcome {
    build::build()?;
    install("chromium", "/usr/bin/chromium")?;
    install(
        "python3-cryptography",
        "/usr/lib/python3/dist-packages/cryptography",
    )?;
    node(&["tests/runtimes/run.mjs", "--chromium"], &[])?;
    run(
        "cargo",
        &["build", "--quiet", "--locked", "--example", "audit-driver"],
        &[],
    )?;
    // Debian's Python by its path: another may come first, and has not what was installed for this one.
    let differential = [
        "tests/audit/differential.py",
        "target/debug/examples/audit-driver",
    ];
    run("/usr/bin/python3", &differential, &[])?;
    run(
        "cargo",
        &["test", "--quiet", "--locked", "--test", "merkle_judges"],
        &[("COUNTERSIGN_PROOFS", "target/proofs")],
    )?;
    run(
        "/usr/bin/python3",
        &["tests/audit/proofs.py", "target/proofs"],
        &[],
    )
}

/// Installs a Debian package where what it brings is absent.
fn install(package: &str, brings: &str) -> Outcome {
    if Path::new(brings).exists() {
        return Ok(());
    }
    let quiet = [("DEBIAN_FRONTEND", "noninteractive")];
    run("apt-get", &["update", "-qq"], &[])?;
    let install = ["install", "-qq", "-y", "--no-install-recommends", package];
    run("apt-get", &install, &quiet)
}

/// The full counts of what `test` runs a part of, the vendors' own SDKs and Sigstore's verifier of proofs
/// beside ours, whether the time of a comparison tells what it compares, and a target without an
/// operating system.
pub fn full() -> Outcome {
    build::build()?;
    let counts = [
        ("COUNTERSIGN_DOCUMENTS", "1000000"),
        ("COUNTERSIGN_HOSTILE", "2000000"),
        ("COUNTERSIGN_NUMBER_LINES", "100000000"),
        ("COUNTERSIGN_PROOFS", "target/proofs"),
        ("COUNTERSIGN_TAMPERED_LOGS", "1000"),
    ];
    let long = [
        "test",
        "--locked",
        "--profile",
        "full",
        "--test",
        "canonical_judges",
        "--test",
        "hostile",
        "--test",
        "merkle_judges",
        "--test",
        "numbers",
        "--test",
        "tampering",
        "--",
        "--nocapture",
    ];
    run("cargo", &long, &counts)?;
    node(&["tests/tampering/switched_off.mjs"], &[])?;
    let counts = [
        ("COUNTERSIGN_AUDIT_VALUES", "1000000"),
        ("COUNTERSIGN_CRASH_STATES", "1000000"),
        ("COUNTERSIGN_HOSTILE", "200000"),
        ("COUNTERSIGN_KILLS", "1000"),
        ("COUNTERSIGN_LEAK", "1000000"),
    ];
    script_tests(
        |name| {
            matches!(
                name,
                "audit-values.test.mjs"
                    | "crash.test.mjs"
                    | "hostile.test.mjs"
                    | "leak.test.mjs"
                    | "normalise-hostile.test.mjs"
                    | "sigkill.test.mjs"
            )
        },
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
    node(
        &["tests/sdk/merkle.mjs", "target/proofs/inclusion.jsonl"],
        &[],
    )?;
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
