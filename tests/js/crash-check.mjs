// What must hold of whatever a power cut leaves: nothing acknowledged is lost, nothing that was taken out
// comes back, what was torn is aside, and the log that goes on is sound.

import { createHash, createPublicKey, verify as edVerify } from 'node:crypto'
import { fileSink, openAudit, recover } from 'countersign/audit'
import { verifyLog } from 'countersign/auditor'
import { DIR, entryOf, logOf, optionsOn, policy } from './crash-scenarios.mjs'
import { random } from './crash-states.mjs'

/** How many bytes of what is left are whole groups of the true log. */
export function wholeOf(left, { text, seals }) {
  let low = 0
  let high = seals.length - 1
  // The longest that is the same: groups only follow on one another.
  while (low < high) {
    const middle = (low + high + 1) >> 1
    const end = seals[middle]
    if (end <= left.length && left.compare(text, 0, end, 0, end) === 0) low = middle
    else high = middle - 1
  }
  return seals[low]
}

/**
 * Recovers what is left, and says what is not as it must be. `isDeep` is with a writer, who goes on, loses
 * the power once more and is read again.
 */
export async function complaintsOf(disk, truth, { isDeep = false, seed = 0 } = {}) {
  const before = logOf(disk)
  const whole = wholeOf(before, truth)
  if (whole < truth.acked) return [`lost: ${truth.acked - whole} bytes of acknowledged entries`]
  const files = disk.process()
  const notes = truth.note === undefined ? [] : [truth.note]
  const options = optionsOn(files, { checkpointTo: (note) => notes.push(note) })
  const isOpened = isDeep || truth.note === undefined
  let log
  try {
    if (isOpened) log = await openAudit(options)
    else await recover(options.origin, options.primary)
  } catch (error) {
    return [`refused: ${error.code ?? error.stack}`]
  }
  const complaints = []
  const expect = (holds, complaint) => {
    if (!holds) complaints.push(complaint)
  }
  const after = logOf(disk)
  const past = truth.text.subarray(0, whole)
  expect(after.subarray(0, whole).equals(past), 'other: the log changed its past')
  const said = after.subarray(whole).toString().split('\n')
  const own = said.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))
  const last = isOpened ? own.pop() : undefined
  expect(!isOpened || last?.action === 'audit.open', 'other: nothing says that it was opened')
  expect(
    own.every(({ action }) => action === 'audit.recovered'),
    'resurrected: behind the last whole group there is more than the log says itself',
  )
  if (before.length > whole) {
    const torn = before.subarray(whole)
    const hash = createHash('sha256').update(torn).digest('hex')
    const isAside = own.some(({ metadata: { file, bytes, sha256 } }) => {
      const aside = disk.content(`${DIR}/${file}`)
      return aside?.equals(torn) && bytes === torn.length && sha256 === hash
    })
    expect(isAside, 'torn: what was torn is not aside')
  }
  // What is aside now, the log must speak of: also where a crash came in between.
  const names = disk.names(DIR)
  const text = after.toString()
  for (const name of names.filter((name) => name.startsWith('torn-'))) {
    expect(text.includes(`"file":"${name}"`), 'torn: a file the log does not know of')
  }
  for (const { seq, text } of truth.sealed) {
    const found = disk.content(`${DIR}/sealed-${seq}.json`)?.toString()
    expect(found === text, 'lost: the disclosure of an acknowledged entry')
  }
  for (const { seq } of truth.erased) {
    const isThere = names.some((name) => name.startsWith(`sealed-${seq}.json`))
    expect(!isThere, 'resurrected: an erased disclosure')
  }
  await expectSound(disk, notes, complaints)
  if (!isDeep || complaints.length > 0) return complaints
  try {
    await expectMore(log, disk, after, notes, complaints, seed)
  } catch (error) {
    complaints.push(`refused: ${error.code ?? error.stack}`)
  }
  return complaints
}

/** The log goes on, and loses the power once more: it is still what it was. */
async function expectMore(log, disk, before, notes, complaints, seed) {
  const next = random(seed)
  const { seq, json } = await log.append(entryOf(next))
  const acked = logOf(disk)
  if (next() < 0.5) await log.close()
  const left = disk.cut({ isRecording: false })
  const start = logOf(left)
  const again = await openAudit(
    optionsOn(left.process(), { checkpointTo: (note) => notes.push(note) }),
  )
  const after = logOf(left)
  const isSame = (part) => after.subarray(0, part.length).equals(part)
  if (![before, acked, start].every(isSame)) complaints.push('lost: by a second power cut')
  const line = after
    .toString()
    .split('\n')
    .find((line) => line.includes(`"seq":${seq},`))
  if (line !== json) complaints.push('lost: an entry appended after recovery')
  await expectSound(left, notes, complaints)
  await again.close()
}

async function expectSound(disk, notes, complaints) {
  const sink = fileSink(DIR, { files: disk.process() })
  const report = await verifyLog(sink, { policy, checkpoints: notes, verify })
  if (!report.ok) complaints.push(`unsound: ${report.first.kind}`)
}

const known = new Map()

/** Signatures come again and again: each is verified once. */
function verify(publicKey, text, signature) {
  const key = `${Buffer.from(publicKey).toString('latin1')}${Buffer.from(signature).toString('latin1')}`
  const before = known.get(key)
  if (before?.text === Buffer.from(text).toString()) return before.holds
  const holds = verifyOnce(publicKey, text, signature)
  known.set(key, { text: Buffer.from(text).toString(), holds })
  if (known.size > 100_000) known.clear()
  return holds
}

function verifyOnce(publicKey, text, signature) {
  const x = Buffer.from(publicKey).toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return edVerify(null, text, key, signature)
}
