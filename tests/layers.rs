//! Who may import whom: a module of a layer knows those below it, never its neighbours and never
//! those above. Only `src/wasm` knows that JavaScript exists, and it stays thin.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::std_instead_of_alloc,
    clippy::string_slice,
    reason = "test code"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// `reasons` is no layer: its macro and its type serve all.
const LAYERS: [(usize, &[&str]); 6] = [
    (0, &["encoding", "json", "mac", "time"]),
    (1, &["key", "merkle", "rejection", "request", "scan"]),
    (2, &["audit", "provider"]),
    (3, &["bare", "providers", "replay", "sign", "verify"]),
    (4, &["handshake"]),
    (5, &["wasm"]),
];

/// What really exists within a layer.
const NEIGHBOURS: [(&str, &str); 4] = [
    ("json", "encoding"),
    ("time", "encoding"),
    ("replay", "verify"),
    ("sign", "verify"),
];

/// Lines of `src/wasm` that are neither blank nor comment.
const WASM_BUDGET: usize = 1_960;

#[test]
fn imports_go_down() {
    let layers = layers();
    let mut used = BTreeSet::new();
    for (file, text) in sources() {
        let path = module_path(&file);
        let Some(from) = path.first() else { continue };
        for to in imports(&path, &text) {
            if to == *from || to == "reasons" {
                continue;
            }
            let name = file.display();
            let layer = |module: &str| {
                let layer = layers.get(module).copied();
                layer.unwrap_or_else(|| unreachable!("{name} imports {to}, which is in no layer"))
            };
            let edge = NEIGHBOURS.iter().find(|(a, b)| a == from && *b == to);
            used.extend(edge);
            let is_down = layer(from) > layer(&to);
            assert!(is_down || edge.is_some(), "{name}: `{from}` imports `{to}`");
        }
    }
    let all = NEIGHBOURS.iter().collect::<BTreeSet<_>>();
    assert_eq!(
        used,
        all.into_iter().copied().collect(),
        "an exception without a use"
    );
}

#[test]
fn every_module_is_in_a_layer() {
    let mut modules: BTreeSet<String> = layers().into_keys().collect();
    modules.insert("reasons".to_string());
    let paths = sources().into_iter().map(|(file, _)| module_path(&file));
    let found = paths.filter_map(|path| path.first().cloned());
    assert_eq!(found.collect::<BTreeSet<_>>(), modules);
}

#[test]
fn only_the_boundary_knows_javascript() {
    let mut wasm_lines = 0;
    for (file, text) in sources() {
        let is_wasm = module_path(&file)
            .first()
            .is_some_and(|module| module == "wasm");
        for name in ["wasm_bindgen", "js_sys"] {
            assert!(
                is_wasm || !text.contains(name),
                "{} names {name}",
                file.display()
            );
        }
        if is_wasm {
            wasm_lines += text.lines().filter(|line| !line.trim().is_empty()).count();
        }
    }
    assert!(wasm_lines > 0);
    assert!(
        wasm_lines <= WASM_BUDGET,
        "src/wasm has {wasm_lines} lines: move what is no glue down"
    );
}

fn layers() -> BTreeMap<String, usize> {
    let of_layer = |(layer, modules): (usize, &[&str])| {
        let modules = modules.iter().map(|module| ((*module).to_string(), layer));
        modules.collect::<Vec<_>>()
    };
    LAYERS.into_iter().flat_map(of_layer).collect()
}

/// Every file of `src`, relative to it, without comments and without its tests.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).expect("a file");
            let text = text
                .split("#[cfg(test)]\nmod tests")
                .next()
                .unwrap_or_default();
            let code = text.lines().filter(|line| !line.trim().starts_with("//"));
            let file = path.strip_prefix(&root).expect("below src").to_path_buf();
            sources.push((file, code.collect::<Vec<_>>().join("\n")));
        }
    }
    sources
}

/// `key/ring.rs` is `key::ring`, `key/mod.rs` is `key`, and `lib.rs` the root.
fn module_path(file: &Path) -> Vec<String> {
    let file = file.with_extension("");
    let parts = file
        .iter()
        .map(|part| part.to_str().expect("UTF-8").to_string());
    let mut parts: Vec<String> = parts.collect();
    parts.pop_if(|last| last == "mod" || last == "lib");
    parts
}

/// The top-level modules that a file's paths lead to, wherever in it they stand.
fn imports(path: &[String], text: &str) -> Vec<String> {
    let exports = exports();
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        // `$crate::` is of a macro, which every module may use.
        if !text[..at].ends_with(['$', '_']) {
            found.extend(heads(&text[at + "crate::".len()..]));
        }
    }
    for (at, _) in text.match_indices("super::") {
        let mut rest = &text[at..];
        let mut up = 0;
        while let Some(after) = rest.strip_prefix("super::") {
            (rest, up) = (after, up + 1);
        }
        if up >= path.len() {
            found.extend(heads(rest));
        }
    }
    let module = |name: String| exports.get(&name).cloned().unwrap_or(name);
    found.into_iter().map(module).collect()
}

/// The first names of a path or of each path of a group.
fn heads(text: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        let is_part = |c: &char| c.is_alphanumeric() || *c == '_';
        text.trim_start().chars().take_while(is_part).collect()
    };
    let Some(group) = text.strip_prefix('{') else {
        return vec![name(text)];
    };
    let mut names = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.push(name(&group[start..at]));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Where the names that `lib.rs` offers come from.
fn exports() -> BTreeMap<String, String> {
    let (_, lib) = sources()
        .into_iter()
        .find(|(file, _)| file == Path::new("lib.rs"))
        .expect("a root");
    let mut exports = BTreeMap::new();
    for line in lib
        .split(';')
        .filter_map(|line| line.trim().strip_prefix("pub use "))
    {
        let (module, names) = line.split_once("::").expect("a path");
        for name in heads(names) {
            exports.insert(name, module.to_string());
        }
    }
    exports
}

#[test]
fn the_reader_of_imports_reads() {
    let path = ["key".to_string(), "ring".to_string()];
    let text = "use crate::{a::{b, c}, d,\n e::f as g};\nlet x = crate::h::i();\nuse super::j;\n\
        use super::super::{k, l::m};\n$crate::n; crate::reasons::reasons! {}";
    let expected = ["a", "d", "e", "h", "reasons", "k", "l"];
    assert_eq!(imports(&path, text), expected);
    assert_eq!(imports(&path, "use crate::KeyRing;"), ["key"]);
    let top = ["verify".to_string()];
    assert_eq!(imports(&top, "use super::sign;"), ["sign"]);
}
