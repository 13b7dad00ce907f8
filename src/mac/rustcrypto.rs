//! HMAC by the `hmac` crate.

use hmac::{Hmac, KeyInit, Mac as _};
use sha1::Sha1;
use sha2::Sha256;
use sha2::{Sha384, Sha512};

use super::Hash;

/// A MAC being computed.
#[derive(Clone)]
pub(super) enum Running {
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
    Sha384(Hmac<Sha384>),
    Sha512(Hmac<Sha512>),
}

impl Running {
    pub(super) fn new(hash: Hash, block: &[u8; 128]) -> Self {
        let (short, _) = block.split_at(64);
        let short = short.try_into().unwrap_or(&[0; 64]);
        match hash {
            Hash::Sha1 => Self::Sha1(Hmac::new(short.into())),
            Hash::Sha256 => Self::Sha256(Hmac::new(short.into())),
            Hash::Sha384 => Self::Sha384(Hmac::new(block.into())),
            Hash::Sha512 => Self::Sha512(Hmac::new(block.into())),
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(mac) => mac.update(bytes),
            Self::Sha256(mac) => mac.update(bytes),
            Self::Sha384(mac) => mac.update(bytes),
            Self::Sha512(mac) => mac.update(bytes),
        }
    }

    /// The tag, with zeros behind it.
    pub(super) fn finish(self) -> [u8; 64] {
        let mut tag = [0; 64];
        let mut put = |bytes: &[u8]| {
            tag.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        };
        match self {
            Self::Sha1(mac) => put(&mac.finalize().into_bytes()),
            Self::Sha256(mac) => put(&mac.finalize().into_bytes()),
            Self::Sha384(mac) => put(&mac.finalize().into_bytes()),
            Self::Sha512(mac) => put(&mac.finalize().into_bytes()),
        }
        tag
    }
}
