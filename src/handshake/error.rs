//! Why a vendor's question is not answered.

use crate::{reasons::reasons, rejection::Rejection};

reasons! {
    /// What a handshake lacks. Holds nothing of the request.
    pub enum HandshakeError {
        /// The value that is to be sent back, or signed, is none that a vendor sends.
        ChallengeMalformed = "challenge_malformed", 400,
            "The challenge is not of this provider's form: nothing of it is sent back or signed.";
        /// Another token than the receiver chose.
        TokenMismatch = "token_mismatch", 403,
            "The verify token is not yours. Is it the one that you entered at the provider?";
        /// A secret comes while no subscription is being made.
        SecretUnexpected = "secret_unexpected", 403,
            "The request brings a secret, and none is expected: pass `expectsSecret` only while you subscribe.";
        /// An origin that the receiver did not list.
        OriginUnlisted = "origin_unlisted", 403,
            "The origin that asks to send is not listed.";
        /// The receiver's token is not known.
        TokenUnset = "token_unset", 500,
            "This provider sends a token of your choice: pass `verifyToken`.";
        /// No key that is not past its end.
        KeysExpired = "keys_expired", 500,
            "Every key is past its end, so that none signs the challenge.";
        /// The provider's handshake is signed, or to be signed, and there are no keys.
        VerifierMissing = "verifier_missing", 500,
            "This provider's handshake needs keys: pass a verifier, not an id.";
    }
}

/// Why a question is not answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Refusal {
    /// It is not as it must be.
    Handshake(HandshakeError),
    /// It is signed as deliveries are, and was rejected as one.
    Rejection(Rejection),
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Handshake(error) => error.code(),
            Self::Rejection(rejection) => rejection.code(),
        }
    }

    /// The HTTP status that answers it.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Handshake(error) => error.status(),
            Self::Rejection(rejection) => rejection.status(),
        }
    }
}

impl From<HandshakeError> for Refusal {
    fn from(error: HandshakeError) -> Self {
        Self::Handshake(error)
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self::Rejection(rejection)
    }
}

impl core::fmt::Display for Refusal {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Handshake(error) => error.fmt(f),
            Self::Rejection(rejection) => rejection.fmt(f),
        }
    }
}

impl core::error::Error for Refusal {}
