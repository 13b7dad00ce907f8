// Looks through all linear memory of the package for what comes of a secret: its text, its bytes,
// the key as HMAC pads it, the two blocks made of that, and the states of the hash after them; each
// also with the bytes of its words turned round, as hash functions hold them.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { exportsSeen } from './linear-memory.mjs'

/** The shortest piece that counts, in bytes: too long for one to be there by accident. */
export const PIECE = 8
const BLOCK = 64

const primes = [2]
for (let n = 3; primes.length < 64; n += 2) if (primes.every((p) => n % p !== 0)) primes.push(n)
const fraction = (root) => Math.floor((root % 1) * 2 ** 32) | 0
const K256 = primes.map((prime) => fraction(Math.cbrt(prime)))
const K1 = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6]
const initial = {
  sha1: [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0],
  sha256: primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime))),
}
const rotate = (word, by) => (word >>> by) | (word << (32 - by))

/** FIPS 180-4: the state after a block. The test's own, since no library gives it. */
function compress(hash, state, block) {
  const words = Array.from({ length: 16 }, (_, at) => block.readInt32BE(at * 4))
  const next = hash === 'sha1' ? rounds1(state, words) : rounds256(state, words)
  return next.map((word, at) => (word + state[at]) | 0)
}

function rounds1(state, w) {
  for (let t = 16; t < 80; t += 1) w[t] = rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 31)
  let [a, b, c, d, e] = state
  for (let t = 0; t < 80; t += 1) {
    const round = Math.floor(t / 20)
    const mixed = [d ^ (b & (c ^ d)), b ^ c ^ d, (b & c) | (d & (b | c)), b ^ c ^ d][round]
    const next = (rotate(a, 27) + mixed + e + w[t] + K1[round]) | 0
    ;[a, b, c, d, e] = [next, a, rotate(b, 2), c, d]
  }
  return [a, b, c, d, e]
}

function rounds256(state, w) {
  for (let t = 16; t < 64; t += 1) {
    const [near, far] = [w[t - 2], w[t - 15]]
    const s0 = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3)
    const s1 = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10)
    w[t] = (s0 + s1 + w[t - 7] + w[t - 16]) | 0
  }
  let [a, b, c, d, e, f, g, h] = state
  for (let t = 0; t < 64; t += 1) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const t1 = (h + s1 + (g ^ (e & (f ^ g))) + K256[t] + w[t]) | 0
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0
    ;[a, b, c, d, e, f, g, h] = [(t1 + t2) | 0, a, b, c, (d + t1) | 0, e, f, g]
  }
  return [a, b, c, d, e, f, g, h]
}

/** Words as a digest writes them down. */
function written(words) {
  const bytes = Buffer.alloc(words.length * 4)
  for (const [at, word] of words.entries()) bytes.writeInt32BE(word, at * 4)
  return bytes
}

/** The digest of a message that follows on `before` bytes of whole blocks, which left `state`. */
export function digest(hash, message, state = initial[hash], before = 0) {
  const length = Math.ceil((message.length + 9) / BLOCK) * BLOCK
  const padded = Buffer.alloc(length)
  padded.set(message)
  padded[message.length] = 0x80
  padded.writeUInt32BE((before + message.length) * 8, length - 4)
  let next = state
  for (let at = 0; at < length; at += BLOCK) {
    next = compress(hash, next, padded.subarray(at, at + BLOCK))
  }
  return written(next)
}

const turned = (bytes) => Buffer.from(bytes.subarray(0, bytes.length & ~3)).swap32()
const xor = (bytes, pad) => Buffer.from(bytes.map((byte) => byte ^ pad))

/** What HMAC makes of a key's bytes. */
export function hmacParts({ hash, bytes }) {
  const isLong = bytes.length > BLOCK
  const k0 = Buffer.alloc(BLOCK)
  k0.set(isLong ? createHash(hash).update(bytes).digest() : bytes)
  const [ipad, opad] = [xor(k0, 0x36), xor(k0, 0x5c)]
  const [inner, outer] = [ipad, opad].map((block) => compress(hash, initial[hash], block))
  return { k0, ipad, opad, inner, outer, used: isLong ? initial[hash].length * 4 : bytes.length }
}

/**
 * What to look for: parts with a name. `bytes` is the key as decoded, `text` the secret as given where
 * that is something else. Of a part only what is `used` comes of the key; the rest is padding.
 */
export function partsOf({ id, hash, bytes, text }) {
  const { inner, outer, used, ...blocks } = hmacParts({ hash, bytes })
  const parts = []
  const add = (name, part, used) => {
    if (used >= PIECE) parts.push({ name: `${id}: ${name}`, part, used })
  }
  const both = (name, part, used = part.length) => {
    add(name, part, used)
    add(`${name}, turned`, turned(part), used & ~3)
  }
  for (const [name, block] of Object.entries(blocks)) both(name, block, used)
  // Numbers, whose bytes stand the other way round in memory.
  both('inner', turned(written(inner)))
  both('outer', turned(written(outer)))
  // Where the key fits into a block, it is the beginning of `k0`.
  if (bytes.length > BLOCK) both('key', Buffer.from(bytes))
  if (text !== undefined) both('text', Buffer.from(text))
  return parts
}

/** Every piece of the parts, by its first four bytes. */
function indexOf(parts) {
  const pieces = new Map()
  const starts = new Uint8Array(1 << 16)
  for (const wanted of parts) {
    const { part, used } = wanted
    for (let from = 0; from <= used - PIECE; from += 1) {
      const start = part.readUInt32LE(from)
      starts[start & 0xffff] = 1
      if (!pieces.has(start)) pieces.set(start, [])
      pieces.get(start).push({ wanted, from })
    }
  }
  return { pieces, starts }
}

/** The longest runs of bytes that are also in a part, whole or not. */
function runsIn(memory, { pieces, starts }) {
  const runs = []
  const ends = new Map()
  for (let at = 0; at + PIECE <= memory.length; at += 1) {
    const low = memory[at] | (memory[at + 1] << 8)
    if (starts[low] === 0) continue
    const start = ((memory[at + 2] << 16) | (memory[at + 3] << 24) | low) >>> 0
    for (const { wanted, from } of pieces.get(start) ?? []) {
      const { name, part } = wanted
      if (at < (ends.get(wanted) ?? 0)) continue
      let [first, end] = [from, from]
      while (end < part.length && memory[at + end - from] === part[end]) end += 1
      if (end - from < PIECE) continue
      while (first > 0 && memory[at + first - 1 - from] === part[first - 1]) first -= 1
      ends.set(wanted, at + end - from)
      runs.push({ name, length: end - first, whole: part.length, at: at + first - from })
    }
  }
  return runs
}

/** For people: the part of memory that an address is in. */
function placeOf({ memory, address }, top, at) {
  if (address === undefined) return `at ${at} of ${memory.buffer.byteLength}`
  const [frame, , digest, head, body, headSize, bodySize] = [0, 1, 2, 3, 4, 5, 6].map(address)
  if (at < top) return `on the stack, ${top - at} deep`
  if (at >= body - 2048 && at < body + bodySize + 256) return `in the window, at ${at - body}`
  if (at >= head && at < head + headSize) return `in the window's head, at ${at - head}`
  if (at >= frame && at < digest + 64) return `in the window's frame, at ${at - frame}`
  return `in the heap, at ${at}`
}

const home = import.meta.resolve('countersign')

/** A copy of the package with linear memory of its own, and what looks through that. */
export async function freshCopy() {
  const since = exportsSeen().length
  const countersign = await import(`${home}?copy=${since}`)
  // Loads the module of rare schemes, which has a memory of its own.
  countersign.createVerifier('twilio', { keys: 'x' }).dispose()
  const modules = exportsSeen().slice(since)
  assert.notEqual(modules.length, 0, 'its memory is not seen')
  // No call is running.
  const tops = modules.map(({ stack }) => stack?.value)
  const search = (keys) => {
    const index = indexOf(keys.flatMap(partsOf))
    return modules.flatMap((module, at) => {
      const runs = runsIn(new Uint8Array(module.memory.buffer), index)
      return runs.map((run) => ({ ...run, where: placeOf(module, tops[at], run.at) }))
    })
  }
  return { ...countersign, modules, search }
}

/**
 * That memory holds of `live` keys what the design needs, once each and whole: the padded key and
 * the two states; nothing else of them, and nothing at all of those that are `gone`. `also` names
 * what else is to be there.
 */
export function assertHolds({ search }, { live = [], gone = [], also = [] }, when) {
  const wanted = live.flatMap(({ id }) => ['k0', 'inner', 'outer'].map((name) => `${id}: ${name}`))
  const missing = new Map(wanted.map((name) => [name, 'in the heap']))
  for (const name of also) missing.set(name, 'in the window')
  const runs = search([...live, ...gone])
  const found = runs.filter(({ name, length, whole, where }) => {
    const isWanted = length === whole && where.startsWith(missing.get(name) ?? '-')
    return isWanted && missing.delete(name)
  })
  // Words that read the same both ways look turned round where they belong.
  const isWithin = (run) =>
    found.some(({ at, length }) => run.at >= at && run.at + run.length <= at + length)
  const rest = runs.filter((run) => !isWithin(run))
  const lines = rest.map((run) => `${run.name}, ${run.length} of ${run.whole} bytes, ${run.where}`)
  assert.deepEqual(lines, [], `left behind ${when}`)
  assert.deepEqual([...missing.keys()], [], `not found ${when}`)
}
