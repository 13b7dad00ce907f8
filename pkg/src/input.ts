/** The shapes in which hosts hand over headers and bodies. What they mean is for the core to say. */

/** Headers in any of the usual shapes. Names count without case, own properties only. */
export type HeadersLike =
  | { get(name: string): string | null | undefined }
  | { readonly [name: string]: string | readonly string[] | undefined }
  | Iterable<readonly [name: string, value: string]>

/** A body as it came in: text or bytes, before any parser. */
export type Body = string | Uint8Array | ArrayBuffer | SharedArrayBuffer

/** A complete set of header names, and what the request has under each. */
export interface Read {
  readonly names: readonly string[]
  readonly values: readonly (string | undefined)[]
}

/**
 * One complete set, never two mixed: the first whose signature is there, or else the first. Values
 * of one name are combined as RFC 9110 does; each is read once.
 */
export function readHeaders(headers: unknown, sets: readonly (readonly string[])[]): Read {
  let first: Read | undefined
  for (const names of sets) {
    const values = attempt(() => readSet(headers, names)) ?? []
    if (values[0] !== undefined) return { names, values }
    first ??= { names, values }
  }
  return first as Read
}

function readSet(headers: unknown, names: readonly string[]): (string | undefined)[] {
  const values = new Array<string | undefined>(names.length).fill(undefined)
  if (typeof headers !== 'object' || headers === null) return values
  const isMap = headers instanceof Map
  if (!isMap && typeof (headers as Headers).get === 'function') {
    return names.map((name) => text(attempt(() => (headers as Headers).get(name))))
  }
  const take = (name: unknown, value: () => unknown) => {
    const slot = typeof name === 'string' ? names.findIndex((wanted) => isSame(name, wanted)) : -1
    if (slot < 0) return
    const found = text(attempt(value))
    if (found === undefined) return
    const before = values[slot]
    values[slot] = before === undefined ? found : `${before}, ${found}`
  }
  if (typeof (headers as Iterable<unknown>)[Symbol.iterator] === 'function') {
    // Pairs, or Node's rawHeaders: name, value, name, value.
    const items = [...(headers as Iterable<unknown>)]
    for (let i = 0; i < items.length; i++) {
      const item = items[i]
      if (Array.isArray(item)) take(item[0], () => item[1])
      else take(item, () => items[++i])
    }
    return values
  }
  for (const name of Object.keys(headers)) {
    take(name, () => (headers as Record<string, unknown>)[name])
  }
  return values
}

/** Without regard to case, in ASCII: to Unicode the Kelvin sign is a capital `k` too. */
function isSame(name: string, wanted: string): boolean {
  if (name.length !== wanted.length) return false
  return name === wanted || (name.toLowerCase() === wanted && /^[!-~]*$/.test(name))
}

/** What a host's object gives, or nothing if it throws. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (!Array.isArray(value) || value.length === 0) return undefined
  return value.every((item) => typeof item === 'string') ? value.join(', ') : undefined
}

const typedArray = /* @__PURE__ */ Object.getPrototypeOf(Uint8Array.prototype) as object
const getter = (of: object, name: string | symbol): (() => unknown) =>
  Object.getOwnPropertyDescriptor(of, name)?.get as () => unknown
const tagOf = /* @__PURE__ */ getter(typedArray, Symbol.toStringTag)
const lengthOf = /* @__PURE__ */ getter(typedArray, 'byteLength')
const offsetOf = /* @__PURE__ */ getter(typedArray, 'byteOffset')
const bufferOf = /* @__PURE__ */ getter(typedArray, 'buffer')
const bufferLengthOf = /* @__PURE__ */ getter(ArrayBuffer.prototype, 'byteLength')

/**
 * A plain view of the same bytes, or a copy where they lie in memory that others can write to.
 * Asks the engine, not the object: a `length` or a prototype can lie. Undefined for what is no
 * bytes; throws for a view whose memory is gone.
 */
export function bytesOf(body: unknown): Uint8Array | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  let bytes: Uint8Array
  if (tagOf.call(body) === 'Uint8Array') {
    const length = lengthOf.call(body) as number
    bytes = new Uint8Array(
      bufferOf.call(body) as ArrayBuffer,
      offsetOf.call(body) as number,
      length,
    )
  } else if (isBuffer(body)) {
    bytes = new Uint8Array(body)
  } else {
    return undefined
  }
  // Only a view whose memory is gone throws here; it would pass as an empty body.
  if (bytes.length === 0) new Uint8Array(0).set(body as Uint8Array)
  return isShared(bytes.buffer) ? new Uint8Array(bytes) : bytes
}

/** Whether it is bytes, be their memory gone or not. */
export const isBytes = (value: object): boolean =>
  tagOf.call(value) === 'Uint8Array' || isBuffer(value)

const isBuffer = (value: object): value is ArrayBuffer =>
  attempt(() => bufferLengthOf.call(value)) !== undefined || isShared(value)

const isShared = (value: object): boolean =>
  attempt(
    () =>
      !(value instanceof ArrayBuffer) &&
      getter(SharedArrayBuffer.prototype, 'byteLength').call(value) !== undefined,
  ) === true

/** Whether a string has no half surrogate pair: no UTF-8 decoding can have made one that has. */
export function isWellFormed(text: string): boolean {
  return typeof text.isWellFormed === 'function'
    ? text.isWellFormed()
    : !/\p{Surrogate}/u.test(text)
}
