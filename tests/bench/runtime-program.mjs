// What is timed in the other runtimes; prints its results as JSON on the last line.

import process from 'node:process'
import { mainGroup } from './contenders.mjs'
import { measure } from './measure.mjs'

const rounds = Number(process.argv[2])
const versions = { deno: globalThis.Deno?.version.deno, bun: globalThis.Bun?.version }

const results = []
for (const size of [32, 256, 1024, 4096, 16_384, 65_536]) {
  const { group, ...rest } = mainGroup(size)
  process.stderr.write(`${group} ${size}\n`)
  results.push({ group, size, ...(await measure(rest, rounds)) })
}
const version = versions.deno ?? versions.bun ?? process.versions.node
console.log(`\n${JSON.stringify({ version, groups: results })}`)
