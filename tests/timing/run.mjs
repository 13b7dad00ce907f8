// Whether the module that ships (pkg/dist) takes a time that tells how much of a signature was
// right: two classes of wrong signatures, many batches of calls of each in random order, Welch's t.
// In the code of both compilers of V8. With each comparison goes a control, the same calls with a
// compare behind them that stops at the first difference: it must be seen, or the rest says nothing.
//
// Exits with 1 where it is seen in the module itself twice in a row, or where the control is not.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { earlyExit } from './early-exit.mjs'

const ALARM = 4.5
const SAMPLES = Number(process.env.COUNTERSIGN_TIMING ?? 200_000)
const COMPILERS = {
  TurboFan: { flags: ['--no-liftoff'], batch: 4 },
  Liftoff: { flags: ['--liftoff-only'], batch: 1 },
}

const child = fileURLToPath(new URL('child.mjs', import.meta.url))
const control = Buffer.from(earlyExit).toString('hex')
const cell = (value) => (value === undefined ? '' : value.toFixed(2)).padStart(10)
const faults = []

console.log(`${SAMPLES} samples each, Node ${process.version}; an alarm is |t| >= ${ALARM}`)
console.log(
  `${'compiler'.padEnd(10)}${'request'.padEnd(30)}${'classes'.padEnd(32)}` +
    ['µs a call', 't', 't again', 'control'].map((head) => head.padStart(10)).join(''),
)
for (const [compiler, { flags, batch }] of Object.entries(COMPILERS)) {
  const args = [...flags, '--allow-natives-syntax', child, SAMPLES, batch, control]
  const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => running.on('close', resolve))
  for await (const line of createInterface({ input: running.stdout })) {
    const { name, pair, micros, t, again, control, isLiftoff } = JSON.parse(line)
    const title = `${compiler.padEnd(10)}${name.padEnd(30)}${pair.padEnd(32)}`
    console.log(title + [micros, t, again, control].map(cell).join(''))
    const isAlarm = [t, again].every((t) => Math.abs(t) >= ALARM)
    if (isAlarm) faults.push(`${compiler}, ${name}: the time tells ${pair}`)
    if (!(Math.abs(control) >= ALARM)) faults.push(`${compiler}, ${name}: the control is not seen`)
    if (isLiftoff !== (compiler === 'Liftoff')) faults.push(`this is not the code of ${compiler}`)
  }
  const code = await ended
  if (code !== 0) faults.push(`${compiler}: the measurement ended with ${code}`)
}
for (const fault of faults) console.error(fault)
if (faults.length === 0) console.log('no alarm, and every control is seen')
process.exit(faults.length === 0 ? 0 : 1)
