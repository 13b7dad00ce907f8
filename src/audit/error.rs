//! Why an entry was refused, and why what a log says does not hold.

crate::reasons::reasons! {
    /// Why an entry was refused: a log must not hold what cannot be read later.
    pub enum EntryError {
        /// No action, or a blank one.
        ActionMissing = "audit_action_missing", 500,
            "An audit entry needs `action`: what was done, as a text that is not blank.";
        /// No user, or a blank one.
        UserIdMissing = "audit_user_id_missing", 500,
            "An audit entry needs `userId`: who did it, as a text that is not blank.";
        /// No resource, or a blank one.
        ResourceMissing = "audit_resource_missing", 500,
            "An audit entry needs `resource`: what it was done to, as a text that is not blank.";
        /// Neither `success` nor `failure`.
        ResultInvalid = "audit_result_invalid", 500,
            "An audit entry needs `result`: 'success' or 'failure'.";
        /// Not a JSON object, or one with two readings.
        MetadataInvalid = "audit_metadata_invalid", 500,
            "The metadata of an audit entry is an object of plain JSON values, without half surrogate pairs and without integers beyond 2^53 - 1.";
        /// An action that is the log's own.
        ActionReserved = "audit_action_reserved", 500,
            "The actions audit.open, audit.close, audit.recovered, audit.gap and audit.key.next are the log's own.";
        /// A pointer to what is not sealed.
        SealInvalid = "audit_seal_invalid", 500,
            "`seal` is a list of JSON pointers into `metadata`, `actor` or `source`.";
        /// More than a log keeps in one entry.
        EntryTooLarge = "audit_entry_too_large", 500,
            "The entry is larger than 65,535 bytes.";
        /// An option of a log that is not of its type.
        OptionInvalid = "audit_option_invalid", 500,
            "An option of the log is not of the documented type, or the signer's name is not the log's origin.";
        /// Another key is in charge of the log that is to be gone on with.
        SignerNotInCharge = "audit_signer_not_in_charge", 500,
            "The log is to be gone on with by the signer whose key is in charge: the one of its last checkpoint, or the one that its last `audit.key.next` names if a checkpoint stands behind that.";
        /// A name that no log can have.
        OriginInvalid = "audit_origin_invalid", 500,
            "`origin` names the log: a text without spaces and without `+`, as example.com/audit/prod.";
        /// The clock gave no time of the years 0 to 9999.
        ClockInvalid = "clock_invalid", 500,
            "The clock gave no time in milliseconds since 1970, as Date.now() does.";
    }
}

crate::reasons::reasons! {
    /// Why a note, a checkpoint or a proof does not hold.
    pub enum LogError {
        /// Not of the form of a note.
        NoteMalformed = "note_malformed", 500,
            "A note is a text that ends with a line feed, an empty line, and a line for each signature.";
        /// A verifier key that cannot be one.
        KeyMalformed = "note_key_malformed", 500,
            "A verifier key is `<name>+<key id>+<base64>`, of an Ed25519 key.";
        /// None of the signatures is by that key.
        KeyUnknown = "note_key_unknown", 500, "The note is not signed by this key.";
        /// A signature that names the key does not fit.
        SignatureInvalid = "note_signature_invalid", 500,
            "A signature of the note names this key and is not by it: the note was altered.";
        /// Not the three lines of a checkpoint.
        CheckpointMalformed = "checkpoint_malformed", 500,
            "A checkpoint is three lines: the log's origin, its size and its root in base64.";
        /// A checkpoint of another log.
        OriginOther = "checkpoint_origin_other", 500, "The checkpoint is of another log than the key's.";
        /// A policy that does not name one key.
        PolicyMalformed = "policy_malformed", 500,
            "A policy has one line `log <verifier key>` and the line `quorum none`.";
        /// Not of the form of a proof.
        ProofMalformed = "proof_malformed", 500,
            "A proof is the line c2sp.org/tlog-proof@v1, the index, a hash in each line, an empty line and a checkpoint.";
        /// The entry does not stand there.
        NotIncluded = "proof_not_included", 500,
            "The proof does not lead from this entry to the root of its checkpoint.";
    }
}
