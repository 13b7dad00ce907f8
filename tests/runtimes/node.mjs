// The installed package in Node, as an ES module and as a CommonJS one.

import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const exec = promisify(execFile)

/** What only Node can do: the sink in a file, and both builds beside one another. */
const MORE = `
const { mkdtemp, readFile, rm } = await import('node:fs/promises')
const { tmpdir } = await import('node:os')
const more = async (name, check) => {
  try {
    results.push({ name, ok: (await check()) === true })
  } catch (error) {
    results.push({ name, ok: false, error: String(error?.stack ?? error) })
  }
}
await more('countersign/audit writes to a file', async () => {
  const folder = await mkdtemp(tmpdir() + '/countersign-')
  const { entry } = api.createAuditEntry({
    action: 'a', userId: 'u', resource: 'r', result: 'success',
  })
  const { durable } = await audit.fileSink(folder).write([entry])
  const text = await readFile(folder + '/audit.jsonl', 'utf8')
  await rm(folder, { recursive: true })
  return durable === 'disk' && text === JSON.stringify(entry) + '\\n'
})
await more('a ConfigError of the other build is one, and its ring is foreign', async () => {
  const fault = () => other.createVerifier('github', { keys: '' })
  try {
    fault()
  } catch (error) {
    if (!api.ConfigError.is(error) || error instanceof api.ConfigError) return false
  }
  const keys = other.createKeyRing('github', 'secret')
  try {
    api.createVerifier('github', { keys: 'secret' }).verify({}, { keys })
  } catch (error) {
    return error.code === 'ring_foreign'
  }
})
console.log('\\n' + JSON.stringify(results))
`

const PROGRAMS = {
  'program.mjs': `
import { createRequire } from 'node:module'
import * as api from 'countersign'
import * as audit from 'countersign/audit'
import { run } from './conformance.mjs'
const other = createRequire(import.meta.url)('countersign')
const results = await run(api)
${MORE}`,
  'program.cjs': `
const api = require('countersign')
const audit = require('countersign/audit')
const program = async () => {
const { run } = await import('./conformance.mjs')
const other = await import('countersign')
const results = await run(api)
${MORE}
}
program()`,
}

export const esModule = (folder) => runProgram(folder, 'program.mjs')
export const commonJs = (folder) => runProgram(folder, 'program.cjs')

async function runProgram(folder, name) {
  await writeFile(join(folder, name), PROGRAMS[name])
  const { stdout } = await exec(process.execPath, [name], { cwd: folder, timeout: 60_000 })
  return JSON.parse(stdout.trim().split('\n').at(-1))
}
