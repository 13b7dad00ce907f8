//! What verifiers of Ed25519 disagree on, decided before any of them is asked.
//!
//! RFC 8032 leaves open which encodings of points a verifier takes and whether a point of small order
//! may sign; libraries differ. Two auditors must not. What is refused here has more than one spelling,
//! or a key that many signatures fit; of the rest all verifiers say the same.

/// The order of the base point, L (RFC 8032, section 5.1), as all numbers here with its least byte first.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The prime of the field, 2^255 - 19.
const PRIME: [u8; 32] = with_ends(0xed, 0x7f);

/// The ordinates of the eight points whose order divides 8; two points share one, but for 1 and -1.
const SMALL: [[u8; 32]; 5] = [
    [0; 32],
    {
        let mut one = [0; 32];
        one[0] = 1;
        one
    },
    // -1
    with_ends(0xec, 0x7f),
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
];

const fn with_ends(first: u8, last: u8) -> [u8; 32] {
    let mut bytes = [0xff; 32];
    bytes[0] = first;
    bytes[31] = last;
    bytes
}

/// Whether a public key and a signature are spelled in the one way there is, and neither of their points
/// is of small order. It says nothing yet of whether the signature fits.
#[must_use]
pub fn is_strict(public_key: &[u8; 32], signature: &[u8; 64]) -> bool {
    let ([point, scalar], _) = signature.as_chunks::<32>() else {
        return false;
    };
    is_below(scalar, &ORDER) && [public_key, point].into_iter().all(is_usual)
}

/// Whether the signature is this key's of this text.
#[cfg(feature = "ed25519")]
#[must_use]
pub fn verify(public_key: &[u8; 32], text: &[u8], signature: &[u8; 64]) -> bool {
    use ed25519_dalek::{Signature, VerifyingKey};
    let fits = |key: VerifyingKey| {
        key.verify_strict(text, &Signature::from_bytes(signature))
            .is_ok()
    };
    is_strict(public_key, signature) && VerifyingKey::from_bytes(public_key).is_ok_and(fits)
}

fn is_usual(point: &[u8; 32]) -> bool {
    let mut ordinate = *point;
    // The sign of the abscissa.
    ordinate[31] &= 0x7f;
    is_below(&ordinate, &PRIME) && !SMALL.contains(&ordinate)
}

fn is_below(number: &[u8; 32], limit: &[u8; 32]) -> bool {
    number.iter().rev().lt(limit.iter().rev())
}
