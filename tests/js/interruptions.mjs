// Cuts calls short, at every place at which an engine can: at the end of its stack, and at the end of
// the time that a host allows.

import assert from 'node:assert/strict'
import { createContext, runInContext } from 'node:vm'

/** Frames of several sizes, eight bytes apart, so that the stack ends at every place of a call. */
const frames = Array.from({ length: 12 }, (_, size) => {
  const parameters = Array.from({ length: size }, (_, at) => `a${at}`)
  return new Function('run', ...parameters, 'return run()')
})

/** Runs `call` with every little of stack left, from none on; `rest` after each. */
export function withLittleStack([call, expected], rest, depth = 60) {
  let level
  let wanted
  let outcome
  const attempt = () => {
    try {
      outcome = call()
    } catch (error) {
      outcome = error
    }
  }
  const descend = () => {
    try {
      descend()
    } catch {}
    if (level === wanted) attempt()
    level += 1
  }
  // An engine needs more stack to compile a function than to run it.
  attempt()
  const counts = { done: 0, cut: 0 }
  for (wanted = 0; wanted < depth; wanted += 1) {
    for (const [size, frame] of frames.entries()) {
      level = 0
      outcome = frame
      frame(descend, ...Array(size))
      // Where it is that still, there was too little to even try.
      if (outcome === frame) continue
      const title = `with ${wanted} frames and ${size} words`
      if (outcome instanceof Error) {
        assert.equal(String(outcome), 'RangeError: Maximum call stack size exceeded', title)
        counts.cut += 1
      } else {
        assert.equal(outcome, expected, title)
        counts.done += 1
      }
      rest(title)
    }
  }
  return counts
}

/** Runs `call` again and again until its time is over; and all that often. */
export function inLittleTime([call], rest, times) {
  const context = createContext({ call })
  for (let at = 0; at < times; at += 1) {
    let outcome
    try {
      runInContext('for (;;) call()', context, { timeout: 1 + (at % 3) })
    } catch (error) {
      outcome = error
    }
    assert.equal(outcome?.code, 'ERR_SCRIPT_EXECUTION_TIMEOUT', `${at}: ${outcome}`)
    rest(`${at}`)
  }
}
