// Ours against ours: every provider, several keys, several signatures, and making a verifier.

import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { createVerifier, providers } from 'countersign'
import 'countersign/more'
import { signedRequest } from 'countersign/testing'
import { bodyFor, keysFor } from '../js/signable.mjs'
import { altered, flat, jsonOf, SECRET, textsOf } from './inputs.mjs'

const SIZE = 1024
const BASE64_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const URL = 'https://hooks.example.com/twilio?tenant=1'

const started = Date.now()
/** A clock that stands: some senders' signatures are good for five seconds, less than the rounds take. */
const now = () => started

/** A verifier of the provider, whichever form its secrets have, and the secret. */
function verifierOf(id) {
  const keys = keysFor(id)
  return [createVerifier(id, { keys, now }), keys[0].secret]
}

function headersOf(verifier, message) {
  const entries = Object.entries(verifier.sign(message))
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), flat(value)]))
}

/** A form of about `size` bytes, with the parameters of a text message. */
function formOf(size, salt) {
  const form = new URLSearchParams({
    ToCountry: 'US',
    ToState: 'CA',
    SmsMessageSid: `SM${salt}90c6fc909d8504d45ecdb3a3d5b3556e`,
    NumMedia: '0',
    ToCity: 'SAN FRANCISCO',
    FromZip: '94105',
    SmsStatus: 'received',
    FromCity: 'SAN FRANCISCO',
    FromCountry: 'US',
    To: '+18005551212',
    NumSegments: '5',
    AccountSid: 'ACd936ed6dc1d4f5a1b1d0a2d5e2f1c3b4',
    From: '+14158675310',
    ApiVersion: '2010-04-01',
    Body: '',
  })
  form.set('Body', 'Where is my order? '.repeat(size).slice(0, size - form.toString().length))
  return flat(form.toString().slice(0, size))
}

const sha256Of = (text) => createHash('sha256').update(text).digest('hex')

/** What is sent where it is not the usual JSON, to no particular URL. */
const SPECIAL = {
  plivo: [{ name: 'plivo, form', textOf: (salt) => formOf(SIZE, salt), urlOf: () => URL }],
  twilio: [
    { name: 'twilio, form', textOf: (salt) => formOf(SIZE, salt), urlOf: () => URL },
    {
      name: 'twilio, JSON',
      textOf: (salt) => jsonOf(SIZE, salt),
      urlOf: (text) => flat(`${URL}&bodySHA256=${sha256Of(text)}`),
    },
  ],
}

/** JSON of about `SIZE` bytes, with what the provider signs in it. */
function usual(id, needsUrl) {
  const around = bodyFor(id, '{}', now()).length
  const textOf = (salt) => flat(bodyFor(id, jsonOf(SIZE - around, salt), now()))
  return [{ name: id, textOf, urlOf: needsUrl ? () => URL : undefined }]
}

function contenderOf(id, { name, textOf, urlOf }, covers) {
  const keys = keysFor(id)
  const verifier = createVerifier(id, { keys, now })
  const inputs = [10, 11, 12, 13].map((salt) => {
    const unsigned = textOf(salt)
    const url = urlOf?.(unsigned)
    const { body, headers } = signedRequest(id, { keys, body: unsigned, url, timestamp: now() })
    const entries = Object.entries(headers)
    const lower = entries.map(([name, value]) => [name.toLowerCase(), flat(value)])
    return { unsigned, text: flat(body), url, headers: Object.fromEntries(lower) }
  })
  const [first, second] = inputs
  const headers = covers.includes('body') ? second.headers : {}
  const wrong = [{ ...first, text: first.unsigned, headers }]
  // Only where it counts: a caller passes a URL to few providers.
  const run =
    urlOf === undefined
      ? ({ headers, text }) => verifier.verify({ headers, body: text }).ok
      : ({ headers, text, url }) => verifier.verify({ headers, body: text, url }).ok
  return { name, run, inputs, wrong }
}

/** The hash behind a row, by the length of the tag among its headers, or in its body. */
function hashOf(headers) {
  const tags = Object.entries(headers)
    .filter(([name]) => name.includes('signature') || name.includes('hmac'))
    .flatMap(([, value]) => value.match(/[0-9a-f]{40,}|[A-Za-z0-9+/]{27,}={0,2}/g) ?? [])
  const lengths = tags.map((tag) =>
    /^[0-9a-f]+$/.test(tag) ? tag.length / 2 : Buffer.from(tag, 'base64').length,
  )
  return { 20: 'SHA-1', 32: 'SHA-256', 64: 'SHA-512' }[Math.max(...lengths)] ?? 'unknown'
}

/** Every provider at 1 KiB, against `github`. */
export function rowGroup() {
  const contenders = []
  const notes = {}
  for (const { id, covers, needsUrl } of providers()) {
    for (const special of SPECIAL[id] ?? usual(id, needsUrl)) {
      const contender = contenderOf(id, special, covers)
      contenders.push(contender)
      const isComputed = SPECIAL[id] !== undefined
      const [{ headers, text }] = contender.inputs
      const tagged = Object.keys(headers).length > 0 ? headers : { signature: text }
      notes[special.name] = `${hashOf(tagged)}${isComputed ? ', computed' : ''}`
    }
  }
  const pairs = contenders.map(({ name }) => [name, 'github'])
  return { group: 'rows', size: SIZE, contenders, pairs, notes }
}

const keysOf = (count) => [
  ...Array.from({ length: count - 1 }, (_, i) => `another secret, number ${i}`),
  SECRET,
]

/** Several keys of which the last one matches, against one. */
export function keyGroup() {
  const signer = createVerifier('github', { keys: SECRET })
  const inputs = textsOf(SIZE).map((text) => ({ text, headers: headersOf(signer, { body: text }) }))
  const wrong = [{ ...inputs[0], text: altered(inputs[0].text) }]
  const contenders = [1, 2, 5, 16].map((count) => {
    const verifier = createVerifier('github', { keys: keysOf(count) })
    const run = ({ headers, text }) => verifier.verify({ headers, body: text }).ok
    return { name: `keys: ${count}`, run, inputs, wrong }
  })
  const pairs = contenders.slice(1).map(({ name }) => [name, 'keys: 1'])
  return { group: 'keys', size: SIZE, contenders, pairs }
}

/** One key and 16 signatures of which the last one matches, against one signature. */
export function signatureGroup() {
  const contenders = []
  const pairs = []
  for (const [id, header] of [
    ['stripe', 'stripe-signature'],
    ['standard-webhooks', 'webhook-signature'],
  ]) {
    const [verifier, secret] = verifierOf(id)
    const others = Array.from({ length: 15 }, (_, i) =>
      secret === BASE64_SECRET
        ? `whsec_${Buffer.from(`another secret, number ${i + 10}`).toString('base64')}`
        : `another secret, number ${i}`,
    )
    const all = createVerifier(id, { keys: [...others, secret] })
    for (const [count, signer] of [
      [1, verifier],
      [16, all],
    ]) {
      const inputs = textsOf(SIZE).map((text) => {
        const headers = headersOf(signer, { body: text })
        return { text, headers }
      })
      const found = inputs[0].headers[header].match(/v1[,=]/g).length
      if (found !== count) throw new Error(`${id} signed ${found} times, not ${count}`)
      const wrong = [{ ...inputs[0], text: altered(inputs[0].text) }]
      const run = ({ headers, text }) => verifier.verify({ headers, body: text }).ok
      contenders.push({ name: `${id}, signatures: ${count}`, run, inputs, wrong })
    }
    pairs.push([`${id}, signatures: 16`, `${id}, signatures: 1`])
  }
  return { group: 'signatures', size: SIZE, contenders, pairs }
}

/** What one verifier for each request would cost. */
export function makeGroup() {
  const inputs = [0, 1, 2, 3].map((i) => `a secret of the benchmark, number ${i}`)
  const run = (keys) => {
    createVerifier('github', { keys }).dispose()
    return true
  }
  const name = 'createVerifier + dispose'
  return { group: 'make', size: 0, contenders: [{ name, run, inputs, wrong: [] }], pairs: [] }
}
