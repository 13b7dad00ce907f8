//! The negative verdicts.

crate::reasons::reasons! {
    /// Why a request was rejected, in the order in which it is judged: the first failure counts.
    ///
    /// Holds integers only, so no header, body, tag or key can leave through it. To whoever sent
    /// the request answer with the status and the code at most; never tell them `key_expired`
    /// from `signature_mismatch`.
    pub enum Rejection {
        /// A header the provider always sends is absent.
        HeaderMissing {
            /// Its place in the row, which names it: [`Provider::header_name`](crate::Provider::header_name).
            slot: u8 as "number"
        } = "header_missing", 400,
            "A header that this provider always sends is absent. Does a proxy pass it on?";
        /// The provider signs the URL, and the request was given without an absolute one.
        UrlMissing = "url_missing", 500,
            "This provider signs the URL. Pass `url`: absolute, as the sender wrote it; behind a proxy, the public one.";
        /// The signature, or a value beside it, is not of the provider's form; or it stands in the body,
        /// and that lacks it.
        SignatureMalformed = "signature_malformed", 400,
            "The signature, or what belongs to it, is absent from the body or not of this provider's form. Is all of it passed on?";
        /// The message id is not 1 to 256 visible ASCII characters without a dot.
        MessageIdMalformed = "message_id_malformed", 400,
            "The message id is not 1 to 256 visible characters without a dot.";
        /// The time is not of the provider's form, or a signed body or token has it not exactly once.
        TimestampMalformed = "timestamp_malformed", 400,
            "The signed time is not of this provider's form, or not exactly once in the signed body or token.";
        /// The body was neither text nor bytes.
        BodyParsed = "body_parsed", 500,
            "The body was parsed before it came here. Pass what came in: `express.raw({ type: '*/*' })`, `await request.text()`, or your framework's raw body.";
        /// A string that no UTF-8 decoding can have made, or bytes that are no longer there.
        BodyIllFormed = "body_ill_formed", 500,
            "The body is a string with half a surrogate pair, or memory that was given away.";
        /// What brings the body broke off, or is nothing that brings one.
        BodyUnreadable = "body_unreadable", 500,
            "The body could not be read: it broke off, or this is no fetch `Request`. Of a Node request, read the bytes and call `verify`.";
        /// More body than the scheme can be judged with.
        BodyTooLarge = "body_too_large", 413,
            "The body is larger, or has more parameters, than this provider sends.";
        /// No key in the ring made any signature in the header.
        SignatureMismatch = "signature_mismatch", 401,
            "No key made this signature or token for this request. Is it this endpoint's secret, the body byte for byte what came in, and, where they are signed, the URL and the method the sender's?";
        /// Made by a key that is past its `not_after`.
        KeyExpired {
            /// Its place in the ring, from 0.
            key: u8 as "number"
        } = "key_expired", 401,
            "Signed with a key that is past its end.";
        /// Authentic, and older than the tolerance.
        TimestampTooOld {
            /// Milliseconds.
            age: i64 as "number"
        } = "timestamp_too_old", 401,
            "Authentic, but too old: late, repeated, or this clock is ahead.";
        /// Authentic, and further ahead of our clock than the tolerance.
        TimestampTooNew {
            /// Milliseconds, negative.
            age: i64 as "number"
        } = "timestamp_too_new", 401,
            "Authentic, but dated ahead: check this clock, and the unit of the time.";
        /// Handled before. Made by the replay check only.
        Replayed = "replayed", 200,
            "Handled before; acknowledged and not handled again.";
        /// Being handled right now. Made by the replay check only.
        InFlight = "in_flight", 503,
            "Being handled right now; the sender may try again.";
    }
}
