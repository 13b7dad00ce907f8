/**
 * The module that verifies: its exports, of which the hot path uses those that take and give numbers
 * only, and the views on its memory.
 */
import { bind, module } from './generated/verify.js'
import { load } from './load.js'

/** The exports that take and give numbers only; see `src/wasm` of the crate. */
export interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  address(part: number): number
  row_new(length: number): number
  ring_new(row: number): number
  ring_add(ring: number, id: number, secret: number, isText: number, notAfter: number): number
  ring_free(ring: number): void
  tolerance(row: number, kind: number, past: number, future: number): number
  verify(ring: number, past: number, future: number, now: number, length: number): number
  open(ring: number): number
  update(ring: number, length: number): number
  close(ring: number, past: number, future: number, now: number, length: number): number
  offer(ring: number, length: number): number
  scan(length: number): void
  inner(ring: number, past: number, future: number, now: number, length: number): number
  room(length: number): number
  /** Of the module for all schemes only. */
  sign_body?(ring: number, at: number, id: number): number
  sign(ring: number, at: number, id: number, url: number, method: number): number
  claim_open(
    ring: number,
    tenant: number,
    at: number,
    endpoint: number,
    id: number,
    url: number,
  ): void
  claim_take(length: number, isLast: number): void
  discard(at: number, size: number): void
}

/** The window of linear memory that both sides read and write. */
export interface Window {
  /** All of memory. */
  readonly bytes: Uint8Array
  /** Byte length of each value, −1 where absent; those of the method and the URL last. */
  readonly frame: Int32Array
  /**
   * What a call left: key, time, detail, where its id stands and how long it is; and for a platform
   * that hashes, how far behind the body that ends (in place of the detail) and before it begins,
   * whether the core must see the body too, and how long the digest is.
   */
  readonly result: Float64Array
  /** For the digest that the platform made. */
  readonly digest: Uint8Array
  /** URL and header values, back to back. */
  readonly head: Uint8Array
  /** A piece of the body. */
  readonly body: Uint8Array
  readonly bodyStart: number
  /** Where its larger parts lie, and how long they are. */
  readonly owned: readonly (readonly [at: number, size: number])[]
}

/** An instance of the crate: what it exports, and the views on its memory. */
export class Core {
  /** As an ordinary object: an engine calls its functions faster than those of a module's own. */
  readonly calls: Exports
  /** After a call that the engine cut short. */
  readonly restore: () => void
  #kept: Window | undefined

  constructor({ exports, restore }: { exports: Exports; restore: () => void }) {
    this.calls = { ...exports }
    this.restore = restore
  }

  /** Made anew when memory has grown: a detached view would take writes and say nothing. */
  view(): Window {
    const kept = this.#kept
    return kept !== undefined && kept.bytes.length !== 0 ? kept : this.renew()
  }

  /** The same for calls that cannot say that the window was lost with a call that was cut short. */
  renew(): Window {
    this.restore()
    const { calls } = this
    const lost = this.#kept
    // Where this is cut short, the core may have another already.
    this.#kept = undefined
    // Addresses above 2 GiB would be negative.
    const [frame, result, digest, head, bodyStart, headSize, bodySize, text, textSize] = [
      0, 1, 2, 3, 4, 5, 6, 7, 8,
    ].map((part) => calls.address(part) >>> 0) as Parts
    const { buffer } = calls.memory
    const kept = {
      bytes: new Uint8Array(buffer),
      frame: new Int32Array(buffer, frame, 8),
      result: new Float64Array(buffer, result, 8),
      digest: new Uint8Array(buffer, digest, 64),
      head: new Uint8Array(buffer, head, headSize),
      body: new Uint8Array(buffer, bodyStart, bodySize),
      bodyStart,
      owned: [
        [head, headSize],
        [text, textSize],
      ] as const,
    }
    this.#kept = kept
    if (lost !== undefined && lost.bodyStart !== bodyStart) {
      // Nothing else in the core knows of it any more.
      for (const [at, size] of lost.owned) calls.discard(at, size)
    }
    return kept
  }

  /** Puts texts, and then bytes, into a room of their length; the lengths of the texts in bytes. */
  settle(texts: readonly string[], rest: Uint8Array): number[] {
    this.restore()
    const parts = texts.map((text) => encoder.encode(text))
    const lengths = parts.map((part) => part.length)
    const size = lengths.reduce((sum, length) => sum + length, rest.length)
    let to = this.calls.room(size) >>> 0
    const memory = new Uint8Array(this.calls.memory.buffer)
    for (const part of [...parts, rest]) {
      memory.set(part, to)
      to += part.length
    }
    return lengths
  }
}

type Parts = [number, number, number, number, number, number, number, number, number]

/** @internal */
export const encoder: TextEncoder = /* @__PURE__ */ new TextEncoder()

/** The one for most providers. */
export const core: Core = /* @__PURE__ */ new Core(load('verify', module, bind))
