//! The front door: `cargo xtask demo | test | build | bench | size | full`.
//!
//! Everything it needs and can get from a registry it installs itself, into this repository.

#![forbid(unsafe_code)]

mod build;
mod run;
mod tables;
mod test;
mod text;
mod wasm;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask <command>

  demo [--serve]      deliver signed requests to a real receiver and judge them;
                      --serve keeps it running, with the page
  test [--services]   all tests; --services those that need Debian's packages
  build [MODULE]      pkg/dist from the crate and pkg/src; with the name of a module, of
                      the crate only that: verify, more, audit, auditor, handshake
  bench [--quick] [--only node,node24,deno,bun,workerd,cold,size,audit,native]
                      timings, each against its peers
  size                what a user downloads
  full                what takes longer: the full counts of the hostile requests, and
                      whether time tells what is compared
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match args.as_slice() {
        ["build"] => build::build(),
        ["build", module] => build::build_module(module),
        ["demo"] => build::build().and_then(|()| run::node(&["demo/main.js"], &[])),
        ["demo", "--serve"] => {
            build::build().and_then(|()| run::node(&["demo/main.js", "--serve"], &[]))
        }
        ["test"] => test::test(),
        ["test", "--services"] => test::services(),
        ["size"] => build::build().and_then(|()| run::node(&["tests/js/size.mjs"], &[])),
        ["bench", flags @ ..] => bench(flags),
        ["full"] => test::full(),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The package in every runtime, then the crate; of these, `--only` some.
fn bench(flags: &[&str]) -> run::Outcome {
    let only = flags
        .iter()
        .position(|flag| *flag == "--only")
        .and_then(|at| flags.get(at + 1))
        .unwrap_or(&"");
    if only != &"native" {
        build::build()?;
    }
    if !["audit", "native"].contains(only) {
        run::node(&[&["tests/bench/run.mjs"], flags].concat(), &[])?;
    }
    if ["", "audit"].contains(only) {
        run::node(&["tests/bench/audit.mjs"], &[])?;
    }
    if ["", "native"].contains(only) {
        run::run(
            "cargo",
            &["bench", "--quiet", "--locked", "--bench", "native"],
            &[],
        )?;
    }
    Ok(())
}
