//! From the crate to the modules that travel in the package, as text, with their glue and types.

use std::fs;

use crate::{
    build::{TARGET, read},
    run::{Outcome, root, run, tool},
    tables,
    text::printable,
};

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

/// The modules that travel in the package: what verifies, the same for all schemes, and what is not
/// needed for it.
pub const MODULES: [&str; 5] = ["verify", "more", "audit", "auditor", "handshake"];

/// For modules whose exports are called as they are.
const NO_GLUE: &str = "export function bind() {\n  return { __wbindgen_init_externref_table() {}, \
                       __wbg_set_wasm() {} }\n}\n";

pub fn modules(names: &[&str]) -> Outcome {
    let generated = root().join("pkg/src/generated");
    fs::create_dir_all(&generated).map_err(|error| error.to_string())?;
    let write = |name: &str, text: String| {
        fs::write(generated.join(name), text).map_err(|error| format!("{name}: {error}"))
    };
    for name in names.iter().copied() {
        let out = format!("target/npm/{name}");
        compile(name, &out)?;
        let bytes = fs::read(root().join(format!("{out}/{name}.wasm")));
        let text = printable(&bytes.map_err(|error| error.to_string())?);
        let glue = match name {
            "audit" | "auditor" | "handshake" => {
                factory(&without_polyfill(&read(&format!("{out}/{name}_bg.js"))?)?)
            }
            // Only numbers cross.
            _ => NO_GLUE.into(),
        };
        write(
            &format!("{name}.js"),
            format!("export const module =\n  '{text}'\n{glue}"),
        )?;
        let exports = match name {
            "audit" | "auditor" | "handshake" => read(&format!("{out}/{name}.d.ts"))?,
            _ => String::new(),
        };
        let asks = glue.contains("host.");
        write(&format!("{name}.d.ts"), declarations(&exports, asks))?;
    }
    write("types.ts", countersign::wasm::types())?;
    write("reasons.ts", tables::reasons())?;
    write("catalog.ts", tables::catalog())?;
    write("infos.ts", tables::infos())?;
    write("rows.ts", tables::rows())?;
    Ok(())
}

/// The first module is what every user downloads; the second does more for a request, and who loads it
/// has no small page in mind.
fn level_of(name: &str) -> &str {
    match name {
        "more" | "audit" | "auditor" => "3",
        _ => "s",
    }
}

/// How large functions are that are inlined. Less costs no time where a call is a hash or two; in what
/// reads and writes JSON 25 instead of 100 makes the module 1 KB smaller and entries 8 % slower.
fn inlined_in(name: &str) -> u32 {
    match name {
        "audit" | "auditor" => 100,
        _ => 25,
    }
}

/// One module and its glue, in `out`.
fn compile(name: &str, out: &str) -> Outcome {
    let feature = format!("wasm-{name}");
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
            &feature,
        ],
        &[
            (
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
                &rust_flags(name),
            ),
            ("CARGO_PROFILE_RELEASE_OPT_LEVEL", level_of(name)),
        ],
    )?;
    let folder = root().join(out);
    let _ = fs::remove_dir_all(&folder);
    let module = root()
        .join("target")
        .join(TARGET)
        .join("release/countersign.wasm");
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen
        .input_path(&module)
        .bundler(true)
        .and_then(|bindgen| bindgen.typescript(true).out_name(name).generate_output())
        .and_then(|mut output| {
            snip_panics(output.wasm_mut());
            blank_messages(output.wasm_mut());
            export_stack(output.wasm_mut());
            output.emit(&folder)
        })
        .map_err(|error| format!("wasm-bindgen: {error:#}"))?;
    let [from, named, to] =
        ["_bg.wasm", ".named.wasm", ".wasm"].map(|end| format!("{out}/{name}{end}"));
    // One pass for speed before those for size makes the first module 0.1 KB smaller.
    let [first, second] = match name {
        "audit" | "auditor" => ["-O3", "-O3"],
        _ => ["-O2", "-Os"],
    };
    // Else the comparison is inlined where it is called, and no test finds it.
    let optimize = [
        "--no-inline=*Tag*matches*",
        first,
        second,
        "--converge",
        "--debuginfo",
        &from,
        "-o",
        &named,
    ];
    tool("wasm-opt", &[&optimize[..], FEATURES].concat())?;
    // The same without its names, by which a test finds a function in the other.
    let module = fs::read(root().join(&named)).map_err(|error| error.to_string())?;
    fs::write(root().join(&to), without_custom_sections(&module)?)
        .map_err(|error| format!("{to}: {error}"))
}

/// What is left are code and data, byte for byte: `wasm-opt` would write the code anew.
fn without_custom_sections(module: &[u8]) -> Result<Vec<u8>, String> {
    let (head, mut rest) = module.split_at_checked(8).ok_or("no module")?;
    let mut out = head.to_vec();
    while let Some((&id, after)) = rest.split_first() {
        let size_len = 1 + after.iter().take_while(|&&byte| byte & 0x80 != 0).count();
        let (size_bytes, _) = after.split_at_checked(size_len).ok_or("no size")?;
        let size = size_bytes
            .iter()
            .rev()
            .fold(0, |sum, byte| sum << 7 | usize::from(byte & 0x7f));
        let (section, next) = rest
            .split_at_checked(1 + size_len + size)
            .ok_or("cut short")?;
        if id != 0 {
            out.extend_from_slice(section);
        }
        rest = next;
    }
    Ok(out)
}

/// A panic aborts the instance, and nobody reads its message: the code that would format one, and
/// the formatting that nothing else asks for, is replaced by a trap.
fn snip_panics(module: &mut walrus::Module) {
    // Whole names: a function that merely contains a check must keep its work.
    const PANICS: &[&str] = &[
        "alloc::alloc::handle_alloc_error",
        "alloc::raw_vec::capacity_overflow",
        "alloc::raw_vec::handle_error",
        "core::cell::panic_already_borrowed",
        "core::cell::panic_already_mutably_borrowed",
        "core::option::expect_failed",
        "core::option::unwrap_failed",
        "core::panicking::panic",
        "core::panicking::panic_bounds_check",
        "core::panicking::panic_fmt",
        "core::panicking::panic_nounwind",
        "core::panicking::panic_nounwind_fmt",
        "core::result::unwrap_failed",
        "core::slice::copy_from_slice_impl::len_mismatch_fail",
        "core::slice::index::slice_index_fail",
        "core::str::slice_error_fail",
        "std::panicking::panic_with_hook",
        "std::thread::local::panic_access_error",
    ];
    let snipped: Vec<_> = module
        .funcs
        .iter_local()
        .filter_map(|(id, _)| Some((id, module.funcs.get(id).name.as_deref()?)))
        .filter(|(_, name)| {
            let plain = without_hashes(name);
            PANICS.contains(&plain.as_str())
                || plain.contains(" as core::fmt::Debug>::")
                || plain.contains(" as core::fmt::Display>::")
        })
        .map(|(id, _)| id)
        .collect();
    for id in snipped {
        let ty = module.types.get(module.funcs.get(id).ty());
        let (params, results) = (ty.params().to_vec(), ty.results().to_vec());
        let mut builder = walrus::FunctionBuilder::new(&mut module.types, &params, &results);
        builder.func_body().unreachable();
        let args = params
            .iter()
            .map(|&param| module.locals.add(param))
            .collect();
        module.funcs.get_mut(id).kind = walrus::FunctionKind::Local(builder.local_func(args));
    }
    walrus::passes::gc::run(module);
}

/// Zeros, which compress to nothing, in place of what only the snipped functions would have read.
fn blank_messages(module: &mut walrus::Module) {
    const MESSAGES: &[&str] = &[
        " out of range for slice of length ",
        "cannot access a Thread Local Storage value during or after destruction: ",
        "copy_from_slice: source slice length (",
        ") does not match destination slice length (",
        "dest is out of bounds",
        "index out of bounds: the len is ",
        " but the index is ",
        "range end index ",
        "capacity overflow",
    ];
    // Where in a source file it happened.
    const PATHS: &[&str] = &["/rustc/", "registry/", "src/"];
    let ids: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    for id in ids {
        let data = module.data.get_mut(id);
        for message in MESSAGES {
            while let Some(at) = find(&data.value, message) {
                data.value[at..at + message.len()].fill(0);
            }
        }
        for path in PATHS {
            while let Some(at) = find(&data.value, path) {
                let end = find(&data.value[at..], ".rs").map_or(path.len(), |end| end + 3);
                data.value[at..at + end.min(150)].fill(0);
            }
        }
    }
}

fn find(bytes: &[u8], text: &str) -> Option<usize> {
    bytes.windows(text.len()).position(|w| w == text.as_bytes())
}

/// Lets JavaScript put the stack pointer back where an engine cut a call short.
fn export_stack(module: &mut walrus::Module) {
    let is_stack = |global: &&walrus::Global| global.name.as_deref() == Some("__stack_pointer");
    if let Some(id) = module.globals.iter().find(is_stack).map(walrus::Global::id) {
        module.exports.add("stack", id);
    }
}

/// A mangled name's crates without their hashes: `core[0123…]::panicking` is `core::panicking`.
fn without_hashes(name: &str) -> String {
    let mut out = String::new();
    for part in name.split_inclusive(']') {
        match part
            .strip_suffix(']')
            .and_then(|part| part.rsplit_once('['))
        {
            Some((before, hash)) if hash.bytes().all(|c| c.is_ascii_hexdigit()) => {
                out.push_str(before)
            }
            _ => out.push_str(part),
        }
    }
    out
}

/// The glue as a function: a bundler drops it whole where it is not used. Functions that only pass
/// numbers on are left out, since the exports themselves are called. What it asks the host is asked of
/// `host`.
fn factory(glue: &str) -> String {
    let is_code =
        |line: &&str| !line.trim_start().starts_with('*') && !line.trim_start().starts_with("/*");
    let code: Vec<&str> = glue.lines().filter(is_code).collect();
    let code = code.join("\n");
    let mut names = vec![];
    let mut body = String::new();
    for piece in code.split("export ") {
        if let Some(rest) = piece.strip_prefix("function ") {
            let lines = piece.trim_end().lines().count();
            let passes_on = lines <= 3 && piece.contains(" wasm.")
                || lines <= 4 && piece.contains("= wasm.") && piece.contains("return ret >>> 0;");
            if passes_on {
                continue;
            }
            names.extend(rest.split('(').next());
        }
        body.push_str(piece);
    }
    format!(
        "export function bind(host) {{\n{body}\nreturn {{ {} }}\n}}\n",
        names.join(", ")
    )
}

/// The glue without what it brings for engines that have no `encodeInto`: none of them has WebAssembly
/// with SIMD either.
fn without_polyfill(glue: &str) -> Result<String, String> {
    let Some(start) = glue.find("if (!('encodeInto' in cachedTextEncoder)) {") else {
        // Nothing in it takes text.
        return Ok(glue.into());
    };
    let length = glue[start..]
        .find("\n}\n")
        .ok_or("wasm-bindgen's glue is not as it was")?;
    Ok([&glue[..start], &glue[start + length + 3..]].concat())
}

/// The declarations of a module's exports, as what [`factory`] gives; whether it asks its host something.
fn declarations(exports: &str, asks: bool) -> String {
    let host = if asks {
        "host: import('../host.js').Host"
    } else {
        ""
    };
    let mut out = format!("export const module: string\nexport function bind({host}): {{\n");
    for line in exports.lines() {
        if let Some(signature) = line.strip_prefix("export function ") {
            out.push_str(&format!("  {signature}\n"));
        }
    }
    out.push_str("  __wbg_set_wasm(exports: unknown): void\n}\n");
    out
}

/// The same bytes wherever the repository and cargo's home lie.
fn rust_flags(name: &str) -> String {
    let home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")))
        .unwrap_or_default();
    let mut flags = vec![
        "-Ctarget-feature=+simd128".to_owned(),
        format!("-Cllvm-args=-inline-threshold={}", inlined_in(name)),
        "-Cllvm-args=-unroll-threshold=60".to_owned(),
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
