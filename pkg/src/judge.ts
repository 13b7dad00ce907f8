/** What is written to the window, and the calls that judge it. No code of a host runs in here. */
import { core, encoder, type Window } from './core.js'
import { numberOf } from './errors.js'

/** Runs the steps over the body in the window, piece by piece where it does not fit. */
export function judge(
  window: Window,
  ring: number,
  body: string | Uint8Array,
  past: number,
  future: number,
  now: number,
): number {
  let opened = -1
  const last = pieces(window, body, (length) => {
    if (opened < 0) opened = core.open(ring)
    if (opened === 0) core.update(ring, length)
  })
  if (opened > 0) return opened
  if (last < 0) return numberOf('body_ill_formed')
  return opened < 0
    ? core.verify(ring, past, future, now, last)
    : core.close(ring, past, future, now, last)
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
    try {
      for (; body.length - at > size; at += size) {
        window.bytes.set(body.subarray(at, at + size), window.bodyStart)
        take(size)
      }
      window.bytes.set(at === 0 ? body : body.subarray(at), window.bodyStart)
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw error
      return -1
    }
    return body.length - at
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

/** Lengths to the frame, texts to the head: the URL first, then the row's headers in order. */
export function writeHead(
  { frame, head }: Window,
  url: unknown,
  values: readonly (string | undefined)[],
): void {
  const isText = typeof url === 'string'
  let length = isText ? url.length : 0
  for (const value of values) length += value?.length ?? 0
  // Nearly always ASCII that fits: then one call writes it, and lengths are those of the strings.
  let isPlain = length <= head.length
  if (isPlain) {
    let all = isText ? url : ''
    for (const value of values) if (value !== undefined) all += value
    isPlain = encoder.encodeInto(all, head).written === length
  }
  let at = 0
  const put = (slot: number, value: string | undefined) => {
    if (value === undefined) {
      frame[slot] = -1
    } else if (isPlain) {
      frame[slot] = value.length
    } else {
      const { written } = encoder.encodeInto(value, head.subarray(at))
      frame[slot] = written
      at += written
    }
  }
  put(7, isText ? url : undefined)
  for (let slot = 0; slot < 4; slot++) put(slot, values[slot])
}
