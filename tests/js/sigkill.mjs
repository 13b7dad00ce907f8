// Processes that write to a log and are killed, one after the other.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fileSink, openAudit } from 'countersign/audit'
import { verifyLog } from 'countersign/auditor'
import { policy, signer } from './crash-scenarios.mjs'
import { random } from './crash-states.mjs'

const CHILD = fileURLToPath(new URL('sigkill-child.mjs', import.meta.url))
/** So many kills are of one log, which each process goes on with; then comes a new one. */
const KILLS_EACH = 8

/** Runs a child until some time after it has opened the log; what it has printed. */
function killed(dir, seed, wait) {
  const child = spawn(process.execPath, [CHILD, dir, String(seed)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  let errors = ''
  let timer
  child.stdout.setEncoding('utf8').on('data', (part) => {
    text += part
    timer ??= setTimeout(() => child.kill('SIGKILL'), wait)
  })
  child.stderr.setEncoding('utf8').on('data', (part) => {
    errors += part
  })
  return new Promise((resolve, reject) => {
    child.on('close', (_, signal) => {
      clearTimeout(timer)
      if (signal === 'SIGKILL') resolve(text)
      else reject(new Error(`the child ended by itself: ${errors}`))
    })
  })
}

/**
 * Kills `rounds` processes; throws where an acknowledged entry is not in the log, or that is not sound. The
 * next process recovers it, and at last this one.
 */
export async function killRounds(rounds, seed) {
  const next = random(seed)
  const counts = { rounds: 0, acknowledged: 0, torn: 0, entries: 0 }
  while (counts.rounds < rounds) {
    const dir = await mkdtemp(join(tmpdir(), 'countersign-kill-'))
    const acked = new Map()
    const notes = []
    for (let count = 0; count < KILLS_EACH && counts.rounds < rounds; count++) {
      const text = await killed(dir, seed + counts.rounds, next() * 60)
      counts.rounds++
      // A line that is cut off was not printed.
      for (const line of text.split('\n').slice(0, -1)) {
        const [what, one, leaf] = line.split(' ')
        if (what === 'kept') acked.set(Number(one), leaf)
        else if (what === 'note') notes.push(JSON.parse(line.slice(5)))
      }
      const lines = await linesOf(dir)
      for (const [seq, leaf] of acked) {
        if (leafOf(lines[seq] ?? '') !== leaf) throw new Error(`entry ${seq} is lost: ${dir}`)
      }
    }
    const options = { origin: signer.name, primary: fileSink(dir), signer, checkpointTo: () => {} }
    const log = await openAudit(options)
    await log.close()
    const report = await verifyLog(fileSink(dir), { policy, checkpoints: notes })
    if (!report.ok) throw new Error(`${report.first.kind}: ${dir}`)
    counts.acknowledged += acked.size
    counts.entries += report.entries
    counts.torn += report.actions['audit.recovered'] ?? 0
    await rm(dir, { recursive: true })
  }
  return counts
}

async function linesOf(dir) {
  let text = ''
  for await (const { bytes } of fileSink(dir).segments()) {
    for await (const part of bytes) text += Buffer.from(part).toString('latin1')
  }
  return text.split('\n').filter((line) => !line.startsWith('#'))
}

const leafOf = (line) =>
  createHash('sha256').update('\0').update(Buffer.from(line, 'latin1')).digest('base64')
