//! What to answer a vendor that asks whether an endpoint wants its deliveries, from the row.
//!
//! Anyone can ask. So what is sent back is short, printable and never a page; what is signed is of a
//! grammar that no delivery has ([`crate::Rejection::SignatureMalformed`] for one that does); and what
//! a vendor signs is verified before it is answered.

mod answer;
mod error;

pub use answer::Answer;
pub use error::{HandshakeError, Refusal};

use alloc::{borrow::Cow, string::String, vec, vec::Vec};

use subtle::ConstantTimeEq;

use crate::{
    encoding::{base64, form, hex},
    json::{escape, path::Scanner},
    key::KeyRing,
    mac::{
        Hash,
        midstate::{Hasher, short},
    },
    provider::{
        Provider,
        handshake::{At, Guard, Handshake, Reply},
    },
    request::{Headers, Request, combined},
    time::Timestamp,
};

/// More of a body than any handshake has, in bytes.
pub(crate) const MAX_BODY: usize = 16_384;
/// More than is sent back, in bytes.
const MAX_ANSWER: usize = 512;
const MIN_SECRET: usize = 16;

/// What the receiver knows of the subscription.
#[derive(Clone, Copy, Default)]
pub struct Expected<'a> {
    /// The token that the receiver chose and told the vendor: Meta, WhatsApp.
    pub token: Option<&'a [u8]>,
    /// Whether a subscription is being made at the moment, so that a request may bring its secret:
    /// Asana, Notion. Anyone can send one, so never for longer than that takes.
    pub wants_secret: bool,
    /// Who may send CloudEvents: the origins for which `WebHook-Request-Origin` is answered (HTTP 1.1
    /// Web Hooks for CloudEvents, section 4).
    pub origins: &'a [&'a str],
}

impl core::fmt::Debug for Expected<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Expected")
            .field("wants_secret", &self.wants_secret)
            .field("origins", &self.origins)
            .finish_non_exhaustive()
    }
}

impl Provider {
    /// What to answer, if the request is the provider's handshake; `None` for a delivery.
    ///
    /// ```
    /// use countersign::{Key, KeyRing, Request, Timestamp, handshake::Expected, providers};
    ///
    /// let request = Request::new(&[("", ""); 0], b"")
    ///     .with_method("GET")
    ///     .with_url("https://example.com/hook?challenge=xyz");
    /// let now = Timestamp::from_unix_millis(1_750_000_000_000);
    /// let answer = providers::DROPBOX.handshake(None, &request, now, &Expected::default())?;
    /// assert_eq!(answer.unwrap().body(), "xyz");
    /// # Ok::<(), countersign::handshake::Refusal>(())
    /// ```
    ///
    /// # Errors
    /// The [`Refusal`], whose status answers a handshake that is not the provider's.
    pub fn handshake<'a, H: Headers + ?Sized>(
        &self,
        ring: Option<&'a KeyRing>,
        request: &Request<'a, H>,
        now: Timestamp,
        expected: &Expected<'_>,
    ) -> Result<Option<Answer>, Refusal> {
        let asked = Asked {
            method: request.method,
            url: request.url.unwrap_or_default().as_bytes(),
            header: &|name| combined(request.headers, name),
            body: request.body,
        };
        let vendor = Vendor::of(self);
        vendor.check(expected, ring.is_some())?;
        let mut known = Known::default();
        loop {
            match vendor.step(&asked, expected, &known)? {
                Step::None => return Ok(None),
                Step::Answer(answer) => return Ok(Some(answer)),
                Step::Verify => {
                    let ring = ring.ok_or(HandshakeError::VerifierMissing)?;
                    known.verified = Some(self.verify(ring, request, now)?.key_id().as_str());
                }
                Step::Sign(text) => {
                    let ring = ring.ok_or(HandshakeError::VerifierMissing)?;
                    let named = |key: &&crate::Key| {
                        known.verified.is_none_or(|id| key.id().as_str() == id)
                            && !key.is_expired(now)
                    };
                    let key = ring.keys().find(named);
                    let key = key.ok_or(HandshakeError::KeysExpired)?;
                    let mut mac = key.mac();
                    mac.update(&text);
                    known.signed =
                        Some((key.id().as_str(), mac.finish().bytes(self.hash).to_vec()));
                }
            }
        }
    }

    /// How to answer a delivery that was handled: most senders look at the status only.
    #[must_use]
    pub fn acknowledgement(&self) -> Answer {
        Vendor::of(self).acknowledgement()
    }
}

/// What a handshake needs of a row.
pub(crate) struct Vendor {
    #[cfg(feature = "wasm-handshake")]
    pub(crate) id: &'static str,
    /// The signature's header, if it is in one.
    signature: Option<&'static str>,
    handshake: Option<&'static Handshake>,
    hash: Hash,
}

impl Vendor {
    /// Of a scheme without a handshake.
    #[cfg(feature = "wasm-handshake")]
    pub(crate) const UNKNOWN: Self = Self {
        id: "",
        signature: None,
        handshake: None,
        hash: Hash::Sha256,
    };

    pub(crate) const fn of(row: &Provider) -> Self {
        let [signature, ..] = row.first_set();
        Self {
            #[cfg(feature = "wasm-handshake")]
            id: row.id(),
            signature: signature.header(),
            handshake: row.handshake,
            hash: row.hash,
        }
    }

    /// The headers that are looked at.
    #[cfg(feature = "wasm-handshake")]
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        let handshake = self.handshake;
        let at = |place: Option<At>| match place {
            Some(At::Header(name)) => Some(name),
            _ => None,
        };
        let mark = handshake.and_then(|one| Some(one.mark?.0));
        let value = handshake.and_then(|one| one.value);
        let own = [self.signature, at(mark), at(value)];
        let origins = ["webhook-request-origin", "webhook-request-rate"];
        own.into_iter().flatten().chain(origins)
    }

    /// Whether the receiver has all that the provider's handshake needs, whatever the request.
    pub(crate) fn check(
        &self,
        expected: &Expected<'_>,
        has_keys: bool,
    ) -> Result<(), HandshakeError> {
        let Some(handshake) = self.handshake else {
            return Ok(());
        };
        let needs_keys = handshake.guard == Guard::Signed || handshake.challenge.is_some();
        let has_token = expected.token.is_some_and(|token| !token.is_empty());
        if needs_keys && !has_keys {
            Err(HandshakeError::VerifierMissing)
        } else if matches!(handshake.guard, Guard::Token(_)) && !has_token {
            Err(HandshakeError::TokenUnset)
        } else {
            Ok(())
        }
    }

    pub(crate) fn acknowledgement(&self) -> Answer {
        match self.handshake {
            Some(handshake) if handshake.is_for_all => handshake.answer(&[], ("", &[])),
            _ => Answer::new(String::new(), false),
        }
    }

    pub(crate) fn step(
        &self,
        asked: &Asked<'_>,
        expected: &Expected<'_>,
        known: &Known<'_>,
    ) -> Result<Step, HandshakeError> {
        if let Some(answer) = asked.origin(expected)? {
            return Ok(Step::Answer(answer));
        }
        let Some(handshake) = self.handshake.filter(|one| asked.is(one)) else {
            return Ok(Step::None);
        };
        let is_delivery = || self.signature.is_some_and(|name| asked.has_header(name));
        match handshake.guard {
            Guard::Signed if known.verified.is_none() => return Ok(Step::Verify),
            Guard::Expected if is_delivery() => return Ok(Step::None),
            Guard::Expected if !expected.wants_secret => {
                return Err(HandshakeError::SecretUnexpected);
            }
            Guard::Token(name) => {
                let token = asked.find(At::Query(name)).unwrap_or_default();
                if !is_same(&token, expected.token.unwrap_or_default()) {
                    return Err(HandshakeError::TokenMismatch);
                }
            }
            _ => {}
        }
        let value = handshake.value.map(|at| asked.find(at).unwrap_or_default());
        if let Some(value) = &value {
            let is_printable = value.iter().all(|c| matches!(c, b' '..=b'~'));
            let is_challenge = handshake.challenge.is_none_or(|one| one.fits(value));
            // A key's secret has no space, and is not as short.
            let is_secret = handshake.guard != Guard::Expected
                || value.len() >= MIN_SECRET && !value.contains(&b' ');
            if !is_printable || !is_challenge || !is_secret || value.is_empty() {
                return Err(HandshakeError::ChallengeMalformed);
            }
        }
        let value = value.unwrap_or_default();
        if handshake.challenge.is_some() && known.signed.is_none() {
            return Ok(Step::Sign(value));
        }
        let signed = known.signed.as_ref();
        let signed =
            signed.map(|(id, tag)| (*id, tag.get(..self.hash.tag_len()).unwrap_or_default()));
        let mut answer = handshake.answer(&value, signed.unwrap_or_default());
        if answer.body().len() > MAX_ANSWER || value.len() > MAX_ANSWER {
            return Err(HandshakeError::ChallengeMalformed);
        }
        let text = String::from_utf8(value).unwrap_or_default();
        if let Some(name) = handshake.header {
            answer = answer.with_header(name, text.clone());
        }
        if handshake.guard == Guard::Expected {
            answer.secret = Some(text);
        }
        Ok(Step::Answer(answer))
    }
}

impl Handshake {
    fn answer(&self, value: &[u8], (key_id, tag): (&str, &[u8])) -> Answer {
        let mut body: Vec<u8> = vec![];
        for piece in self.reply {
            match piece {
                Reply::Lit(text) => body.extend_from_slice(text.as_bytes()),
                Reply::Value => body.extend_from_slice(value),
                Reply::Quoted => body.extend_from_slice(&escape::inside(value)),
                Reply::KeyId => body.extend_from_slice(key_id.as_bytes()),
                Reply::Hex => body.extend_from_slice(hex::encode(tag).as_bytes()),
                Reply::Base64 => body.extend_from_slice(base64::encode(tag).as_bytes()),
            }
        }
        Answer::new(String::from_utf8(body).unwrap_or_default(), self.is_json)
    }
}

/// What is done next.
pub(crate) enum Step {
    /// It is no handshake.
    None,
    /// The request is verified as a delivery, first.
    Verify,
    /// The MAC of this is made, first.
    Sign(Vec<u8>),
    Answer(Answer),
}

/// What was done.
#[derive(Default)]
pub(crate) struct Known<'a> {
    /// The id of the key that signed the request.
    pub(crate) verified: Option<&'a str>,
    /// The id of the key that signed the challenge, and the tag, perhaps with zeros behind it.
    pub(crate) signed: Option<(&'a str, Vec<u8>)>,
}

/// What came in.
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a str,
    pub(crate) url: &'a [u8],
    pub(crate) header: &'a dyn Fn(&str) -> Option<Cow<'a, [u8]>>,
    pub(crate) body: &'a [u8],
}

impl Asked<'_> {
    fn is(&self, handshake: &Handshake) -> bool {
        let is_method = self.method.eq_ignore_ascii_case(handshake.method);
        is_method
            && handshake.mark.is_none_or(|(at, is)| {
                let found = self.find(at);
                found.is_some_and(|found| is.is_none_or(|is| found == is.as_bytes()))
            })
    }

    fn has_header(&self, name: &str) -> bool {
        (self.header)(name).is_some()
    }

    fn find(&self, at: At) -> Option<Vec<u8>> {
        let body = if self.body.len() > MAX_BODY {
            &[][..]
        } else {
            self.body
        };
        match at {
            At::Query(name) => form::field(form::query(self.url), name),
            At::Header(name) => Some((self.header)(name)?.trim_ascii().into()),
            At::Form(name) => form::field(body, name),
            At::Json(path) => json(body, path),
            At::FormJson(path) => match form::field(body, "json") {
                Some(text) => json(&text, path),
                None => json(body, path),
            },
        }
    }

    /// Whether an origin asks for leave to send CloudEvents. A request of a browser is none.
    fn origin(&self, expected: &Expected<'_>) -> Result<Option<Answer>, HandshakeError> {
        if expected.origins.is_empty() || !self.method.eq_ignore_ascii_case("OPTIONS") {
            return Ok(None);
        }
        let Some(asking) = (self.header)("webhook-request-origin") else {
            return Ok(None);
        };
        let is_listed =
            |origin: &&&str| origin.as_bytes().eq_ignore_ascii_case(asking.trim_ascii());
        // The one of the list, not what came.
        let origin = expected.origins.iter().find(is_listed);
        let origin = origin.ok_or(HandshakeError::OriginUnlisted)?;
        let mut headers = vec![
            ("allow", "POST".into()),
            ("webhook-allowed-origin", String::from(*origin)),
        ];
        if self.has_header("webhook-request-rate") {
            headers.push(("webhook-allowed-rate", "*".into()));
        }
        Ok(Some(Answer::bare(headers)))
    }
}

fn json(text: &[u8], path: &'static str) -> Option<Vec<u8>> {
    let mut scanner = Scanner::new(&[path]);
    scanner.feed(text);
    Some(scanner.value(0)?.to_vec())
}

/// In a time that does not depend on where they differ, nor on their lengths.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let [one, other] = [one, other].map(|text| {
        let mut hasher = Hasher::new(Hash::Sha256);
        hasher.update(text);
        short(&hasher.finish())
    });
    one.ct_eq(&other).into()
}
