/** Verdicts. */

import { encoder } from './core.js'
import type { ProviderCovers, Rejection } from './generated/types.js'
import type { Covered, ProviderId } from './row.js'

/** A verdict against a request: why, and how to answer it. */
export type Rejected = Rejection & {
  readonly ok: false
  /** What happened and what to check, for people. Never holds anything of the request. */
  readonly message: string
  /** The name of the missing header, with `header_missing`. */
  readonly header?: string
  /** The id of the key that is past its end, with `key_expired`. For logs, not for the sender. */
  readonly keyId?: string
}

/** A genuine delivery. */
export class Delivery<P extends ProviderId = ProviderId> {
  readonly ok = true
  readonly provider: P
  /** The id of the key that signed. */
  readonly keyId: string
  /** The sender's id of the message, where the scheme signs one; the same for every repeat. */
  declare readonly messageId?: string
  /** When it was signed, where the scheme signs that. */
  declare readonly timestamp?: Date
  /** What the signature authenticates. Nothing else of the request is the sender's word. */
  readonly covers: readonly (ProviderCovers[P] & Covered)[]
  #text: string | undefined
  #bytes: Uint8Array | undefined

  /** @internal */
  constructor(
    provider: P,
    keyId: string,
    covers: readonly Covered[],
    body: string | Uint8Array,
    messageId: string | undefined,
    timestamp: number,
  ) {
    this.provider = provider
    this.keyId = keyId
    this.covers = covers as readonly (ProviderCovers[P] & Covered)[]
    if (messageId !== undefined) this.messageId = messageId
    if (!Number.isNaN(timestamp)) this.timestamp = new Date(timestamp)
    if (typeof body === 'string') this.#text = body
    else this.#bytes = body
  }

  /** The bytes that were hashed: the caller's own, not a copy, unless their memory is shared. */
  get body(): Uint8Array {
    this.#bytes ??= encoder.encode(this.#text)
    return this.#bytes
  }

  /** The body as text. Throws a `TypeError` where it is not UTF-8; a byte order mark stays. */
  text(): string {
    this.#text ??= new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.#bytes)
    return this.#text
  }

  /** The body as JSON. Throws a `SyntaxError` or `TypeError` where it is none. */
  json(): unknown {
    return JSON.parse(this.text())
  }
}
