//! Why a key or a ring was refused.

crate::reasons::reasons! {
    /// Why a key or a ring was refused, at construction. Never caused by a request.
    pub enum KeyError {
        /// No secret at all.
        SecretMissing = "secret_missing", 500,
            "No secret. Is its environment variable set?";
        /// A secret of no bytes.
        SecretEmpty = "secret_empty", 500,
            "The secret is empty. Is its environment variable set?";
        /// White space only.
        SecretBlank = "secret_blank", 500,
            "The secret is only white space.";
        /// White space at an end of a text secret.
        SecretWhitespace = "secret_whitespace", 500,
            "The secret begins or ends with white space. Trim it where it is stored.";
        /// A text that is not well-formed Unicode.
        SecretIllFormed = "secret_ill_formed", 500,
            "The secret is not well-formed text.";
        /// The provider's secrets are base64 and this is not.
        SecretNotBase64 = "secret_not_base64", 500,
            "Not a secret of this provider, which is padded base64 with or without `whsec_` in front. Copy it whole.";
        /// The provider's secrets are hexadecimal and this is not.
        SecretNotHex = "secret_not_hex", 500,
            "Not a secret of this provider, which is hexadecimal. Copy it whole.";
        /// Not `user:password`.
        SecretNotCredentials = "secret_not_credentials", 500,
            "This provider's secret is `user:password`.";
        /// Fewer bytes than a secret of this kind may have.
        SecretTooShort = "secret_too_short", 500,
            "The secret is too short: under 16 bytes.";
        /// More bytes than any secret has.
        SecretTooLong = "secret_too_long", 500,
            "The secret is too long: over 4,096 bytes.";
        /// Another credential of the same vendor.
        SecretWrongKind = "secret_wrong_kind", 500,
            "An API key of this vendor, or the like, not the signing secret.";
        /// More keys than a ring holds.
        KeysTooMany = "keys_too_many", 500,
            "A ring holds at most 16 keys.";
        /// Not an id.
        KeyIdMalformed = "key_id_malformed", 500,
            "A key id is 1 to 128 visible ASCII characters.";
        /// Two keys with one id.
        KeyIdDuplicate = "key_id_duplicate", 500,
            "Two keys of the ring have the same id.";
    }
}
