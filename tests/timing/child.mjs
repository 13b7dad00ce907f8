// Measures with one of the engine's compilers; run by run.mjs, which chooses it by flags. Prints a
// line of JSON for each comparison.

import { isLiftoff, rawCall } from './raw-call.mjs'
import { PAIRS, requests } from './requests.mjs'
import { largestT } from './welch.mjs'

const [samples, batch] = process.argv.slice(2, 4).map(Number)
const early = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(process.argv[4], 'hex')))
  .exports
const earlyMemory = new Uint8Array(early.memory.buffer)

/** Forgeries of each class, so that no single text decides. */
const POOL = 16
const ALARM = 4.5
const WARM_UP = 2000
/** Where the control's memory holds the candidate; the tag is at 0. */
const CANDIDATE = 64

const times = new Float64Array(samples)
const choices = new Uint8Array(samples)

/** The call, and forgeries of both classes in turn: what is written to memory before a sample. */
function prepare({ tag, encoding, judge }, pair) {
  const forge = PAIRS[pair]
  const wrong = Array.from({ length: 2 * POOL }, (_, at) => forge[at & 1](tag, encoding))
  const { run, args, text } = rawCall(judge, tag, wrong[0])
  if (args.length > 8) throw new Error('the call takes more than is passed on here')
  const codes = new Set()
  for (const forgery of [...wrong, ...wrong]) {
    text.write(forgery)
    codes.add(run(...args))
  }
  if (codes.size !== 1 || codes.has(0)) throw new Error(`forgeries are judged ${[...codes]}`)
  return {
    run,
    args,
    text,
    tag: Buffer.from(tag, encoding),
    texts: sideBySide(wrong.map((forgery) => Buffer.from(forgery))),
    candidates: sideBySide(wrong.map((forgery) => Buffer.from(forgery, encoding))),
  }
}

/** All in one piece of memory, so that none lies better than another. */
function sideBySide(parts) {
  const all = Uint8Array.from(Buffer.concat(parts))
  const [{ length }] = parts
  return parts.map((_, at) => all.subarray(at * length, (at + 1) * length))
}

/** Times batches of calls, each of a forgery that chance chooses; gives t and what a call takes. */
function measure({ run, args, text, texts, candidates, tag }, isControl) {
  const [a, b, c, d, e, f, g, h] = args
  const runBatch = () => {
    for (let call = 0; call < batch; call += 1) {
      run(a, b, c, d, e, f, g, h)
      if (isControl) early.equal(0, CANDIDATE, tag.length)
    }
  }
  for (let at = 0; at < samples; at += 1) choices[at] = Math.random() * 2 * POOL
  earlyMemory.set(tag)
  for (let at = -WARM_UP; at < samples; at += 1) {
    const choice = choices[Math.max(at, 0)]
    text.set(texts[choice])
    earlyMemory.set(candidates[choice], CANDIDATE)
    // Not timed: where a forgery was copied from must not show.
    runBatch()
    const start = performance.now()
    runBatch()
    const end = performance.now()
    if (at >= 0) times[at] = end - start
  }
  const t = largestT(times, choices)
  return { t, micros: (times.slice().sort()[samples >> 1] * 1000) / batch }
}

for (const [name, request] of Object.entries(requests(await import('countersign')))) {
  for (const pair of Object.keys(PAIRS)) {
    const prepared = prepare(request, pair)
    const first = measure(prepared, false)
    // A busy machine can raise one alarm; a leak raises the next as well, with other forgeries.
    const again = Math.abs(first.t) < ALARM ? undefined : measure(prepare(request, pair), false).t
    const control = measure(prepare(request, pair), true).t
    console.log(
      JSON.stringify({ name, pair, ...first, again, control, isLiftoff: isLiftoff(prepared.run) }),
    )
  }
}
