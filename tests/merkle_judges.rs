//! Proofs beside a verifier of others: ten thousand of each kind, and ten altered ones of each.
//!
//! With `COUNTERSIGN_PROOFS`, the name of a folder, they are written there, a line of JSON each, for
//! verifiers in other languages.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "test code; the counts are for `--nocapture`"
)]

mod claims;
mod random;

use std::fs::File;
use std::io::{BufWriter, Write as _};

use claims::{Claim, Consistency, Inclusion, half};
use countersign::merkle::{Digest, Frontier, Prover, leaf_hash, node_hash};
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use random::Random;
use serde_json::{Value, json};
use sha2::Sha256;

const PROOFS: usize = 10_000;
const MUTANTS: usize = 10;

/// What `ct-merkle` says, and what is written for others.
trait Judged: Claim {
    fn is_judged_true(&self) -> bool;

    fn fields(&self) -> Value;
}

fn root((size, root): (u64, Digest)) -> RootHash<Sha256> {
    RootHash::new(root.into(), size)
}

impl Judged for Inclusion {
    fn is_judged_true(&self) -> bool {
        let proof = InclusionProof::from_bytes(self.proof.concat());
        root((self.size, self.root))
            .verify_inclusion(&self.entry, self.index, &proof)
            .is_ok()
    }

    fn fields(&self) -> Value {
        json!({
            "index": self.index.to_string(),
            "size": self.size.to_string(),
            "entry": hex::encode(&self.entry),
            "proof": hex::encode(self.proof.concat()),
            "root": hex::encode(self.root),
        })
    }
}

impl Judged for Consistency {
    fn is_judged_true(&self) -> bool {
        let proof = ConsistencyProof::try_from_bytes(self.proof.concat()).expect("whole hashes");
        root(self.new)
            .verify_consistency(&root(self.old), &proof)
            .is_ok()
    }

    fn fields(&self) -> Value {
        json!({
            "old_size": self.old.0.to_string(),
            "old_root": hex::encode(self.old.1),
            "new_size": self.new.0.to_string(),
            "new_root": hex::encode(self.new.1),
            "proof": hex::encode(self.proof.concat()),
        })
    }
}

/// A claim that holds and claims that do not, with those met on the way that hold all the same.
struct Case<C> {
    genuine: C,
    false_ones: Vec<C>,
    true_ones: Vec<C>,
}

fn judge<C: Judged>(genuine: C, random: &mut Random, strangers: &[Digest]) -> Case<C> {
    let agree = |claim: &C, expected: bool| {
        assert_eq!(claim.is_judged_true(), expected, "the judge");
        assert_eq!(claim.is_verified(), expected, "here");
    };
    agree(&genuine, true);
    let (mut false_ones, mut true_ones) = (vec![], vec![]);
    while false_ones.len() < MUTANTS {
        let other = genuine.altered(random, strangers);
        let holds = other.holds_as(&genuine);
        agree(&other, holds);
        if holds {
            true_ones.push(other);
        } else {
            false_ones.push(other);
        }
    }
    Case {
        genuine,
        false_ones,
        true_ones,
    }
}

fn report<C>(what: &str, cases: &[Case<C>]) {
    let refused: usize = cases.iter().map(|case| case.false_ones.len()).sum();
    let others: usize = cases.iter().map(|case| case.true_ones.len()).sum();
    println!(
        "{} {what} proofs accepted, {refused} altered ones refused; {others} of another size prove the same: 0 disagreements",
        cases.len()
    );
    assert_eq!(refused, MUTANTS * cases.len());
    assert!(others > 0 && others < refused);
}

fn entry(place: u64) -> Vec<u8> {
    format!("entry {place}").into_bytes()
}

/// A log that many trees are the beginning of.
struct Log {
    leaves: Vec<Digest>,
    /// Of all sizes, from none on.
    roots: Vec<Digest>,
}

impl Log {
    fn of(size: u64) -> Self {
        let leaves: Vec<_> = (0..size).map(|place| leaf_hash(&entry(place))).collect();
        let mut tree = Frontier::new();
        let mut roots = vec![tree.root()];
        for leaf in &leaves {
            tree.push(*leaf);
            roots.push(tree.root());
        }
        Self { leaves, roots }
    }

    fn root(&self, size: u64) -> Digest {
        self.roots[usize::try_from(size).expect("a place")]
    }

    fn prove(&self, prover: Option<Prover>, size: u64) -> Vec<Digest> {
        let mut prover = prover.expect("numbers that fit");
        for leaf in &self.leaves[..usize::try_from(size).expect("a place")] {
            prover.take(*leaf);
        }
        prover.finish().expect("all leaves")
    }

    /// As often small as large, and often at a power of two.
    fn size(&self, random: &mut Random) -> u64 {
        let most = u64::try_from(self.leaves.len()).expect("64 bits");
        // A hundredth of all may be as large as the log.
        let usual = if random.once_in(100) { most } else { 2_048 };
        let power = 1 << random.below(u64::from(usual.ilog2()) + 1);
        let size = match random.below(4) {
            0 => power + random.below(3) - 1,
            _ => power + random.below(power),
        };
        size.clamp(1, most)
    }
}

#[test]
fn inclusion() {
    let log = Log::of(1 << 17);
    let mut random = Random(1);
    let cases: Vec<_> = (0..PROOFS)
        .map(|_| {
            let size = log.size(&mut random);
            let index = match random.below(4) {
                0 => size - 1,
                _ => random.below(size),
            };
            let claim = Inclusion {
                index,
                size,
                entry: entry(index),
                proof: log.prove(Prover::inclusion(index, size), size),
                root: log.root(size),
            };
            judge(claim, &mut random, &log.roots[..1_000])
        })
        .collect();
    report("inclusion", &cases);
    write("inclusion", &cases).expect("a file to write to");
}

#[test]
fn consistency() {
    let log = Log::of(1 << 17);
    let mut random = Random(2);
    let cases: Vec<_> = (0..PROOFS)
        .map(|_| {
            let new = log.size(&mut random);
            let old = match random.below(4) {
                0 => log.size(&mut random).min(new),
                _ => 1 + random.below(new),
            };
            let claim = Consistency {
                old: (old, log.root(old)),
                new: (new, log.root(new)),
                proof: log.prove(Prover::consistency(old, new), new),
            };
            judge(claim, &mut random, &log.roots[..1_000])
        })
        .collect();
    report("consistency", &cases);
    write("consistency", &cases).expect("a file to write to");
}

/// A tree too large to be built: all its entries are the same but for one at most.
struct Vast {
    /// The roots of 2^n entries.
    complete: Vec<Digest>,
}

impl Vast {
    fn new() -> Self {
        let leaf = leaf_hash(b"the same");
        let complete = core::iter::successors(Some(leaf), |node| Some(node_hash(node, node)));
        Self {
            complete: complete.take(63).collect(),
        }
    }

    fn root(&self, size: u64) -> Digest {
        if size.is_power_of_two() {
            return self.complete[usize::try_from(size.ilog2()).expect("small")];
        }
        let left = half(size);
        node_hash(&self.root(left), &self.root(size - left))
    }

    /// The root, and the proof of section 2.1.3.1.
    fn inclusion(&self, index: u64, size: u64, leaf: Digest) -> (Digest, Vec<Digest>) {
        if size == 1 {
            return (leaf, vec![]);
        }
        let left = half(size);
        if index < left {
            let (node, mut proof) = self.inclusion(index, left, leaf);
            let other = self.root(size - left);
            proof.push(other);
            return (node_hash(&node, &other), proof);
        }
        let (node, mut proof) = self.inclusion(index - left, size - left, leaf);
        let other = self.root(left);
        proof.push(other);
        (node_hash(&other, &node), proof)
    }

    /// The proof of section 2.1.4.1.
    fn consistency(&self, old: u64, new: u64, is_root_known: bool) -> Vec<Digest> {
        if old == new {
            let own = (!is_root_known).then(|| self.root(new));
            return own.into_iter().collect();
        }
        let left = half(new);
        let (mut proof, other) = if old <= left {
            let proof = self.consistency(old, left, is_root_known);
            (proof, self.root(new - left))
        } else {
            let proof = self.consistency(old - left, new - left, false);
            (proof, self.root(left))
        };
        proof.push(other);
        proof
    }
}

#[test]
fn trees_too_large_to_be_built() {
    let tree = Vast::new();
    let mut random = Random(3);
    let strangers: Vec<_> = (0..100).map(|place| leaf_hash(&entry(place))).collect();
    let mut size = |least: u64| {
        let power = 1_u64 << (13 + random.below(48));
        (power + random.below(power)).max(least)
    };
    let sizes: Vec<_> = (0..PROOFS / 10)
        .map(|_| {
            let old = size(1);
            (old, size(old))
        })
        .collect();
    let included = sizes.iter().map(|(_, size)| {
        let index = random.below(*size);
        let (root, proof) = tree.inclusion(index, *size, leaf_hash(b"another"));
        let claim = Inclusion {
            index,
            size: *size,
            entry: b"another".to_vec(),
            proof,
            root,
        };
        judge(claim, &mut random, &strangers)
    });
    report("inclusion", &included.collect::<Vec<_>>());
    let consistent = sizes.iter().map(|(old, new)| {
        let claim = Consistency {
            old: (*old, tree.root(*old)),
            new: (*new, tree.root(*new)),
            proof: tree.consistency(*old, *new, true),
        };
        judge(claim, &mut random, &strangers)
    });
    report("consistency", &consistent.collect::<Vec<_>>());
    assert!(sizes.iter().any(|(_, size)| *size > 1 << 60));
}

/// A line for each proof: the claim, and of others what differs and whether they hold.
fn write<C: Judged>(what: &str, cases: &[Case<C>]) -> std::io::Result<()> {
    let Ok(folder) = std::env::var("COUNTERSIGN_PROOFS") else {
        return Ok(());
    };
    std::fs::create_dir_all(&folder)?;
    let mut file = BufWriter::new(File::create(format!("{folder}/{what}.jsonl"))?);
    for case in cases {
        let genuine = case.genuine.fields();
        let others = case.false_ones.iter().map(|claim| (claim, false));
        let others = others.chain(case.true_ones.iter().map(|claim| (claim, true)));
        let others: Vec<_> = others
            .map(|(claim, holds)| {
                let mut other = claim.fields();
                let differing = other.as_object_mut().expect("an object");
                differing.retain(|name, value| genuine[name] != *value);
                differing.insert("holds".into(), holds.into());
                other
            })
            .collect();
        let line = json!({ "genuine": genuine, "others": others });
        writeln!(file, "{line}")?;
    }
    file.flush()
}
