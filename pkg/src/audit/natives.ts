/**
 * Built-ins as they were when this was loaded: what replaces them later is not asked. Each in a form that
 * a bundler drops where it is not used.
 */
const getPrototypeOf = Object.getPrototypeOf
const getOwnPropertyDescriptor = Object.getOwnPropertyDescriptor

type Native<T> = (self: unknown, ...rest: unknown[]) => T
const uncurry = /* @__PURE__ */ (() => Function.prototype.bind.bind(Function.prototype.call))() as <
  T,
>(
  method: unknown,
) => Native<T>
/** A method or getter by itself; it throws for a `self` of another kind. */
function native<T>(of: string | object, name: string | symbol): Native<T> {
  const found = getOwnPropertyDescriptor(typeof of === 'string' ? prototypeOf(of) : of, name)
  return uncurry(found?.get ?? found?.value)
}
/** By its name, since a bundler keeps what it must read. */
function prototypeOf(kind: string): object {
  const has = globalThis as unknown as Record<string, { readonly prototype: object } | undefined>
  return has[kind]?.prototype ?? {}
}

export const unitAt = /* @__PURE__ */ native<number>('String', 'charCodeAt')
export const slice = /* @__PURE__ */ native<string>('String', 'slice')
export const isoText = /* @__PURE__ */ native<string>('Date', 'toISOString')
export const mapItems = /* @__PURE__ */ native<object>('Map', 'entries')
export const setItems = /* @__PURE__ */ native<object>('Set', 'values')

// The getter of `flags` would ask the object for each.
const FLAGS = { d: 'hasIndices', g: 'global', i: 'ignoreCase', m: 'multiline', s: 'dotAll' }
const MORE_FLAGS = { u: 'unicode', v: 'unicodeSets', y: 'sticky' }
const flagGetters = /* @__PURE__ */ Object.entries({ ...FLAGS, ...MORE_FLAGS })
  .filter(([, name]) => name in RegExp.prototype)
  .map(([flag, name]) => ({ flag, isSet: native<boolean>('RegExp', name) }))
export function flagsOf(value: object): string {
  let flags = ''
  for (let at = 0; at < flagGetters.length; at++) {
    const getter = flagGetters[at]
    if (getter?.isSet(value)) flags += getter.flag
  }
  return flags
}

interface Step<T> {
  readonly value: T
  readonly done: boolean
}
export const mapNext = /* @__PURE__ */ native<Step<readonly [unknown, unknown]>>(
  /* @__PURE__ */ getPrototypeOf(/* @__PURE__ */ mapItems(/* @__PURE__ */ new Map())),
  'next',
)
export const setNext = /* @__PURE__ */ native<Step<unknown>>(
  /* @__PURE__ */ getPrototypeOf(/* @__PURE__ */ setItems(/* @__PURE__ */ new Set())),
  'next',
)

const arrays = /* @__PURE__ */ getPrototypeOf(/* @__PURE__ */ prototypeOf('Uint8Array')) as object
const arrayLength = /* @__PURE__ */ native<number>(arrays, 'byteLength')
const arrayTag = /* @__PURE__ */ (() => native<string | undefined>(arrays, Symbol.toStringTag))()
const viewLength = /* @__PURE__ */ native<number>('DataView', 'byteLength')
/** The bytes of a view; throws for a `DataView` whose memory is gone. */
export const lengthOf = (view: object): number =>
  arrayTag(view) === undefined ? viewLength(view) : arrayLength(view)

/** The kinds, and the method or getter by which one is known and read. */
const kinds = {
  Date: 'getTime',
  RegExp: 'source',
  Map: 'size',
  Set: 'size',
  Error: '',
  String: 'valueOf',
  Number: 'valueOf',
  Boolean: 'valueOf',
  BigInt: 'valueOf',
  Symbol: 'valueOf',
  ArrayBuffer: 'byteLength',
  SharedArrayBuffer: 'byteLength',
  URL: 'href',
  URLSearchParams: 'toString',
}
/** Those that this host has. */
const known = /* @__PURE__ */ Object.entries(kinds)
  .filter(([kind]) => kind in globalThis)
  .map(([kind, method]) => ({ kind, method, prototype: prototypeOf(kind) }))
const kindByPrototype = /* @__PURE__ */ new Map<object, string>(
  /* @__PURE__ */ known.map(({ kind, prototype }) => [prototype, kind]),
)
const readers = /* @__PURE__ */ new Map<string, Native<unknown>>(
  /* @__PURE__ */ known.map(({ kind, method, prototype }) => [
    kind,
    kind === 'Error' ? (self) => self : native(prototype, method),
  ]),
)
const kindOfPrototype = /* @__PURE__ */ native<string | undefined>('Map', 'get')
const readerOf = kindOfPrototype as Native<unknown> as Native<Native<unknown> | undefined>
const tagOf = /* @__PURE__ */ native<string>('Object', 'toString')

/** `Map` for what descends from that prototype; else what the object calls itself. */
export function kindOf(value: object): string {
  try {
    let prototype: object | null = getPrototypeOf(value)
    for (
      let steps = 0;
      prototype !== null && prototype !== Object.prototype && steps < 16;
      steps++
    ) {
      const kind = kindOfPrototype(kindByPrototype, prototype)
      if (kind !== undefined) return kind
      prototype = getPrototypeOf(prototype)
    }
    const tag = tagOf(value)
    if (tag === '[object Object]') return 'Object'
    // Of another realm; but no mere claim.
    return tag === '[object Error]' && Symbol.toStringTag in value ? 'Object' : slice(tag, 8, -1)
  } catch {
    return 'Object'
  }
}

/** What a value of the kind holds; undefined for what is none, whatever it says. */
export function insideOf(value: object, kind: string): unknown {
  try {
    return readerOf(readers, kind)?.(value)
  } catch {
    return undefined
  }
}
