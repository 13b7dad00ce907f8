// Everything that is timed in Node alone; prints its results as JSON on the last line.

import process from 'node:process'
import { fullGroup } from './contenders.mjs'
import { measure } from './measure.mjs'
import { peerGroup, schemeGroup } from './peers.mjs'
import { keyGroup, makeGroup, rowGroup, signatureGroup } from './rows.mjs'

const rounds = Number(process.argv[2])
const KIB = 1024
const SIZES = [32, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB]

/** Made when it is its turn: what is signed with a time must not grow old. */
const groups = [
  ...[...SIZES, KIB * KIB].map((size) => () => fullGroup(size)),
  ...SIZES.map((size) => () => peerGroup(size)),
  ...[KIB, 16 * KIB].map((size) => () => schemeGroup(size)),
  rowGroup,
  keyGroup,
  signatureGroup,
  makeGroup,
]

const results = []
for (const make of groups) {
  const { group, size, notes, ...rest } = await make()
  process.stderr.write(`${group} ${size || ''}\n`)
  results.push({ group, size, notes, ...(await measure(rest, rounds)) })
}
console.log(`\n${JSON.stringify({ version: process.versions.node, groups: results })}`)
