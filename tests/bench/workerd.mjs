// Drives workerd. It has no clock inside: a request runs n verifications and is timed out here,
// less what a request takes that runs none.

import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { withWorkerd } from '../runtimes/workerd.mjs'
import { median, shuffled } from './measure.mjs'
import { bundle, folder, versionOf } from './setup.mjs'

/** Long beside what one request more or less takes. */
const BATCH_NS = 8_000_000
const WARM_UP_NS = 100_000_000

export async function inWorkerd(rounds) {
  await bundle('worker.mjs', 'workerd/worker.js', {
    platform: 'neutral',
    external: ['node:*'],
    conditions: ['workerd', 'worker', 'import'],
    banner: {},
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  try {
    return await withWorkerd(join(folder, 'workerd'), ['nodejs_compat'], async (port) => ({
      version: versionOf('workerd'),
      groups: await time({ port, agent }, rounds),
    }))
  } finally {
    agent.destroy()
  }
}

async function time(server, rounds) {
  const { names, groups } = JSON.parse(await ask(server, '/'))
  const runners = names.map(({ name, size }, contender) => ({
    name,
    size,
    contender,
    calls: 1,
    samples: [],
  }))
  const nothing = runners.at(-1)
  nothing.calls = 4096
  const results = []
  for (const { group, size, pairs } of groups) {
    process.stderr.write(`${group} ${size}\n`)
    const own = runners.filter((runner) => runner.size === size)
    for (const runner of own) await warmUp(server, runner)
    const all = [...own, nothing]
    for (let round = -1; round < rounds; round++) {
      for (const runner of shuffled(all)) {
        const taken = await run(server, runner)
        if (round >= 0) runner.samples.push(taken)
      }
    }
    results.push({ group, size, ...summary(own, pairs, median(nothing.samples)) })
    nothing.samples = []
  }
  // Judges once more what is genuine and what is not, now that all is optimised.
  await ask(server, '/')
  return results
}

function summary(runners, pairs, empty) {
  const perCall = ({ calls, samples }) => samples.map((taken) => (taken - empty) / calls)
  const samples = Object.fromEntries(runners.map((runner) => [runner.name, perCall(runner)]))
  const medians = Object.fromEntries(
    Object.entries(samples).map(([name, values]) => [name, median(values)]),
  )
  const ratios = {}
  for (const [of, to] of pairs) {
    ratios[of] = { [to]: median(samples[of].map((taken, round) => taken / samples[to][round])) }
  }
  return { medians, ratios }
}

async function warmUp(server, runner) {
  const started = process.hrtime.bigint()
  let isLong = false
  while (!isLong || Number(process.hrtime.bigint() - started) < WARM_UP_NS) {
    const taken = await run(server, runner)
    isLong = taken > BATCH_NS / 2
    runner.calls = isLong
      ? Math.max(1, Math.round((runner.calls * BATCH_NS) / taken))
      : 2 * runner.calls
  }
}

async function run(server, { name, contender, calls }) {
  const start = process.hrtime.bigint()
  const accepted = Number(await ask(server, `/run?contender=${contender}&calls=${calls}`))
  const taken = Number(process.hrtime.bigint() - start)
  if (accepted !== calls) throw new Error(`${name} refused what is genuine`)
  return taken
}

/** By `http`, whose requests take less time, and less varying time, than `fetch`. */
function ask({ port, agent }, path) {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path, agent }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () =>
        response.statusCode === 200 ? resolve(text) : reject(new Error(`workerd: ${text}`)),
      )
    })
    request.on('error', reject)
  })
}
