/**
 * Any JavaScript value as the text of strict JSON, which the core accepts: for the metadata of audit
 * entries, where nothing that a caller holds may throw, hide what was there, or be without end.
 *
 * What JSON has no word for stands in an object with one `$` name, of which `docs/audit-format.md` has the
 * list; a caller's own name that begins with `$` is written with one more, so the two are never mixed up. A
 * text that is cut has a `$tail` too, which the core looks at and takes away. Bytes have no digest, for lack
 * of a synchronous hash.
 *
 * As JSON has it: `undefined` leaves a member out and is null elsewhere, boxed values are unwrapped,
 * `toJSON` is honoured, once, except that of the kinds above, and names are the own enumerable ones.
 *
 * What is asked of a value is bounded by the limit, but for the list of an object's names, which an
 * engine gives only as a whole.
 */
import {
  flagsOf,
  insideOf,
  isoText,
  kindOf,
  lengthOf,
  mapItems,
  mapNext,
  setItems,
  setNext,
  slice,
} from './natives.js'
import {
  type Frame,
  isPlain,
  type Key,
  nameOf,
  type Room,
  scan,
  string,
  type Text,
  take,
  threw,
} from './text.js'

const keysOf = Object.keys
const isArray = Array.isArray
const isView = /* @__PURE__ */ (() => ArrayBuffer.isView)()
const stringify = JSON.stringify
const apply = Reflect.apply
const max = Math.max

const LIMIT = 16_384
const MIN_LIMIT = 64
/** Open brackets around a value that may itself hold values: the core takes 64. */
const MAX_DEPTH = 32
/** What a container keeps free from its beginning: its longest brackets, a comma, its `$cut`. */
const RESERVE = 44
const MAX_INTEGER = 9_007_199_254_740_991
const ERROR_NAMES = ['name', 'message', 'code', 'cause'] as const

/** Writes `value` in at most `limit` bytes of UTF-8 (at least 64). Never throws, changes nothing. */
export function normalise(value: unknown, limit: number = LIMIT): string {
  try {
    const room: Room = { left: max(limit, MIN_LIMIT) || MIN_LIMIT }
    const none = undefined
    const root: Frame = { value: none, also: none, up: none, room, depth: 0, prefix: '', key: '' }
    return (write(value, '', root) ?? 'null') || '{"$cut":1}'
  } catch {
    // The stack's end, which the handlers inside met as well.
    return '{"$threw":"RangeError"}'
  }
}

function write(value: unknown, key: Key, up: Frame): Text {
  const { room } = up
  switch (typeof value) {
    case 'undefined':
      return undefined
    case 'string':
      return string(room, value)
    case 'number': {
      const size = value < 0 ? -value : value
      const isExact = size <= MAX_INTEGER || (size >= 1e21 && size < Infinity)
      return take(room, isExact ? `${value}` : `{"$number":"${value}"}`)
    }
    case 'boolean':
      return take(room, value ? 'true' : 'false')
    case 'bigint': {
      const bound = 1n << 4096n
      const isShort = -bound < value && value < bound
      return take(room, isShort ? `{"$bigint":"${value}"}` : '{"$dropped":"bigint"}')
    }
    case 'object':
      if (value === null) return take(room, 'null')
      try {
        return object(value, key, up)
      } catch (error) {
        return threw(room, error)
      }
    default:
      return take(room, `{"$dropped":"${typeof value}"}`)
  }
}

function object(value: object, key: Key, up: Frame, origin?: object): Text {
  const { room, depth } = up
  for (let frame: Frame | undefined = up; frame !== undefined; frame = frame.up) {
    if (frame.value === value || frame.also === value) return reference(room, frame)
  }
  if (isView(value)) return take(room, `{"$bytes":${lengthOf(value)}}`)
  const isList = isArray(value)
  const kind = isList ? 'Object' : kindOf(value)
  const inside = kind === 'Object' ? undefined : insideOf(value, kind)
  const frame: Frame = { value: origin ?? value, also: value, up, room, depth, prefix: '', key: '' }
  if (inside !== undefined) return known(value, kind, inside, frame)
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function' && origin === undefined) {
    const result: unknown = apply(toJSON, value, [`${key}`])
    if (typeof result !== 'object' || result === null) return write(result, key, up)
    return object(result, key, up, value)
  }
  if (isList) {
    const { length } = value as unknown[]
    const count = !(length > 0) ? 0 : length < MAX_INTEGER ? length - (length % 1) : MAX_INTEGER
    return fill(frame, '[', ']', count, (at) => item(read(value, at, frame), room))
  }
  const names = keysOf(value)
  if (names.length === 0 && kind !== 'Object') {
    return take(
      room,
      `{"$dropped":${isPlain(slice(kind, 0, 64)) ? `"${slice(kind, 0, 64)}"` : '"object"'}}`,
    )
  }
  return fill(frame, '{', '}', names.length, (at) => {
    const name = names[at] as string
    const { left } = room
    const written = nameOf(name, at, frame)
    if (written === '') return ''
    // Asked for already, and no accessor is asked twice.
    const text = name === 'toJSON' ? write(toJSON, name, frame) : read(value, name, frame)
    if (text === undefined) room.left = left
    return text && written + text
  })
}

/** A value of the kinds above; `inside` is what it holds. */
function known(value: object, kind: string, inside: unknown, frame: Frame): Text {
  const { room } = frame
  switch (kind) {
    case 'Date':
      // No time is later, and an invalid one is not earlier.
      return (inside as number) < 9e15
        ? string(room, isoText(value))
        : take(room, '{"$date":"invalid"}')
    case 'RegExp':
      return string(room, `/${inside}/${flagsOf(value)}`)
    case 'ArrayBuffer':
    case 'SharedArrayBuffer':
      return take(room, `{"$bytes":${inside}}`)
    case 'Error':
      frame.prefix = '/$error'
      return fill(frame, '{"$error":{', '}}', ERROR_NAMES.length, (at) => {
        const name = ERROR_NAMES[at] as string
        room.left -= name.length + 3
        frame.key = name
        const text = read(value, name, frame)
        return text && `"${name}":${text}`
      })
    case 'Set': {
      const items = setItems(value)
      frame.prefix = '/$set'
      return fill(frame, '{"$set":[', ']}', inside as number, (at) => {
        const next = setNext(items)
        return next.done ? undefined : item(write(next.value, at, frame), room)
      })
    }
    case 'Map': {
      const items = mapItems(value)
      frame.depth++
      return fill(frame, '{"$map":[', ']}', inside as number, (at) => {
        const next = mapNext(items)
        if (next.done) return undefined
        room.left -= 2
        frame.prefix = `/$map/${at}`
        frame.key = 0
        const key = item(write(next.value[0], 0, frame), room)
        frame.key = 1
        const of = key && item(write(next.value[1], 1, frame), room)
        return of && `[${key},${of}]`
      })
    }
    default:
      return write(inside, frame.key, frame.up as Frame)
  }
}

/** What JSON has for `undefined` in a list. */
const item = (text: Text, room: Room): string => text ?? take(room, 'null')

function read(of: object, key: Key, frame: Frame): Text {
  let value: unknown
  try {
    value = (of as Record<Key, unknown>)[key]
  } catch (error) {
    return threw(frame.room, error)
  }
  return write(value, key, frame)
}

/** A container. Each item is asked for once, as long as there is room; the rest is counted. */
function fill(
  frame: Frame,
  open: string,
  close: string,
  count: number,
  next: (at: number) => Text,
) {
  const { room } = frame
  if (frame.depth >= MAX_DEPTH && count > 0) return take(room, `{"$cut":${count}}`)
  if (room.left < RESERVE) return ''
  room.left -= RESERVE
  frame.depth += close.length
  let text = open
  let comma = ''
  for (let at = 0; at < count; at++) {
    frame.key = at
    const found = next(at)
    if (found === '') {
      const cut = `"$cut":${count - at}`
      return `${text}${comma}${open[open.length - 1] === '{' ? cut : `{${cut}}`}${close}`
    }
    if (found === undefined) {
      // Looking costs too.
      room.left--
    } else {
      text += comma + found
      comma = ','
    }
  }
  room.left += RESERVE - open.length - close.length - 1
  return text + close
}

function reference(room: Room, to: Frame): string {
  let pointer = ''
  for (let frame = to.up; frame?.up !== undefined; frame = frame.up) {
    const key = `${frame.key}`
    let escaped = ''
    for (let at = 0; at < key.length; at++) {
      escaped += key[at] === '~' ? '~0' : key[at] === '/' ? '~1' : key[at]
    }
    pointer = `${frame.prefix}/${escaped}${pointer}`
  }
  const { size } = scan(pointer, room.left)
  if (size + 12 >= room.left) return ''
  room.left -= size + 12
  return `{"$ref":${stringify(pointer)}}`
}
