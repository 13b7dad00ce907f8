// Whether a line of an SDK has run, from the counters of V8. To be started before the SDKs are
// loaded: what was compiled earlier has no counters.

import { readFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { modules } from './installed.mjs'

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

/** Forgets what has run so far. */
export async function forget() {
  await session.post('Profiler.takePreciseCoverage')
}

/** Whether the line `file:LINE` has run since `forget`. */
export async function reached(place) {
  const [, file, line] = /^(.+):(\d+)$/.exec(place)
  const url = new URL(file, modules)
  const text = readFileSync(url, 'utf8')
  const before = text.split('\n').slice(0, line - 1)
  const start = before.join('\n').length + 1
  const offset = start + text.slice(start).search(/\S/)
  const { result } = await session.post('Profiler.takePreciseCoverage')
  return result.filter((script) => matches(script.url, url)).some((script) => ran(script, offset))
}

function matches(script, { href, pathname }) {
  return script === href || script === pathname
}

function ran({ functions }, offset) {
  const around = functions
    .flatMap(({ ranges }) => ranges)
    .filter(({ startOffset, endOffset }) => startOffset <= offset && offset < endOffset)
    .sort((a, b) => a.endOffset - a.startOffset - (b.endOffset - b.startOffset))
  return around.length > 0 && around[0].count > 0
}
