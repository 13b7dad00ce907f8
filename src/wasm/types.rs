//! TypeScript text, from the rows and the lists of reasons.

use alloc::{format, string::String, vec::Vec};

use super::codes::HostError;
use crate::{
    Covered, KeyError, Provider, Rejection, SchemeError, ToleranceError, audit::EntryError,
    handshake::HandshakeError, providers,
};

/// What the package's types are made of.
#[must_use]
pub fn types() -> String {
    let rows: Vec<String> = providers::all().iter().map(|row| covers(row)).collect();
    let config = [
        KeyError::TYPESCRIPT,
        ToleranceError::TYPESCRIPT,
        SchemeError::TYPESCRIPT,
        EntryError::TYPESCRIPT,
        HostError::TYPESCRIPT,
        HandshakeError::TYPESCRIPT,
    ];
    [
        "/** What each provider's signature authenticates. */\nexport interface ProviderCovers {",
        &rows.concat(),
        "\n}\n/** Why a request was rejected. Times in milliseconds. */\nexport type Rejection =",
        Rejection::TYPESCRIPT,
        ";\n/** Why a handshake was refused. */\nexport type HandshakeRefusal =",
        HandshakeError::TYPESCRIPT,
        ";\n/** What a `ConfigError` can be about. */\nexport type ConfigErrorCode = (",
        &config.concat(),
        ")['code'] | Rejection['code'];\n",
    ]
    .concat()
}

fn covers(row: &Provider) -> String {
    let things: Vec<String> = row
        .covers()
        .map(|thing| format!("'{}'", Covered::as_str(thing)))
        .collect();
    let union = match things.join(" | ") {
        none if none.is_empty() => "never".into(),
        union => union,
    };
    format!("\n  '{}': {union};", row.id())
}
