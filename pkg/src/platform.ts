/**
 * The platform's synchronous hash, where it has one. Beyond a few blocks it is faster than any code in
 * WebAssembly can be, since it may use the processor's own instructions. It makes the inner hash of the
 * HMAC; the outer one and the comparison stay in the core.
 */
import type { Window } from './core.js'

interface Hash {
  update(data: Uint8Array | string): Hash
  digest(encoding?: 'latin1'): Uint8Array | string
}

interface Crypto {
  createHash(name: string): Hash
  hash?(name: string, data: Uint8Array, encoding: 'buffer' | 'latin1'): Uint8Array | string
}

interface TextBuffer {
  write(text: string, encoding: 'latin1'): number
}

interface Process {
  readonly versions?: { readonly [name: string]: string }
  getBuiltinModule?(name: 'node:crypto'): Crypto | undefined
}

const system = (globalThis as { process?: Process }).process

/** Where it begins to pay, in bytes, and how each runtime does it best; measured. */
const runtime = /* @__PURE__ */ (() => {
  const { bun, deno } = system?.versions ?? {}
  if (typeof system?.getBuiltinModule !== 'function') return { from: Number.POSITIVE_INFINITY }
  if (bun !== undefined) return { from: 128 }
  if (deno !== undefined) return { from: 1536, text: 8192 }
  if (globalThis.navigator?.userAgent === 'Cloudflare-Workers') return { from: 2048 }
  return { from: 448, isNode: true }
})()

/** Loading it takes longer than the first few bodies gain by it. */
const FEW = 32
const LARGE = 16_384

let seen = 0
let crypto: Crypto | undefined
let hasFailed = false

/** Whether the platform is to hash a body of this length. */
export function isForPlatform(length: number): boolean {
  if (length < runtime.from || hasFailed) return false
  if (crypto !== undefined) return true
  if (++seen < FEW && length < LARGE) return false
  try {
    crypto = system?.getBuiltinModule?.('node:crypto')
  } catch {
    // Said below.
  }
  hasFailed = typeof crypto?.createHash !== 'function'
  return !hasFailed
}

/** Whether it takes this body as it is, rather than piece by piece through the window. */
export function isDirect(body: string | Uint8Array): boolean {
  return typeof body === 'string'
    ? body.length > (runtime.text ?? Number.POSITIVE_INFINITY)
    : body.length > LARGE
}

/**
 * Has one piece of memory hashed, and puts the digest into the window. False where the platform
 * throws, as one does that may not use the hash; it is not asked again.
 */
export function hashOf(window: Window, name: string, bytes: Uint8Array): boolean {
  const { createHash, hash } = crypto as Crypto
  try {
    if (hash === undefined) return settle(window, createHash(name).update(bytes).digest())
    // As text it comes without an object around it, which costs more than moving it.
    return settle(window, hash(name, bytes, runtime.isNode ? 'latin1' : 'buffer'))
  } catch {
    return fail()
  }
}

/** The same of all that `feed` hands over. */
export function hashOfPieces(
  window: Window,
  name: string,
  feed: (take: (data: Uint8Array | string) => void) => void,
): boolean {
  try {
    const hash = (crypto as Crypto).createHash(name)
    feed((data) => hash.update(data))
    return settle(window, hash.digest())
  } catch {
    return fail()
  }
}

function settle(window: Window, digest: Uint8Array | string): boolean {
  if (typeof digest !== 'string') window.digest.set(digest)
  else if (bufferOf(window).write(digest, 'latin1') !== digest.length) return fail()
  return true
}

function fail(): false {
  hasFailed = true
  return false
}

let target: { readonly window: Window; readonly buffer: TextBuffer } | undefined

function bufferOf(window: Window): TextBuffer {
  if (target?.window !== window) {
    const { buffer, byteOffset, length } = window.digest
    const { Buffer } = globalThis as unknown as {
      Buffer: { from(buffer: ArrayBufferLike, at: number, length: number): TextBuffer }
    }
    target = { window, buffer: Buffer.from(buffer, byteOffset, length) }
  }
  return target.buffer
}
