// Standard Webhooks, which many vendors have taken over: what their drivers have in common.

import { hmac, post, seconds } from './sent.mjs'

/** A genuine request under the header names of `family`: webhook or svix. */
export function standard(key, body, family = 'webhook') {
  const id = 'msg_2b5Ck0e1'
  const timestamp = String(seconds())
  return post(
    {
      [`${family}-id`]: id,
      [`${family}-timestamp`]: timestamp,
      [`${family}-signature`]: `v1,${hmac(key, `${id}.${timestamp}.${body}`, 'base64')}`,
    },
    body,
  )
}

/** The key of a `whsec_` secret. */
export const whsec = (secret) => Buffer.from(secret.slice('whsec_'.length), 'base64')

/** A driver of such a vendor, of which `id`, `package`, `compares` and `verify` are left to say. */
export function standardDriver({ family = 'webhook', keyOf = whsec, ...driver }) {
  return {
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    signature: { header: `${family}-signature`, encoding: 'base64' },
    takes: 'json',
    build: (secret, body) => standard(keyOf(secret), body, family),
    ...driver,
  }
}
