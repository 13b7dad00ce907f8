//! The crate's tables, as the TypeScript that travels beside its modules.

/// What the modules' numbers stand for, so that the sentences need not travel in them.
pub fn reasons() -> String {
    let list = |name: &str, reasons: Vec<(u32, &countersign::Reason)>| {
        let mut out = format!("export const {name}: readonly Reason[] = [\n");
        for (number, reason) in reasons {
            let (status, code, text) = (reason.status, reason.code, reason.text);
            out.push_str(&format!("  [{number}, {status}, {code:?}, {text:?}],\n"));
        }
        out + "]\n"
    };
    [
        "/** Number, status, code, sentence. */\n",
        "export type Reason = readonly [number, number, string, string]\n\n",
        &list("reasons", countersign::wasm::reasons().collect()),
        &list("auditReasons", countersign::wasm::audit_reasons().collect()),
        &list(
            "handshakeReasons",
            countersign::wasm::handshake_reasons().collect(),
        ),
        &list(
            "schemeReasons",
            countersign::wasm::scheme_reasons().collect(),
        ),
    ]
    .concat()
}

/// The table, a line for each row.
pub fn rows() -> String {
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('\'', "\\'");
    let rows = countersign::wasm::rows(false).join("\\n");
    let rare = countersign::wasm::rows(true).join("\\n");
    let bare = countersign::wasm::bare();
    let of = |name: &str, text: &str| format!("export const {name} =\n  '{}'\n", quoted(text));
    [
        "/** See `src/provider/text` of the crate. */\n",
        &of("rows", &rows).replace("\\\\n", "\\n"),
        &of("rareRows", &rare).replace("\\\\n", "\\n"),
        &of("bare", &bare),
    ]
    .concat()
}

/// What verifiers know of a provider, for who asks for all.
pub fn infos() -> String {
    let quoted = |texts: &[&str]| {
        let texts = texts.iter().map(|text| format!("'{text}'"));
        texts.collect::<Vec<_>>().join(", ")
    };
    let mut out = "import type { ProviderInfo } from '../row.js'\n\nexport const infos: readonly \
                   ProviderInfo[] = [\n"
        .to_owned();
    for row in countersign::providers::all() {
        let covers: Vec<&str> = row.covers().map(countersign::Covered::as_str).collect();
        let headers: Vec<&str> = (0..6).filter_map(|slot| row.header_name(slot)).collect();
        let tolerance = row.tolerance().map(|tolerance| {
            let [past, future] = [tolerance.past(), tolerance.future()].map(|side| side / 1000);
            format!(" tolerance: {{ past: {past}, future: {future} }},")
        });
        out.push_str(&format!(
            "  {{ id: '{}', covers: [{}],{} bodyLimit: {}, headers: [{}], needsUrl: {}, hasTimeInBody: \
             {} }},\n",
            row.id(),
            quoted(&covers),
            tolerance.unwrap_or_default(),
            row.body_limit(),
            quoted(&headers),
            row.needs_url(),
            row.has_time_in_body(),
        ));
    }
    out + "]\n"
}

/// What only people want to know of a provider.
pub fn catalog() -> String {
    let mut out = "/** Name, documentation, and how sure we are. */\nexport const catalog: \
         Readonly<Record<string, readonly [string, string, string]>> = {\n"
        .to_owned();
    for row in countersign::providers::all() {
        out.push_str(&format!(
            "  {:?}: [{:?}, {:?}, {:?}],\n",
            row.id(),
            row.name(),
            row.docs(),
            row.confidence().as_str(),
        ));
    }
    out + "}\n"
}
