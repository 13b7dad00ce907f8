//! Signed notes, checkpoints, proofs and the one reading of Ed25519, with keys of RFC 8032, section 7.1.

#![expect(clippy::expect_used, clippy::string_slice, reason = "test code")]

use countersign::audit::ed25519::{is_strict, verify};
use countersign::audit::{Checkpoint, EntryProof, LogError, Note, VerifierKey};
use countersign::merkle::{Digest, Frontier, Prover, leaf_hash};
use ed25519_dalek::{Signer as _, SigningKey};

/// TEST 1 and TEST 2: secret key, public key, message, signature.
const RFC_8032: [[&str; 4]; 2] = [
    [
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
];

fn bytes<const N: usize>(text: &str) -> [u8; N] {
    let bytes = hex::decode(text).expect("digits");
    bytes.try_into().expect("as many")
}

fn keys() -> [(SigningKey, VerifierKey); 2] {
    RFC_8032.map(|[secret, public, ..]| {
        let key = SigningKey::from_bytes(&bytes(secret));
        assert_eq!(key.verifying_key().to_bytes(), bytes(public));
        let verifier = VerifierKey::new("example.com/audit/prod", bytes(public));
        (key, verifier.expect("a name"))
    })
}

fn line((key, verifier): &(SigningKey, VerifierKey), text: &str) -> String {
    verifier.signature_line(&key.sign(text.as_bytes()).to_bytes())
}

const TEXT: &str = "example.com/audit/prod\n3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

#[test]
fn signatures_of_rfc_8032() {
    for [_, public, message, signature] in RFC_8032 {
        let (public, message) = (bytes(public), hex::decode(message).expect("digits"));
        let signature: [u8; 64] = bytes(signature);
        assert!(is_strict(&public, &signature));
        assert!(verify(&public, &message, &signature));
        for bit in 0..512 {
            let mut other = signature;
            other[bit / 8] ^= 1 << (bit % 8);
            assert!(!verify(&public, &message, &other), "bit {bit}");
        }
        assert!(!verify(&public, b"other", &signature));
    }
}

#[test]
fn what_has_two_spellings_is_refused_before_it_is_verified() {
    let [_, public, _, signature] = RFC_8032[0];
    let (public, signature): ([u8; 32], [u8; 64]) = (bytes(public), bytes(signature));
    let (point, scalar) = signature.split_at(32);
    // The same signature to a verifier that reduces: S + L.
    let order = bytes::<32>("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut sum = [0_u8; 32];
    let mut carry = 0_u16;
    for place in 0..32 {
        let digit = u16::from(scalar[place]) + u16::from(order[place]) + carry;
        (sum[place], carry) = (digit.to_le_bytes()[0], digit >> 8);
    }
    assert!(!is_strict(
        &public,
        &[point, &sum].concat().try_into().expect("64 bytes")
    ));
    assert!(!is_strict(
        &public,
        &[point, &order].concat().try_into().expect("64 bytes")
    ));

    let zero = "0000000000000000000000000000000000000000000000000000000000000000";
    let most = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
    let small = [
        zero.to_string(),
        format!("01{}", &zero[2..]),
        format!("ec{most}7f"),
        // The field's prime and the number above it: 0 and 1 once more.
        format!("ed{most}7f"),
        format!("ee{most}7f"),
        // 4, in its other spelling: of no small order.
        format!("f1{most}7f"),
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a".to_string(),
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05".to_string(),
    ];
    for point in small {
        for sign in [0, 0x80] {
            let mut point: [u8; 32] = bytes(&point);
            point[31] |= sign;
            assert!(!is_strict(&point, &signature), "{point:x?}");
            let by_it = [&point[..], scalar].concat().try_into().expect("64 bytes");
            assert!(!is_strict(&public, &by_it), "{point:x?}");
        }
    }
}

#[test]
fn a_note_is_by_whoever_signed_it() {
    let [one, two] = keys();
    let stranger = VerifierKey::new("example.com/audit/prod", [7; 32]).expect("a name");
    let note = [TEXT, "\n", &line(&one, TEXT), &line(&two, TEXT)].concat();
    let note = Note::parse(&note).expect("a note");
    assert_eq!(note.text(), TEXT);
    assert_eq!(note.verify(&one.1, verify), Ok(()));
    assert_eq!(note.verify(&two.1, verify), Ok(()));
    assert_eq!(note.verify(&stranger, verify), Err(LogError::KeyUnknown));
    // Of the same key under another name it is not.
    let renamed = VerifierKey::new("example.com/other", *one.1.public()).expect("a name");
    assert_eq!(note.verify(&renamed, verify), Err(LogError::KeyUnknown));
    // One good signature does not make up for one that is not.
    let forged = [TEXT, "\n", &line(&one, TEXT), &line(&one, "other\n")].concat();
    let forged = Note::parse(&forged).expect("a note");
    assert_eq!(
        forged.verify(&one.1, verify),
        Err(LogError::SignatureInvalid)
    );
    // A text may hold empty lines; the last one ends it.
    let long = "a\n\nb\n";
    let long = [long, "\n", &line(&one, long)].concat();
    let long = Note::parse(&long).expect("a note");
    assert_eq!(
        (long.text(), long.verify(&one.1, verify)),
        ("a\n\nb\n", Ok(()))
    );
}

#[test]
fn a_note_with_another_character_is_not_signed() {
    let [one, _] = keys();
    let note = [TEXT, "\n", &line(&one, TEXT)].concat();
    let verdict = |note: &str| Note::parse(note)?.verify(&one.1, verify);
    assert_eq!(verdict(&note), Ok(()));
    let places: Vec<_> = note
        .char_indices()
        .map(|(place, c)| (place, c.len_utf8()))
        .collect();
    for &(place, len) in &places {
        let (before, after) = (&note[..place], &note[place + len..]);
        let same = &note[place..place + len];
        for other in ["", "A", "a", " ", "\n", "+", "=", "0", "\u{2014}", "\0"] {
            if other != same {
                let note = [before, other, after].concat();
                assert!(verdict(&note).is_err(), "{note:?}");
            }
        }
        assert!(verdict(before).is_err(), "{before:?}");
    }
    for note in [
        "",
        "\n",
        "\n\n",
        "text\n",
        "text\n\n",
        "text\n\n\n",
        "text\n\n\u{2014} a \n",
    ] {
        assert_eq!(verdict(note), Err(LogError::NoteMalformed), "{note:?}");
    }
    // As many as a verifier must look at, and more than one should.
    let signed = |count| [TEXT, "\n", &line(&one, TEXT).repeat(count)].concat();
    assert_eq!(verdict(&signed(64)), Ok(()));
    assert_eq!(verdict(&signed(65)), Err(LogError::NoteMalformed));
}

#[test]
fn a_verifier_key_has_one_spelling() {
    let [(_, key), _] = keys();
    let text = key.to_text();
    assert_eq!(VerifierKey::parse(&text).as_ref(), Ok(&key));
    for place in 0..text.len() {
        for other in ["", "A", "b", "0", "+", " ", "="] {
            let changed = [&text[..place], other, &text[place + 1..]].concat();
            let read = VerifierKey::parse(&changed);
            assert!(read.is_err() || changed == text, "{changed}");
        }
    }
    for name in ["", "a b", "a+b", "a\u{2003}b", "a\nb", "a\u{a0}"] {
        assert_eq!(VerifierKey::new(name, [7; 32]), None, "{name:?}");
    }
}

fn checkpoint_of(size: u64, root: Digest) -> Checkpoint {
    let origin = "example.com/audit/prod".to_string();
    Checkpoint { origin, size, root }
}

fn signed(key: &(SigningKey, VerifierKey), text: &str) -> String {
    [text, "\n", &line(key, text)].concat()
}

#[test]
fn a_checkpoint_has_one_spelling() {
    let [one, _] = keys();
    let checkpoint = checkpoint_of(u64::MAX, [7; 32]);
    let text = checkpoint.to_text();
    assert_eq!(
        text,
        "example.com/audit/prod\n18446744073709551615\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n"
    );
    assert_eq!(Checkpoint::parse(&text).as_ref(), Ok(&checkpoint));
    // Other logs may say more.
    let more = text.clone() + "more\n";
    assert_eq!(Checkpoint::parse(&more).as_ref(), Ok(&checkpoint));
    let root = text.lines().nth(2).expect("three lines");
    for wrong in [
        String::new(),
        "o\n1\n".to_string(),
        format!("o\n1\n{root}"),
        format!("\n1\n{root}\n"),
        format!("o\n\n{root}\n"),
        format!("o\n01\n{root}\n"),
        format!("o\n+1\n{root}\n"),
        format!("o\n-1\n{root}\n"),
        format!("o\n1 \n{root}\n"),
        format!("o\n18446744073709551616\n{root}\n"),
        format!("o\n1\n{}\n", &root[..root.len() - 1]),
        format!("o\n1\n{root}=\n"),
        format!("o\n1\n{}d=\n", &root[..root.len() - 2]),
        format!("o\n1\n{root}\n\n"),
    ] {
        let read = Checkpoint::parse(&wrong);
        assert_eq!(read, Err(LogError::CheckpointMalformed), "{wrong:?}");
    }
    let note = signed(&one, &text);
    assert_eq!(
        Checkpoint::open(&note, &one.1, verify).as_ref(),
        Ok(&checkpoint)
    );
    let foreign = signed(&one, &text.replace("prod", "test"));
    let read = Checkpoint::open(&foreign, &one.1, verify);
    assert_eq!(read, Err(LogError::OriginOther));
}

#[test]
fn a_proof_is_of_one_entry_at_one_place() {
    let [one, two] = keys();
    let entries: Vec<String> = (0..11).map(|n| format!("{{\"seq\":{n}}}")).collect();
    let mut tree = Frontier::new();
    for entry in &entries {
        tree.push(leaf_hash(entry.as_bytes()));
    }
    let note = signed(&one, &checkpoint_of(11, tree.root()).to_text());
    for (index, entry) in (0_u64..).zip(&entries) {
        let mut prover = Prover::inclusion(index, 11).expect("in it");
        for entry in &entries {
            prover.take(leaf_hash(entry.as_bytes()));
        }
        let proof = EntryProof {
            extra: Some(entry.clone().into_bytes()),
            index,
            hashes: prover.finish().expect("all leaves"),
            checkpoint: &note,
        };
        let text = proof.to_text();
        let read = EntryProof::parse(&text).expect("a proof");
        assert_eq!(read, proof);
        let verdict = |entry: &str| read.verify(entry.as_bytes(), &one.1, verify);
        assert_eq!(verdict(entry).map(|checkpoint| checkpoint.size), Ok(11));
        assert_eq!(verdict("{}"), Err(LogError::NotIncluded));
        let by_another = read.verify(entry.as_bytes(), &two.1, verify);
        assert_eq!(by_another, Err(LogError::KeyUnknown));
        for other in (0..12).filter(|other| *other != index) {
            let moved = EntryProof {
                index: other,
                ..read.clone()
            };
            let verdict = moved.verify(entry.as_bytes(), &one.1, verify);
            assert_eq!(verdict, Err(LogError::NotIncluded));
        }
        let bare = EntryProof {
            extra: None,
            ..read.clone()
        };
        assert_eq!(EntryProof::parse(&bare.to_text()), Ok(bare));
    }
    let [header, hash] = [
        "c2sp.org/tlog-proof@v1",
        "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=",
    ];
    assert!(EntryProof::parse(&format!("{header}\nindex 0\n\nnote\n")).is_ok());
    assert!(EntryProof::parse(&format!("{header}\nindex 0\n{hash}\n\nnote\n")).is_ok());
    for wrong in [
        String::new(),
        "index 0\n\nnote\n".to_string(),
        format!("{header}\n\nnote\n"),
        format!("{header}\nindex 0\nnote\n"),
        format!("{header}\nindex -1\n\nnote\n"),
        format!("{header}\nindex 00\n\nnote\n"),
        format!("{header}\nindex 18446744073709551616\n\nnote\n"),
        format!("{header}\nextra !\nindex 0\n\nnote\n"),
        format!("{header}\nindex 0\nextra aGk=\n\nnote\n"),
        format!("{header}\nextra aGk=\nextra aGk=\nindex 0\n\nnote\n"),
        format!("{header}\nindex 0\n{hash}{hash}\n\nnote\n"),
        format!("{header}\nindex 0\n{hash} \n\nnote\n"),
        format!("{header}\r\nindex 0\n\nnote\n"),
        format!("{header}\nindex 0\n{}\n\nnote\n", [hash; 65].join("\n")),
    ] {
        let read = EntryProof::parse(&wrong);
        assert_eq!(read, Err(LogError::ProofMalformed), "{wrong:?}");
    }
}
