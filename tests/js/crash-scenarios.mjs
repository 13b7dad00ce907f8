// Logs that are written on a simulated disk, by processes that close, are killed or lose the power; and
// what must hold of whatever is left at any moment of that.

import { createPrivateKey } from 'node:crypto'
import { ed25519Signer, fileSink, openAudit } from 'countersign/audit'
import { random, statesAt } from './crash-states.mjs'
import { Disk } from './disk.mjs'

export const ORIGIN = 'example.com/audit/crash'
export const DIR = '/var/log/audit'
const NOW = 1_750_000_000_000

/** The key whose seed is so many sevens. */
const pkcs8 = Buffer.from(`302e020100300506032b657004220420${'07'.repeat(32)}`, 'hex')
const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
export const signer = ed25519Signer({ name: ORIGIN, privateKey })
export const policy = `log ${signer.verifierKey}\nquorum none\n`

/** The options of a log on such a disk. */
export function optionsOn(files, more = {}) {
  const { segmentBytes = 2000, groupMax = 64, ...others } = more
  let now = NOW
  const next = random(1)
  return {
    origin: ORIGIN,
    primary: fileSink(DIR, { files, segmentBytes, groupMax }),
    signer,
    checkpointTo: () => {},
    // Only their number counts: timers would make what happens depend on the machine.
    checkpoint: { entries: 6, ms: Number.POSITIVE_INFINITY },
    now: () => now++,
    random: (length) => Uint8Array.from({ length }, () => Math.floor(next() * 256)),
    ...others,
  }
}

/** An entry, one of many sizes; some have a value that is sealed. */
export function entryOf(next) {
  const kind = next()
  const pad = 'x'.repeat(kind < 0.85 ? next() * 60 : kind < 0.99 ? next() * 600 : next() * 6000)
  const metadata = { pad, amount: Math.floor(next() * 1e6) }
  const entry = {
    action: 'key.use',
    userId: 'u_1',
    resource: 'keys/7',
    result: 'success',
    metadata,
  }
  return next() < 0.1 ? { ...entry, seal: ['/metadata/amount'] } : entry
}

const isSegment = (name) => /^seg-\d{16}\.jsonl$/.test(name)

/** The log's text, of all segments. */
export function logOf(disk) {
  const names = disk.names(DIR).filter(isSegment).sort()
  return Buffer.concat(names.map((name) => disk.content(`${DIR}/${name}`)))
}

/** Where the groups end. */
function sealsOf(text) {
  const ends = [0]
  for (let at = text.indexOf('\n#'); at >= 0; at = text.indexOf('\n#', at + 1)) {
    const end = text.indexOf('\n', at + 1)
    if (end >= 0) ends.push(end + 1)
  }
  return ends
}

/** A disk between two power cuts, and what was promised on it, when. */
class Life {
  constructor(disk, before) {
    this.disk = disk
    this.acks = before === undefined ? [] : [{ moment: 0, bytes: before.acked }]
    this.notes = before?.note === undefined ? [] : [{ moment: 0, note: before.note }]
    this.sealed = before?.sealed.map((one) => ({ ...one, moment: 0 })) ?? []
    this.erased = before?.erased.map((one) => ({ ...one, moment: 0 })) ?? []
    this.receipts = []
    this.truths = new Map()
  }

  /** All that is in the log by now was acknowledged. */
  ack() {
    this.acks.push({ moment: this.disk.moment, bytes: sealsOf(logOf(this.disk)).at(-1) })
  }

  /** The log's true text at a moment, and what was promised of it by then. */
  truth(moment) {
    let truth = this.truths.get(moment)
    if (truth === undefined) {
      const past = Disk.of(this.disk.history[moment], this.disk.root, liveAt(this.disk, moment), {
        isRecording: false,
      })
      const text = logOf(past)
      const isPast = (one) => one.moment <= moment
      truth = {
        text,
        seals: sealsOf(text),
        acked: this.acks.findLast(isPast)?.bytes ?? 0,
        note: this.notes.findLast(isPast)?.note,
        sealed: this.sealed.filter(isPast),
        erased: this.erased.filter(isPast),
      }
      this.truths.set(moment, truth)
    }
    return truth
  }

  /** All states that a power cut may leave, with the moment. */
  *states(seed) {
    const { history, root } = this.disk
    for (const [moment, snapshot] of history.entries()) {
      for (const state of statesAt(snapshot, root, seed * 1000 + moment)) yield { ...state, moment }
    }
  }
}

const liveAt = (disk, moment) =>
  new Map([...disk.history[moment]].map(([node, { live }]) => [node, live]))

/** A process that opens the log, appends, and ends in one way or another. */
async function work(life, next, dies) {
  const { disk } = life
  let died
  const death = new Promise((resolve) => {
    died = resolve
  })
  const files = disk.process({ dies, part: [0.3, 0.7, 1][(dies ?? 0) % 3], onDeath: died })
  const run = async () => {
    const log = await openAudit(
      optionsOn(files, {
        segmentBytes: Math.floor(600 + next() * 2500),
        checkpoint: { entries: 2 + Math.floor(next() * 7), ms: Number.POSITIVE_INFINITY },
        checkpointTo: (note) => life.notes.push({ moment: disk.moment, note }),
      }),
    )
    life.ack()
    const append = async () => {
      const entry = entryOf(next)
      const { seq, json } = await log.append(entry)
      life.ack()
      life.receipts.push({ seq, json })
      if (entry.seal === undefined) return
      const text = disk.content(`${DIR}/sealed-${seq}.json`).toString()
      life.sealed.push({ moment: disk.moment, seq, text })
    }
    const groups = 1 + Math.floor(next() * 3)
    for (let group = 0; group < groups; group++) {
      const sizes = [1, 1, 2, 3, 5]
      const size = sizes[Math.floor(next() * sizes.length)]
      await Promise.all(Array.from({ length: size }, append))
      const seq = life.sealed.at(-1)?.seq
      if (seq !== undefined && next() < 0.2 && !life.erased.some((one) => one.seq === seq)) {
        // From now on it may be there or not.
        life.sealed = life.sealed.filter((one) => one.seq !== seq)
        await log.erase(seq)
        life.erased.push({ moment: disk.moment, seq })
      }
    }
    if (next() < 0.5) await log.close()
    // What it does in the background is over before another process begins.
    await new Promise((resolve) => setImmediate(resolve))
    life.ack()
  }
  await Promise.race([run(), death])
}

/**
 * What happens to one log: some processes, one after the other, with power cuts between some of them. A
 * `life` each, whose states are to be checked.
 */
export async function scenario(seed, { lies = [] } = {}) {
  const next = random(seed)
  let life = new Life(new Disk({ lies }))
  const lives = [life]
  const processes = 2 + Math.floor(next() * 3)
  for (let count = 0; count < processes; count++) {
    const dies = next() < 0.4 ? 1 + Math.floor(next() * 90) : undefined
    await work(life, next, dies)
    if (lies.length > 0) continue
    if (next() < 0.5) {
      const states = [...life.states(seed)]
      const { make, moment } = states[Math.floor(next() * states.length)]
      const left = make()
      // What recovery will move aside was never acknowledged; the rest is as it was.
      const truth = life.truth(moment)
      life = new Life(left.cut({ lies }), truth)
      lives.push(life)
    }
  }
  for (const { disk, receipts } of lives) {
    const lines = logOf(disk).toString().split('\n')
    for (const { seq, json } of receipts) {
      if (!lines.includes(json) || JSON.parse(json).seq !== seq) throw new Error('not as received')
    }
  }
  return lives
}
