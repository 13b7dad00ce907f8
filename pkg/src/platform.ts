/**
 * The platform's synchronous hash, where it has one. Beyond a few blocks it is faster than any code in
 * WebAssembly can be, since it may use the processor's own instructions. It makes the inner hash of the
 * HMAC; the outer one and the comparison stay in the core.
 */
import type { Window } from './core.js'
import { byteAt } from './load.js'

interface Hash {
  update(data: Uint8Array | string): Hash
  digest(): Uint8Array
}

type Encoding = 'buffer' | 'hex' | 'latin1'

interface Crypto {
  createHash(name: string): Hash
  hash?(name: string, data: Uint8Array, encoding: Encoding): Uint8Array | string
}

interface Process {
  readonly versions?: { readonly [name: string]: string }
  readonly env?: { readonly [name: string]: string | undefined }
  getBuiltinModule?(name: 'node:crypto'): Crypto | undefined
}

export const system = (globalThis as { process?: Process }).process

interface Runtime {
  /** The length from which it pays, in bytes. */
  readonly from: number
  /** In which form a digest costs least: text, where an object around it costs more than the text. */
  readonly digest: Encoding
  /** The length from which a string is better handed over whole. */
  readonly text?: number
}

/** Measured, as CONTRIBUTING says. */
const runtime = /* @__PURE__ */ ((): Runtime => {
  const { bun, deno } = system?.versions ?? {}
  const from = typeof system?.getBuiltinModule === 'function' ? 256 : Number.POSITIVE_INFINITY
  if (bun !== undefined) return { from: Math.min(from, 128), digest: 'buffer' }
  if (deno !== undefined) return { from: Math.max(from, 768), digest: 'hex', text: 8192 }
  if (globalThis.navigator?.userAgent === 'Cloudflare-Workers') {
    return { from: Math.max(from, 2048), digest: 'buffer' }
  }
  return { from, digest: 'latin1' }
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
    hasFailed = typeof crypto?.createHash !== 'function'
  } catch {
    hasFailed = true
  }
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
  try {
    const { createHash, hash } = crypto as Crypto
    return settle(
      window,
      hash === undefined
        ? createHash(name).update(bytes).digest()
        : hash(name, bytes, runtime.digest),
    )
  } catch {
    return giveUp()
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
    return giveUp()
  }
}

function settle({ digest: to, result }: Window, digest: Uint8Array | string): boolean {
  const size = result[7] as number
  if (typeof digest !== 'string') {
    if (digest.length !== size) return giveUp()
    to.set(digest)
    return true
  }
  const isHex = digest.length === 2 * size
  if (!isHex && digest.length !== size) return giveUp()
  for (let at = 0; at < size; at++) {
    to[at] = isHex ? byteAt(digest, at) : digest.charCodeAt(at)
  }
  return true
}

/** Asks the platform no more. */
export function giveUp(): false {
  hasFailed = true
  return false
}
