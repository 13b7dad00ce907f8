// So many states of crashes, checked: `run`, or as a worker.

import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { complaintsOf } from './crash-check.mjs'
import { scenario } from './crash-scenarios.mjs'
import { random } from './crash-states.mjs'

/** States of one scenario, at most; with fewer, more scenarios are seen. */
const MOST = 25_000
/** Parts up to a byte are the many. */
const MANY = ['prefix', 'zeros', 'garbage']
/** In each so many states, a writer goes on. */
const DEEP = 8

/**
 * Checks `count` states, of the scenarios whose numbers are `first`, `first + step` and so on. What is found
 * is counted by what it says; `kinds` are those of the states.
 */
export async function run({
  count,
  first = 1,
  step = 1,
  lies = [],
  share = Math.min(MOST, Math.ceil(count / 12)),
  complaints = complaintsOf,
  tell = () => {},
}) {
  const kinds = {}
  const found = {}
  let states = 0
  let scenarios = 0
  for (let seed = first; states < count; seed += step) {
    scenarios++
    const lives = await scenario(seed, { lies })
    const all = { many: 0, few: 0 }
    const most = lies.length > 0 ? 12 * MOST : 40 * MOST
    for (const life of lives) {
      for (const { kind } of life.states(seed)) {
        all[MANY.includes(kind) ? 'many' : 'few']++
        if (all.many + all.few > most) break
      }
    }
    // A fourth of them, if there are so many, are of the kinds that are few.
    const few = Math.min(all.few, share / 4)
    const chance = { few: few / all.few, many: (share - few) / all.many }
    const next = random(seed + 0x5eed)
    const end = Math.min(count, states + share)
    for (const life of lives) {
      for (const { kind, moment, make } of life.states(seed)) {
        if (states >= end) break
        if (next() >= chance[MANY.includes(kind) ? 'many' : 'few']) continue
        states++
        if (states % 100_000 === 0) tell(states)
        kinds[kind] = (kinds[kind] ?? 0) + 1
        const options = { isDeep: states % DEEP === 0, seed: states }
        for (const complaint of await complaints(make(), life.truth(moment), options)) {
          const [what] = complaint.split(':')
          found[what] ??= { count: 0, first: `${complaint}; scenario ${seed}, ${moment}, ${kind}` }
          found[what].count++
        }
      }
    }
  }
  return { states, scenarios, kinds, found }
}

if (!isMainThread) {
  const tell = (states) => console.error(`${states} states of ${workerData.count}`)
  parentPort.postMessage(await run({ ...workerData, tell }))
}
