// Times contenders against one another: interleaved, in one process, each with a loop of its own.
// A contender is { name, run, inputs, wrong, isAsync? }: `run` judges one of four inputs.

import process from 'node:process'

const BATCH_NS = 300_000
const WARM_UP = { passes: 3, calls: 700, ns: 30_000_000, mostNs: 150_000_000 }
const DISCARDED = 4

/** Compiled anew for each contender: two loops of one source would share inline caches. */
export function loopOf({ run, inputs, isAsync = false }) {
  const make = new Function(
    'run',
    'inputs',
    `return ${isAsync ? 'async ' : ''}function loop(from, calls) {
      let accepted = 0
      for (let i = from; i < from + calls; i++) {
        if (${isAsync ? 'await ' : ''}run(inputs[i & 3]) === true) accepted++
      }
      return accepted
    }`,
  )
  return make(run, inputs)
}

/** Throws unless the contender accepts what is genuine and refuses, or throws at, what is not. */
export async function check({ name, run, inputs, wrong }) {
  for (const input of inputs) {
    if ((await run(input)) !== true) throw new Error(`${name} refuses what is genuine`)
  }
  for (const input of wrong) {
    let accepted = false
    try {
      accepted = await run(input)
    } catch {
      // How several libraries refuse.
    }
    if (accepted !== false) throw new Error(`${name} accepts what is not genuine`)
  }
}

/**
 * Medians in ns for each contender, and for each pair [a, b] the median over the rounds of a's time
 * over b's in the same round.
 */
export async function measure({ contenders, pairs }, rounds) {
  for (const contender of contenders) await check(contender)
  const runners = contenders.map((contender) => ({
    name: contender.name,
    loop: loopOf(contender),
    calls: 1,
    at: 0,
    samples: [],
  }))
  // In passes: what a later contender teaches the optimiser can undo what it made for an earlier.
  for (let pass = 0; pass < WARM_UP.passes; pass++) {
    for (const runner of shuffled(runners)) await warmUp(runner)
  }
  for (let round = -DISCARDED; round < rounds; round++) {
    for (const runner of shuffled(runners)) {
      const taken = (await time(runner)) / runner.calls
      if (round >= 0) runner.samples.push(taken)
    }
  }
  // Once more: what runs by now, optimised or lazily loaded, is not what ran at first.
  for (const contender of contenders) await check(contender)
  const samplesOf = (name) => {
    const runner = runners.find((one) => one.name === name)
    if (runner === undefined) throw new Error(`no contender is named ${name}`)
    return runner.samples
  }
  const medians = Object.fromEntries(runners.map(({ name, samples }) => [name, median(samples)]))
  const ratios = {}
  for (const [of, to] of pairs) {
    const base = samplesOf(to)
    ratios[of] ??= {}
    ratios[of][to] = median(samplesOf(of).map((taken, round) => taken / base[round]))
  }
  return { medians, ratios }
}

/** Until the optimised code runs, and long enough to know how many calls are a batch. */
async function warmUp(runner) {
  const started = process.hrtime.bigint()
  let calls = 0
  let elapsed = 0
  let perCall = Number.POSITIVE_INFINITY
  while ((calls < WARM_UP.calls || elapsed < WARM_UP.ns) && elapsed < WARM_UP.mostNs) {
    perCall = Math.min(perCall, (await time(runner)) / runner.calls)
    calls += runner.calls
    runner.calls = Math.min(2 * runner.calls, Math.max(1, Math.round(BATCH_NS / perCall)))
    elapsed = Number(process.hrtime.bigint() - started)
  }
  runner.calls = Math.max(1, Math.round(BATCH_NS / perCall))
}

async function time(runner) {
  const { name, loop, calls, at } = runner
  const start = process.hrtime.bigint()
  const result = loop(at, calls)
  const accepted = typeof result === 'number' ? result : await result
  const taken = Number(process.hrtime.bigint() - start)
  if (accepted !== calls) throw new Error(`${name} refused what is genuine`)
  runner.at = (at + calls) & 3
  return taken
}

export function shuffled(list) {
  const all = [...list]
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    ;[all[i], all[j]] = [all[j], all[i]]
  }
  return all
}

export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}

export const median = (values) => quantile(values, 0.5)
