//! From the crate and `pkg/src` to `pkg/dist`, the only folder that is published.
//!
//! The crate becomes one wasm file; `wasm-bindgen`, as a library, writes its glue and types; the
//! file travels as hexadecimal text inside the JavaScript, so importing is enough.

use std::{fs, path::Path};

use crate::run::{Outcome, output, root, run, tool};

const TARGET: &str = "wasm32-unknown-unknown";

/// What the engines of Node 20 and its contemporaries have. Not `--all-features`: its output
/// declares what they refuse.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

pub fn build() -> Outcome {
    install_target()?;
    install_packages()?;
    let started = std::time::Instant::now();
    wasm()?;
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

fn wasm() -> Outcome {
    let flags = rust_flags();
    run(
        "cargo",
        &[
            "rustc",
            "--quiet",
            "--locked",
            "--release",
            "--lib",
            "--crate-type",
            "cdylib",
            "--target",
            TARGET,
            "--no-default-features",
            "--features",
            "wasm",
        ],
        &[("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", &flags)],
    )?;
    let out = root().join("target/npm");
    let _ = fs::remove_dir_all(&out);
    let module = root()
        .join("target")
        .join(TARGET)
        .join("release/countersign.wasm");
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(&module)
        .bundler(true)
        .and_then(|bindgen| bindgen.typescript(true).out_name("core").generate(&out))
        .map_err(|error| format!("wasm-bindgen: {error:#}"))?;
    let mut args = vec![
        "target/npm/core_bg.wasm",
        "-Os",
        "-o",
        "target/npm/core.wasm",
    ];
    args.extend([
        "--strip-debug",
        "--strip-producers",
        "--strip-target-features",
    ]);
    args.extend(FEATURES);
    tool("wasm-opt", &args)?;

    // Written here: the module as text, and the glue beside it.
    let generated = root().join("pkg/src/generated");
    fs::create_dir_all(&generated).map_err(|error| error.to_string())?;
    let bytes = fs::read(out.join("core.wasm")).map_err(|error| error.to_string())?;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let write = |name: &str, text: String| {
        fs::write(generated.join(name), text).map_err(|error| format!("{name}: {error}"))
    };
    write(
        "module.ts",
        format!("export const module: string =\n  '{hex}'\n"),
    )?;
    write("glue.js", read("target/npm/core_bg.js")?)?;
    let types = read("target/npm/core.d.ts")?;
    let (custom, exports) = split_types(&types)?;
    write("types.ts", custom)?;
    write("glue.d.ts", exports)
}

/// The types that the crate computed, and the declarations of its exports.
fn split_types(types: &str) -> Result<(String, String), String> {
    let start = types
        .find("/** What each provider's")
        .ok_or("the crate's types are not there")?;
    let length = types[start..]
        .find(")['code'];\n")
        .ok_or("the crate's types have no end")?;
    let end = start + length + ")['code'];\n".len();
    Ok((
        types[start..end].into(),
        [&types[..start], &types[end..]].concat(),
    ))
}

/// The same bytes wherever the repository and cargo's home lie.
fn rust_flags() -> String {
    let home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")))
        .unwrap_or_default();
    let mut flags = vec![
        "-Ctarget-feature=+simd128".to_owned(),
        // One mebibyte of stack is Rust's default; the deepest call here needs a few kibibytes.
        "-Clink-arg=-zstack-size=65536".to_owned(),
        format!("--remap-path-prefix={}=", root().display()),
        format!("--remap-path-prefix={home}=cargo"),
    ];
    // The folder's name is a hash of the registry's address, which a mirror changes.
    for entry in fs::read_dir(format!("{home}/registry/src"))
        .into_iter()
        .flatten()
        .flatten()
    {
        flags.push(format!(
            "--remap-path-prefix={}=registry",
            entry.path().display()
        ));
    }
    flags.join(" ")
}

fn package() -> Outcome {
    let dist = root().join("pkg/dist");
    let _ = fs::remove_dir_all(&dist);
    tool("tsc", &["--project", "pkg/tsconfig.json"])?;
    for (format, extension) in [("esm", "js"), ("cjs", "cjs")] {
        let format = format!("--format={format}");
        let extension = format!("--out-extension:.js=.{extension}");
        tool(
            "esbuild",
            &[
                "pkg/src/index.ts",
                "pkg/src/audit.ts",
                "--bundle",
                "--outdir=pkg/dist",
                "--target=es2022",
                "--platform=neutral",
                "--external:node:*",
                "--charset=utf8",
                "--log-level=warning",
                &format,
                &extension,
            ],
        )?;
    }
    common_js_types(&dist.join("types"))?;
    for file in ["README.md", "LICENSE-MIT", "LICENSE-APACHE", "CHANGELOG.md"] {
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
