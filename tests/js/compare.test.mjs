// The compare of tags, as it ships: nothing in it can take a time that depends on the tag or on the
// candidate. What is read is the WebAssembly; that the engine's code for it takes no other time is
// measured by tests/timing.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import binaryen from 'binaryen'
import { module as text } from '../../pkg/src/generated/verify.js'
import { functionsNamed, sections, variableTime } from './constant-time.mjs'
import { moduleBytes } from './module-text.mjs'

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url))
const shipped = moduleBytes(text)
const named = read('target/npm/verify/verify.named.wasm')

test('the copy with names is the module that ships', () => {
  for (const file of ['index.js', 'index.cjs']) {
    assert.ok(read(`pkg/dist/${file}`).includes(text), `${file} holds another module`)
  }
  const digests = (module) =>
    sections(module).map(({ id, content }) => {
      return {
        id,
        size: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
      }
    })
  const code = digests(shipped)
  assert.ok(code.some(({ id }) => id === 10))
  assert.deepEqual(digests(named), code)
})

test('nothing in `Tag::matches` can take a time that depends on a tag', (t) => {
  const module = binaryen.readBinary(named)
  const names = functionsNamed(module, 'mac', 'Tag', 'matches')
  assert.equal(names.length, 1, `one function, not ${names.length}: ${names}`)
  assert.deepEqual(variableTime(module, names[0]), [])
  t.diagnostic(names[0])
})

/** A function of two pointers, and one to call. */
const functionOf = (body) =>
  binaryen.parseText(`(module (memory 1) (global $stack (mut i32) (i32.const 1024))
    (func $sink (param i32))
    (func $f (param $0 i32) (param $1 i32) (result i32) (local $2 i32) (local $3 v128) ${body}))`)

const byte = (pointer) => `(i32.load8_u (local.get ${pointer}))`
const differ = `(i32.xor ${byte('$0')} ${byte('$1')})`

test('control: a compare in constant time passes', () => {
  for (const body of [
    `(i32.eqz ${differ})`,
    `(v128.any_true (v128.xor (v128.load (local.get $0)) (v128.load offset=16 (local.get $1))))`,
    `(i32.store8 offset=15 (local.tee $2 (i32.sub (global.get $stack) (i32.const 16))) ${differ})
     (i32.load8_u offset=15 (local.get $2))`,
  ]) {
    assert.deepEqual(variableTime(functionOf(body), 'f'), [], body)
  }
})

test('control: what could tell is refused', () => {
  const cases = {
    'an exit at the first difference': [
      `(loop $next
         (if ${differ} (then (return (i32.const 0))))
         (local.set $0 (i32.add (local.get $0) (i32.const 1)))
         (local.set $1 (i32.add (local.get $1) (i32.const 1)))
         (br_if $next (i32.lt_u (local.tee $2 (i32.add (local.get $2) (i32.const 1))) (i32.const 32))))
       (i32.const 1)`,
      ['if', 'then', 'return', 'loop', 'br_if'],
    ],
    'an exit without a loop': [
      `(block $no (br_if $no ${differ}) (return (i32.const 1))) (i32.const 0)`,
      ['br_if', 'return'],
    ],
    'a choice': [`(select (i32.const 1) (i32.const 0) ${differ})`, ['select']],
    'a table': [`(i32.load8_u offset=512 ${differ})`, ['i32.load8_u at an address that was read']],
    'a table, by a detour': [
      `(local.set $2 ${differ})
       (local.set $2 (i32.add (local.get $2) (local.get $0)))
       (i32.load8_u (local.get $2))`,
      ['i32.load8_u at an address that was read'],
    ],
    'a table, by a lane': [
      `(local.set $3 (v128.load (local.get $0)))
       (i32.load (i32x4.extract_lane 0 (local.get $3)))`,
      ['i32.load at an address that was read'],
    ],
    'a place that tells': [
      `(i32.store8 ${differ} (i32.const 1)) (i32.const 1)`,
      ['i32.store8 at an address that was read'],
    ],
    'a division': [`(i32.div_u (i32.const 9) ${differ})`, ['i32.div_u']],
    'a call': [`(call $sink ${differ}) (i32.const 1)`, ['call']],
    'a copy of a length': [
      `(memory.copy (local.get $0) (local.get $1) ${differ}) (i32.const 1)`,
      ['memory.copy'],
    ],
  }
  for (const [title, [body, findings]] of Object.entries(cases)) {
    const found = variableTime(functionOf(body), 'f')
    assert.deepEqual([...new Set(found)].sort(), findings.sort(), title)
  }
})
