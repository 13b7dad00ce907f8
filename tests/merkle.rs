//! Trees and their proofs, against those of a program that shares no code with this one.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::std_instead_of_core,
    reason = "test code"
)]

use std::fmt::Write as _;
use std::fs;

use countersign::merkle::{
    Digest, Frontier, Prover, leaf_hash, verify_consistency, verify_inclusion,
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

fn vectors(name: &str) -> Value {
    let path = format!("{}/tests/vectors/merkle/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(&path).expect(&path);
    serde_json::from_str(&text).expect("JSON")
}

fn digest(value: &Value) -> Digest {
    let text = value.as_str().expect("a text");
    let bytes = hex::decode(text).expect("digits");
    bytes.try_into().expect("32 bytes")
}

fn digests(value: &Value) -> Vec<Digest> {
    value
        .as_array()
        .expect("a list")
        .iter()
        .map(digest)
        .collect()
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a number")
}

/// The roots of all sizes, from none on.
fn roots(leaves: &[Digest]) -> Vec<Digest> {
    let mut tree = Frontier::new();
    let mut roots = vec![tree.root()];
    for leaf in leaves {
        tree.push(*leaf);
        roots.push(tree.root());
    }
    roots
}

fn prove(prover: Option<Prover>, leaves: &[Digest]) -> Vec<Digest> {
    let mut prover = prover.expect("sizes that fit");
    for leaf in leaves {
        prover.take(*leaf);
    }
    prover.finish().expect("all leaves")
}

#[test]
fn the_tree_of_eight_leaves_is_the_published_one() {
    let vectors = vectors("eight-leaves.json");
    let leaves: Vec<Digest> = vectors["leaves_hex"]
        .as_array()
        .expect("leaves")
        .iter()
        .map(|leaf| leaf_hash(&hex::decode(leaf.as_str().expect("a text")).expect("digits")))
        .collect();
    let roots = roots(&leaves);
    assert_eq!(roots, digests(&vectors["roots_hex_by_size"]));
    let mut count = 0;
    for case in vectors["inclusion"].as_array().expect("proofs") {
        let [index, size] = ["index", "size"].map(|name| number(&case[name]));
        let proof = digests(&case["proof"]);
        assert_eq!(prove(Prover::inclusion(index, size), &leaves), proof);
        let leaf = &leaves[usize::try_from(index).expect("small")];
        let root = &roots[usize::try_from(size).expect("small")];
        assert!(
            verify_inclusion(index, size, leaf, &proof, root),
            "{index} {size}"
        );
        count += 1;
    }
    for case in vectors["consistency"].as_array().expect("proofs") {
        let [old, new] = ["size1", "size2"].map(|name| number(&case[name]));
        let proof = digests(&case["proof"]);
        assert_eq!(prove(Prover::consistency(old, new), &leaves), proof);
        let [old, new] = [old, new].map(|n| (n, &roots[usize::try_from(n).expect("small")]));
        assert!(verify_consistency(old, new, &proof), "{old:?} {new:?}");
        count += 1;
    }
    assert_eq!(count, 72);
}

#[test]
fn all_proofs_of_trees_of_up_to_130_leaves() {
    let vectors = vectors("digests.json");
    let leaves: Vec<Digest> = (0..130).map(|byte| leaf_hash(&[byte])).collect();
    let roots = roots(&leaves);
    let line = |numbers: &[usize], hashes: &[Digest]| {
        let mut line = String::new();
        for number in numbers {
            write!(line, "{number} ").expect("a string");
        }
        for hash in hashes {
            write!(line, "{} ", hex::encode(hash)).expect("a string");
        }
        line.pop();
        line + "\n"
    };
    let check = |name: &str, lines: &[String]| {
        let sum = hex::encode(Sha256::digest(lines.concat()));
        assert_eq!(vectors[name]["sha256"], sum, "{name}");
    };
    let lines: Vec<_> = (0..=130).map(|n| line(&[n], &roots[n..=n])).collect();
    check("roots", &lines);
    let (mut inclusion, mut consistency) = (vec![], vec![]);
    for size in 1..=130_usize {
        let [size_u64, some] = [size, size / 2].map(|n| u64::try_from(n).expect("small"));
        assert!(Prover::inclusion(size_u64, size_u64).is_none());
        assert!(Prover::consistency(size_u64 + 1, size_u64).is_none());
        assert!(
            Prover::inclusion(some, size_u64)
                .expect("one")
                .finish()
                .is_none()
                || size == 1
        );
        for index in 0..size {
            let place = u64::try_from(index).expect("small");
            // More leaves than the proof is of change nothing.
            let proof = prove(Prover::inclusion(place, size_u64), &leaves);
            let root = &roots[size];
            assert!(verify_inclusion(
                place,
                size_u64,
                &leaves[index],
                &proof,
                root
            ));
            inclusion.push(line(&[index, size], &proof));
            let old = (place + 1, &roots[index + 1]);
            let proof = prove(Prover::consistency(place + 1, size_u64), &leaves[..size]);
            assert!(verify_consistency(old, (size_u64, root), &proof));
            consistency.push(line(&[index + 1, size], &proof));
        }
    }
    assert_eq!(vectors["inclusion"]["count"], inclusion.len());
    check("inclusion", &inclusion);
    check("consistency", &consistency);
}

/// What is a little other than a proof.
fn altered(proof: &[Digest]) -> Vec<Vec<Digest>> {
    let mut all = vec![];
    for place in 0..=proof.len() {
        let mut longer = proof.to_vec();
        longer.insert(place, [0; 32]);
        all.push(longer);
    }
    for place in 0..proof.len() {
        let mut shorter = proof.to_vec();
        let taken = shorter.remove(place);
        all.push(shorter);
        let mut doubled = proof.to_vec();
        doubled.insert(place, taken);
        all.push(doubled);
        for bit in [0, 100, 255] {
            let mut other = proof.to_vec();
            other[place][bit / 8] ^= 1 << (bit % 8);
            all.push(other);
        }
    }
    for place in 1..proof.len() {
        let mut swapped = proof.to_vec();
        swapped.swap(place - 1, place);
        all.push(swapped);
    }
    all
}

#[test]
fn another_proof_proves_nothing() {
    const MOST: u64 = 40;
    let leaves: Vec<Digest> = (0..40).map(|byte| leaf_hash(&[byte])).collect();
    let roots = roots(&leaves);
    let root = |size: u64| &roots[usize::try_from(size).expect("small")];
    let mut refused = 0;
    for size in 1..=MOST {
        for index in 0..size {
            let leaf = &leaves[usize::try_from(index).expect("small")];
            let proof = prove(Prover::inclusion(index, size), &leaves);
            for other in altered(&proof) {
                assert!(!verify_inclusion(index, size, leaf, &other, root(size)));
                refused += 1;
            }
            for other in (0..=size).filter(|other| *other != index) {
                assert!(!verify_inclusion(other, size, leaf, &proof, root(size)));
            }
            // An inner node is no leaf.
            if let ([sibling, rest @ ..], 0) = (&proof[..], index & 1) {
                let parent = countersign::merkle::node_hash(leaf, sibling);
                let size = size.div_ceil(2);
                assert!(!verify_inclusion(
                    index,
                    size * 2,
                    &parent,
                    rest,
                    root(size)
                ));
            }
            for other in (0..MOST).filter(|other| *other != size) {
                assert!(!verify_inclusion(index, size, leaf, &proof, root(other)));
            }
            let old = index + 1;
            let proof = prove(Prover::consistency(old, size), &leaves);
            let [old_root, new_root] = [root(old), root(size)];
            for other in altered(&proof) {
                assert!(!verify_consistency(
                    (old, old_root),
                    (size, new_root),
                    &other
                ));
                refused += 1;
            }
            for other in (0..MOST).filter(|other| *other != size && *other != old) {
                assert!(!verify_consistency(
                    (old, old_root),
                    (size, root(other)),
                    &proof
                ));
                assert!(!verify_consistency(
                    (old, root(other)),
                    (size, new_root),
                    &proof
                ));
            }
            if old != size {
                assert!(!verify_consistency(
                    (size, new_root),
                    (old, old_root),
                    &proof
                ));
            }
        }
    }
    assert!(refused > 20_000, "{refused}");
    let nothing = root(0);
    assert!(!verify_inclusion(0, 0, nothing, &[], nothing));
    assert!(!verify_consistency((0, nothing), (0, nothing), &[]));
    assert!(!verify_consistency((0, nothing), (1, root(1)), &[]));
    assert!(!verify_inclusion(u64::MAX, u64::MAX, nothing, &[], nothing));
    let long = [[0; 32]; 70];
    assert!(!verify_inclusion(
        u64::MAX - 1,
        u64::MAX,
        nothing,
        &long,
        nothing
    ));
    assert!(!verify_consistency(
        (u64::MAX - 1, nothing),
        (u64::MAX, nothing),
        &long
    ));
}
