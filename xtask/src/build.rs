//! From the crate and `pkg/src` to `pkg/dist`, the only folder that is published.
//!
//! The crate becomes two modules ([`crate::wasm`]), which travel as text ([`crate::text`]) inside the
//! JavaScript, so importing is enough.

use std::{fs, path::Path};

use crate::{
    run::{Outcome, output, root, run, tool},
    wasm,
};

pub const TARGET: &str = "wasm32-unknown-unknown";

pub fn build() -> Outcome {
    build_modules(&wasm::MODULES)
}

/// After a change in one module only; the others must have been built.
pub fn build_module(name: &str) -> Outcome {
    match wasm::MODULES.iter().find(|module| **module == name) {
        Some(module) => build_modules(&[module]),
        None => Err(format!("there is no module `{name}`")),
    }
}

fn build_modules(modules: &[&str]) -> Outcome {
    install_target()?;
    install_packages()?;
    let started = std::time::Instant::now();
    wasm::modules(modules)?;
    package()?;
    eprintln!("built pkg/dist in {:.0} s", started.elapsed().as_secs_f32());
    Ok(())
}

/// The wasm target, by rustup where it is absent.
fn install_target() -> Outcome {
    let sysroot = output("rustc", &["--print", "sysroot"]).ok_or("rustc cannot be run")?;
    if Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(TARGET)
        .exists()
    {
        return Ok(());
    }
    run("rustup", &["target", "add", TARGET], &[])
}

/// The npm packages of the lock file, once for each version of it.
pub fn install_packages() -> Outcome {
    let major = output("node", &["--version"]).and_then(|v| v.get(1..3)?.parse::<u32>().ok());
    if major.is_none_or(|major| major < 20) {
        return Err("Node 20 or newer is needed".into());
    }
    let lock = read("package-lock.json")?;
    let stamp = root().join("node_modules/.countersign-lock");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run(
        "npm",
        &["ci", "--no-audit", "--no-fund", "--loglevel=error"],
        &[],
    )?;
    fs::write(stamp, lock).map_err(|error| error.to_string())
}

/// The package's entries, each a file of its own, and which of the others they load.
const BUNDLES: &[(&[&str], &[&str])] = &[
    (&["index", "auditor", "more-module"], &[]),
    // The auditor is loaded only when it is needed.
    (&["audit"], &["../auditor.js"]),
    // These share the verifier of the first.
    (
        &["catalog", "handshake", "more", "testing"],
        &["./index.js"],
    ),
];

fn bundle(format: &str, extension: &str, entries: &[&str], others: &[&str]) -> Outcome {
    let files = entries.iter().map(|entry| format!("pkg/src/{entry}.ts"));
    let externals = others.iter().map(|other| format!("--external:{other}"));
    let mut arguments: Vec<String> = files.chain(externals).collect();
    // `import()` of what esbuild makes of a module finds none of its names.
    let host: &[&str] = if extension == "cjs" {
        &[
            "--define:import.meta.url=__filename",
            "--supported:dynamic-import=false",
        ]
    } else {
        &[]
    };
    let [format, extension_flag] = [
        format!("--format={format}"),
        format!("--out-extension:.js=.{extension}"),
    ];
    arguments.extend(
        [
            "--bundle",
            "--outdir=pkg/dist",
            "--target=es2022",
            "--platform=neutral",
            "--external:node:*",
            "--charset=utf8",
            "--log-level=warning",
            &format,
            &extension_flag,
        ]
        .map(str::to_owned),
    );
    arguments.extend(host.iter().map(|&flag| flag.to_owned()));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    tool("esbuild", &arguments)?;
    for entry in entries {
        let file = root().join(format!("pkg/dist/{entry}.{extension}"));
        let mut text = fs::read_to_string(&file).map_err(|error| error.to_string())?;
        for other in others {
            // Where they lie once they are bundled.
            let name = other.trim_start_matches('.').trim_end_matches("js");
            text = text.replace(&format!("{other}\""), &format!(".{name}{extension}\""));
        }
        fs::write(&file, text).map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn package() -> Outcome {
    let dist = root().join("pkg/dist");
    let _ = fs::remove_dir_all(&dist);
    tool("tsc", &["--project", "pkg/tsconfig.json"])?;
    for (format, extension) in [("esm", "js"), ("cjs", "cjs")] {
        for (entries, others) in BUNDLES {
            bundle(format, extension, entries, others)?;
        }
    }
    bundle("esm", "js", &["cli"], &["../audit.js", "../auditor.js"])?;
    common_js_types(&dist.join("types"))?;
    fs::create_dir_all(root().join("pkg/docs")).map_err(|error| error.to_string())?;
    for file in [
        "README.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "CHANGELOG.md",
        // To these the README has links.
        "CONTRIBUTING.md",
        "SECURITY.md",
        "docs/audit-format.md",
        "docs/performance.md",
        "docs/performance.svg",
        "docs/providers.md",
    ] {
        fs::copy(root().join(file), root().join("pkg").join(file))
            .map_err(|error| format!("{file}: {error}"))?;
    }
    Ok(())
}

/// A CommonJS package needs declarations of its own: the same text, whose imports say `.cjs`.
fn common_js_types(folder: &Path) -> Outcome {
    for entry in fs::read_dir(folder)
        .map_err(|error| error.to_string())?
        .flatten()
    {
        let path = entry.path();
        if path.is_dir() {
            common_js_types(&path)?;
        } else if let Some(stem) = path.to_string_lossy().strip_suffix(".d.ts") {
            let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
            let text = text.replace(".js'", ".cjs'").replace(".js\"", ".cjs\"");
            fs::write(format!("{stem}.d.cts"), text).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

pub fn read(path: &str) -> Result<String, String> {
    fs::read_to_string(root().join(path)).map_err(|error| format!("{path}: {error}"))
}
