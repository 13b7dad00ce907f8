// Rings and verifiers that are dropped without `dispose()`; run by leak.test.mjs with --expose-gc.
// Prints what linear memory did, as JSON.

import { setImmediate } from 'node:timers/promises'
import { linearMemory } from './linear-memory.mjs'

const { createKeyRing, createVerifier } = await import('countersign')

const COUNT = Number(process.argv[2])
const BATCH = 1000

const KINDS = [
  () => createKeyRing('github', ['secret', { id: 'old', secret: 'older', notAfter: 1 }]),
  () => createVerifier('stripe', { keys: 'secret' }),
  () => createVerifier('svix', { keys: new Uint8Array(24) }),
  () => createVerifier('twilio', { keys: ['a', 'b', 'c'] }).replaceKeys(['d']),
]

/** Makes a batch and keeps nothing of it. */
async function batch() {
  for (let at = 0; at < BATCH; at += 1) KINDS[at % KINDS.length]()
  await setImmediate()
  globalThis.gc()
  await setImmediate()
}

const batches = COUNT / BATCH
const warmUp = Math.ceil(batches / 5)
let afterWarmUp
for (let done = 0; done < batches; done += 1) {
  if (done === warmUp) afterWarmUp = linearMemory()
  await batch()
}
const end = linearMemory()

// The same, kept: it must be seen that this needs memory.
const kept = []
for (let at = 0; at < 10 * BATCH; at += 1) kept.push(KINDS[at % 3]())
const control = linearMemory()

console.log(JSON.stringify({ afterWarmUp, end, control, kept: kept.length }))
