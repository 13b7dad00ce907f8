// Our inclusion proofs beside the verifier of Sigstore: each line of the file named holds a proof and
// others a little other than it, with whether those hold. `tests/merkle_judges.rs` writes it.

import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { verifyMerkleInclusion } from '@sigstore/verify/dist/tlog/merkle.js'
import { installed } from './installed.mjs'

const [, , file] = process.argv

/** What that verifier says no with; anything else that it throws is a fault. */
const REFUSED = 'TLOG_INCLUSION_PROOF_ERROR'

function holds({ index, size, entry, proof, root }) {
  const hashes = proof.match(/.{64}/g) ?? []
  const inclusionProof = { logIndex: index, hashes: hashes.map((hash) => Buffer.from(hash, 'hex')) }
  const canonicalizedBody = Buffer.from(entry, 'hex')
  const checkpoint = { logSize: BigInt(size), logHash: Buffer.from(root, 'hex') }
  try {
    verifyMerkleInclusion({ inclusionProof, canonicalizedBody }, checkpoint)
    return true
  } catch (error) {
    if (error.code !== REFUSED) throw error
    return false
  }
}

let [proofs, refused, kept, disagreements] = [0, 0, 0, 0]

function judge(claim, expected) {
  if (holds(claim) === expected) return
  disagreements++
  console.error(`expected ${expected}: ${JSON.stringify(claim)}`)
}

for await (const line of createInterface({ input: createReadStream(file) })) {
  const { genuine, others } = JSON.parse(line)
  judge(genuine, true)
  proofs++
  for (const { holds: expected, ...changes } of others) {
    judge({ ...genuine, ...changes }, expected)
    if (expected) kept++
    else refused++
  }
}

console.log(
  `${installed('@sigstore/verify')}: ${proofs} proofs accepted, ${refused} altered ones refused; ` +
    `${kept} of another size prove the same: ${disagreements} disagreements`,
)
process.exitCode = disagreements === 0 && proofs > 0 && refused === 10 * proofs ? 0 : 1
