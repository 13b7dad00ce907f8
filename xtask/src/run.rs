//! Running other programs from the repository's root.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

pub type Outcome = Result<(), String>;

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the repository")
        .into()
}

/// Runs a program to its end; anything but success is an error that names it.
pub fn run(program: &str, args: &[&str], env: &[(&str, &str)]) -> Outcome {
    eprintln!("\u{1b}[2m$ {program} {}\u{1b}[0m", args.join(" "));
    finish(
        command(program).args(args).envs(env.iter().copied()),
        program,
        args,
    )
}

/// Runs a script with Node, in which `countersign` is this package.
pub fn node(args: &[&str], env: &[(&str, &str)]) -> Outcome {
    finish(
        command("node").args(args).envs(env.iter().copied()),
        "node",
        args,
    )
}

/// Runs a program that an npm package brought.
pub fn tool(name: &str, args: &[&str]) -> Outcome {
    let path = root().join("node_modules/.bin").join(name);
    run(&path.to_string_lossy(), args, &[])
}

/// What a program prints, or nothing if it cannot be run.
pub fn output(program: &str, args: &[&str]) -> Option<String> {
    let output = command(program)
        .args(args)
        .output()
        .ok()
        .filter(|o| o.status.success())?;
    String::from_utf8(output.stdout).ok()
}

fn command(program: &str) -> Command {
    // Cargo sets what belongs to xtask's own build; a nested cargo must not see it.
    let mut command = Command::new(program);
    command
        .current_dir(root())
        .env_remove("CARGO_MANIFEST_DIR")
        .env_remove("CARGO_PKG_NAME");
    command
}

fn finish(command: &mut Command, program: &str, args: &[&str]) -> Outcome {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{program} {}` failed ({status})", args.join(" "))),
        Err(error) => Err(format!("`{program}` cannot be run: {error}")),
    }
}
