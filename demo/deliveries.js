/** What the demo sends, and what has to be decided of it. */
import * as sign from './signers.js'

/** @typedef {import('./keys.js').Secrets} Secrets */
/** @typedef {import('./keys.js').Sender} Sender */

/**
 * `url` is the one the sender wrote: behind a proxy the receiver sees another.
 *
 * @typedef {{ code: string, status: number, keyId?: string }} Expected
 * @typedef {{ url: string, headers: Record<string, string>, body: Uint8Array }} Sent
 * @typedef {Sent & { provider: Sender, what: string, expect: Expected }} Delivery
 */

const MINUTE = 60_000

/** Where the receiver can be reached, to the outside. */
export const PUBLIC_ORIGIN = 'https://hooks.example.com'

const utf8 = (/** @type {string} */ text) => Buffer.from(text)

/** @returns {Expected} */
const accepted = (keyId = 'current') => ({ code: 'accepted', status: 200, keyId })

/** @returns {Expected} */
const replayed = () => ({ code: 'replayed', status: 200, keyId: 'current' })

/** @param {string} code @returns {Expected} */
const refused = (code, status = 400) => ({ code, status })

const MISMATCH = refused('signature_mismatch', 401)

/** The last byte becomes another, and a JSON body stays JSON. @param {string} body */
const altered = (body) =>
  utf8(body.replace(/[a-z0-9](?=[^a-z0-9]*$)/, (c) => (c === '1' ? '2' : '1')))

/** A Latin-1 letter in place of the last: on the wire it is the byte E9. @param {string} value */
const withE9 = (value) => `${value.slice(0, -1)}\u00e9`

/** Text that is Latin-1, and so not UTF-8. @param {string} text */
const latin1 = (text) => Buffer.from(text, 'latin1')

/** @param {Sender} provider */
function listFor(provider) {
  const url = `${PUBLIC_ORIGIN}/webhooks/${provider}`
  /** @type {Delivery[]} */
  const list = []
  return {
    url,
    list,
    /**
     * @param {string} what @param {Record<string, string>} headers @param {string | Uint8Array} body
     * @param {Expected} expect
     */
    add(what, headers, body, expect, to = url) {
      const bytes = typeof body === 'string' ? utf8(body) : body
      list.push({ provider, what, url: to, headers, body: bytes, expect })
    },
  }
}

/** @param {Secrets} keys @param {number} now */
function fromStripe(keys, now) {
  const { add, list } = listFor('stripe')
  const body = JSON.stringify({ id: 'evt_1', type: 'invoice.paid', data: { amount: 4200 } })
  const genuine = sign.stripe(body, keys.current, now)
  add('genuine', genuine, body, accepted())
  add('the same delivery again', genuine, body, replayed())
  add('one byte of the body altered', genuine, altered(body), MISMATCH)
  add(
    'signed six minutes ago',
    sign.stripe(body, keys.current, now - 6 * MINUTE),
    body,
    refused('timestamp_too_old', 401),
  )
  add(
    'signed six minutes ahead',
    sign.stripe(body, keys.current, now + 6 * MINUTE),
    body,
    refused('timestamp_too_new', 401),
  )
  add('signed with another secret', sign.stripe(body, keys.stranger, now), body, MISMATCH)
  const second = body.replace('evt_1', 'evt_2')
  add(
    'signed with the previous key',
    sign.stripe(second, keys.previous, now),
    second,
    accepted('previous'),
  )
  add('signed with a retired key', sign.stripe(body, keys.retired, now), body, {
    ...refused('key_expired', 401),
    keyId: 'retired',
  })
  const third = body.replace('evt_1', 'evt_3')
  const other = sign.stripe(third, keys.stranger, now)['Stripe-Signature']
  const tag = sign.stripe(third, keys.current, now)['Stripe-Signature'].replace(/^.*,/, '')
  add(
    'two signatures, one of them ours',
    { 'Stripe-Signature': `${other},${tag}` },
    third,
    accepted(),
  )
  const bytes = latin1('{"id":"evt_4","city":"Orl\u00e9ans"}')
  add('a body that is not UTF-8', sign.stripeBytes(bytes, keys.current, now), bytes, accepted())
  add('no Stripe-Signature header', {}, body, refused('header_missing'))
  const broken = withE9(genuine['Stripe-Signature'])
  add(
    'byte E9 in the signature',
    { 'Stripe-Signature': broken },
    body,
    refused('signature_malformed'),
  )
  return list
}

/** @param {Secrets} keys */
async function fromGitHub(keys) {
  const { add, list } = listFor('github')
  const body = JSON.stringify({ ref: 'refs/heads/main', commits: 3 })
  const genuine = await sign.github(body, keys.current)
  add('genuine', genuine, body, accepted())
  add('the same delivery again', genuine, body, replayed())
  add('one byte of the body altered', genuine, altered(body), MISMATCH)
  add('signed with another secret', await sign.github(body, keys.stranger), body, MISMATCH)
  const bytes = latin1('{"ref":"refs/heads/\u00e9t\u00e9"}')
  add('a body that is not UTF-8', sign.githubBytes(bytes, keys.current), bytes, accepted())
  const broken = withE9(genuine['X-Hub-Signature-256'])
  add(
    'byte E9 in the signature',
    { ...genuine, 'X-Hub-Signature-256': broken },
    body,
    refused('signature_malformed'),
  )
  add(
    'only the older SHA-1 signature',
    sign.githubSha1(body, keys.current),
    body,
    refused('header_missing'),
  )
  return list
}

/** @param {Secrets} keys @param {number} now */
function fromSvix(keys, now) {
  const { add, list } = listFor('svix')
  const body = JSON.stringify({ type: 'user.created', user: 'u_1' })
  const genuine = sign.svix(body, keys.current, now, 'msg_a1')
  add('genuine', genuine, body, accepted())
  add('the same delivery again', genuine, body, replayed())
  add('one byte of the body altered', genuine, altered(body), MISMATCH)
  add('another message id', { ...genuine, 'svix-id': 'msg_a2' }, body, MISMATCH)
  add(
    'signed six minutes ago',
    sign.svix(body, keys.current, now - 6 * MINUTE, 'msg_a3'),
    body,
    refused('timestamp_too_old', 401),
  )
  const other = sign.svix(body, keys.stranger, now, 'msg_a4')
  const ours = sign.svix(body, keys.current, now, 'msg_a4')
  const both = `${other['svix-signature']} ${ours['svix-signature']}`
  add('two signatures, one of them ours', { ...ours, 'svix-signature': both }, body, accepted())
  const { 'svix-id': _, ...rest } = genuine
  add('no svix-id header', rest, body, refused('header_missing'))
  return list
}

/** @param {Secrets} keys @param {number} now */
function fromStandardWebhooks(keys, now) {
  const { add, list } = listFor('standard-webhooks')
  const body = JSON.stringify({ type: 'contact.updated', data: { id: 'c_1' } })
  const by = (/** @type {string} */ key, /** @type {string} */ id, at = now) =>
    sign.standardWebhooks(body, key, at, id)
  add('genuine', by(keys.current, 'msg_b1'), body, accepted())
  add('signed with the previous key', by(keys.previous, 'msg_b2'), body, accepted('previous'))
  add('signed with another secret', by(keys.stranger, 'msg_b3'), body, MISMATCH)
  add(
    'signed six minutes ahead',
    by(keys.current, 'msg_b4', now + 6 * MINUTE),
    body,
    refused('timestamp_too_new', 401),
  )
  return list
}

/** @param {Secrets} keys @param {number} now */
function fromSlack(keys, now) {
  const { add, list } = listFor('slack')
  const body = 'token=x&command=%2Fdeploy&text=production'
  const genuine = sign.slack(body, keys.current, now)
  const late = sign.slack(body, keys.current, now - 6 * MINUTE)
  const changed = altered(body)
  sign.checkWithBolt(genuine, body, keys.current, true)
  sign.checkWithBolt(genuine, changed.toString(), keys.current, false)
  sign.checkWithBolt(late, body, keys.current, false)
  add('genuine', genuine, body, accepted())
  add('the same delivery again', genuine, body, replayed())
  add('one byte of the body altered', genuine, changed, MISMATCH)
  add('signed six minutes ago', late, body, refused('timestamp_too_old', 401))
  return list
}

/** @param {Secrets} keys */
function fromTwilio(keys) {
  const { add, list, url } = listFor('twilio')
  const form = { CallSid: 'CA0001', From: '+15550100', Body: 'On my way' }
  const body = new URLSearchParams(form).toString()
  const genuine = sign.twilioForm(url, form, keys.current)
  add('genuine form', genuine, body, accepted())
  add('one byte of the form altered', genuine, altered(body), MISMATCH)
  // Twilio signs the port or leaves it out, whichever the caller's stack does; both are the same.
  const second = { ...form, CallSid: 'CA0002' }
  const named = url.replace('.com', '.com:443')
  add(
    'signed with port 443 in the URL',
    sign.twilioForm(named, second, keys.current),
    new URLSearchParams(second).toString(),
    accepted(),
  )
  const moved = url.replace('.com', '.com:8443')
  add('signed for another port', sign.twilioForm(moved, form, keys.current), body, MISMATCH)
  const json = utf8('{"status":"delivered","attempt":1}')
  const digest = sign.twilioDigest(url, json, keys.current)
  add('JSON, its digest in the URL', digest.headers, json, accepted(), digest.url)
  add('JSON with one byte altered', digest.headers, altered(json.toString()), MISMATCH, digest.url)
  const bytes = latin1('{"status":"re\u00e7u"}')
  const raw = sign.twilioDigest(url, bytes, keys.current)
  add('JSON that is not UTF-8', raw.headers, bytes, accepted(), raw.url)
  return list
}

/**
 * In the order in which they have to be sent: a repeat comes after what it repeats.
 *
 * @param {Record<Sender, Secrets>} secrets
 * @param {number} now
 */
export async function makeDeliveries(secrets, now) {
  return [
    ...fromStripe(secrets.stripe, now),
    ...(await fromGitHub(secrets.github)),
    ...fromSvix(secrets.svix, now),
    ...fromStandardWebhooks(secrets['standard-webhooks'], now),
    ...fromSlack(secrets.slack, now),
    ...fromTwilio(secrets.twilio),
  ]
}
