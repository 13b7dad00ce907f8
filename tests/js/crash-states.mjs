// What a power cut may leave of a simulated disk, at each moment of its history: all that was synced, and
// of the rest any part. Data may be there up to any byte, with zeros or anything else behind it, or by
// sectors and pages in any order; names that were not synced may be there or not, each for itself.

import { Disk } from './disk.mjs'

/** Numbers from 0 to below 1, the same ones for the same seed. */
export function random(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const SECTORS = [512, 4096]
/** Up to so many sectors, each set of them is tried. */
const ALL_SETS = 6

function garbage(length, seed) {
  const next = random(seed)
  return Buffer.from(Array.from({ length }, () => Math.floor(next() * 256)))
}

/** The names that are left of a folder. */
function* namesLeft({ durable, pending, apply }) {
  const seen = new Set()
  const sets = []
  // Many are there only where nothing is ever synced.
  const isMany = pending.length > 5
  const step = isMany ? Math.ceil(pending.length / 3) : 1
  for (let count = 0; count <= pending.length; count += step) sets.push(pending.slice(0, count))
  for (const change of isMany ? [] : pending) {
    sets.push([change])
    sets.push(pending.filter((other) => other !== change))
  }
  for (const set of sets) {
    const key = set.map((change) => pending.indexOf(change)).join()
    if (seen.has(key)) continue
    seen.add(key)
    yield { kind: 'names', make: () => set.reduce(apply, durable) }
  }
}

/** Writes that follow on one another are one. */
function merged(pending) {
  const changes = []
  for (const change of pending) {
    const last = changes.at(-1)
    if (last?.bytes && change.bytes && last.at + last.bytes.length === change.at) {
      changes.pop()
      changes.push({ at: last.at, bytes: Buffer.concat([last.bytes, change.bytes]) })
    } else changes.push(change)
  }
  return changes
}

/** The contents that are left of a file. */
function* contentsLeft(state, seed) {
  const changes = merged(state.pending)
  let base = state.durable
  for (const [place, change] of changes.entries()) {
    const before = base
    yield { kind: 'before', make: () => before }
    if (change.bytes !== undefined) yield* partsOf(before, change, seed + place)
    base = state.apply(base, change)
  }
  const all = base
  yield { kind: 'all', make: () => all }
}

/** What is left of one write upon what was there. */
function* partsOf(before, { at, bytes }, seed) {
  const { length } = bytes
  // A place in the middle of a file is overwritten sector by sector; here all writes are at the end.
  const upTo = (count, tail) =>
    Buffer.concat([before.subarray(0, at), bytes.subarray(0, count), tail])
  for (let count = 1; count < length; count++) {
    yield { kind: 'prefix', make: () => upTo(count, Buffer.alloc(0)) }
  }
  for (let count = 0; count < length; count++) {
    yield { kind: 'zeros', make: () => upTo(count, Buffer.alloc(length - count)) }
    yield { kind: 'garbage', make: () => upTo(count, garbage(length - count, seed + count)) }
  }
  for (const sector of SECTORS) {
    const first = Math.floor(at / sector)
    const count = Math.floor((at + length - 1) / sector) - first + 1
    const without = (isLost, fill, end) => () => {
      const left = Buffer.from(upTo(end, Buffer.alloc(0)))
      for (let place = 0; place < count; place++) {
        const from = Math.max(at, (first + place) * sector)
        const to = Math.min(left.length, (first + place + 1) * sector)
        if (from < to && isLost(place)) left.set(fill(to - from, seed + place), from)
      }
      return left
    }
    for (const isLost of setsOf(count, seed)) {
      const kind = `sectors of ${sector}`
      yield { kind, make: without(isLost, (size) => Buffer.alloc(size), length) }
      yield { kind, make: without(isLost, garbage, length) }
      const end = 1 + ((seed * 31 + length) % length)
      yield { kind: `${kind}, cut`, make: without(isLost, (size) => Buffer.alloc(size), end) }
    }
  }
}

/** Which of so many sectors are lost: some, not all. */
function* setsOf(count, seed) {
  if (count <= ALL_SETS) {
    for (let set = 1; set < 2 ** count - 1; set++) yield (place) => ((set >> place) & 1) === 1
    return
  }
  for (let one = 0; one < count; one++) {
    yield (place) => place === one
    yield (place) => place !== one
  }
  for (let round = 0; round < 40; round++) {
    const next = random(seed + round)
    const set = Array.from({ length: count }, () => next() < 0.5)
    yield (place) => set[place]
  }
}

/** All choices of one item of each list. */
function* product([first, ...rest]) {
  if (first === undefined) {
    yield []
    return
  }
  for (const item of first) for (const others of product(rest)) yield [item, ...others]
}

/** The states that a power cut may leave at this moment: `make` makes the disk. */
export function* statesAt(snapshot, root, seed) {
  const folders = []
  const files = []
  for (const [node, state] of snapshot) {
    if (state.pending.length > 0) (state.live instanceof Map ? folders : files).push([node, state])
  }
  const options = { isRecording: false }
  const names = folders.map(([node, state]) =>
    [...namesLeft(state)].map((left) => [node, left.make]),
  )
  for (const chosen of product(names)) {
    const make = (more) => () => {
      const choice = new Map([...chosen, ...more].map(([node, left]) => [node, left()]))
      return Disk.of(snapshot, root, choice, options)
    }
    if (files.length === 0) yield { kind: folders.length > 0 ? 'names' : 'synced', make: make([]) }
    for (const [node, state] of files) {
      const others = files.filter(([other]) => other !== node)
      const all = others.map(([other, { live }]) => [other, () => live])
      for (const rest of others.length > 0 ? [[], all] : [[]]) {
        for (const left of contentsLeft(state, seed)) {
          yield { kind: left.kind, make: make([[node, left.make], ...rest]) }
        }
      }
    }
  }
}
