// What a user would take instead: other ways to make the HMAC, and the vendors' own libraries.

import { Buffer } from 'node:buffer'
import { timingSafeEqual } from 'node:crypto'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { verify as octokitVerify } from '@octokit/webhooks-methods'
import { createVerifier } from 'countersign'
import { createHMAC, createSHA256 } from 'hash-wasm'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import Stripe from 'stripe'
import { Webhook as SvixWebhook } from 'svix'
import { baseAndOurs } from './contenders.mjs'
import { altered, deliveriesOf, flat, SECRET, textsOf } from './inputs.mjs'

const OURS = 'github, string'

/** Against every other way to make an HMAC-SHA256, over a string. */
export async function peerGroup(size) {
  const deliveries = deliveriesOf(size)
  const encoder = new TextEncoder()
  const secret = encoder.encode(SECRET)
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', secret, algorithm, false, ['verify'])
  const hasher = await createHMAC(createSHA256(), secret)
  const runs = {
    'WebCrypto, key cached': ({ text, hex }) =>
      crypto.subtle.verify('HMAC', key, Buffer.from(hex, 'hex'), encoder.encode(text)),
    '@noble/hashes': ({ text, hex }) =>
      timingSafeEqual(hmac(sha256, secret, utf8ToBytes(text)), hexToBytes(hex)),
    'hash-wasm, hasher cached': ({ text, hex }) =>
      timingSafeEqual(hasher.init().update(text).digest('binary'), Buffer.from(hex, 'hex')),
  }
  const peers = Object.entries(runs).map(([name, run]) => ({
    name,
    run,
    isAsync: name.startsWith('WebCrypto'),
    ...deliveries,
  }))
  const contenders = [...baseAndOurs(deliveries), ...peers]
  const others = contenders.map(({ name }) => name).filter((name) => name !== OURS)
  return { group: 'peers', size, contenders, pairs: others.map((name) => [OURS, name]) }
}

const STANDARD_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const STRIPE_TOLERANCE = 300

/** What `verifier` would be sent: each text with the headers that it signs, names in lower case. */
function signed(verifier, texts, body = (text) => text) {
  return texts.map((text) => {
    const headers = {}
    for (const [name, value] of Object.entries(verifier.sign({ body: text }))) {
      headers[name.toLowerCase()] = flat(value)
    }
    return { text: body(text), headers }
  })
}

/** Against the vendors' libraries, each with its own scheme and the same secret. */
export function schemeGroup(size) {
  const texts = textsOf(size)
  const stripe = createVerifier('stripe', { keys: SECRET })
  const standard = createVerifier('standard-webhooks', { keys: STANDARD_SECRET })
  const svix = createVerifier('svix', { keys: STANDARD_SECRET })
  const github = createVerifier('github', { keys: SECRET })
  const { signature: theirStripe } = new Stripe('sk_test').webhooks
  const theirStandard = new StandardWebhook(STANDARD_SECRET)
  const theirSvix = new SvixWebhook(STANDARD_SECRET)

  const schemes = [
    {
      verifier: stripe,
      ours: ['ours, stripe', ({ text, headers }) => stripe.verify({ headers, body: text }).ok],
      theirs: {
        'stripe verifyHeader': ({ text, headers }) =>
          theirStripe.verifyHeader(text, headers['stripe-signature'], SECRET, STRIPE_TOLERANCE),
      },
    },
    {
      verifier: standard,
      ours: [
        'ours, standard-webhooks',
        ({ text, headers }) => standard.verify({ headers, body: text }).ok,
      ],
      theirs: {
        'standardwebhooks verify': ({ text, headers }) =>
          typeof theirStandard.verify(text, headers) === 'object',
        'standardwebhooks verify, jsonParse: false': ({ text, headers }) =>
          theirStandard.verify(text, headers, { jsonParse: false }) === undefined,
      },
    },
    {
      verifier: svix,
      ours: ['ours, svix', ({ text, headers }) => svix.verify({ headers, body: text }).ok],
      theirs: {
        'svix verify': ({ text, headers }) => typeof theirSvix.verify(text, headers) === 'object',
      },
    },
    {
      verifier: github,
      ours: ['ours, github', ({ text, headers }) => github.verify({ headers, body: text }).ok],
      theirs: {
        'octokit verify': ({ text, headers }) =>
          octokitVerify(SECRET, text, headers['x-hub-signature-256']),
      },
    },
  ]

  const contenders = []
  const pairs = []
  for (const { verifier, ours, theirs } of schemes) {
    const inputs = signed(verifier, texts)
    const wrong = signed(verifier, texts.slice(0, 1), altered)
    for (const [name, run] of [ours, ...Object.entries(theirs)]) {
      contenders.push({ name, run, inputs, wrong, isAsync: name.startsWith('octokit') })
      if (name !== ours[0]) pairs.push([ours[0], name])
    }
  }
  return { group: 'schemes', size, contenders, pairs }
}
