//! JSON Web Tokens (RFC 7519) under a shared secret: HS256, HS384, HS512 (RFC 7518, section 3.2).
//!
//! The algorithm is the row's, never the token's choice; a token that brings a key of its own or
//! wants something understood (`crit`) is refused (RFC 8725, sections 3.1 and 3.10).

#[cfg(feature = "rare")]
use alloc::string::String;
use alloc::vec::Vec;

use super::{Covered, Inputs, computed::Digest};
use crate::{
    encoding::{base64, hex},
    json::path::Scanner,
    mac::{Hash, midstate::sha256},
    rejection::Rejection,
    time::{Timestamp, Unit, Validity},
};

/// What a provider puts into its tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Jwt {
    /// What stands before the token in its header.
    pub(crate) scheme: &'static str,
    pub(crate) algorithms: &'static [Hash],
    /// The issuer; empty where it may be any.
    pub(crate) issuer: &'static str,
    /// Names of claims; see [`claim`].
    pub(crate) names: [&'static str; 7],
    /// How the hash of the body is written.
    pub(crate) body: BodyHash,
    /// Whether the URL stands there as its SHA-256 in hex.
    pub(crate) is_url_hashed: bool,
    /// Whether the age counts from `iat`, where the provider sets no `exp`.
    pub(crate) is_aged: bool,
}

/// Places in [`Jwt::names`]. A claim that the provider has not is named [`NO_CLAIM`].
pub(crate) mod claim {
    pub(crate) const ISSUER: usize = 0;
    pub(crate) const URL: usize = 1;
    pub(crate) const BODY: usize = 2;
    pub(crate) const ID: usize = 3;
    pub(crate) const EXPIRES: usize = 4;
    pub(crate) const NOT_BEFORE: usize = 5;
    pub(crate) const ISSUED: usize = 6;
}

/// Never found: a token's claims have no member whose name is a dot's two sides.
pub(crate) const NO_CLAIM: &str = ".";

/// How a claim writes the SHA-256 of the body.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum BodyHash {
    Hex,
    /// In hex; absent where there is no body.
    HexUnlessEmpty,
    Base64,
    /// With or without padding.
    Base64Url,
}

/// A token, taken apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'a> {
    pub(crate) hash: Hash,
    /// What is under the MAC.
    pub(crate) signed: &'a [u8],
    pub(crate) signature: &'a [u8],
    claims: &'a [u8],
}

/// What a token says, once its MAC is known to be right.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) issuer: Vec<u8>,
    pub(crate) id: Vec<u8>,
    pub(crate) validity: Validity,
}

impl Jwt {
    /// A row's own, with the usual names.
    pub(crate) const fn new(algorithms: &'static [Hash]) -> Self {
        Self {
            scheme: "",
            algorithms,
            issuer: "",
            names: ["iss", NO_CLAIM, NO_CLAIM, NO_CLAIM, "exp", "nbf", "iat"],
            body: BodyHash::Hex,
            is_url_hashed: false,
            is_aged: false,
        }
    }

    pub(crate) const fn scheme(mut self, scheme: &'static str) -> Self {
        self.scheme = scheme;
        self
    }

    pub(crate) const fn issuer(mut self, issuer: &'static str) -> Self {
        self.issuer = issuer;
        self
    }

    pub(crate) const fn url(mut self, name: &'static str, is_hashed: bool) -> Self {
        self.names[claim::URL] = name;
        self.is_url_hashed = is_hashed;
        self
    }

    pub(crate) const fn body(mut self, name: &'static str, how: BodyHash) -> Self {
        self.names[claim::BODY] = name;
        self.body = how;
        self
    }

    pub(crate) const fn id(mut self, name: &'static str) -> Self {
        self.names[claim::ID] = name;
        self
    }

    pub(crate) const fn aged(mut self) -> Self {
        self.is_aged = true;
        self
    }

    pub(super) const fn covers(&self, thing: Covered) -> bool {
        match thing {
            Covered::Body => self.has(claim::BODY),
            Covered::Id => self.has(claim::ID),
            Covered::Timestamp => true,
            Covered::Url => self.has(claim::URL),
            Covered::Method => false,
        }
    }

    #[expect(clippy::indexing_slicing, reason = "const, in bounds")]
    pub(crate) const fn has(&self, at: usize) -> bool {
        !matches!(self.names[at].as_bytes(), b".")
    }

    /// Takes a token apart; `None` unless it is one of this provider's.
    pub(crate) fn read<'a>(&self, value: &'a [u8]) -> Option<Token<'a>> {
        let value = value.strip_prefix(self.scheme.as_bytes())?;
        let mut parts = value.rsplitn(2, |&c| c == b'.');
        let (signature, signed) = (parts.next()?, parts.next()?);
        let mut parts = signed.split(|&c| c == b'.');
        let (header, claims, None) = (parts.next()?, parts.next()?, parts.next()) else {
            return None;
        };
        let mut scanner = Scanner::new(&["alg", "crit", "jwk", "jku", "x5c", "x5u", "b64"]);
        scanner.feed(&base64::decode_url(header)?);
        if (1..7).any(|path| scanner.has(path)) {
            return None;
        }
        let hash = algorithm(scanner.string(0)?)?;
        self.algorithms.contains(&hash).then_some(Token {
            hash,
            signed,
            signature,
            claims,
        })
    }

    /// What the claims say, and whether they are about this request.
    pub(crate) fn claims(
        &self,
        token: &Token<'_>,
        inputs: &Inputs<'_>,
        body: &Digest,
    ) -> Result<Said, Rejection> {
        let claims = base64::decode_url(token.claims).ok_or(Rejection::SignatureMalformed)?;
        let mut scanner = Scanner::new(&self.names);
        scanner.feed(&claims);
        scanner.items().ok_or(Rejection::SignatureMalformed)?;
        let is_issuer =
            self.issuer.is_empty() || scanner.string(claim::ISSUER) == Some(self.issuer.as_bytes());
        if !(is_issuer && self.is_body(&scanner, body) && self.is_url(&scanner, inputs.url)) {
            return Err(Rejection::SignatureMismatch);
        }
        let id = scanner.string(claim::ID).unwrap_or_default();
        if self.has(claim::ID) && !crate::provider::is_message_id(id) {
            return Err(Rejection::MessageIdMalformed);
        }
        Ok(Said {
            issuer: scanner.string(claim::ISSUER).unwrap_or_default().to_vec(),
            id: id.to_vec(),
            validity: self.validity(&scanner)?,
        })
    }

    fn is_body(&self, scanner: &Scanner, digest: &Digest) -> bool {
        if !self.has(claim::BODY) {
            return true;
        }
        if self.body == BodyHash::HexUnlessEmpty && !scanner.has(claim::BODY) {
            return *digest == sha256(&[]);
        }
        let Some(text) = scanner.string(claim::BODY) else {
            return false;
        };
        let mut said = [0; 32];
        let is_decoded = match self.body {
            BodyHash::Hex | BodyHash::HexUnlessEmpty => hex::decode_into(text, &mut said),
            BodyHash::Base64 => base64::decode_into(text, &mut said),
            BodyHash::Base64Url => {
                base64::decode_url_into(text.strip_suffix(b"=").unwrap_or(text), &mut said)
            }
        };
        is_decoded && said == *digest
    }

    fn is_url(&self, scanner: &Scanner, url: &[u8]) -> bool {
        if !self.has(claim::URL) {
            return true;
        }
        let said = scanner.string(claim::URL);
        if self.is_url_hashed {
            let mut hash = [0; 32];
            said.is_some_and(|said| hex::decode_into(said, &mut hash)) && hash == sha256(&[url])
        } else {
            said == Some(url)
        }
    }

    fn validity(&self, scanner: &Scanner) -> Result<Validity, Rejection> {
        let time = |at: usize| match (scanner.has(at), scanner.number(at)) {
            (false, _) => Ok(None),
            (true, number) => number
                .and_then(|number| Timestamp::parse(number, Unit::Seconds))
                .map(Some)
                .ok_or(Rejection::TimestampMalformed),
        };
        let expires = time(claim::EXPIRES)?;
        let from = time(claim::NOT_BEFORE)?;
        let issued = time(claim::ISSUED)?;
        let until = if self.is_aged {
            expires
                .into_iter()
                .chain(issued)
                .min()
                .filter(|_| issued.is_some())
        } else {
            expires
        };
        let until = until.ok_or(Rejection::TimestampMalformed)?;
        Ok(Validity {
            time: issued.or(from).unwrap_or(until),
            from: from.or(issued).unwrap_or(Timestamp::from_unix_millis(0)),
            until,
        })
    }
}

#[cfg(feature = "rare")]
impl Jwt {
    /// Header and claims of a token that this provider would send, without its MAC. It is valid for
    /// five minutes.
    pub(crate) fn write(
        &self,
        issuer: &str,
        id: &str,
        at: Timestamp,
        url: &str,
        body: &Digest,
    ) -> String {
        let algorithm = match self.algorithms.first() {
            Some(Hash::Sha384) => "HS384",
            Some(Hash::Sha512) => "HS512",
            _ => "HS256",
        };
        let header = ["{\"typ\":\"JWT\",\"alg\":\"", algorithm, "\"}"].concat();
        let mut claims = String::new();
        let mut put = |at: usize, value: &str, quote: &str| {
            let name = self.names.get(at).copied().unwrap_or(NO_CLAIM);
            if name != NO_CLAIM && !value.is_empty() {
                let comma = if claims.is_empty() { "{\"" } else { ",\"" };
                for piece in [comma, name, "\":", quote, value, quote] {
                    claims.push_str(piece);
                }
            }
        };
        put(claim::ISSUER, issuer, "\"");
        if self.is_url_hashed {
            put(claim::URL, &hex::encode(&sha256(&[url.as_bytes()])), "\"");
        } else {
            put(claim::URL, url, "\"");
        }
        let hash = match self.body {
            BodyHash::Hex | BodyHash::HexUnlessEmpty => hex::encode(body),
            BodyHash::Base64 => base64::encode(body),
            BodyHash::Base64Url => base64::encode_url(body),
        };
        put(claim::BODY, &hash, "\"");
        put(claim::ID, id, "\"");
        let later = Timestamp::from_unix_millis(at.as_unix_millis().saturating_add(300_000));
        if !self.is_aged {
            put(claim::EXPIRES, &later.to_text(Unit::Seconds), "");
        }
        let now = at.to_text(Unit::Seconds);
        put(claim::NOT_BEFORE, &now, "");
        put(claim::ISSUED, &now, "");
        claims.push('}');
        let [header, claims] = [header, claims].map(|text| base64::encode_url(text.as_bytes()));
        [header.as_str(), ".", &claims].concat()
    }
}

fn algorithm(name: &[u8]) -> Option<Hash> {
    match name {
        b"HS256" => Some(Hash::Sha256),
        b"HS384" => Some(Hash::Sha384),
        b"HS512" => Some(Hash::Sha512),
        _ => None,
    }
}
