// The JSON that the core takes.

import assert from 'node:assert/strict'

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^{}[\],:"]+/g

/** Throws unless the core takes the text: src/json/parse.rs. */
export function checkStrict(text) {
  JSON.parse(text)
  assert.ok(text.isWellFormed(), 'half a surrogate pair')
  const open = []
  let before = ''
  for (const token of text.match(TOKEN)) {
    if (token === '{' || token === '[') open.push(token === '{' ? new Set() : undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (token[0] === '"') {
      const names = open.at(-1)
      const value = JSON.parse(token)
      assert.ok(value.isWellFormed(), 'half a surrogate pair, escaped')
      if (names !== undefined && before !== ':') {
        assert.ok(!names.has(value), `twice: ${token}`)
        names.add(value)
      }
    } else if (/^[-\d]/.test(token)) {
      const number = Number(token)
      assert.ok(Number.isFinite(number), token)
      const isInteger = Number.isInteger(number) && Math.abs(number) < 1e21
      assert.ok(!isInteger || Number.isSafeInteger(number), token)
    } else assert.ok([',', ':', 'true', 'false', 'null'].includes(token), `space: ${token}`)
    assert.ok(open.length <= 40, 'too deep')
    before = token
  }
}
