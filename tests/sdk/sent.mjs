// Genuine requests made by us with node:crypto, for the SDKs that have no signer of their own.

import { createHash, createHmac } from 'node:crypto'

export const url = 'https://example.com/webhooks'

/** A body that every SDK takes which does not insist on a form of its own. */
export const plainBody = '{"type":"test","note":"genuine"}'

export const seconds = () => Math.floor(Date.now() / 1000)

export function post(headers, body, to = url) {
  return { method: 'POST', url: to, headers, body }
}

export function hmac(key, text, encoding, algorithm = 'sha256') {
  return createHmac(algorithm, key).update(text).digest(encoding)
}

export function hash(text, encoding, algorithm = 'sha256') {
  return createHash(algorithm).update(text).digest(encoding)
}

/** A JWT with an HMAC-SHA256 signature. */
export function jwt(claims, secret) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
  return `${signed}.${hmac(secret, signed, 'base64url')}`
}
