//! The auditor's policy: which key a log is held against.

use super::{LogError, VerifierKey};

/// Reads a file of C2SP `tlog-policy` (<https://c2sp.org/tlog-policy>): the line `log <verifier key>`, one,
/// and `quorum none`. Empty lines and those that begin with `#` are passed over. Witnesses are not known
/// here, so a policy that counts on them is refused.
///
/// ```
/// use countersign::audit::policy_key;
/// let key = "example.com/audit/prod+98de0604+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";
/// let policy = format!("# ours\nlog {key}\nquorum none\n");
/// assert_eq!(policy_key(&policy)?.to_text(), key);
/// # Ok::<(), countersign::audit::LogError>(())
/// ```
///
/// # Errors
/// [`LogError::PolicyMalformed`] or [`LogError::KeyMalformed`].
pub fn policy_key(policy: &str) -> Result<VerifierKey, LogError> {
    let mut key = None;
    let mut has_quorum = false;
    for line in policy.lines() {
        let mut words = line.split([' ', '\t']).filter(|word| !word.is_empty());
        match (words.next(), words.next(), words.next()) {
            (None, ..) => {}
            (Some(word), ..) if word.starts_with('#') => {}
            (Some("log"), Some(text), None) if key.is_none() => {
                key = Some(VerifierKey::parse(text)?);
            }
            // Perhaps with the address of the log.
            (Some("log"), Some(text), Some(_)) if key.is_none() && words.next().is_none() => {
                key = Some(VerifierKey::parse(text)?);
            }
            (Some("quorum"), Some("none"), None) if !has_quorum => has_quorum = true,
            _ => return Err(LogError::PolicyMalformed),
        }
    }
    key.filter(|_| has_quorum).ok_or(LogError::PolicyMalformed)
}
