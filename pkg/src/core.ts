/**
 * The module that verifies: its exports, of which the hot path uses those that take and give numbers
 * only, and the views on its memory.
 */
import { bind, module } from './generated/verify.js'
import { load } from './load.js'

/** The exports that take and give numbers only; see `src/wasm` of the crate. */
interface Exports {
  readonly memory: WebAssembly.Memory
  address(part: number): number
  ring_new(row: number): number
  ring_add(ring: number, id: number, secret: number, isText: number, notAfter: number): number
  ring_free(ring: number): number
  tolerance(row: number, kind: number, past: number, future: number): number
  verify(ring: number, past: number, future: number, now: number, length: number): number
  open(ring: number): number
  update(ring: number, length: number): number
  close(ring: number, past: number, future: number, now: number, length: number): number
  offer(ring: number): number
  scan(length: number): void
  inner(ring: number, past: number, future: number, now: number, length: number): number
  claim_update(length: number): void
  __wbindgen_free(at: number, size: number, align: number): void
}

/** The exports that take or give text, through the glue. */
interface Cold {
  sign(ring: number, body: Uint8Array, id: string, at: number, url?: string | null): string
  claim_open(
    ring: number,
    tenant: number,
    endpoint: string,
    id: string,
    at: number,
    url: string,
  ): void
  claim_close(length: number): string
}

const loaded = /* @__PURE__ */ load<Exports, ReturnType<typeof bind>>('verify', module, bind)

/** As an ordinary object: an engine calls its functions faster than those of a module's own. */
export const core: Exports = /* @__PURE__ */ (() => ({ ...loaded.exports }))()

/** After a call that the engine cut short. */
export const restore: () => void = /* @__PURE__ */ (() => loaded.restore)()

/** Exports that take or give text; they want {@link restore} first. */
export const cold: Cold = /* @__PURE__ */ (() => loaded.glue)()

/** The window of linear memory that both sides read and write. */
export interface Window {
  /** All of memory. */
  readonly bytes: Uint8Array
  /** Byte length of each header value, −1 where absent; that of the URL last. */
  readonly frame: Int32Array
  /**
   * What a call left: key, time, detail, where its id stands and how long it is; and for a platform
   * that hashes, how far before the body that begins, whether the core must see the body too, and how
   * long the digest is.
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

let kept: Window | undefined

/** Made anew when memory has grown: a detached view would take writes and say nothing. */
export function view(): Window {
  return kept !== undefined && kept.bytes.length !== 0 ? kept : renew()
}

/** The same for calls that cannot say that the window was lost with a call that was cut short. */
export function renew(): Window {
  restore()
  // Addresses above 2 GiB would be negative.
  const [frame, result, digest, head, bodyStart, headSize, bodySize, text, textSize] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8,
  ].map((part) => core.address(part) >>> 0) as Parts
  const lost = kept
  const { buffer } = core.memory
  kept = {
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
    ],
  }
  if (lost !== undefined && lost.bodyStart !== bodyStart) {
    // Nothing else in the core knows of it any more.
    for (const [at, size] of lost.owned) core.__wbindgen_free(at, size, 1)
  }
  return kept
}

type Parts = [number, number, number, number, number, number, number, number, number]

export const encoder: TextEncoder = /* @__PURE__ */ new TextEncoder()
