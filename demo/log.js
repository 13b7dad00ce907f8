/** Reads the audit log back and holds it against what was decided. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** @typedef {{ file: string, entries: number, successes: number, faults: string[] }} LogReport */

/**
 * @param {string} dir
 * @param {readonly import('./deliveries.js').Delivery[]} deliveries in the order in which they came
 * @param {readonly string[]} confidential what the log must not hold
 * @param {number} start when the first was sent
 * @returns {Promise<LogReport>}
 */
export async function checkLog(dir, deliveries, confidential, start) {
  const file = join(dir, 'audit.jsonl')
  const text = await readFile(file, 'utf8')
  const entries = text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
  const faults = []
  if (entries.length !== deliveries.length) {
    faults.push(`${entries.length} entries for ${deliveries.length} deliveries`)
  }
  let last = start
  for (const [place, { provider, expect }] of deliveries.entries()) {
    const { timestamp, action, userId, resource, result, metadata } = entries[place] ?? {}
    const time = Date.parse(timestamp)
    const said = { action, userId, resource, result, code: metadata?.code, keyId: metadata?.keyId }
    const wanted = {
      action: 'webhook.receive',
      userId: `provider:${provider}`,
      resource: `/webhooks/${provider}`,
      result: expect.status === 200 ? 'success' : 'failure',
      code: expect.code,
      keyId: expect.keyId,
    }
    const isInOrder = time >= last && time <= Date.now()
    if (JSON.stringify(said) !== JSON.stringify(wanted) || !isInOrder) {
      faults.push(`entry ${place + 1} is not what was decided of ${provider}, ${expect.code}`)
      break
    }
    last = time
  }
  if (confidential.some((part) => text.includes(part))) faults.push('it holds a secret')
  const successes = entries.filter(({ result }) => result === 'success').length
  return { file, entries: entries.length, successes, faults }
}
