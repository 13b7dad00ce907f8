/** The shapes in which hosts hand over headers and bodies. What they mean is for the core to say. */

/** Headers in any of the usual shapes. Names count without case, own properties only. */
export type HeadersLike =
  | { get(name: string): string | null | undefined }
  | { readonly [name: string]: string | readonly string[] | undefined }
  | Iterable<readonly [name: string, value: string]>

/** The text of a URL, as text or as the object that a host may have made of it. */
export const urlText = (url: unknown): unknown =>
  typeof url === 'object' ? (url as URL | null)?.href : url

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
  let list: readonly unknown[] | undefined
  for (const names of sets) {
    const values = new Array<string | undefined>(6).fill(undefined)
    try {
      if (typeof headers === 'object' && headers !== null) {
        list = readSet(headers, list, names, values)
      }
    } catch {
      values.fill(undefined)
    }
    const place = names.indexOf('*')
    if (place >= 0) values[place] = attempt(() => lines(headers)) ?? ''
    if (values[0] !== undefined) return { names, values }
    first ??= { names, values }
  }
  return first as Read
}

/** Puts the values under names in lower case in their places; gives the list, where it is one. */
function readSet(
  headers: object,
  list: readonly unknown[] | undefined,
  names: readonly string[],
  values: (string | undefined)[],
): readonly unknown[] | undefined {
  const { get } = headers as { get?: unknown }
  if (typeof get === 'function' && !isMap(headers)) {
    for (let slot = 0; slot < names.length; slot++) values[slot] = got(headers, names[slot])
  } else if (typeof (headers as Iterable<unknown>)[Symbol.iterator] === 'function') {
    // Some can be read once only.
    list ??= [...(headers as Iterable<unknown>)]
    // Pairs; or Node's `rawHeaders`: name, value, name, value. What is neither is passed over.
    const isFlat = list.every((item) => typeof item === 'string')
    for (let at = 0; at < list.length; at += isFlat ? 2 : 1) {
      const pair = isFlat ? list.slice(at, at + 2) : list[at]
      if (Array.isArray(pair))
        add(
          values,
          names,
          attempt(() => pair[0]),
          pair,
          1,
        )
    }
  } else {
    // What `Object.keys` would list, without the list.
    for (const name in headers) add(values, names, name, headers, name)
  }
  return list
}

/** All headers, as lines of `name:value`; one that would be several lines is none. */
function lines(headers: unknown): string {
  const all = new Map<string, string>()
  const list: readonly unknown[] =
    typeof (headers as Iterable<unknown>)[Symbol.iterator] === 'function'
      ? [...(headers as Iterable<unknown>)]
      : Object.entries(headers as object)
  const isFlat = list.every((item) => typeof item === 'string')
  for (let at = 0; at < list.length; at += isFlat ? 2 : 1) {
    const [name, value] = (isFlat ? list.slice(at, at + 2) : list[at]) as [string, unknown]
    const found = text(value)?.trim()
    if (typeof name !== 'string' || found === undefined || found.includes('\n')) continue
    const key = name.toLowerCase()
    const before = all.get(key)
    all.set(key, before === undefined ? found : `${before}, ${found}`)
  }
  return Array.from(all, ([name, value]) => `${name}:${value}`).join('\n')
}

const isMap = (headers: object): boolean =>
  (headers as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'Map'

function got(headers: object, name: string | undefined): string | undefined {
  try {
    return text((headers as Headers).get(name as string))
  } catch {
    return undefined
  }
}

const { hasOwnProperty: hasOwn } = Object.prototype

/** Adds the value that `of` has under `key`, if the name is wanted and it gives one. */
function add(
  values: (string | undefined)[],
  names: readonly string[],
  name: unknown,
  of: object,
  key: string | number,
): void {
  for (let slot = 0; slot < names.length; slot++) {
    if (!isSame(name, names[slot] as string) || !hasOwn.call(of, key)) continue
    try {
      const found = text((of as Record<string | number, unknown>)[key])
      if (found === undefined) return
      const before = values[slot]
      values[slot] = before === undefined ? found : `${before}, ${found}`
    } catch {
      // A getter that throws gives none.
    }
  }
}

/** Without regard to case, in ASCII: to Unicode the Kelvin sign is a capital `k` too. */
function isSame(name: unknown, wanted: string): boolean {
  if (typeof name !== 'string' || name.length !== wanted.length) return false
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

/** A value's text, several combined; none of the methods that an array may have of its own. */
function text(value: unknown): string | undefined {
  if (typeof value === 'string' || !Array.isArray(value)) {
    return typeof value === 'string' ? value : undefined
  }
  let all: string | undefined
  for (let i = 0; i < value.length; i++) {
    const item: unknown = value[i]
    if (typeof item !== 'string') return undefined
    all = all === undefined ? item : `${all}, ${item}`
  }
  return all
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
  return isOwnMemory(bytes.buffer) ? bytes : new Uint8Array(bytes)
}

const isBuffer = (value: object): value is ArrayBuffer =>
  isOwnMemory(value) ||
  attempt(() => getter(SharedArrayBuffer.prototype, 'byteLength').call(value)) !== undefined

/** Whether it is an `ArrayBuffer`, whatever its prototype says; the other kind of memory is shared. */
function isOwnMemory(memory: object): boolean {
  try {
    bufferLengthOf.call(memory)
    return true
  } catch {
    return false
  }
}

/** Whether a string has no half surrogate pair: no UTF-8 decoding can have made one that has. */
export function isWellFormed(text: string): boolean {
  return typeof text.isWellFormed === 'function'
    ? text.isWellFormed()
    : !/\p{Surrogate}/u.test(text)
}
