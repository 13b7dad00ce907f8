//! What happens to a signed request on its way.

use super::hostile::{Owned, Rng};
use super::parts::{self, cut, join};
use super::rows::{Layout, Row};

pub fn mutate(rng: &mut Rng, row: &Row, request: &mut Owned) {
    match rng.below(100) {
        0..=29 => rearrange(rng, request),
        30..=49 => list(rng, row, &mut request.headers[0].1),
        50..=57 => bend_tag(rng, row, &mut request.headers[0].1),
        58..=73 => spoil(rng, request),
        74..=79 => family(rng, request),
        80..=83 => fill_to_the_limit(rng, row, request),
        84..=87 => shift_time(rng, row, request),
        _ => body(rng, request),
    }
    if request.headers.is_empty() {
        // The next mutation may count on a first header.
        request.headers.push(("x-nothing".to_string(), Vec::new()));
    }
}

/// Headers come, go, and change their places and names.
fn rearrange(rng: &mut Rng, request: &mut Owned) {
    let headers = &mut request.headers;
    let at = rng.below(headers.len());
    let (name, value) = headers[at].clone();
    match rng.below(20) {
        0 => drop(headers.remove(at)),
        1 | 2 => headers.push((recase(rng, &name), value)),
        3 => headers.insert(0, (recase(rng, &name), [b" ", &value[..], b"\t"].concat())),
        4 | 5 => {
            let mut other = value;
            flip_bit(rng, &mut other);
            let place = rng.below(headers.len() + 1);
            headers.insert(place, (recase(rng, &name), other));
        }
        6 => headers.push((name, Vec::new())),
        7 | 8 => {
            let between = rng.pick(&[", ", ", ", ", ", ",", " , ", ",  "]).as_bytes();
            let times = *rng.pick(&[2, 2, 3, 4, 200]);
            headers[at].1 = join(&vec![&value[..]; times], between);
        }
        9 => {
            let name = match rng.below(8) {
                0 => name.replace('-', "_"),
                1 => format!("{name} "),
                2 => format!(" {name}"),
                3 => name.replacen("x-", "", 1),
                // They become k and s where names are lowered or raised as Unicode.
                4 => name.replace('k', "\u{212A}"),
                5 => name.replace('s', "\u{17F}"),
                6 => format!("x-{name}"),
                _ => String::new(),
            };
            headers[at].0 = name;
        }
        10..=12 => {
            for (name, _) in headers.iter_mut() {
                *name = recase(rng, name);
            }
        }
        13 | 14 => {
            for (_, value) in headers.iter_mut() {
                let ends = [" ", "\t", "", "  \t "];
                let (before, after) = (rng.pick(&ends), rng.pick(&ends));
                *value = [before.as_bytes(), value, after.as_bytes()].concat();
            }
        }
        15 => headers.reverse(),
        16 => {
            let other = rng.below(headers.len());
            let value = std::mem::replace(&mut headers[other].1, value);
            headers[at].1 = value;
        }
        _ => {
            for _ in 0..rng.below(25) {
                let place = rng.below(headers.len() + 1);
                let (length, more) = (rng.below(20) + 1, rng.below(60));
                headers.insert(place, (rng.word(length), rng.bytes(more)));
            }
        }
    }
}

/// The Svix family takes two sets of names: the other one, a part of it, or both.
fn family(rng: &mut Rng, request: &mut Owned) {
    let headers = &mut request.headers;
    let swapped = |name: &str| match name.strip_prefix("svix-") {
        Some(rest) => format!("webhook-{rest}"),
        None => name.replacen("webhook-", "svix-", 1),
    };
    let at = rng.below(headers.len());
    match rng.below(4) {
        0 => headers[at].0 = swapped(&headers[at].0),
        1 => {
            let (name, mut value) = headers[at].clone();
            flip_bit(rng, &mut value);
            headers.push((swapped(&name), value));
        }
        2 => {
            for (name, mut value) in headers.clone() {
                flip_bit(rng, &mut value);
                headers.push((swapped(&name), value));
            }
        }
        _ => headers
            .iter_mut()
            .for_each(|(name, _)| *name = swapped(name)),
    }
}

/// Any harm to the bytes of one value.
fn spoil(rng: &mut Rng, request: &mut Owned) {
    let at = rng.below(request.headers.len());
    let value = &mut request.headers[at].1;
    let place = rng.below(value.len() + 1);
    let insert: &[u8] = match rng.below(20) {
        0..=3 => return flip_bit(rng, value),
        4 => return value.truncate(place),
        5 => return value.clear(),
        6 => return value.make_ascii_uppercase(),
        7 => return value.make_ascii_lowercase(),
        8 => return value.rotate_left(place),
        9 => return drop(value.drain(place.saturating_sub(1)..place)),
        10 => {
            let size = rng.below(9_000);
            return value.resize(value.len() + size, *rng.pick(b" x0,\0"));
        }
        11 => b"\xC3\xA9",
        12 => b"\xFF",
        13 => "１".as_bytes(),
        14 => b" ",
        15 => b"\t",
        16 => b"\0",
        17 => b"\r\n",
        18 => b",",
        _ => b"=",
    };
    value.splice(place..place, insert.iter().copied());
}

/// More tags, other labels and junk around the good ones.
fn list(rng: &mut Rng, row: &Row, value: &mut Vec<u8>) {
    let mut items: Vec<Vec<u8>> = vec![value.clone()];
    let total = *rng.pick(&[2, 2, 3, 3, 15, 16, 16, 17, 17, 40]);
    let (labels, separators): (&[&str], &[&str]) = match row.layout {
        Layout::Whole(_) => return bend_prefix(rng, value),
        Layout::Entries => (
            &[
                "v1,", "v1,", "v1,", "v2,", "V1,", "v1a,", "v1", ",", "", "v1,,", "v1, ",
            ],
            &[" ", " ", " ", " ", "  ", ", ", " , ", "\t", ","],
        ),
        Layout::Pairs(pairs) if pairs.separator == b';' => (
            &[
                "h1=", "h1=", "h1=", "h2=", "H1=", "h1", "=", "", ";h1=;", "h1==", "ts=", "h1 =",
            ],
            &[";", ";", ";", ";", ";;", "; ", ","],
        ),
        Layout::Pairs(pairs) => (
            &[
                "v1=", "v1=", "v1=", "v0=", "V1=", "v1", "=", "", ",v1=,", "v1==", "t=", "v1 =",
            ],
            if pairs.spaces {
                &[", ", ",", ",  ", ",\t", " ,", ";"]
            } else {
                &[",", ",", ",", ",,", ", ", ";"]
            },
        ),
    };
    let label = *rng.pick(labels);
    for _ in 1..total {
        let tag = rng.bytes(32);
        let tag = match rng.below(4) {
            0 => rng.word(9),
            1 => String::new(),
            _ if row.base64 => parts::to_base64(&tag),
            _ => parts::to_hex(&tag),
        };
        let place = rng.below(items.len() + 1);
        items.insert(place, format!("{label}{tag}").into_bytes());
    }
    if let (Layout::Pairs(pairs), true) = (row.layout, rng.chance(30)) {
        // The time at another place.
        let good = items.iter().position(|item| item == value).unwrap_or(0);
        if let Some((time, rest)) = cut(value, pairs.separator) {
            items[good] = rest.to_vec();
            let place = rng.below(items.len() + 1);
            items.insert(place, time.to_vec());
        }
    }
    let items: Vec<&[u8]> = items.iter().map(Vec::as_slice).collect();
    *value = join(&items, rng.pick(separators).as_bytes());
}

fn bend_prefix(rng: &mut Rng, value: &mut Vec<u8>) {
    let (label, tag) = match cut(value, b'=') {
        Some((label, tag)) if tag.len() == 64 => ([label, b"="].concat(), tag.to_vec()),
        _ => (Vec::new(), value.clone()),
    };
    *value = match rng.below(10) {
        0 => tag,
        1 => [label.to_ascii_uppercase(), tag].concat(),
        2 => [&label[..], &label, &tag].concat(),
        3 => [&b"sha256="[..], &tag].concat(),
        4 => [&b"v0="[..], &tag].concat(),
        5 => [&label[..], b" ", &tag].concat(),
        6 => [&label[..], &tag, b","].concat(),
        7 => [b"\"", &label[..], &tag, b"\""].concat(),
        8 => [&label[..], &tag, b",", &label, &tag].concat(),
        _ => [label, tag.to_ascii_uppercase()].concat(),
    };
}

/// Another spelling of the last tag, most of them not allowed.
fn bend_tag(rng: &mut Rng, row: &Row, value: &mut Vec<u8>) {
    let is_before = |byte: &u8| {
        if row.base64 {
            b", ".contains(byte)
        } else {
            b"= ".contains(byte)
        }
    };
    let start = value.iter().rposition(is_before).map_or(0, |at| at + 1);
    let tag = value.split_off(start);
    let bare = tag.strip_suffix(b"=").unwrap_or(&tag).to_vec();
    let swap = |from: u8, to: u8| move |byte: &u8| if *byte == from { to } else { *byte };
    let tag = match rng.below(12) {
        // The last digit before the padding has bits that no byte takes.
        0 | 1 if row.base64 => {
            let (last, rest) = bare.split_last().unwrap_or((&b'A', b""));
            [rest, &[last.wrapping_add(1)], b"="].concat()
        }
        2 if row.base64 => bare,
        3 if row.base64 => tag.iter().map(swap(b'+', b'-')).collect(),
        4 if row.base64 => tag.iter().map(swap(b'/', b'_')).collect(),
        5 => [&tag[..], b"="].concat(),
        6 => [b"0x", &tag[..]].concat(),
        7 => [&tag[..], b"00"].concat(),
        8 => [&tag[..], b"AAAA"].concat(),
        9 => [&tag[..tag.len() / 2], b"\n", &tag[tag.len() / 2..]].concat(),
        10 => tag.iter().map(swap(b'0', b'g')).collect(),
        11 => tag.iter().copied().skip(2).collect(),
        _ if row.base64 => [&tag[..], b","].concat(),
        _ => tag.to_ascii_uppercase(),
    };
    value.extend(tag);
}

/// 8,192 bytes of headers are allowed, white space at their ends included; ends around it.
fn fill_to_the_limit(rng: &mut Rng, row: &Row, request: &mut Owned) {
    let filler: &[u8] = match row.layout {
        Layout::Entries => b" v2,",
        Layout::Pairs(pairs) if pairs.separator == b';' => b";zz=",
        Layout::Pairs(_) => b",zz=",
        // Every byte counts against such a value, so its length is never the first fault.
        Layout::Whole(_) => b"",
    };
    let is_ours = |name: &str| {
        row.sets[0]
            .iter()
            .any(|ours| ours.eq_ignore_ascii_case(name))
    };
    let ours = request.headers.iter().filter(|(name, _)| is_ours(name));
    let used = ours.map(|(_, value)| value.len()).sum::<usize>() + filler.len();
    let total = 8_192 + rng.below(3) - 1;
    let value = &mut request.headers[0].1;
    value.extend(filler);
    let length = value.len() + total.saturating_sub(used);
    if rng.chance(50) {
        value.resize(length, b'x');
    } else {
        value.truncate(value.len() - filler.len());
        value.resize(length, *rng.pick(b" \t"));
    }
}

/// Another time than the signed one, in whatever header holds it.
fn shift_time(rng: &mut Rng, row: &Row, request: &mut Owned) {
    let at = match row.layout {
        Layout::Pairs(_) => 0,
        _ => request.headers.len() - 1,
    };
    let value = &mut request.headers[at].1;
    let digits = value.iter().position(u8::is_ascii_digit).unwrap_or(0);
    let run = value[digits..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if let Some(digit) = value.get_mut(digits + rng.below(run.max(1))) {
        *digit = b'1' + rng.below(9) as u8;
    }
}

fn body(rng: &mut Rng, request: &mut Owned) {
    let body = &mut request.body;
    let mut pieces: Vec<&[u8]> = body.split(|byte| *byte == b'&').collect();
    let changed = match rng.below(12) {
        0 if pieces.len() > 1 => {
            pieces.reverse();
            pieces.join(&b'&')
        }
        1 if pieces.len() > 1 => {
            pieces.push(pieces[0]);
            pieces.join(&b"&&"[..])
        }
        2 => String::from_utf8_lossy(body)
            .replace("=1", "=%31")
            .replace('+', "%20")
            .into_bytes(),
        3 => String::from_utf8_lossy(body).into_owned().into_bytes(),
        4 => [b"\xEF\xBB\xBF", &body[..]].concat(),
        5 => [&body[..], b"\n"].concat(),
        6 => [&body[..], b"\0"].concat(),
        7 => Vec::new(),
        8 => body[..rng.below(body.len() + 1)].to_vec(),
        9 => body.trim_ascii().to_vec(),
        _ => {
            let mut changed = body.clone();
            flip_bit(rng, &mut changed);
            changed
        }
    };
    request.body = changed;
}

fn flip_bit(rng: &mut Rng, value: &mut [u8]) {
    if !value.is_empty() {
        let at = rng.below(value.len());
        value[at] ^= 1 << rng.below(8);
    }
}

fn recase(rng: &mut Rng, name: &str) -> String {
    let way = rng.below(3);
    let recase = |c: char| match way {
        0 => c.to_ascii_uppercase(),
        1 if rng.chance(50) => c.to_ascii_uppercase(),
        _ => c.to_ascii_lowercase(),
    };
    name.chars().map(recase).collect()
}
