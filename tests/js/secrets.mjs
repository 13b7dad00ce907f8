// Random secrets, and requests that are signed with them elsewhere: by a copy of the package whose
// memory is not searched.

import { createHash, randomBytes } from 'node:crypto'
import { freshCopy } from './memory-search.mjs'

/** Providers of every kind of secret, of hash, and of what is signed. */
export const PROVIDERS = {
  github: ['text'],
  stripe: ['text'],
  shopify: ['bytes'],
  'standard-webhooks': ['base64'],
  linear: ['text'], // reads the time from the body
  twilio: ['text', 'sha1'], // computes what is signed
  hubspot: ['text'], // signs something behind the body
  'upstash-qstash': ['text'], // signs a token that holds the body's hash
}

let made = 0

/** A random secret, in the form in which a provider gives it, of so many bytes once decoded. */
export function newKey(form, length, hash = 'sha256') {
  const id = `key ${++made}`
  if (form === 'text') {
    // One letter is not ASCII.
    const secret = `ü${randomBytes(length)
      .toString('base64url')
      .slice(0, length - 2)}`
    return { id, hash, secret, bytes: Buffer.from(secret) }
  }
  const bytes = randomBytes(length)
  if (form === 'bytes') return { id, hash, secret: bytes, bytes }
  const text = `whsec_${bytes.toString('base64')}`
  return { id, hash, secret: text, text, bytes }
}

/** Keys of a provider's kind, of these lengths. */
export const newKeys = (provider, lengths) => {
  const [form, hash] = PROVIDERS[provider]
  return lengths.map((length) => newKey(form, length, hash))
}

export const secretsOf = (keys) => keys.map(({ secret }) => secret)

const signer = await freshCopy()

/** A genuine request whose body has about this length. */
export function newRequest(provider, { secret }, length, isBytes = false) {
  const text = JSON.stringify({ webhookTimestamp: Date.now(), text: 'é'.repeat(length / 2) })
  const isForm = provider === 'twilio' && length < 1000
  const body = isForm ? `Body=${'x'.repeat(length)}` : isBytes ? Buffer.from(text) : text
  const sha256 = createHash('sha256').update(body).digest('hex')
  const url = `https://example.com/hooks${isForm ? '' : `?bodySHA256=${sha256}`}`
  const verifier = signer.createVerifier(provider, { keys: secret })
  const headers = verifier.sign({ body, url })
  verifier.dispose()
  return { headers, body, url }
}

/** The same with something wrong about the headers. */
export function malformed({ headers, ...request }) {
  const [[name, value], ...rest] = Object.entries(headers)
  const all = (value) => Object.keys(headers).map((name) => [name, value])
  const wrong = [{}, all('x'), all(''), all('é'), all('9'.repeat(9000)), rest]
  return [...wrong, [[name, value.slice(0, -9)], ...rest]].map((headers) => ({
    ...request,
    headers,
  }))
}
