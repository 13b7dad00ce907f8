// The vendors' own SDKs, each behind one function. Nothing here is shipped: the package beside this
// file has them as its dependencies, and only the differential tests install it.
//
// A driver:
//   id          row id of the provider
//   package     'name@version' as installed
//   compares    'file:LINE' under node_modules of the comparison of the signature, in the SDK or in
//               the library that it leaves it to; self.mjs proves that verify gets there
//   secret      an example secret, or [{ id, secret }] where there are parts or several keys
//   signature   { header } with the name, or the names, of the header that holds it, or
//               { body: true }; and its encoding: hex, base64, base64url, jwt, text
//   coversBody  true; false: not at all; 'parts': some fields only
//   takes       what the SDK needs of a body, also of a genuine one:
//                 text    nothing
//                 json    JSON
//                 event   JSON of the form that `body` shows
//                 form    a form; the SDK is handed the parsed fields
//                 parsed  JSON, and what it checks is the parsed value written out again
//   body()      a body that the SDK takes
//   make(secret, body) or build(secret, body)
//               a genuine request { method, url, headers: { name: value }, body } of now: make signs
//               with the SDK's own signer, build with node:crypto and is ours. May be async; both
//               arguments have defaults
//   alter(body) changes what is signed in the body of a request, without breaking its form
//   verify(request, secret)
//               what the SDK says: true = genuine; what it throws is a false. Async. The clock is the
//               real one. Bodies are handed over raw unless a comment in the driver says otherwise

import { plainBody } from './sent.mjs'

const names = [
  'adyen',
  'anthropic',
  'authsignal',
  'box',
  'braintree',
  'cashfree',
  'chargebee',
  'clerk',
  'cloudconvert',
  'cloudinary',
  'coinbase-commerce',
  'composio',
  'contentful',
  'dodo-payments',
  'dropbox-sign',
  'easypost',
  'elevenlabs',
  'finch',
  'fingerprint',
  'fintoc',
  'flowglad',
  'getstream',
  'github',
  'gocardless',
  'hubspot',
  'hygraph',
  'imagekit-legacy',
  'imagekit',
  'inngest',
  'lark',
  'line',
  'linear',
  'lithic',
  'liveblocks',
  'livekit',
  'mailersend',
  'mailtrap',
  'mercado-pago',
  'messagebird',
  'messagebird-legacy',
  'modern-treasury',
  'mux',
  'nango',
  'notion',
  'onfido',
  'openai',
  'opennode',
  'orb',
  'paddle',
  'plain',
  'plivo',
  'polar',
  'privy',
  'pusher',
  'razorpay',
  'replicate',
  'resend',
  'retell',
  'sanity',
  'shopify',
  'shopware',
  'signalwire',
  'slack',
  'square',
  'standard-webhooks',
  'stripe',
  'svix',
  'telegram',
  'trigger-dev',
  'twilio',
  'upstash-qstash',
  'viber',
  'vonage',
  'whop',
  'workos',
  'x',
  'zoom',
]

const modules = await Promise.all(names.map((name) => import(`./drivers/${name}.mjs`)))

export const drivers = modules.flatMap((module) => module.default).map(complete)

function complete(driver) {
  const full = { coversBody: true, takes: 'text', body: () => plainBody, alter, ...driver }
  for (const signer of ['make', 'build']) {
    if (driver[signer] !== undefined) {
      full[signer] = (secret = full.secret, body = full.body()) => driver[signer](secret, body)
    }
  }
  full.verify = (request, secret) => verdict(() => driver.verify(request, secret))
  return full
}

/** What an SDK throws at is not genuine to it. */
async function verdict(call) {
  try {
    return await call()
  } catch {
    return false
  }
}

function alter(body) {
  return body.replace('genuine', 'genuinf')
}
