// The cases of tests/vectors/providers, read: what a vendor, its SDK or its documentation made.

import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../vectors/providers/', import.meta.url)

/** The ids of the files, which are the ids of the providers. */
export const files = readdirSync(folder)
  .map((name) => name.replace(/\.json$/, ''))
  .sort()

/** The rows that the oracle knows: one or more of each kind. */
export const known = [
  'clerk',
  'github',
  'linear',
  'notion',
  'openai',
  'paddle',
  'resend',
  'shopify',
  'slack',
  'standard-webhooks',
  'stripe',
  'svix',
  'twilio',
  'workos',
]

/** Each with its body as bytes, and the clock, which is 0 where the scheme has no time. */
export function casesOf(provider) {
  const file = JSON.parse(readFileSync(new URL(`${provider}.json`, folder), 'utf8'))
  if (file.provider !== provider) throw new Error(`${provider}.json says it is ${file.provider}`)
  return file.cases.map((vector) => ({
    ...vector,
    provider,
    nowMs: vector.now_ms ?? 0,
    bytes: bytesOf(vector.body),
    isValid: { valid: true, invalid: false }[vector.expected],
  }))
}

/** A string, `{ base64 }`, or `{ prefix, repeat, times, suffix }`. */
function bytesOf(body) {
  if (typeof body === 'string') return Buffer.from(body)
  if (body.base64 !== undefined) return Buffer.from(body.base64, 'base64')
  return Buffer.from(body.prefix + body.repeat.repeat(body.times) + body.suffix)
}

/** The text behind bytes that are UTF-8, a byte order mark included; nothing for others. */
export function textOf(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** A body in every form in which hosts hand it over, by the name of the form. */
export function bodiesOf(bytes) {
  const text = textOf(bytes)
  return {
    Uint8Array: new Uint8Array(bytes),
    Buffer: Buffer.from(bytes),
    ArrayBuffer: new Uint8Array(bytes).buffer,
    ...(text !== undefined && { string: text }),
  }
}

/** Headers in every shape that can hold them, by the name of the shape. */
export function headersOf(headers) {
  const pairs = Object.entries(headers)
  const mixed = pairs.map(([name, value]) => [mixedCase(name), value])
  const shapes = {
    object: Object.fromEntries(mixed),
    pairs: mixed,
    Map: new Map(mixed),
  }
  try {
    shapes.Headers = new Headers(pairs)
  } catch {
    // A value beyond Latin-1, or with a line feed: no fetch host can hand it over.
  }
  return shapes
}

const mixedCase = (name) =>
  [...name].map((c, at) => (at % 2 === 0 ? c.toUpperCase() : c.toLowerCase())).join('')
