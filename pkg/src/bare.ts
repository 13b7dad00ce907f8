/** A signature without a provider. */
import { bare } from './generated/rows.js'
import { attempt, bytesOf, isWellFormed } from './input.js'
import { judge } from './judge.js'
import { KeyRing, type Secret } from './ring.js'
import { describe, type Row } from './row.js'

let row: Row | undefined
let last: { readonly secret: string; readonly ring: KeyRing } | undefined

/**
 * Whether `signature` is the HMAC-SHA256 of `payload`, in hexadecimal of either case, with or
 * without `sha256=` in front. Compares in constant time; anything malformed is `false`, and no
 * payload or signature throws. Keeps the last secret's key set up, for the next call.
 *
 * @throws {ConfigError} for a secret that cannot be one: absent, empty, blank, with white space at
 * an end.
 */
export function verifyWebhookSignature(
  payload: string | Uint8Array | ArrayBuffer,
  signature: string,
  secret: Secret | undefined,
): boolean {
  row ??= describe(bare)
  let ring: KeyRing
  if (typeof secret === 'string') {
    if (last?.secret !== secret) {
      const before = last
      last = { secret, ring: new KeyRing(row, secret) }
      before?.ring.dispose()
    }
    ring = last.ring
  } else {
    // Bytes can change under the same name, so their key is not kept.
    ring = new KeyRing(row, secret)
  }
  try {
    const body: string | Uint8Array | undefined =
      typeof payload === 'string' ? payload : attempt(() => bytesOf(payload))
    if (body === undefined || (typeof body === 'string' && !isWellFormed(body))) return false
    if (typeof signature !== 'string') return false
    const by = {
      core: row.core,
      ring: KeyRing.handleOf(ring, row),
      hash: row.hash,
      past: 0,
      future: 0,
      url: undefined,
      method: undefined,
    }
    return judge(by, [signature], body, 0) === 0
  } finally {
    if (ring !== last?.ring) ring.dispose()
  }
}
