//! A row as one line of text, which is how it travels to JavaScript, and how a scheme of a user's own
//! comes from there.
//!
//! `id|slots|signature|base|time|secret|limit|challenge`, where what is left out at the end is the usual:
//!
//! | field | |
//! |---|---|
//! | slots | names joined by commas; `@` the time's, `#` the id's; marks of [`Slot`]; `;` before another set |
//! | signature | `=` for a plain hash; `1`, `3`, `5` for another hash than SHA-256; the encoding's letter; then `^prefix`, `?prefix` (optional), `*` separator and prefix, `%` separator and mark, or `:` separator, time's label and tags' labels |
//! | base | `%b` and the like; `!name` of a computed one; `~` and a token's claims; `-` for none |
//! | time | the unit's letter, `past,future` in seconds unless 300, `$path` in the body |
//! | secret | the form's letter, `#` if keys have the vendor's ids, `:prefix`, and beginnings of what it is not |
//! | limit | of the body, in MiB |
//! | challenge | `!` token, `?` hexadecimal: what a handshake signs |

#[cfg(any(feature = "wasm-verify", test))]
mod parsed;
#[cfg(not(target_arch = "wasm32"))]
mod written;

use super::{Part, TagEncoding, handshake::Challenge, jwt::BodyHash};
use crate::{key::SecretEncoding, mac::Hash, time::Unit};

const ENCODINGS: [(u8, TagEncoding); 6] = [
    (b'b', TagEncoding::Base64),
    (b'n', TagEncoding::Base64Bare),
    (b'u', TagEncoding::Base64Url),
    (b'c', TagEncoding::Credentials),
    (b'h', TagEncoding::Hex),
    (b't', TagEncoding::Token),
];
const UNITS: [(u8, Unit); 3] = [
    (b's', Unit::Seconds),
    (b'm', Unit::Millis),
    (b'i', Unit::Iso8601),
];
const SECRETS: [(u8, SecretEncoding); 6] = [
    (b't', SecretEncoding::Text),
    (b'x', SecretEncoding::Hex),
    (b'b', SecretEncoding::Base64),
    (b'o', SecretEncoding::Base64OrText),
    (b'c', SecretEncoding::Credentials),
    (b'1', SecretEncoding::Sha1OfText),
];
const HASHES: [(u8, Hash); 3] = [
    (b'1', Hash::Sha1),
    (b'3', Hash::Sha384),
    (b'5', Hash::Sha512),
];
const PARTS: [(u8, Part); 6] = [
    (b'b', Part::Body),
    (b'i', Part::Id),
    (b'm', Part::Method),
    (b'k', Part::Secret),
    (b't', Part::Timestamp),
    (b'u', Part::Url),
];
const CHALLENGES: [(u8, Challenge); 2] = [(b'!', Challenge::Token), (b'?', Challenge::Hex)];
const BODY_HASHES: [(u8, BodyHash); 4] = [
    (b'h', BodyHash::Hex),
    (b'e', BodyHash::HexUnlessEmpty),
    (b'b', BodyHash::Base64),
    (b'w', BodyHash::Base64Url),
];
