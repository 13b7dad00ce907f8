/** `countersign audit …`: the auditor's side, offline. */
import { readFile, stat } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { notesOf } from '../audit/notes.js'
import { fileSink, LogError, recover } from '../audit.js'
import {
  consoleLine,
  type LogReport,
  proveConsistency,
  proveEntry,
  verifyLog,
  verifyProof,
} from '../auditor.js'
import { progress } from './progress.js'

const SOUND = 0
const UNSOUND = 1
const UNKNOWN = 2

interface Given {
  readonly places: readonly string[]
  readonly policy?: string | undefined
  readonly checkpoint: readonly string[]
  readonly json: boolean
  readonly count: number
}

class UsageError extends Error {}

const commands: Readonly<Record<string, (given: Given) => Promise<number>>> = {
  verify,
  prove,
  consistency,
  tail,
  recover: recoverLog,
}

/** Runs a command; its exit status. */
export async function audit(args: readonly string[], usage: string): Promise<number> {
  const [name = '', ...rest] = args
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    process.stdout.write(usage)
    return SOUND
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  try {
    if (command === undefined) throw new UsageError()
    return await command(parse(rest))
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(error.message === '' ? usage : `${error.message}\n\n${usage}`)
    } else process.stderr.write(`countersign: ${(error as Error).message}\n`)
    return UNKNOWN
  }
}

function parse(args: readonly string[]): Given {
  const options = {
    policy: { type: 'string' },
    checkpoint: { type: 'string', multiple: true },
    json: { type: 'boolean' },
    count: { type: 'string', short: 'n' },
  } as const
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const { policy, checkpoint = [], json = false, count = '10' } = values
    return { places: positionals, policy, checkpoint, json, count: Number(count) }
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

async function verify(given: Given): Promise<number> {
  const place = given.places[0]
  if (place === undefined || given.places.length > 1) throw new UsageError()
  const policy = await policyOf(given)
  if (!(await stat(place)).isDirectory()) return verifyFile(place, policy, given.json)
  const report = await reportOf(place, policy, given.checkpoint)
  const { ok, entries, covered, first } = report
  if (given.json) print(JSON.stringify(report))
  else if (ok) {
    print(`sound: ${entries} entries, ${covered} of them under a signed checkpoint`)
    if (given.checkpoint.length === 0) {
      print(
        'No checkpoint of elsewhere was given: a cut end, or a log written anew, would not show.',
      )
    }
  } else print(`NOT SOUND at entry ${first?.seq}: ${first?.kind}. ${first?.text}`)
  return ok ? SOUND : UNSOUND
}

async function verifyFile(place: string, policy: string, json: boolean): Promise<number> {
  try {
    const { entry, size } = verifyProof(await readFile(place, 'utf8'), { policy })
    print(json ? JSON.stringify({ ok: true, entries: size }) : consoleLine(entry))
    return SOUND
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === undefined) throw error
    const first = { seq: 0, kind: code }
    print(json ? JSON.stringify({ ok: false, entries: 0, first }) : `NOT SOUND: ${code}`)
    return UNSOUND
  }
}

async function prove({ places }: Given): Promise<number> {
  const [place, text = ''] = places
  const seq = Number(text)
  if (place === undefined || !/^\d+$/.test(text) || !Number.isSafeInteger(seq))
    throw new UsageError()
  await stat(place)
  const sink = fileSink(place)
  const note = (await newest(place)) ?? ''
  const proof = await proveEntry(seq, note, sink)
  if (proof === undefined) {
    process.stderr.write('countersign: no checkpoint covers this entry, or the log is not its\n')
    return UNSOUND
  }
  process.stdout.write(proof)
  return SOUND
}

async function consistency(given: Given): Promise<number> {
  const [place, old, next] = given.places
  if (place === undefined || old === undefined) throw new UsageError()
  // Of the notes of a file, as `checkpointTo` writes it, the last.
  const read = async (file: string) => notesOf(await readFile(file, 'utf8')).at(-1)
  const older = await read(old)
  const newer = next === undefined ? await newest(place) : await read(next)
  if (older === undefined || newer === undefined) throw new Error('there is no checkpoint')
  const report = await reportOf(place, await policyOf(given), [old, ...(next ? [next] : [])])
  const proof = report.ok ? await proveConsistency(older, newer, fileSink(place)) : undefined
  if (proof === undefined) {
    const { seq, kind = 'OLD is larger than NEW' } = report.first ?? {}
    process.stderr.write(
      `countersign: NOT CONSISTENT: ${kind}${seq === undefined ? '' : ` at entry ${seq}`}\n`,
    )
    return UNSOUND
  }
  process.stdout.write(proof)
  return SOUND
}

async function tail({ places, count }: Given): Promise<number> {
  const [place] = places
  if (place === undefined || !(count >= 0)) throw new UsageError()
  await stat(place)
  let last: string[] = []
  for await (const { bytes } of fileSink(place).segments()) {
    const decoder = new TextDecoder()
    let begun = ''
    for await (const chunk of bytes) {
      const lines = (begun + decoder.decode(chunk, { stream: true })).split('\n')
      begun = lines.pop() ?? ''
      const entries = lines.filter((line) => !line.startsWith('#'))
      last = [...last, ...entries.slice(-count || entries.length)].slice(
        -count || Number.MAX_SAFE_INTEGER,
      )
    }
  }
  for (const line of count === 0 ? [] : last) print(consoleLine(line))
  return SOUND
}

async function recoverLog({ places, json }: Given): Promise<number> {
  const [place] = places
  if (place === undefined) throw new UsageError()
  const sink = fileSink(place)
  const origin = await originOf(place)
  if (origin === undefined) throw new Error('there is no log')
  try {
    const torn = await recover(origin, sink)
    if (json) print(JSON.stringify({ ok: true, ...(torn && { torn }) }))
    else if (torn === undefined) print('nothing was torn')
    else print(`moved ${torn.bytes} bytes to ${torn.file}, and said so in the log`)
    return SOUND
  } catch (error) {
    if (!(error instanceof LogError)) throw error
    const { code: kind, seq } = error
    if (json) print(JSON.stringify({ ok: false, first: { seq, kind } }))
    else print(`NOT SOUND at entry ${seq}: ${kind}. This is no crash: nothing was changed.`)
    return UNSOUND
  } finally {
    await sink.close()
  }
}

async function reportOf(
  place: string,
  policy: string,
  files: readonly string[],
): Promise<LogReport> {
  const sink = fileSink(place)
  const checkpoints = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  const bar = progress(await sink.size())
  try {
    return await verifyLog(sink, { policy, checkpoints, onProgress: bar.tell })
  } finally {
    bar.end()
  }
}

async function policyOf({ policy }: Given): Promise<string> {
  if (policy === undefined)
    throw new UsageError('--policy FILE says which key a log is held against')
  return readFile(policy, 'utf8')
}

/** The last whole note of the checkpoints. */
async function newest(place: string): Promise<string | undefined> {
  return notesOf(await fileSink(place).checkpoints()).at(-1)
}

/** The log's name, as its checkpoints say it, or else its first entry. */
async function originOf(place: string): Promise<string | undefined> {
  const sink = fileSink(place)
  const origin = (await sink.checkpoints()).split('\n')[0]
  if (origin) return origin
  for await (const { bytes } of sink.segments()) {
    for await (const chunk of bytes) {
      try {
        return JSON.parse(new TextDecoder().decode(chunk).split('\n')[0] ?? '').log
      } catch {
        return undefined
      }
    }
  }
  return undefined
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
