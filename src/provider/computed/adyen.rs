//! Adyen's payment webhooks: eight values of each item, which has its signature beside them.
//!
//! <https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures>.
//! The values are not escaped, so a colon can move from one to the next: that is the vendor's.

use alloc::vec::Vec;

use super::{Computed, Content, Sign, Takes, Text, Texts, Written, as_it_is};
use crate::{
    encoding::base64,
    json::{path::Scanner, put::put},
    rejection::Rejection,
};

pub(crate) const ADYEN: Computed = Computed {
    name: "adyen",
    covers: &[],
    reads_url: false,
    takes: |_| Takes::Whole,
    texts: |_, content| texts(content),
    is_all: true,
    is_claimed_by_text: true,
    canonical: as_it_is,
    label: "",
    write: Some(write),
};

/// What is signed, in this order, and then the signature.
const PATHS: &[&str] = &[
    "notificationItems.*.NotificationRequestItem.pspReference",
    "notificationItems.*.NotificationRequestItem.originalReference",
    "notificationItems.*.NotificationRequestItem.merchantAccountCode",
    "notificationItems.*.NotificationRequestItem.merchantReference",
    "notificationItems.*.NotificationRequestItem.amount.value",
    "notificationItems.*.NotificationRequestItem.amount.currency",
    "notificationItems.*.NotificationRequestItem.eventCode",
    "notificationItems.*.NotificationRequestItem.success",
    "notificationItems.*.NotificationRequestItem.additionalData.hmacSignature",
];
const SIGNATURE: usize = 8;
/// More items than Adyen sends, which is one.
const MAX_ITEMS: u16 = 32;

fn texts(content: Content<'_>) -> Texts {
    let Content::Whole(body) = content else {
        return Err(Rejection::SignatureMalformed);
    };
    let mut texts = Vec::new();
    let mut scanner = Scanner::new(PATHS);
    for item in 0..MAX_ITEMS {
        scanner.restart(PATHS, Some(item));
        scanner.feed(body);
        let items = scanner
            .items()
            .filter(|items| (1..=MAX_ITEMS).contains(items));
        if item >= items.ok_or(Rejection::SignatureMalformed)? {
            break;
        }
        let mut values = Vec::new();
        for path in 0..SIGNATURE {
            let value = scanner.value(path);
            if value.is_none() && scanner.has(path) {
                return Err(Rejection::SignatureMalformed);
            }
            values.push(value.unwrap_or_default());
        }
        let mut tag = [0; 64];
        let (digest, _) = tag.split_at_mut(32);
        let signature = scanner.string(SIGNATURE).unwrap_or_default();
        let is_signed = base64::decode_into(signature, digest);
        texts.push(Text {
            bytes: values.join(&b':'),
            tag: is_signed.then_some(tag),
            key: None,
        });
    }
    Ok(texts)
}

/// Each item with its signature, by the primary key.
fn write(body: &[u8], sign: Sign<'_>) -> Option<Written> {
    let [.., path] = PATHS else { return None };
    let texts = texts(Content::Whole(body)).ok()?;
    let [mut written, mut signature] = [body.to_vec(), Vec::new()];
    for (item, text) in texts.iter().enumerate() {
        let (_, tag) = sign(&text.bytes).into_iter().next()?;
        signature = base64::encode(&tag).into_bytes();
        let value = [b"\"", &signature[..], b"\""].concat();
        written = put(&written, path, Some(item), &value)?;
    }
    Some([written, signature])
}
