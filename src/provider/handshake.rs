//! How a vendor asks whether an endpoint wants its deliveries, as data of a row.

use super::Provider;

/// Where in a request a value stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum At {
    /// A parameter of the URL's query.
    Query(&'static str),
    /// A header, its name in lower case.
    Header(&'static str),
    /// A value of a JSON body, by its path.
    Json(&'static str),
    /// The same, of the JSON in the field `json` of a form, or in place of the form.
    FormJson(&'static str),
    /// A field of a form.
    Form(&'static str),
}

/// What must be so before a request is answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Guard {
    /// Nothing: anyone may ask.
    Open,
    /// The request is signed as a delivery is.
    Signed,
    /// A token of the receiver's choice stands in this parameter of the query.
    Token(&'static str),
    /// The receiver is making a subscription at the moment, whose secret the value is.
    Expected,
}

/// A piece of the answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Reply {
    Lit(&'static str),
    /// The value that came, as it is.
    Value,
    /// The same as the inside of a JSON text.
    Quoted,
    /// The id of the key.
    KeyId,
    /// The MAC of the value under the key, in hex.
    Hex,
    /// The same, in base64.
    Base64,
}

/// Which texts a handshake signs, though who asks chooses them. What may be one is never accepted as a
/// delivery, so that nobody has one signed in this way.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Challenge {
    /// 1 to 120 letters, digits and other characters of tokens.
    Token,
    /// 20 to 32 lower-case hexadecimal digits.
    Hex,
}

/// More than a challenge has. The platform hashes no body that is as short.
const MAX_CHALLENGE: usize = 120;

impl Challenge {
    /// Whether it is one.
    pub(crate) fn fits(self, text: &[u8]) -> bool {
        let is_hex = |c: &u8| matches!(c, b'0'..=b'9' | b'a'..=b'f');
        match self {
            Self::Token => {
                let is_of_token = |c: &u8| c.is_ascii_alphanumeric() || b"-_.~+/=".contains(c);
                self.may_be(text) && text.iter().all(is_of_token)
            }
            Self::Hex => (20..=32).contains(&text.len()) && text.iter().all(is_hex),
        }
    }

    /// Whether it may be one: no more is looked at than tells it from JSON in braces, or from base64 with
    /// a line's end.
    #[inline(never)]
    pub(crate) fn may_be(self, text: &[u8]) -> bool {
        match self {
            Self::Hex if super::HAS_RARE => self.fits(text),
            _ => text.len() <= MAX_CHALLENGE && matches!(text, [b'+'..=b'z' | b'~', ..]),
        }
    }
}

/// A vendor's question, and what to answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Handshake {
    pub(crate) method: &'static str,
    /// What makes a request one: a value that is there, and is this text if one is given.
    pub(crate) mark: Option<(At, Option<&'static str>)>,
    pub(crate) value: Option<At>,
    pub(crate) guard: Guard,
    pub(crate) reply: &'static [Reply],
    /// The reply is JSON.
    pub(crate) is_json: bool,
    /// The value is sent back in this header.
    pub(crate) header: Option<&'static str>,
    pub(crate) challenge: Option<Challenge>,
    /// Handled deliveries are answered like this too.
    pub(crate) is_for_all: bool,
}

impl Handshake {
    /// Any request with this method.
    pub(crate) const fn any(method: &'static str) -> Self {
        Self {
            method,
            mark: None,
            value: None,
            guard: Guard::Open,
            reply: &[],
            is_json: false,
            header: None,
            challenge: None,
            is_for_all: false,
        }
    }

    /// A request with a value, which is sent back as it is.
    pub(crate) const fn echo(method: &'static str, value: At) -> Self {
        let mut one = Self::any(method);
        one.mark = Some((value, None));
        one.value = Some(value);
        one.reply = &[Reply::Value];
        one
    }

    /// Only where this text stands there.
    pub(crate) const fn when(mut self, at: At, is: &'static str) -> Self {
        self.mark = Some((at, Some(is)));
        self
    }

    pub(crate) const fn guarded(mut self, guard: Guard) -> Self {
        self.guard = guard;
        self
    }

    pub(crate) const fn text(mut self, reply: &'static [Reply]) -> Self {
        self.reply = reply;
        self
    }

    pub(crate) const fn json(mut self, reply: &'static [Reply]) -> Self {
        self.is_json = true;
        self.text(reply)
    }

    pub(crate) const fn in_header(mut self, name: &'static str) -> Self {
        self.header = Some(name);
        self.text(&[])
    }

    pub(crate) const fn challenge(mut self, challenge: Challenge) -> Self {
        self.challenge = Some(challenge);
        self
    }

    pub(crate) const fn for_all(mut self) -> Self {
        self.is_for_all = true;
        self
    }
}

impl Provider {
    /// How its sender asks whether an endpoint wants its deliveries.
    pub(crate) const fn asking(mut self, handshake: &'static Handshake) -> Self {
        #[cfg(feature = "rare")]
        {
            self.handshake = Some(handshake);
        }
        self.challenge = handshake.challenge;
        self
    }

    /// Whether a text may be one that a handshake signs, which is then no delivery.
    pub(crate) fn is_challenge(&self, text: &[u8]) -> bool {
        self.challenge
            .is_some_and(|challenge| challenge.may_be(text))
    }
}
