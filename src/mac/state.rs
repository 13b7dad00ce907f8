//! The chaining value of a hash, on the hash crates' block functions.

use zeroize::Zeroize;

use super::Hash;

/// Words of 64 bits in a state: none where no hash has them, since few schemes use those.
const LONG: usize = if cfg!(feature = "rare") { 8 } else { 0 };

/// SHA-256's initial hash value, FIPS 180-4, section 5.3.3.
pub(crate) const SHA256: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// A hash's chaining value after whole blocks.
///
/// No enum, and no padding: what an alternative does not use, or what only aligns, would be whatever lay
/// there before, such as a key.
#[derive(Clone, Copy)]
pub(crate) struct State {
    hash: Hash,
    _zero: [u8; 7],
    short: [u32; 8],
    long: [u64; LONG],
}

impl State {
    /// The initial hash value, FIPS 180-4, section 5.3.
    pub(crate) const fn new(hash: Hash) -> Self {
        let short = match hash {
            Hash::Sha1 => [
                0x6745_2301,
                0xefcd_ab89,
                0x98ba_dcfe,
                0x1032_5476,
                0xc3d2_e1f0,
                0,
                0,
                0,
            ],
            _ => SHA256,
        };
        let long = match hash {
            Hash::Sha384 => [
                0xcbbb_9d5d_c105_9ed8,
                0x629a_292a_367c_d507,
                0x9159_015a_3070_dd17,
                0x152f_ecd8_f70e_5939,
                0x6733_2667_ffc0_0b31,
                0x8eb4_4a87_6858_1511,
                0xdb0c_2e0d_64f9_8fa7,
                0x47b5_481d_befa_4fa4,
            ],
            _ => [
                0x6a09_e667_f3bc_c908,
                0xbb67_ae85_84ca_a73b,
                0x3c6e_f372_fe94_f82b,
                0xa54f_f53a_5f1d_36f1,
                0x510e_527f_ade6_82d1,
                0x9b05_688c_2b3e_6c1f,
                0x1f83_d9ab_fb41_bd6b,
                0x5be0_cd19_137e_2179,
            ],
        };
        Self {
            hash,
            _zero: [0; 7],
            short,
            long: first(&long),
        }
    }

    #[cfg(any(feature = "wasm", test))]
    pub(crate) const fn hash(&self) -> Hash {
        self.hash
    }

    pub(crate) const fn block_len(&self) -> usize {
        self.hash.block_len()
    }

    /// Takes in the whole blocks of `bytes`; what is left over is the caller's to keep.
    pub(crate) fn blocks(&mut self, bytes: &[u8]) {
        match self.hash {
            Hash::Sha256 => {
                sha2::block_api::compress256(&mut self.short, bytes.as_chunks().0);
            }
            Hash::Sha1 => {
                if let Some(state) = self.short.first_chunk_mut() {
                    sha1::block_api::compress(state, bytes.as_chunks().0);
                }
            }
            Hash::Sha384 | Hash::Sha512 => {
                if let Some(state) = self.long.first_chunk_mut() {
                    sha2::block_api::compress512(state, bytes.as_chunks().0);
                }
            }
        }
    }

    /// The digest of a message of `total` bytes, of which `buffer[..len]` is not yet taken in.
    /// The padding is written behind it, so `buffer` needs up to two blocks more room.
    ///
    /// Not by value: a copy of what a key began would stay on the stack.
    pub(crate) fn finish(&mut self, buffer: &mut [u8], len: usize, total: u64) -> [u8; 64] {
        let field = self.block_len() / 8;
        let padded = len
            .saturating_add(1)
            .saturating_add(field)
            .next_multiple_of(self.block_len());
        if let Some((_, padding)) = buffer
            .get_mut(..padded)
            .and_then(|b| b.split_at_mut_checked(len))
        {
            padding.fill(0);
            if let [first, .., a, b, c, d, e, f, g, h] = padding {
                *first = 0x80;
                [*a, *b, *c, *d, *e, *f, *g, *h] = total.wrapping_mul(8).to_be_bytes();
            }
        }
        self.blocks(buffer.get(..padded).unwrap_or_default());
        self.bytes()
    }

    pub(super) fn bytes(&self) -> [u8; 64] {
        let mut out = [0; 64];
        let (tag, _) = out.split_at_mut(self.hash.tag_len());
        if self.hash.block_len() == 64 {
            for (to, word) in tag.as_chunks_mut().0.iter_mut().zip(self.short) {
                *to = word.to_be_bytes();
            }
        } else {
            for (to, word) in tag.as_chunks_mut().0.iter_mut().zip(self.long) {
                *to = word.to_be_bytes();
            }
        }
        out
    }

    pub(crate) fn wipe(&mut self) {
        self.short.zeroize();
        self.long.zeroize();
    }
}

/// As many words as a state has.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "const, in bounds"
)]
const fn first(words: &[u64; 8]) -> [u64; LONG] {
    let mut some = [0; LONG];
    let mut i = 0;
    while i < some.len() {
        some[i] = words[i];
        i += 1;
    }
    some
}
