/**
 * The vendors' own signers. Each gives the headers that its vendor would send; `at` is the signing
 * time in milliseconds.
 */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { sign as signGitHub } from '@octokit/webhooks-methods'
import bolt from '@slack/bolt'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import Stripe from 'stripe'
import { Webhook as SvixWebhook } from 'svix'
import twilio from 'twilio'

const seconds = (/** @type {number} */ at) => Math.floor(at / 1000)

/** @param {string} key @param {(string | Uint8Array)[]} parts */
function hmacHex(key, ...parts) {
  const hmac = createHmac('sha256', key)
  for (const part of parts) hmac.update(part)
  return hmac.digest('hex')
}

/** @param {string} body @param {string} secret @param {number} at */
export function stripe(body, secret, at) {
  const options = { payload: body, secret, timestamp: seconds(at) }
  return { 'Stripe-Signature': Stripe.webhooks.generateTestHeaderString(options) }
}

/**
 * The SDK signs text only, so bytes that are not UTF-8 are signed here, as Stripe documents it.
 *
 * @param {Uint8Array} body @param {string} secret @param {number} at
 */
export function stripeBytes(body, secret, at) {
  const time = seconds(at)
  return { 'Stripe-Signature': `t=${time},v1=${hmacHex(secret, `${time}.`, body)}` }
}

/** @param {string} body @param {string} secret */
export async function github(body, secret) {
  return { 'X-GitHub-Event': 'push', 'X-Hub-Signature-256': await signGitHub(secret, body) }
}

/**
 * The SDK signs text only here too.
 *
 * @param {Uint8Array} body @param {string} secret
 */
export function githubBytes(body, secret) {
  return { 'X-GitHub-Event': 'push', 'X-Hub-Signature-256': `sha256=${hmacHex(secret, body)}` }
}

/**
 * The older scheme, which GitHub still sends beside the other. No signer makes it any more.
 *
 * @param {string} body @param {string} secret
 */
export function githubSha1(body, secret) {
  return { 'X-Hub-Signature': `sha1=${createHmac('sha1', secret).update(body).digest('hex')}` }
}

/** @param {string} body @param {string} secret @param {number} at @param {string} id */
export function svix(body, secret, at, id) {
  return {
    'svix-id': id,
    'svix-timestamp': String(seconds(at)),
    'svix-signature': new SvixWebhook(secret).sign(id, new Date(at), body),
  }
}

/** @param {string} body @param {string} secret @param {number} at @param {string} id */
export function standardWebhooks(body, secret, at, id) {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds(at)),
    'webhook-signature': new StandardWebhook(secret).sign(id, new Date(at), body),
  }
}

/**
 * Slack publishes a verifier and no signer: this is the scheme as it is documented.
 *
 * @param {string} body @param {string} secret @param {number} at
 */
export function slack(body, secret, at) {
  const time = seconds(at)
  return {
    'X-Slack-Request-Timestamp': String(time),
    'X-Slack-Signature': `v0=${hmacHex(secret, `v0:${time}:`, body)}`,
  }
}

/**
 * Makes sure that Slack's own verifier decides the same, so that what is sent is what Slack means.
 *
 * @param {ReturnType<typeof slack>} headers @param {string} body @param {string} secret
 * @param {boolean} isGenuine
 */
export function checkWithBolt(headers, body, secret, isGenuine) {
  const said = bolt.isValidSlackRequest({
    signingSecret: secret,
    body,
    headers: {
      'x-slack-signature': headers['X-Slack-Signature'],
      'x-slack-request-timestamp': Number(headers['X-Slack-Request-Timestamp']),
    },
  })
  assert.equal(said, isGenuine, 'bolt decides otherwise')
}

/** @param {string} url @param {Record<string, string>} parameters @param {string} token */
export function twilioForm(url, parameters, token) {
  return { 'X-Twilio-Signature': twilio.getExpectedTwilioSignature(token, url, parameters) }
}

/**
 * A body that is no form: its digest stands in the URL, and the URL is signed.
 *
 * @param {string} url @param {Uint8Array} body @param {string} token
 */
export function twilioDigest(url, body, token) {
  // Typed for text, and takes bytes as they are.
  const digest = twilio.getExpectedBodyHash(/** @type {any} */ (body))
  const signed = `${url}?bodySHA256=${digest}`
  const signature = twilio.getExpectedTwilioSignature(token, signed, {})
  return { url: signed, headers: { 'X-Twilio-Signature': signature } }
}
