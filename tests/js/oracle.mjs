// A second opinion on every verdict: slow, plain, and sharing nothing with the engine.
//
// It is written from the rules of judgement alone, so that a reader can check it against them
// by eye. Where the rules leave room, it takes the reading that fails closed.
//
// Inside, bytes are kept as a string of one character per byte, so that all of it can be cut,
// joined and compared with the ordinary string functions.

import { createHash, createHmac } from 'node:crypto'
import { types } from 'node:util'

const window = (unit, past, future) => ({ unit, past, future })

const TEXT = { layout: 'whole', prefix: '', encoding: 'hex', base: 'body', secret: 'text' }
const STANDARD = {
  sets: [['webhook-signature', 'webhook-id', 'webhook-timestamp']],
  layout: 'entries',
  encoding: 'base64',
  base: 'id.time.body',
  time: { slot: 2 },
  ...window(1000, 300_000, 300_000),
  secret: 'base64',
}
const SVIX = {
  ...STANDARD,
  sets: [['svix-signature', 'svix-id', 'svix-timestamp'], ...STANDARD.sets],
}

const ROWS = {
  __proto__: null,
  'standard-webhooks': STANDARD,
  svix: SVIX,
  clerk: SVIX,
  resend: SVIX,
  openai: { ...STANDARD, secret: 'whsec_ base64 or text' },
  stripe: {
    ...TEXT,
    sets: [['stripe-signature']],
    layout: 'pairs',
    pairs: { separator: ',', time: 't', tag: 'v1', spaces: false },
    base: 'time.body',
    time: 'pair',
    ...window(1000, 300_000, 300_000),
  },
  paddle: {
    ...TEXT,
    sets: [['paddle-signature']],
    layout: 'pairs',
    pairs: { separator: ';', time: 'ts', tag: 'h1', spaces: false },
    base: 'time:body',
    time: 'pair',
    ...window(1000, 5_000, 60_000),
  },
  workos: {
    ...TEXT,
    sets: [['workos-signature']],
    layout: 'pairs',
    pairs: { separator: ',', time: 't', tag: 'v1', spaces: true },
    base: 'time.body',
    time: 'pair',
    ...window(1, 180_000, 180_000),
  },
  slack: {
    ...TEXT,
    sets: [['x-slack-signature', 'x-slack-request-timestamp']],
    prefix: 'v0=',
    base: 'v0:time:body',
    time: { slot: 1 },
    ...window(1000, 300_000, 300_000),
  },
  github: { ...TEXT, sets: [['x-hub-signature-256']], prefix: 'sha256=' },
  notion: { ...TEXT, sets: [['x-notion-signature']], prefix: 'sha256=' },
  shopify: { ...TEXT, sets: [['x-shopify-hmac-sha256']], encoding: 'base64' },
  linear: { ...TEXT, sets: [['linear-signature']], time: 'field', ...window(1, 60_000, 60_000) },
  twilio: {
    ...TEXT,
    sets: [['x-twilio-signature']],
    encoding: 'base64',
    hash: 'sha1',
    base: 'url and form',
  },
}

export const PROVIDERS = Object.keys(ROWS)

export const row = (provider) => ROWS[provider]

const reject = (code, more) => ({ ok: false, code, ...more })

export function judge({ provider, keys, headers, body, url, nowMs, tolerance }) {
  const row = ROWS[provider]
  const values = row.sets.map((set) => set.map((name) => combined(headers, name)))
  const raw = values.find(([signature]) => signature !== undefined) ?? values[0]

  // 1
  const missing = raw.indexOf(undefined)
  if (missing !== -1) return reject('header_missing', { slot: missing })
  // 2
  const signsUrl = row.base === 'url and form'
  const urlBytes = signsUrl && typeof url === 'string' ? utf8(url) : ''
  if (signsUrl && !/^https?:\/\/[^/?#]/.test(urlBytes)) return reject('url_missing')
  // 3
  if (raw.join('').length > 8_192 || urlBytes.length > 16_384) return reject('signature_malformed')
  // 4
  const slots = raw.map((value) => collapse(trim(value)))
  const signature = readSignature(row, slots[0])
  if (signature === undefined) return reject('signature_malformed')
  // 5
  const id = row.base === 'id.time.body' ? slots[1] : undefined
  if (id !== undefined && !/^[\x21-\x2d\x2f-\x7e]{1,256}$/.test(id)) {
    return reject('message_id_malformed')
  }
  // 6
  const timeText = row.time === 'pair' ? signature.time : slots[row.time?.slot]
  let time
  if (timeText !== undefined) {
    time = timeMs(timeText, row.unit)
    if (time === undefined) return reject('timestamp_malformed')
  }
  // 7
  const read = bytesOfBody(body)
  if (read.code !== undefined) return reject(read.code)
  // 8
  const digest = queryValue(urlBytes, 'bodySHA256')
  let form = []
  if (signsUrl && digest === undefined) {
    form = formOf(read.bytes)
    if (read.bytes.length > 65_536 || form.length > 1_000) return reject('body_too_large')
  }
  // 9
  if (digest !== undefined && fromHex(digest) !== sha256(read.bytes)) {
    return reject('signature_mismatch')
  }
  const bases = signsUrl
    ? spellings(urlBytes).map((spelling) => spelling + formText(form))
    : [baseOf(row, id, timeText, read.bytes)]
  let accepted
  let matchedExpired = false
  keys.forEach(({ key, notAfter }, index) => {
    if (!bases.some((base) => signature.tags.includes(mac(row, key, base)))) return
    if (notAfter !== undefined && nowMs > notAfter) matchedExpired = true
    else accepted ??= index
  })
  if (accepted === undefined) {
    return reject(matchedExpired ? 'key_expired' : 'signature_mismatch')
  }
  // 10
  if (row.time === 'field') {
    time = timeMs(topLevelValue(read.bytes, 'webhookTimestamp') ?? '', row.unit)
    if (time === undefined) return reject('timestamp_malformed')
  }
  // 11
  if (time !== undefined && tolerance !== 'off') {
    const past = tolerance ? tolerance.past * 1000 : row.past
    const future = tolerance ? tolerance.future * 1000 : row.future
    const age = nowMs - time
    if (age > past) return reject('timestamp_too_old', { age })
    if (-age > future) return reject('timestamp_too_new', { age })
  }
  const answer = { ok: true, key: accepted }
  if (time !== undefined) answer.timestamp = time
  if (id !== undefined) answer.messageId = id
  return answer
}

/** The values of one name joined with ', '; nothing if there are none. */
function combined(headers, name) {
  const values = []
  for (const [other, value] of headers) {
    if (asciiLower(other) === name) values.push(utf8(value))
  }
  return values.length === 0 ? undefined : values.join(', ')
}

/** Only A to Z: the Kelvin sign is not a k. */
const asciiLower = (name) => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

function trim(text) {
  let start = 0
  let end = text.length
  while (start < end && ' \t'.includes(text[start])) start += 1
  while (end > start && ' \t'.includes(text[end - 1])) end -= 1
  return text.slice(start, end)
}

/** The smallest U of which the value is a repetition 'U, U, …'; the value itself if none is. */
function collapse(value) {
  for (let size = 1; size < value.length; size += 1) {
    const times = (value.length + 2) / (size + 2)
    const unit = value.slice(0, size)
    if (Number.isInteger(times) && Array(times).fill(unit).join(', ') === value) return unit
  }
  return value
}

/** Before and after the first `mark`; nothing if it is not there. */
function cut(text, mark) {
  const at = text.indexOf(mark)
  return at === -1 ? undefined : [text.slice(0, at), text.slice(at + 1)]
}

function readSignature(row, value) {
  const candidates = []
  const times = []
  if (row.layout === 'whole') {
    if (!value.startsWith(row.prefix)) return undefined
    candidates.push(value.slice(row.prefix.length))
  } else if (row.layout === 'entries') {
    for (let piece of value.split(' ')) {
      if (piece.endsWith(',')) piece = piece.slice(0, -1)
      const [version, tag] = cut(piece, ',') ?? []
      if (version === 'v1') candidates.push(tag)
    }
  } else {
    const { separator, time, tag, spaces } = row.pairs
    if (!spaces && (value.includes(' ') || value.includes('\t'))) return undefined
    for (let item of value.split(separator)) {
      while (spaces && item.startsWith(' ')) item = item.slice(1)
      const [label, text] = cut(item, '=') ?? []
      if (label === time) times.push(text)
      if (label === tag) candidates.push(text)
    }
    if (times.length !== 1) return undefined
  }
  if (candidates.length > 16) return undefined
  const decode = row.encoding === 'hex' ? fromHex : fromBase64
  const length = row.hash === 'sha1' ? 20 : 32
  const tags = candidates.map(decode).filter((tag) => tag?.length === length)
  return tags.length === 0 ? undefined : { tags, time: times[0] }
}

function baseOf(row, id, time, body) {
  if (row.base === 'id.time.body') return `${id}.${time}.${body}`
  if (row.base === 'time.body') return `${time}.${body}`
  if (row.base === 'time:body') return `${time}:${body}`
  if (row.base === 'v0:time:body') return `v0:${time}:${body}`
  return body
}

const mac = (row, key, base) =>
  createHmac(row.hash ?? 'sha256', key)
    .update(base, 'latin1')
    .digest('latin1')

const sha256 = (text) => createHash('sha256').update(text, 'latin1').digest('latin1')

const utf8 = (text) => Buffer.from(text, 'utf8').toString('latin1')

function fromHex(text) {
  if (text.length % 2 !== 0 || !/^[0-9A-Fa-f]*$/.test(text)) return undefined
  return Buffer.from(text, 'hex').toString('latin1')
}

/** Canonical is what encoding the decoded bytes gives back. */
function fromBase64(text) {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes.toString('latin1') : undefined
}

function timeMs(text, unit) {
  if (!/^(0|[1-9][0-9]*)$/.test(text)) return undefined
  const ms = BigInt(text) * BigInt(unit)
  return ms <= 8_640_000_000_000_000n ? Number(ms) : undefined
}

function bytesOfBody(body) {
  if (typeof body === 'string') {
    return body.isWellFormed() ? { bytes: utf8(body) } : { code: 'body_ill_formed' }
  }
  if (!types.isUint8Array(body) && !types.isAnyArrayBuffer(body)) return { code: 'body_parsed' }
  try {
    // It throws where the memory is detached or the view out of its bounds.
    return { bytes: Buffer.from(new Uint8Array(body).buffer).toString('latin1') }
  } catch {
    return { code: 'body_ill_formed' }
  }
}

/**
 * The text of the scalar, or the first mark of the value, that stands under `field` at the top
 * level of a body that is one JSON object; nothing if it is absent or stands there twice, or if
 * the body is over 128 levels deep. Bytes beyond ASCII may be anything in a string and stand
 * nowhere else, which is how JSON takes the characters that stand for them here.
 */
function topLevelValue(body, field) {
  try {
    JSON.parse(body)
  } catch {
    return undefined
  }
  // From here on it is known to be JSON, so tokens need not be checked.
  const tokens = body.match(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^ \t\r\n{}[\]:,"]+/g)
  if (tokens[0] !== '{') return undefined
  const found = []
  let depth = 0
  let deepest = 0
  tokens.forEach((token, at) => {
    if (token === '{' || token === '[') depth += 1
    if (token === '}' || token === ']') depth -= 1
    deepest = Math.max(deepest, depth)
    const isOurs = token === ':' && depth === 1 && JSON.parse(tokens[at - 1]) === field
    if (isOurs) found.push(tokens[at + 1])
  })
  return found.length === 1 && deepest <= 128 ? found[0] : undefined
}

/** Every parameter of a form, in order, repeats included. */
function formOf(body) {
  const pieces = body.split('&').filter((piece) => piece !== '')
  return pieces.map((piece) => (cut(piece, '=') ?? [piece, '']).map(formDecode))
}

function formDecode(text) {
  let decoded = ''
  for (let at = 0; at < text.length; at += 1) {
    const digits = text.slice(at + 1, at + 3)
    if (text[at] === '%' && /^[0-9A-Fa-f]{2}$/.test(digits)) {
      decoded += String.fromCharCode(Number.parseInt(digits, 16))
      at += 2
    } else {
      decoded += text[at] === '+' ? ' ' : text[at]
    }
  }
  return decoded
}

function formText(form) {
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0)
  const sorted = [...form].sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
  const isNew = ([name, value], at) =>
    at === 0 || name !== sorted[at - 1][0] || value !== sorted[at - 1][1]
  return sorted.filter(isNew).flat().join('')
}

/** The raw value of the first parameter of that name in the query. */
function queryValue(url, name) {
  const [beforeFragment] = url.split('#')
  const [, query] = cut(beforeFragment, '?') ?? [undefined, '']
  // Only where it ends the query: that is where the sender appends it.
  const piece = query.split('&').at(-1)
  const [other, value] = cut(piece, '=') ?? [piece, '']
  return other === name ? value : undefined
}

/** The URL without a port and with one. A port is digits, as in RFC 3986: `host:abc` has none. */
function spellings(url) {
  const [, scheme, authority, tail] = /^(https?:\/\/)([^/?#]*)(.*)$/s.exec(url)
  const afterUser = authority.lastIndexOf('@') + 1
  let colon
  let inBrackets = false
  for (let at = afterUser; at < authority.length; at += 1) {
    if (authority[at] === '[') inBrackets = true
    if (authority[at] === ']') inBrackets = false
    if (authority[at] === ':' && !inBrackets) colon = at
  }
  const isPort = colon !== undefined && /^[0-9]*$/.test(authority.slice(colon + 1))
  const host = isPort ? authority.slice(0, colon) : authority
  const own = isPort ? authority.slice(colon + 1) : ''
  const port = own || (scheme === 'https://' ? '443' : '80')
  return [scheme + host + tail, `${scheme}${host}:${port}${tail}`]
}

/** The key behind a configured text; nothing where configuring it is an error. */
export function keyBytes(provider, secret) {
  // White space for JavaScript or for Rust (U+0085): either opinion is enough to refuse.
  const isGood = typeof secret === 'string' && secret.isWellFormed() && secret !== ''
  if (!isGood || /^[\s\x85]|[\s\x85]$/.test(secret)) return undefined
  const kind = ROWS[provider].secret
  const hasPrefix = secret.startsWith('whsec_')
  if (kind === 'text' || (kind !== 'base64' && !hasPrefix)) return Buffer.from(secret, 'utf8')
  const bytes = fromBase64(hasPrefix ? secret.slice('whsec_'.length) : secret)
  return bytes === undefined || bytes.length < 16 ? undefined : Buffer.from(bytes, 'latin1')
}

/** The headers a sender would send. */
export function sign(provider, key, body, id, timeMs, url = '') {
  const { unit = 1 } = ROWS[provider]
  return signTexts(provider, key, body, id, String(Math.floor(timeMs / unit)), url)
}

/** As `sign`, with any text for the time: what a hostile sender who has the key can do. */
export function signTexts(provider, key, body, id, time, url) {
  const row = ROWS[provider]
  const { bytes } = bytesOfBody(body)
  const form = queryValue(utf8(url), 'bodySHA256') === undefined ? formText(formOf(bytes)) : ''
  const base =
    row.base === 'url and form' ? utf8(url) + form : baseOf(row, utf8(id), utf8(time), bytes)
  const tag = Buffer.from(mac(row, key, base), 'latin1').toString(row.encoding)
  let signature = `${row.prefix}${tag}`
  if (row.layout === 'entries') signature = `v1,${tag}`
  if (row.layout === 'pairs') {
    const { separator, time: timeLabel, tag: tagLabel } = row.pairs
    signature = `${timeLabel}=${time}${separator}${tagLabel}=${tag}`
  }
  const valueAt = (slot) => (slot === row.time?.slot ? time : slot === 0 ? signature : id)
  return row.sets[0].map((name, slot) => [name, valueAt(slot)])
}
