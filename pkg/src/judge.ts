/** What is written to the window, and the calls that judge it. No code of a host runs in here. */
import { type Core, encoder, type Window } from './core.js'
import { numberOf } from './errors.js'
import { giveUp, hashOf, hashOfPieces, isDirect, isForPlatform } from './platform.js'

/**
 * The core's answers where the next key is in turn, or the platform of no use; and where it no longer has
 * the window.
 */
const MORE = 0xff
const LOST = 0xfe

/** The most values that a row reads. */
const SLOTS = 6

/** What there is to judge by. */
export interface Case {
  readonly core: Core
  /** The handle of the key ring. */
  readonly ring: number
  /** The hash that the platform may make of the body. */
  readonly hash: string | undefined
  readonly past: number
  readonly future: number
  /** Where the row needs them. */
  readonly url: unknown
  readonly method: unknown
}

let turns = 0

/**
 * Judges a request: 0, or the number of the reason. `body` is a number where it is none that can be
 * hashed, which counts unless the headers are already refused.
 */
export function judge(
  by: Case,
  values: readonly (string | undefined)[],
  body: string | Uint8Array | number,
  now: number,
): number {
  const { core } = by
  for (;;) {
    const turn = ++turns
    const window = core.view()
    writeHead(window, by, values)
    try {
      const code =
        typeof body === 'number'
          ? core.calls.open(by.ring) || body
          : judgeBody(window, by, body, now)
      if (turns !== turn) {
        // A platform that is not the engine's own judged another request in the middle of this one.
        giveUp()
      } else if (code === LOST) {
        core.renew()
      } else {
        return code
      }
    } catch (error) {
      // The end of the engine's stack, say: what the call had of the core's own is given back.
      core.restore()
      throw error
    }
  }
}

function judgeBody(window: Window, by: Case, body: string | Uint8Array, now: number): number {
  const { ring, past, future } = by
  const { calls } = by.core
  if (by.hash !== undefined && isForPlatform(body.length)) {
    const code = byPlatform(window, by, by.hash, body, now)
    if (code !== undefined) return code
  }
  const length = whole(window, body)
  return length >= 0
    ? calls.verify(ring, past, future, now, length)
    : inPieces(window, by, body, now)
}

/** A function of its own, since one that makes a closure costs more to enter. */
function inPieces(
  window: Window,
  { core: { calls }, ring, past, future }: Case,
  body: string | Uint8Array,
  now: number,
): number {
  let opened = -1
  const last = pieces(window, body, (length) => {
    if (opened < 0) opened = calls.open(ring)
    if (opened === 0) calls.update(ring, length)
  })
  if (opened < 0) opened = calls.open(ring)
  if (opened > 0) return opened
  // Also where the body is gone, so that nothing of the key stays behind.
  const code = calls.close(ring, past, future, now, Math.max(last, 0))
  return last < 0 ? numberOf('body_ill_formed') : code
}

/** The same, with the platform's hash; undefined where that fails. */
function byPlatform(
  window: Window,
  { core: { calls }, ring, past, future }: Case,
  hash: string,
  body: string | Uint8Array,
  now: number,
): number | undefined {
  const { bytes, bodyStart, result } = window
  let length = isDirect(body) ? -1 : whole(window, body)
  let code = calls.offer(ring, length)
  if (code === MORE) {
    // Something stands behind it, too.
    length = whole(window, body)
    code = calls.offer(ring, length)
  }
  if (code !== 0) return code === MORE ? undefined : code
  const isLookedAt = result[6] !== 0
  let isFirst = true
  do {
    const start = bodyStart - (result[5] as number)
    let last = length
    if (length >= 0) {
      const end = bodyStart + length + (result[2] as number)
      if (!hashOf(window, hash, bytes.subarray(start, end))) return undefined
    } else {
      last = hashPieces(calls, window, hash, start, body, isLookedAt, isFirst)
      if (last < 0) return undefined
    }
    code = calls.inner(ring, past, future, now, last)
    isFirst = false
  } while (code === MORE)
  return code
}

/**
 * Has the platform hash what stands from `start` on and then the body, of which the core looks at
 * every piece where it has to, once. The length of the last piece, or −1 where that fails.
 */
function hashPieces(
  calls: Core['calls'],
  window: Window,
  hash: string,
  start: number,
  body: string | Uint8Array,
  isLookedAt: boolean,
  isFirst: boolean,
): number {
  const { bytes, bodyStart } = window
  let last = 0
  const isMade = hashOfPieces(window, hash, (take) => {
    take(bytes.subarray(start, bodyStart))
    if (isDirect(body) && !isLookedAt) return take(body)
    last = pieces(window, body, (length) => {
      if (isFirst) calls.scan(length)
      take(bytes.subarray(bodyStart, bodyStart + length))
    })
    if (last >= 0) take(bytes.subarray(bodyStart, bodyStart + last))
  })
  return isMade ? last : -1
}

/** Writes the body to the window; its length in bytes, or −1 where it does not fit or is gone. */
function whole(window: Window, body: string | Uint8Array): number {
  if (body.length > window.body.length) return -1
  if (typeof body === 'string') {
    const { read, written } = encoder.encodeInto(body, window.body)
    return read === body.length ? written : -1
  }
  try {
    window.bytes.set(body, window.bodyStart)
  } catch {
    return -1
  }
  return body.length
}

/**
 * Writes the body to the window; hands every full piece on and gives the length of the last, or −1
 * if the body's memory was given away since it was read.
 */
export function pieces(
  window: Window,
  body: string | Uint8Array,
  take: (length: number) => void,
): number {
  const size = window.body.length
  if (typeof body !== 'string') {
    let at = 0
    for (; body.length - at > size; at += size) {
      if (whole(window, body.subarray(at, at + size)) < 0) return -1
      take(size)
    }
    return whole(window, at === 0 ? body : body.subarray(at))
  }
  let rest = body
  for (;;) {
    // Ends before a pair that does not fit: it never splits one.
    const { read, written } = encoder.encodeInto(rest, window.body)
    if (read === rest.length) return written
    take(written)
    rest = rest.slice(read)
  }
}

/** Lengths to the frame, texts to the head: URL and method first, then the row's values in order. */
function writeHead(
  { frame, head }: Window,
  { url, method }: Case,
  values: readonly (string | undefined)[],
): void {
  let all = ''
  let length = 0
  frame[6] = frame[7] = -1
  if (typeof url === 'string') {
    frame[7] = length = url.length
    all = url
  }
  if (typeof method === 'string') {
    frame[6] = method.length
    length += method.length
    all += method
  }
  for (let slot = 0; slot < SLOTS; slot++) {
    const value = values[slot]
    frame[slot] = value === undefined ? -1 : value.length
    if (value === undefined) continue
    length += value.length
    if (length <= head.length) all += value
  }
  // Nearly always ASCII that fits: then one call writes it, and lengths are those of the strings.
  if (length > head.length || encoder.encodeInto(all, head).written !== length) {
    let at = 0
    const put = (slot: number, value: unknown) => {
      if (typeof value !== 'string') return
      const { written } = encoder.encodeInto(value, head.subarray(at))
      frame[slot] = written
      at += written
    }
    put(7, url)
    put(6, method)
    values.forEach((value, slot) => {
      put(slot, value)
    })
  }
}
