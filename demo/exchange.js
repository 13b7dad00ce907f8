/** One delivery, sent and held against what is expected of it. */
import { send } from './send.js'

/**
 * What the receiver saw while a delivery was under way.
 *
 * @typedef {object} Seen
 * @property {import('countersign').Verdict[]} verdicts
 * @property {import('countersign').Delivery[]} handled
 */

/**
 * @param {import('./deliveries.js').Delivery} delivery
 * @param {number} port
 * @param {Seen} seen which the receiver writes to
 * @returns {Promise<import('./report.js').Result>}
 */
export async function exchange({ provider, expect, ...sent }, port, seen) {
  seen.verdicts.length = 0
  seen.handled.length = 0
  const { status, text } = await send(sent, port)
  const [verdict] = seen.verdicts
  const [handled] = seen.handled
  // A sender must not learn that it holds a key which was once good.
  const told = expect.code === 'key_expired' ? 'signature_mismatch' : expect.code
  const isAccepted = expect.code === 'accepted'
  const checks = [
    ['verdicts', seen.verdicts.length, 1],
    ['provider', verdict?.provider, provider],
    ['verdict', verdict?.code, expect.code],
    ['key', verdict?.keyId, expect.keyId],
    ['answer', status, expect.status],
    ['text of the answer', text, expect.status === 200 ? '' : told],
    ['runs of the handler', seen.handled.length, isAccepted ? 1 : 0],
    [
      'the bytes that came are those that were sent',
      sameBytes(handled?.body, sent.body),
      isAccepted,
    ],
  ]
  const faults = checks
    .filter(([, got, wanted]) => got !== wanted)
    .map(([name, got, wanted]) => `${name}: ${got ?? 'none'}, expected ${wanted ?? 'none'}`)
  return { status, verdict, faults }
}

/** @param {Uint8Array | undefined} a @param {Uint8Array} b */
const sameBytes = (a, b) => a !== undefined && Buffer.compare(a, b) === 0
