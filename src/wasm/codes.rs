//! Answers as numbers: 0, or the place of a reason in one list of all of them.

#[cfg(feature = "rare")]
use crate::handshake::HandshakeError;
use crate::{KeyError, Reason, Rejection, SchemeError, ToleranceError, audit::EntryError};

/// Accepted, or done.
pub(super) const OK: u32 = 0;
/// The platform is to hash under the next key.
#[cfg(feature = "wasm-verify")]
pub(super) const MORE: u32 = 0xff;
/// The window was lost with a call that was cut short: what was written went nowhere.
#[cfg(feature = "wasm-verify")]
pub(super) const LOST: u32 = 0xfe;
const REJECTIONS: u32 = 1;
const KEYS: u32 = 32;
const TOLERANCES: u32 = 64;
const ENTRIES: u32 = 80;
const HOST: u32 = 96;
const SCHEMES: u32 = 112;
/// Of a module of its own.
const HANDSHAKES: u32 = 1;

crate::reasons::reasons! {
    /// Misuse that only the JavaScript side can commit, most of which only it can see.
    pub enum HostError {
        /// No such provider.
        ProviderUnknown = "provider_unknown", 500,
            "No provider has this id; `providers()` lists them.";
        /// A ring that is not for this verifier.
        RingForeign = "ring_foreign", 500,
            "Not a key ring of this provider and this copy of the package.";
        /// A ring or verifier after its disposal.
        Disposed = "disposed", 500,
            "The verifier or key ring was disposed of.";
        /// A secret that is neither text nor bytes.
        SecretInvalid = "secret_invalid", 500,
            "A secret is a string or a Uint8Array; in an array also `{ id, secret, notAfter }`.";
        /// An end that is no time.
        NotAfterInvalid = "not_after_invalid", 500,
            "`notAfter` is a Date or milliseconds since 1970.";
        /// A clock that is no function.
        ClockInvalid = "clock_invalid", 500,
            "`now` is a function that gives milliseconds, as Date.now does.";
        /// A replay store and nothing that bounds how long it must remember.
        ReplayTtlMissing = "replay_ttl_missing", 500,
            "Nothing bounds how long the store must remember: set `bodyReplayTtl`.";
        /// A key without the id by which the vendor calls it.
        KeyIdMissing = "key_id_missing", 500,
            "Requests name their key: pass `[{ id, secret }]`, with the vendor's id of it.";
        /// A provider whose scheme is in a module that is not there.
        ModuleMissing = "module_missing", 500,
            "This provider's scheme is in a module of its own. Add `import 'countersign/more'`.";
        /// A message that lacks what the provider signs.
        SignUnsupported = "sign_unsupported", 500,
            "The message does not hold all that this provider signs.";
        /// An option that is not of its type.
        OptionInvalid = "option_invalid", 500,
            "An option is not of the documented type.";
    }
}

/// What an export answers.
pub(super) trait Code {
    fn number(self) -> u32;
}

macro_rules! codes {
    ($($error:ty => $base:expr),+) => {
        $(impl Code for $error {
            fn number(self) -> u32 {
                u32::from(self.place()).saturating_add($base)
            }
        })+
    };
}

codes! {
    Rejection => REJECTIONS, KeyError => KEYS, ToleranceError => TOLERANCES,
    EntryError => ENTRIES, HostError => HOST, SchemeError => SCHEMES
}

/// What the numbers of the module that verifies stand for.
pub fn reasons() -> impl Iterator<Item = (u32, &'static Reason)> {
    (REJECTIONS..)
        .zip(Rejection::REASONS)
        .chain((KEYS..).zip(KeyError::REASONS))
        .chain((TOLERANCES..).zip(ToleranceError::REASONS))
        .chain((HOST..).zip(HostError::REASONS))
}

/// What the numbers of a refused scheme of one's own stand for.
pub fn scheme_reasons() -> impl Iterator<Item = (u32, &'static Reason)> {
    (SCHEMES..).zip(SchemeError::REASONS)
}

#[cfg(feature = "rare")]
/// What the numbers of the module that answers handshakes stand for.
pub fn handshake_reasons() -> impl Iterator<Item = (u32, &'static Reason)> {
    (HANDSHAKES..).zip(HandshakeError::REASONS)
}

/// What the numbers of the module that writes audit entries stand for.
pub fn audit_reasons() -> impl Iterator<Item = (u32, &'static Reason)> {
    (ENTRIES..).zip(EntryError::REASONS)
}

#[cfg(feature = "rare")]
codes! { HandshakeError => HANDSHAKES }

impl<E: Code> Code for Result<(), E> {
    fn number(self) -> u32 {
        self.map_or_else(Code::number, |()| OK)
    }
}
