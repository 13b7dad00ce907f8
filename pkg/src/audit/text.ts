/** The parts of a text of JSON that is written into limited room. */
import { slice, unitAt } from './natives.js'

const stringify = JSON.stringify
const min = Math.min

/** What is looked at of a text behind what is kept of it, in bytes at most. */
const TAIL = 2048
/** What stands around a text that is not whole, in bytes at most. */
const MARKS = 80

/** Text that is written; none for `undefined`; empty if there is no room for it. */
export type Text = string | undefined
export type Key = string | number

/** Bytes of UTF-8 that may still be written; each value takes one for the comma behind it. */
export interface Room {
  left: number
}

/** What is being written around a value, innermost first. */
export interface Frame {
  readonly value: object | undefined
  /** What its `toJSON` gave. */
  readonly also: object | undefined
  readonly up: Frame | undefined
  readonly room: Room
  /** How many brackets are open around what is being written within; the way to it is the pointer
   * `${prefix}/${key}`, the key not escaped. */
  depth: number
  prefix: string
  key: Key
}

/** What is ASCII, if there is room for it. */
export function take(room: Room, text: string): string {
  if (text.length >= room.left) return ''
  room.left -= text.length + 1
  return text
}

export function threw(room: Room, error: unknown): string {
  let shown: string = typeof error
  try {
    const { name } = error as { name: unknown }
    if (typeof name === 'string' && name.length <= 64 && isPlain(name)) shown = name
  } catch {
    // It has none to show.
  }
  return take(room, `{"$threw":"${shown}"}`)
}

/** Whether it is printable ASCII that JSON escapes nothing of. */
export function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = unitAt(text, at)
    if (unit < 0x20 || unit > 0x7e || unit === 0x22 || unit === 0x5c) return false
  }
  return true
}

export function string(room: Room, text: string): string {
  if (text.length + 2 < room.left && isPlain(text)) {
    room.left -= text.length + 3
    return `"${text}"`
  }
  if (room.left < 3) return ''
  let read = scan(text, room.left - 3)
  if (read.end === text.length && read.lone === 0) {
    room.left -= read.size + 3
    return stringify(text)
  }
  // Half of what is left is for what follows: no single text can push that out.
  if (read.end < text.length || read.size + MARKS > room.left) {
    read = scan(text, room.left / 2 - MARKS)
  }
  if (read.end === 0) return ''
  room.left -= read.size + MARKS
  // Of a secret that is cut, what is left would be none to the core: it looks beyond what is kept.
  const tail = read.end === text.length ? 0 : min(read.size / 4, TAIL)
  const kept = tail === 0 ? read : scan(text, read.size - tail)
  const beyond = stringify(slice(read.text, kept.text.length, read.text.length))
  const cut = tail === 0 ? '' : `,"$cut":${text.length - kept.end},"$tail":${beyond}`
  const lone = kept.lone === 0 ? '' : `,"$lone":${kept.lone}`
  return `{"$text":${stringify(kept.text)}${lone}${cut}}`
}

/** As much of a text as takes `most` bytes, escaped; half surrogate pairs replaced and counted. */
export function scan(text: string, most: number) {
  const read = { text: '', end: 0, size: 0, lone: 0 }
  let from = 0
  while (read.end < text.length) {
    const unit = unitAt(text, read.end)
    let cost = unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3
    if (unit < 0x20) cost = (unit > 7 && unit < 11) || unit === 12 || unit === 13 ? 2 : 6
    else if (unit === 0x22 || unit === 0x5c) cost = 2
    const isPair = unit >> 10 === 0x36 && unitAt(text, read.end + 1) >> 10 === 0x37
    if (isPair) cost = 4
    if (read.size + cost > most) break
    if (!isPair && unit >> 11 === 0x1b) {
      read.text += `${slice(text, from, read.end)}\ufffd`
      from = read.end + 1
      read.lone++
    }
    read.size += cost
    read.end += isPair ? 2 : 1
  }
  read.text += slice(text, from, read.end)
  return read
}

/** Writes the own name number `at` with its colon, and puts it into the frame. */
export function nameOf(key: string, at: number, frame: Frame): string {
  const { room } = frame
  const isOwn = unitAt(key, 0) !== 0x24
  frame.key = key
  if (isOwn && key.length + 3 < room.left && isPlain(key)) {
    room.left -= key.length + 3
    return `"${key}":`
  }
  let read = scan(key, room.left - 16)
  if (read.end < key.length) read = scan(key, room.left / 2 - 16)
  if (read.end === 0) return ''
  room.left -= read.size + 16
  const isWhole = read.end === key.length && read.lone === 0
  if (!isWhole) frame.key = `$${at}:${read.text}`
  else if (!isOwn) frame.key = `$${key}`
  return `${stringify(frame.key)}:`
}
