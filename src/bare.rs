//! A signature without a provider: hex HMAC-SHA256 of the payload, for schemes of your own.

use crate::{
    key::{Key, KeyError, KeyRing},
    provider::Provider,
    request::Request,
    time::Timestamp,
};

/// The row behind it. It is not in the table: it names no header that anyone sends.
pub(crate) const BARE: Provider = Provider::hmac("bare", "signature").optional_prefix("sha256=");

/// Whether `signature` is the HMAC-SHA256 of `payload`, in hex of either case, with or without
/// `sha256=` in front. Constant time; anything malformed is `false`.
///
/// ```
/// # use countersign::verify_webhook_signature;
/// let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
/// let secret = "It's a Secret to Everybody";
/// assert_eq!(verify_webhook_signature(b"Hello, World!", signature, secret), Ok(true));
/// assert_eq!(verify_webhook_signature(b"Hello, World?", signature, secret), Ok(false));
/// assert!(verify_webhook_signature(b"Hello, World!", signature, "").is_err());
/// ```
///
/// # Errors
/// [`KeyError`] for a secret that cannot be one. Never for a payload or a signature.
pub fn verify_webhook_signature(
    payload: &[u8],
    signature: &str,
    secret: &str,
) -> Result<bool, KeyError> {
    let ring = KeyRing::new(Key::parse("key-1", secret, BARE.key_format())?);
    let headers = [("signature", signature)];
    let now = Timestamp::from_unix_millis(0);
    Ok(BARE
        .verify(&ring, &Request::new(&headers, payload), now)
        .is_ok())
}
