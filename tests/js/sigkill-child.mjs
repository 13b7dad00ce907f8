// Writes to the log of a folder until it is killed, and prints the number of each entry once it is
// acknowledged.

import { writeSync } from 'node:fs'
import { fileSink, openAudit } from 'countersign/audit'
import { entryOf, signer } from './crash-scenarios.mjs'
import { random } from './crash-states.mjs'

const [dir, seed] = process.argv.slice(2)
const next = random(Number(seed))
const log = await openAudit({
  origin: signer.name,
  primary: fileSink(dir, { segmentBytes: 20_000 }),
  signer,
  checkpointTo: (note) => writeSync(1, `note ${JSON.stringify(note)}\n`),
  checkpoint: { entries: 20 },
})
writeSync(1, `open ${log.size}\n`)
for (;;) {
  const size = 1 + Math.floor(next() * 8)
  const append = async () => {
    const { seq, leaf } = await log.append(entryOf(next))
    writeSync(1, `kept ${seq} ${leaf}\n`)
  }
  await Promise.all(Array.from({ length: size }, append))
}
