//! What can be wrong with a log: the kinds that `docs/audit-format.md` lists.

crate::reasons::reasons! {
    /// What a log shows that is not as its writer left it.
    pub enum Tampering {
        /// A line that is no entry.
        EntryMalformed = "entry_malformed", 500,
            "A line is no entry: not of strict JSON, or a member is missing or of another form.";
        /// Two readings.
        NameDuplicate = "name_duplicate", 500, "A name stands twice in one object of an entry.";
        /// The members in another order.
        MemberOrder = "member_order", 500, "The members of an entry are not in canonical order.";
        /// Another spelling of the same.
        NotCanonical = "not_canonical", 500,
            "An entry is not in canonical form: a number, a text or white space was written anew.";
        /// Two neighbours changed places.
        EntriesSwapped = "entries_swapped", 500, "Two entries stand in each other's place.";
        /// The beginning is gone.
        EntryFirstMissing = "entry_first_missing", 500, "The log does not begin with entry 0.";
        /// A gap.
        EntryMissing = "entry_missing", 500, "An entry is missing.";
        /// A line again.
        EntryRepeated = "entry_repeated", 500, "An entry stands there twice.";
        /// One too many.
        EntryInserted = "entry_inserted", 500, "An entry was put in between.";
        /// Entries of another log altogether.
        LogOther = "log_other", 500, "This is another log than the policy's.";
        /// Entries of another log among this one's.
        EntrySpliced = "entry_spliced", 500, "An entry is another log's.";
        /// The log's name was changed.
        OriginChanged = "origin_changed", 500, "An entry names another log and is of this one.";
        /// Time runs backwards.
        TimeBack = "time_back", 500, "An entry is of an earlier time than the one before.";
        /// The list of what was taken out is not right.
        RedactionChanged = "redaction_changed", 500,
            "What the entry says was redacted does not stand redacted in it.";
        /// Another content.
        EntryChanged = "entry_changed", 500, "An entry is not the one that the next one vouches for.";
        /// Another seal.
        SealChanged = "seal_changed", 500, "A seal is not that of the entries before it.";
        /// No seal.
        SealMissing = "seal_missing", 500, "The seal behind a group of entries is missing.";
        /// An end that a crash leaves.
        TornTail = "torn_tail", 500,
            "The last group is not whole, as after a crash: `recover` moves it aside.";
        /// Nothing vouches for the log.
        CheckpointMissing = "checkpoint_missing", 500, "There is no checkpoint.";
        /// A checkpoint that cannot be read.
        CheckpointUnreadable = "checkpoint_unreadable", 500,
            "A checkpoint is not of its form, or smaller than the one before.";
        /// Another log's.
        CheckpointOther = "checkpoint_other", 500, "A checkpoint is another log's.";
        /// Signed by a key of another time.
        KeyNotInCharge = "key_not_in_charge", 500,
            "A checkpoint is signed by a key that was not in charge, or a change of keys is not signed by both.";
        /// Signed by nobody who may.
        CheckpointInvalid = "checkpoint_invalid", 500, "A checkpoint is not signed by the log's key.";
        /// The end is gone.
        LogTruncated = "log_truncated", 500, "The log is shorter than a checkpoint of it says.";
        /// An old copy.
        LogRolledBack = "log_rolled_back", 500, "The log is an old copy: a checkpoint kept elsewhere knows more.";
        /// Two histories.
        LogForked = "log_forked", 500,
            "The log's key has signed another history: a checkpoint kept elsewhere is not of this one.";
        /// Other entries from the first on.
        LogRewritten = "log_rewritten", 500, "The log was written anew: no checkpoint agrees with it.";
        /// Other entries from some place on.
        LogRegrown = "log_regrown", 500,
            "The log was cut and continued otherwise: a later checkpoint does not agree with it.";
        /// A disclosure that is not of what was sealed.
        DisclosureChanged = "disclosure_changed", 500, "A disclosed value is not the one that was sealed.";
    }
}
