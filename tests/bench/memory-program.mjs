// Linear memory: with a body of 16 MiB, and for each of 10,000 verifiers. Prints it as JSON.

// First, so that it sees the instances that the package makes.
import { linearMemory } from '../js/linear-memory.mjs'
import { hmacHex, SECRET } from './inputs.mjs'

const { createVerifier } = await import('countersign')
const VERIFIERS = 10_000

const github = createVerifier('github', { keys: SECRET })
const bytes = new Uint8Array(16 * 1024 * 1024).fill(120)
const text = new TextDecoder().decode(bytes)
// Not by our own `sign`, which would take memory itself.
const headers = { 'x-hub-signature-256': `sha256=${hmacHex(bytes)}` }
const before = linearMemory()
for (const body of [text, bytes]) {
  if (!github.verify({ headers, body }).ok) throw new Error('refuses what is genuine')
}
const after = linearMemory()
const all = Array.from({ length: VERIFIERS }, (_, i) =>
  createVerifier('github', { keys: `a secret of the benchmark, number ${i}` }),
)
const perVerifier = (linearMemory() - after) / all.length
console.log(JSON.stringify({ before, after, perVerifier }))
