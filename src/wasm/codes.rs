//! Answers as numbers: 0, or the place of a reason in one list of all of them.

use alloc::string::String;

use crate::{
    KeyError, Reason, Rejection, SignError, ToleranceError, audit::EntryError, encoding::decimal,
};

/// Accepted, or done.
pub(super) const OK: u32 = 0;
/// Stands for the row without a provider.
pub(super) const BARE_ROW: u32 = 0xffff;

const REJECTIONS: u32 = 1;
const KEYS: u32 = 32;
const TOLERANCES: u32 = 64;
const SIGNING: u32 = 72;
const ENTRIES: u32 = 80;
const HOST: u32 = 96;

crate::reasons::reasons! {
    /// Misuse that only the JavaScript side can commit, most of which only it can see.
    #[expect(dead_code, reason = "raised there, by code")]
    pub enum HostError {
        /// No such provider.
        ProviderUnknown = "provider_unknown", 500,
            "There is no provider with this id; `providers()` lists them.";
        /// A ring that is not for this verifier.
        RingForeign = "ring_foreign", 500,
            "This is no key ring of this provider, made by createKeyRing of this copy of the package.";
        /// A ring or verifier after its disposal.
        Disposed = "disposed", 500,
            "The verifier or key ring was disposed of before.";
        /// A secret that is neither text nor bytes.
        SecretInvalid = "secret_invalid", 500,
            "A secret is a string, a Uint8Array, or { id, secret, notAfter } with one of those.";
        /// An end that is no time.
        NotAfterInvalid = "not_after_invalid", 500,
            "`notAfter` is a Date or a number of milliseconds since 1970.";
        /// A clock that is no function.
        ClockInvalid = "clock_invalid", 500,
            "`now` is a function that gives milliseconds since 1970, as Date.now does.";
        /// A replay store and nothing that bounds how long it must remember.
        ReplayTtlMissing = "replay_ttl_missing", 500,
            "This provider signs no time, or its tolerance is 'off', so a replay store needs `bodyReplayTtl`: how many milliseconds a repeat counts as one.";
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
                u32::try_from(self.place()).unwrap_or(0).saturating_add($base)
            }
        })+

        /// Every reason: number, status, code and sentence, a line each, tabs between.
        pub(super) fn table() -> String {
            let mut out = String::new();
            $(list(<$error>::REASONS, $base, &mut out);)+
            out
        }
    };
}

codes! {
    Rejection => REJECTIONS, KeyError => KEYS, ToleranceError => TOLERANCES,
    SignError => SIGNING, EntryError => ENTRIES, HostError => HOST
}

fn list(reasons: &[Reason], base: u32, out: &mut String) {
    for (number, reason) in (base..).zip(reasons) {
        for (value, after) in [(u64::from(number), "\t"), (u64::from(reason.status), "\t")] {
            decimal::push(out, value, 1);
            out.push_str(after);
        }
        for piece in [reason.code, "\t", reason.text, "\n"] {
            out.push_str(piece);
        }
    }
}

impl<E: Code> Code for Result<(), E> {
    fn number(self) -> u32 {
        self.map_or_else(Code::number, |()| OK)
    }
}
