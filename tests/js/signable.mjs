// What `sign` can sign for every row: a secret of the form that the row takes, and where it has no headers.

import { createVerifier } from 'countersign'

const BASE64 = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
export const HEX = '00112233445566778899aabbccddeeff'

/** Their signature stands in the body, so there is no header to sign. */
export const IN_BODY = [
  'adyen',
  'braintree',
  'dropbox-sign',
  'figma',
  'hygraph',
  'mailgun',
  'microsoft-graph',
  'opennode',
]

/** The form of secret that the provider takes, as the only key. */
export function keysFor(provider) {
  for (const secret of [BASE64, HEX, 'user:password', BASE64.slice('whsec_'.length)]) {
    const keys = [{ id: 'key', secret }]
    try {
      createVerifier(provider, { keys }).dispose()
      return keys
    } catch {}
  }
  throw new Error(`no secret for ${provider}`)
}
