//! What the headers say: values, candidate tags, id and time.

use crate::{
    provider::{
        Base, Covered, HAS_RARE, Inputs, Provider, SLOTS, Slot, TimeAt, header::Candidates,
        is_message_id, jwt::Token,
    },
    rejection::Rejection,
    time::{Timestamp, Validity},
};

/// The most bytes of all header values together, and of the URL: more than any sender's, and they
/// must fit the boundary's window.
pub(crate) const MAX_HEADERS: usize = 8192;
/// A form sent by GET stands in the URL.
pub(crate) const MAX_URL: usize = 16_384;

/// The values of one set, in the row's order, the URL and the method.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slots<'a> {
    pub(crate) values: [Option<&'a [u8]>; SLOTS],
    pub(crate) url: Option<&'a [u8]>,
    pub(crate) method: &'a [u8],
}

/// What the headers said. All is as received, for the signature base.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opened<'a> {
    pub(crate) inputs: Inputs<'a>,
    pub(crate) validity: Option<Validity>,
    pub(crate) token: Option<Token<'a>>,
}

/// Reads the headers; the tags they offer go to `candidates`. Of a row with values in the body it
/// reads those too, which have to be there by then.
pub(crate) fn open<'a>(
    row: &Provider,
    slots: &Slots<'a>,
    candidates: &mut Candidates,
) -> Result<Opened<'a>, Rejection> {
    let mut values = [&[][..]; SLOTS];
    let total = gather(row, slots, &mut values)?;
    let url = if row.needs_url() {
        slots
            .url
            .filter(|url| is_absolute(url))
            .ok_or(Rejection::UrlMissing)?
    } else {
        &[]
    };
    if total > MAX_HEADERS || url.len() > MAX_URL {
        return Err(Rejection::SignatureMalformed);
    }
    let inputs = Inputs {
        values,
        id: &[],
        time_text: &[],
        url,
        method: slots.method,
    };
    read(row, inputs, candidates).or_else(|rejection| {
        // Only a value that reads in no other way can be repeats of one that does.
        let single = values.map(collapse);
        if single == values || row.is_exact {
            Err(rejection)
        } else {
            let inputs = Inputs {
                values: single,
                ..inputs
            };
            read(row, inputs, candidates)
        }
    })
}

/// Puts the values in their places; their length in all.
fn gather<'a>(
    row: &Provider,
    slots: &Slots<'a>,
    values: &mut [&'a [u8]; SLOTS],
) -> Result<usize, Rejection> {
    let mut total = 0_usize;
    let places = row
        .slots()
        .iter()
        .zip(&slots.values)
        .zip(values)
        .enumerate();
    for (place, ((slot, value), to)) in places {
        let Some(value) = *value else {
            if slot.may_be_absent() {
                continue;
            }
            // In a body it is a part of the signature's form, not a header.
            return Err(if slot.is_late() {
                Rejection::SignatureMalformed
            } else {
                Rejection::HeaderMissing {
                    slot: u8::try_from(place).unwrap_or(0),
                }
            });
        };
        *to = if row.is_exact || slot.is_late() {
            value
        } else {
            trim(value)
        };
        total = total.saturating_add(value.len());
        if let Slot::Fixed(_, wanted) = slot
            && *to != wanted.as_bytes()
        {
            return Err(Rejection::SignatureMalformed);
        }
    }
    Ok(total)
}

/// Whether the headers that must be there are, before the body is: for rows with values in that.
pub(crate) fn look(row: &Provider, slots: &Slots<'_>) -> Result<(), Rejection> {
    let mut all = *slots;
    let places = row.slots().iter().zip(&mut all.values);
    for (_, value) in places.filter(|(slot, _)| slot.is_late()) {
        *value = Some(&[]);
    }
    gather(row, &all, &mut [&[]; SLOTS])?;
    if row.needs_url() && !slots.url.is_some_and(is_absolute) {
        return Err(Rejection::UrlMissing);
    }
    Ok(())
}

fn read<'a>(
    row: &Provider,
    mut inputs: Inputs<'a>,
    candidates: &mut Candidates,
) -> Result<Opened<'a>, Rejection> {
    let signature = inputs.value(0);
    let mut token = None;
    let pair = match row.base() {
        Base::Jwt(jwt) if HAS_RARE => {
            let read = jwt.read(signature).ok_or(Rejection::SignatureMalformed)?;
            token = Some(read);
            candidates.only(read.signature, read.hash).map(|()| &[][..])
        }
        _ if row.slot_count() == 0 => Ok(&[][..]),
        _ => candidates.read(signature, row.layout, row.encoding, row.hash),
    };
    let pair = if row.has_more_signatures {
        // One that is not of the form does not spoil the others.
        for (slot, value) in row.slots().iter().zip(inputs.values) {
            if matches!(slot, Slot::Signature(_)) && !value.is_empty() {
                let added = candidates.add(value, row.encoding, row.hash);
                added.map_err(|_| Rejection::SignatureMalformed)?;
            }
        }
        if candidates.is_empty() {
            pair
        } else {
            Ok(&[][..])
        }
    } else {
        pair
    };
    let pair = pair.map_err(|_| Rejection::SignatureMalformed)?;
    if let Some(slot) = row.id_slot {
        inputs.id = inputs.value(slot);
        let may_be_absent = row
            .slots()
            .get(slot)
            .is_some_and(|slot| slot.may_be_absent());
        if !(is_message_id(inputs.id) || may_be_absent && inputs.id.is_empty()) {
            return Err(Rejection::MessageIdMalformed);
        }
    }
    inputs.time_text = match row.time() {
        Some(TimeAt::Slot(slot)) => inputs.value(slot),
        Some(TimeAt::Pair) => pair,
        _ => {
            return Ok(Opened {
                inputs,
                validity: None,
                token,
            });
        }
    };
    if !row.does_cover(Covered::Timestamp) {
        return Ok(Opened {
            inputs,
            validity: None,
            token,
        });
    }
    let time = Timestamp::parse(inputs.time_text, row.unit).ok_or(Rejection::TimestampMalformed)?;
    Ok(Opened {
        inputs,
        validity: Some(time.into()),
        token,
    })
}

pub(crate) fn is_absolute(url: &[u8]) -> bool {
    let rest = url
        .strip_prefix(b"https://")
        .or_else(|| url.strip_prefix(b"http://"));
    rest.and_then(<[u8]>::first)
        .is_some_and(|c| !matches!(c, b'/' | b'?' | b'#'))
}

/// Without the spaces and tabs at its ends, as HTTP reads a field value.
fn trim(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

/// One value, where a field holds several identical ones, joined by a comma and a space.
fn collapse(value: &[u8]) -> &[u8] {
    let repeats = |unit: &&[u8]| {
        let mut rest = value.get(unit.len()..).unwrap_or_default();
        while let Some(after) = rest.strip_prefix(b", ").and_then(|r| r.strip_prefix(*unit)) {
            rest = after;
        }
        rest.is_empty()
    };
    let ends = value
        .windows(2)
        .enumerate()
        .filter(|(_, two)| two == b", ")
        .map(|(end, _)| end);
    // Only a length that divides the whole can repeat, so a long value costs little.
    let total = value.len().saturating_add(2);
    ends.filter(|end| total.checked_rem(end.saturating_add(2)) == Some(0))
        .filter_map(|end| value.get(..end))
        .find(repeats)
        .unwrap_or(value)
}
