// The export of a shipped module that judges a request, with the numbers that the package passed to
// it and the memory as the package wrote it: so what is timed is the module, without the package's
// JavaScript. To be imported before the package, whose instances it takes note of.

let calls = []

WebAssembly.Instance = class extends WebAssembly.Instance {
  get exports() {
    const exports = super.exports
    if (exports.verify === undefined) return exports
    const noted = { ...exports }
    for (const [name, value] of Object.entries(exports)) {
      if (typeof value !== 'function') continue
      noted[name] = (...args) => {
        calls.push({ name, run: value, args, memory: exports.memory })
        return value(...args)
      }
    }
    return noted
  }
}

/**
 * The call that judges a request, and the place in linear memory where it reads the text of the tag.
 * `judge` is the public function, with any tag.
 */
export function rawCall(judge, genuine, wrong) {
  judge(wrong) // Whatever is only done once.
  calls = []
  judge(wrong)
  const judging = calls.filter(({ name }) => name !== 'address')
  if (judging.length !== 1) {
    const names = judging.map(({ name }) => name).join(', ')
    throw new Error(`a small request is judged by these exports, not by one: ${names}`)
  }
  const [{ run, args, memory: linear }] = judging
  const memory = Buffer.from(linear.buffer)
  // Of the places that hold the text, the one that decides.
  for (let at = memory.indexOf(wrong); at >= 0; at = memory.indexOf(wrong, at + 1)) {
    const text = memory.subarray(at, at + wrong.length)
    text.write(genuine)
    if (run(...args) === 0) return { run, args, text }
    text.write(wrong)
  }
  throw new Error('the tag is nowhere in memory')
}

export const isLiftoff = (run) => new Function('f', 'return %IsLiftoffFunction(f)')(run)
