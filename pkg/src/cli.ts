#!/usr/bin/env node
/** The command line: `countersign audit …`. */
import { audit } from './cli/audit.js'

const USAGE = `usage: countersign audit <command>

  verify DIR --policy FILE [--checkpoint FILE]… [--json]
         whether the log in DIR is the one that was written; with checkpoints
         that were kept elsewhere
  verify FILE.tlog-proof --policy FILE [--json]
         whether a proof holds, and of which entry
  prove DIR SEQ
         the proof that entry SEQ is in the log, as the text of a .tlog-proof file
  consistency DIR OLD [NEW] --policy FILE
         the proof that the log of the checkpoint in the file OLD is the beginning of
         the one in NEW, by default the newest; of several in a file, the last counts
  tail DIR [-n COUNT]
         the last entries, in printable ASCII
  recover DIR [--json]
         moves aside what a crash has torn, and says so in the log; for a log that
         nothing writes to

Exit status: 0 if all is sound, 1 if not, 2 if that could not be told.
`

process.stdout.on('error', (error: { readonly code?: string }) => {
  // Who reads no further has seen enough.
  process.exit(error.code === 'EPIPE' ? process.exitCode : 2)
})

const [command, ...rest] = process.argv.slice(2)
if (command === 'audit') {
  process.exitCode = await audit(rest, USAGE)
} else {
  const isHelp = command === undefined || command === '--help' || command === '-h'
  process[isHelp ? 'stdout' : 'stderr'].write(USAGE)
  process.exitCode = isHelp ? 0 : 2
}
