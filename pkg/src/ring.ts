/// <reference lib="esnext.disposable" preserve="true" />
/** Key rings: what crosses into the core once, so that no secret does on the hot path. */
import { type Core, encoder } from './core.js'
import { configError } from './errors.js'
import { attempt, bytesOf, isWellFormed } from './input.js'
import { type CustomProvider, type ProviderId, type Row, rowOf } from './row.js'

/** A secret as the vendor shows it, or its bytes, which are taken as they are. */
export type Secret = string | Uint8Array

/** A secret with a name and, while it is being retired, an end. */
export interface KeySpec {
  /** Names the key in verdicts and logs: visible ASCII, not secret. `key-1`, … if absent. */
  readonly id?: string | undefined
  readonly secret: Secret | undefined
  /** The last moment at which it is accepted: a `Date`, or milliseconds since 1970. */
  readonly notAfter?: Date | number | undefined
}

export type Keys = Secret | undefined | readonly (Secret | KeySpec | undefined)[]

interface Held {
  readonly core: Core
  readonly handle: number
}

/** What is cut short is done again when the ring is collected: so that is called off before the handle can come again. */
function free({ core, handle }: Held, ring?: KeyRing): void {
  core.restore()
  core.calls.ring_free(handle)
  if (ring !== undefined) forgotten?.unregister(ring)
  core.calls.ring_free(handle)
}

/** Frees what was forgotten. Where the engine has none, call `dispose()`. */
const forgotten = /* @__PURE__ */ (() =>
  typeof FinalizationRegistry === 'undefined'
    ? undefined
    : new FinalizationRegistry<Held>((held) => free(held)))()

/**
 * The keys in force for one provider, at most 16; the first is the primary, which signs. Made by
 * {@link createKeyRing}, for services with a secret per tenant.
 */
export class KeyRing {
  readonly #row: Row
  readonly #ids: readonly string[]
  /** Whether a key has an end, so that a clock is needed. @internal */
  readonly hasEnd: boolean
  #handle: number

  /** @internal */
  constructor(row: Row, keys: Keys) {
    this.#row = row
    const { core } = row
    core.restore()
    this.#handle = core.calls.ring_new(row.number)
    try {
      const added = add(row, this.#handle, keys)
      this.#ids = added.map(([id]) => id)
      this.hasEnd = added.some(([, end]) => end < Number.POSITIVE_INFINITY)
    } catch (error) {
      free({ core, handle: this.#handle })
      throw error
    }
    forgotten?.register(this, { core, handle: this.#handle }, this)
  }

  /** The ids of its keys, the primary first. */
  get ids(): readonly string[] {
    return this.#ids
  }

  /** Wipes the keys from memory. Using the ring afterwards is a `ConfigError`. */
  dispose(): void {
    const handle = this.#handle
    if (handle === 0) return
    // In this order: a ring whose disposal is cut short is freed when it is collected.
    this.#handle = 0
    free({ core: this.#row.core, handle }, this)
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  /** The handle of a ring for this row, or a `ConfigError`. @internal */
  static handleOf(ring: unknown, row: Row): number {
    if (!KeyRing.is(ring) || ring.#row.text !== row.text) throw configError('ring_foreign')
    if (ring.#handle === 0) throw configError('disposed')
    return ring.#handle
  }

  /** Whether it is a ring of this copy of the package. @internal */
  static is(ring: unknown): ring is KeyRing {
    return typeof ring === 'object' && ring !== null && #handle in ring
  }
}

/**
 * Makes a ring of keys for a provider.
 *
 * @throws {ConfigError} that names the fault of a secret, never the secret.
 */
export function createKeyRing(provider: ProviderId | CustomProvider, keys: Keys): KeyRing {
  return new KeyRing(rowOf(provider), keys)
}

function add(row: Row, handle: number, keys: Keys): [id: string, end: number][] {
  // `from`, since a hole in an array is a secret that is missing.
  const list: readonly unknown[] = Array.isArray(keys) ? Array.from(keys) : [keys]
  if (list.length === 0) throw configError('secret_missing')
  return list.map((key, place) => {
    const isBytes = ArrayBuffer.isView(key) || attempt(() => bytesOf(key)) !== undefined
    const isSpec = typeof key === 'object' && key !== null && !isBytes
    const spec = (isSpec ? key : { secret: key }) as { [name in keyof KeySpec]: unknown }
    if (row.isKeyed && spec.id === undefined && spec.secret != null) {
      throw configError('key_id_missing')
    }
    const id = spec.id ?? `key-${place + 1}`
    if (typeof id !== 'string') throw configError('key_id_malformed')
    const end = notAfter(spec.notAfter)
    addOne(row.core, handle, id, spec.secret, end)
    return [id, end]
  })
}

function notAfter(end: unknown): number {
  if (end === undefined) return Number.POSITIVE_INFINITY
  const millis = end instanceof Date ? end.getTime() : end
  if (typeof millis !== 'number' || !Number.isFinite(millis)) throw configError('not_after_invalid')
  return millis
}

/** The id and the secret go to the window, one behind the other; the core wipes them there. */
function addOne(core: Core, handle: number, id: string, secret: unknown, end: number): void {
  if (secret === undefined || secret === null) throw configError('secret_missing')
  const isText = typeof secret === 'string'
  const bytes = isText ? undefined : attempt(() => bytesOf(secret))
  if (!isText && bytes === undefined) throw configError('secret_invalid')
  if (isText && !isWellFormed(secret)) throw configError('secret_ill_formed')
  const { body } = core.renew()
  const { read: idRead, written: idLength } = encoder.encodeInto(id, body)
  if (idRead !== id.length) throw configError('key_id_malformed')
  const place = body.subarray(idLength)
  let length: number
  if (isText) {
    const { read, written } = encoder.encodeInto(secret, place)
    // What did not fit is far too long; a length beyond the window says so.
    length = read === secret.length ? written : body.length
  } else {
    length = (bytes as Uint8Array).length
    if (length <= place.length) place.set(bytes as Uint8Array)
  }
  let code: number
  try {
    code = core.calls.ring_add(handle, idLength, length, isText ? 1 : 0, end)
  } catch (error) {
    // Cut short by the engine, so the core has not wiped it.
    body.fill(0)
    throw error
  }
  if (code !== 0) throw configError(code)
}
