// A log with the usual options, for tests.

import { generateKeyPairSync } from 'node:crypto'
import { ed25519Signer, memorySink, openAudit } from 'countersign/audit'

export const ORIGIN = 'example.com/audit/test'
export const ENTRY = { action: 'key.rotate', userId: 'u_1', resource: 'keys/7', result: 'success' }
export const newSigner = () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  return ed25519Signer({ name: ORIGIN, privateKey })
}
export const signer = newSigner()
export const policyOf = ({ verifierKey }) => `log ${verifierKey}\nquorum none\n`
export const policy = policyOf(signer)

/** With the checkpoints that it hands out. */
export async function opened(options = {}) {
  const notes = []
  const primary = options.primary ?? memorySink()
  const checkpointTo = (note) => void notes.push(note)
  const audit = await openAudit({ origin: ORIGIN, signer, checkpointTo, ...options, primary })
  return { audit, notes, primary }
}

export const linesOf = (text) =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
