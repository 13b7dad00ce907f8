//! Why an entry was refused.

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
        /// The clock gave no time of the years 0 to 9999.
        ClockInvalid = "clock_invalid", 500,
            "The clock gave no time in milliseconds since 1970, as Date.now() does.";
    }
}
