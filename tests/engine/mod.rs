//! The engine's verdict in the oracle's terms, so that the two can be compared in all they say.

use countersign::{Delivery, Rejection, Timestamp};

use crate::oracle::Answer;

/// The n-th key of the ring has the id `k` and n.
pub(crate) fn answer(verdict: Result<Delivery<'_>, Rejection>) -> Answer {
    let rejection = match verdict {
        Ok(delivery) => {
            return Answer::Accepted {
                key: place(delivery.key_id().as_str()),
                time_ms: delivery.timestamp().map(Timestamp::as_unix_millis),
                id: delivery.message_id().map(str::to_string),
            };
        }
        Err(rejection) => rejection,
    };
    let (mut slot, mut age_ms, mut key) = (None, None, None);
    match rejection {
        Rejection::HeaderMissing { slot: missing } => slot = Some(missing),
        Rejection::KeyExpired { key: expired } => key = Some(usize::from(expired)),
        Rejection::TimestampTooOld { age } | Rejection::TimestampTooNew { age } => {
            age_ms = Some(age);
        }
        _ => {}
    }
    Answer::Rejected {
        code: rejection.code(),
        slot,
        age_ms,
        key,
    }
}

fn place(id: &str) -> usize {
    let number = id.strip_prefix('k').and_then(|text| text.parse().ok());
    number.unwrap_or(usize::MAX)
}
