/** The endpoints' secrets: made anew with each run, so that nothing in this directory is one. */
import { randomBytes } from 'node:crypto'

const DAY = 86_400_000

/**
 * What an endpoint holds: the key in force, the one before it, which senders may still use, and one
 * that is past its end. The stranger's is nobody's.
 *
 * @typedef {{ current: string, previous: string, retired: string, stranger: string }} Secrets
 */

const hex = () => randomBytes(16).toString('hex')
const whsec = () => `whsec_${randomBytes(24).toString('base64')}`

/** The form in which each vendor shows a secret. */
const forms = {
  stripe: () => `whsec_${randomBytes(24).toString('base64url')}`,
  github: hex,
  svix: whsec,
  'standard-webhooks': whsec,
  slack: hex,
  twilio: hex,
}

/** @typedef {keyof typeof forms} Sender */

/** @returns {Record<Sender, Secrets>} */
export function makeSecrets() {
  const entries = Object.entries(forms).map(([provider, make]) => [
    provider,
    { current: make(), previous: make(), retired: make(), stranger: make() },
  ])
  return Object.fromEntries(entries)
}

/**
 * The keys as a verifier takes them; the ids are what verdicts and the log show.
 *
 * @param {Secrets} secrets
 * @param {number} now
 */
export function keysOf({ current, previous, retired }, now) {
  return [
    { id: 'current', secret: current },
    { id: 'previous', secret: previous, notAfter: now + DAY },
    { id: 'retired', secret: retired, notAfter: now - DAY },
  ]
}
