// Sees the linear memory of the package's modules, which it does not show. To be imported before
// the package: it takes note of each instance that is made from then on.

const instances = []

WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(...args) {
    super(...args)
    if (this.exports.memory instanceof WebAssembly.Memory) instances.push(this.exports)
  }
}

/** The exports of all of them, the memory among them, in the order in which they were made. */
export function exportsSeen() {
  return [...instances]
}

/** Bytes of all of it. It grows and never shrinks, so what is equal has not grown. */
export function linearMemory() {
  if (instances.length === 0) throw new Error('no module was instantiated since')
  return instances.reduce((sum, { memory }) => sum + memory.buffer.byteLength, 0)
}
