// Whether a WebAssembly function's time can depend on what it reads: a walk over its text that
// takes only what it knows to take the same time whatever the operands are.

import binaryen from 'binaryen'

/** Operations on numbers and lanes without a branch, a table or a variable number of cycles. */
const NUMBERS = [
  /^i(32|64)\.(add|sub|and|or|xor|shl|shr_[su]|rotl|rotr|eqz|eq|ne|[lg][te]_[su])$/,
  /^i(32|64)\.(wrap_i64|extend_i32_[su]|extend(8|16|32)_s)$/,
  /^v128\.(and|andnot|or|xor|not|any_true)$/,
  /^i(8x16|16x8|32x4|64x2)\.(splat|extract_lane(_[su])?|all_true|bitmask|eq|ne|add|sub)$/,
  /^i(8x16|16x8)\.narrow_\w+$|^i8x16\.shuffle$/,
]
const LOAD = /^(i32|i64|v128)\.load(8|16|32)?(_[su])?$/
const STORE = /^(i32|i64|v128)\.store(8|16|32)?$/
const CONST = /^(i32|i64|v128)\.const$/

/**
 * What in a function may take a time that depends on what it reads: nothing, if the list is empty.
 *
 * An address may be made of constants, of globals and of parameters of the type i32, which are
 * pointers; it may not be made of anything that was read. A parameter of another type is taken for
 * something read: that is what pointers become where the compiler passes their content.
 */
export function variableTime(module, name) {
  const { params, body } = binaryen.getFunctionInfo(module.getFunction(name))
  const read = new Set()
  for (const [place, type] of binaryen.expandType(params).entries()) {
    if (type !== binaryen.i32) read.add(`$${place}`)
  }
  const findings = []

  /** Runs a node in the order of execution; whether its value comes from what was read. */
  function walk([operation, ...parts]) {
    const [first] = parts
    const values = parts.filter(Array.isArray).map(walk)
    if (operation === 'block') return values.at(-1) ?? false
    if (operation === 'local.get') return read.has(first)
    if (operation === 'local.set' || operation === 'local.tee') {
      if (values[0]) read.add(first)
      else read.delete(first)
      return values[0]
    }
    // Nothing here writes one, so it is the same throughout: the stack pointer.
    if (operation === 'global.get' || CONST.test(operation)) return false
    if (LOAD.test(operation) || STORE.test(operation)) {
      if (values[0]) findings.push(`${operation} at an address that was read`)
      return true
    }
    if (!NUMBERS.some((known) => known.test(operation))) findings.push(operation)
    return values.includes(true)
  }

  walk(parse(binaryen.emitText(body)))
  return findings
}

/** A text of nested lists, without the types of blocks. */
function parse(text) {
  const stack = [[]]
  for (const token of text.match(/[()]|"[^"]*"|[^\s()]+/g)) {
    if (token === '(') stack.push([])
    else if (token === ')') {
      const list = stack.pop()
      if (list[0] !== 'result') stack.at(-1).push(list)
    } else stack.at(-1).push(token)
  }
  return stack[0][0]
}

/** The names of the functions with this path, however the compiler spells it. */
export function functionsNamed(module, ...path) {
  const mangled = path.map((part) => part.length + part).join('')
  const plain = new RegExp(`\\b${path.join('>?::')}(::h[0-9a-f]{16})?$`)
  const names = []
  for (let at = 0; at < module.getNumFunctions(); at += 1) {
    const { name } = binaryen.getFunctionInfo(module.getFunctionByIndex(at))
    if (name.includes(mangled) || plain.test(name.replace(/\[[0-9a-f]+\]/g, ''))) names.push(name)
  }
  return names
}

/** The sections that are code and data: all but the custom ones, which hold names. */
export function sections(bytes) {
  const found = []
  let at = 8
  while (at < bytes.length) {
    const id = bytes[at++]
    let size = 0
    for (let shift = 0, byte = 0x80; byte & 0x80; shift += 7) {
      byte = bytes[at++]
      size |= (byte & 0x7f) << shift
    }
    if (id !== 0) found.push({ id, content: bytes.subarray(at, at + size) })
    at += size
  }
  return found
}
