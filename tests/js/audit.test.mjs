// Audit entries: stamped, canonical, printed on one line, passed to a sink.

import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { auditLog, ConfigError, consoleSink, createAuditEntry, SinkError } from 'countersign'
import { fileSink } from 'countersign/audit'

const INPUT = { action: 'key.rotate', userId: 'u1', resource: 'endpoint/7', result: 'success' }
const NOW = 1_750_000_000_000
const STAMP = '2025-06-15T15:06:40.000Z'
const now = () => NOW
const base = await mkdtemp(join(tmpdir(), 'countersign-audit-'))
after(() => rm(base, { recursive: true }))

/** The lines that are printed while `run` runs, until it returns: not until its promise resolves. */
function printed(run) {
  const lines = []
  const { log } = console
  console.log = (...args) => lines.push(args)
  try {
    return { result: run(), lines: [...lines] }
  } finally {
    console.log = log
  }
}

test('an entry: what was handed in, the time, and nothing else', () => {
  const { entry, json } = createAuditEntry({ ...INPUT, extra: 1 }, { now })
  assert.deepEqual(entry, { ...INPUT, timestamp: STAMP })
  assert.equal(
    json,
    `{"action":"key.rotate","resource":"endpoint/7","result":"success","timestamp":"${STAMP}","userId":"u1"}`,
  )
  const metadata = { b: [1, { y: null, x: true }], a: { é: 'ü' }, '': '' }
  const more = createAuditEntry({ ...INPUT, result: 'failure', metadata }, { now })
  assert.deepEqual(more.entry, { ...INPUT, result: 'failure', metadata, timestamp: STAMP })
  assert.ok(more.json.includes('"metadata":{"":"","a":{"é":"ü"},"b":[1,{"x":true,"y":null}]}'))
})

test('the time is now, as Date.now, unless told otherwise', () => {
  const before = Date.now()
  const time = Date.parse(createAuditEntry(INPUT).entry.timestamp)
  assert.ok(before <= time && time <= Date.now())
  const of = (millis) => createAuditEntry(INPUT, { now: () => millis }).entry.timestamp
  const moments = [0, 1, 951_782_400_000, 1_709_164_800_000, 4_102_444_799_999, 253_402_300_799_999]
  for (const millis of moments) assert.equal(of(millis), new Date(millis).toISOString())
})

test('it is the same text for the same entry, in the order of RFC 8785', () => {
  const one = { ...INPUT, metadata: { z: 1, a: 2 } }
  const two = { metadata: { a: 2, z: 1 }, result: 'success', resource: INPUT.resource }
  const again = { ...two, userId: 'u1', action: 'key.rotate' }
  assert.equal(createAuditEntry(one, { now }).json, createAuditEntry(again, { now }).json)
  // The example of RFC 8785, section 3.2.3: UTF-16 units, so an emoji stands before U+FB33.
  const names = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6']
  const metadata = Object.fromEntries(names.map((name, at) => [name, at]))
  const { json } = createAuditEntry({ ...INPUT, metadata }, { now })
  const order = ['\\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33']
  const places = order.map((name) => json.indexOf(`"${name}":`))
  assert.ok(places.every((place) => place > 0))
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
  )
})

test('numbers and texts are written as ECMAScript does', () => {
  const numbers = [
    0,
    -0,
    1.5,
    1e21,
    1e-7,
    123456789.125,
    5e-324,
    1.7976931348623157e308,
    2 ** 53 - 1,
  ]
  const texts = ['"\\/\b\f\n\r\t', '\u0000\u001f\u007f', '\u2028\u2029', '🎉é', '</script>']
  for (const value of [...numbers, ...texts]) {
    const { entry, json } = createAuditEntry({ ...INPUT, metadata: { value } }, { now })
    assert.ok(json.includes(`"metadata":{"value":${JSON.stringify(value)}}`), json)
    assert.equal(entry.metadata.value, value === 0 ? 0 : value)
    assert.deepEqual(JSON.parse(json), entry)
  }
})

test('own __proto__ is a name like any other', () => {
  const metadata = JSON.parse('{"__proto__":{"admin":true},"a":1}')
  const { entry, json } = createAuditEntry({ ...INPUT, metadata }, { now })
  assert.ok(json.includes('{"__proto__":{"admin":true},"a":1}'))
  assert.equal(Object.getPrototypeOf(entry.metadata), Object.prototype)
  assert.equal(entry.metadata.admin, undefined)
})

test('what is no entry is a ConfigError that names the field', () => {
  const blank = ['', ' ', '\t\n', undefined, null, 5, {}, new String('x'), Symbol('x')]
  const codes = {
    audit_action_missing: blank.map((action) => ({ ...INPUT, action })),
    audit_user_id_missing: blank.map((userId) => ({ ...INPUT, userId })),
    audit_resource_missing: blank.map((resource) => ({ ...INPUT, resource })),
    audit_result_invalid: ['ok', 'Success', true, ...blank].map((result) => ({ ...INPUT, result })),
  }
  codes.audit_action_missing.push(undefined, null, {}, 'text')
  for (const [code, inputs] of Object.entries(codes)) {
    for (const input of inputs) {
      const make = () => createAuditEntry(input, { now })
      assert.throws(make, (error) => {
        assert.ok(ConfigError.is(error), `${code}: ${error?.stack}`)
        assert.equal(error.code, code)
        return true
      })
    }
  }
})

test('any metadata becomes an entry', () => {
  const cycle = {}
  cycle.self = cycle
  const hostile = {
    toJSON() {
      throw new TypeError('hostile')
    },
  }
  const texts = [
    [[], '{"$value":[]}'],
    ['text', '{"$value":"text"}'],
    [{ a: 5n }, '{"a":{"$bigint":"5"}}'],
    [cycle, '{"self":{"$ref":""}}'],
    [hostile, '{"$threw":"TypeError"}'],
    [{ a: 2 ** 53 }, '{"a":{"$number":"9007199254740992"}}'],
    [null, undefined],
  ]
  for (const [metadata, text] of texts) {
    const { entry } = createAuditEntry({ ...INPUT, metadata }, { now })
    assert.equal(JSON.stringify(entry.metadata), text)
  }
})

test('half a surrogate pair becomes U+FFFD', () => {
  for (const field of ['action', 'userId', 'resource']) {
    const { entry } = createAuditEntry({ ...INPUT, [field]: 'a\ud800' }, { now })
    assert.equal(entry[field], 'a\ufffd')
  }
})

test('secrets are taken out, and the entry says where', () => {
  const metadata = { user: { password: 'hunter2!' }, note: 'sent Bearer abcDEF123456 on' }
  const { entry, json } = createAuditEntry({ ...INPUT, metadata }, { now })
  assert.deepEqual(entry.metadata, {
    user: { password: '[redacted:name]' },
    note: 'sent Bearer [redacted:bearer] on',
  })
  assert.deepEqual(entry.redacted, [
    ['/metadata/user/password', 'name'],
    ['/metadata/note', 'bearer'],
  ])
  assert.ok(!json.includes('hunter2') && !json.includes('abcDEF'))
})

test('a name is a secret’s in any form of its letters', () => {
  // The last has the character whose form is the longest, eleven times as many bytes.
  const names = [
    'ｘＡＰＩｋｅｙ',
    'pass\u200bword',
    'ⓢⓔⓒⓡⓔⓣ',
    `${'\ufdfa'.repeat(500)}ｐａｓｓｗｏｒｄ`,
  ]
  for (const name of names) {
    const { entry } = createAuditEntry(
      { ...INPUT, metadata: { [name]: 'hunter2!', ａ: 1 } },
      { now },
    )
    assert.deepEqual(entry.metadata, { [name]: '[redacted:name]', ａ: 1 })
  }
})

test('a clock that gives no time is clock_invalid', () => {
  const values = [Number.NaN, Infinity, -Infinity, 8.64e15 + 2, undefined, null, 'soon', {}]
  for (const value of values) {
    const make = () => createAuditEntry(INPUT, { now: () => value })
    assert.throws(make, { name: 'ConfigError', code: 'clock_invalid' }, String(value))
  }
  for (const clock of [5, 'now', {}]) {
    const make = () => createAuditEntry(INPUT, { now: clock })
    assert.throws(make, { name: 'ConfigError', code: 'clock_invalid' }, String(clock))
  }
})

test('auditLog prints one line of printable ASCII, at once', async () => {
  const nasty = 'line\nfeed\r\u2028\u0085é🎉\u001b[31m\u202e\u0000\u007f"\\'
  const input = { ...INPUT, action: nasty, metadata: { [nasty]: nasty } }
  const { result, lines } = printed(() => auditLog(input, { now }))
  assert.equal(lines.length, 1)
  const [[line, ...more]] = lines
  assert.deepEqual(more, [])
  assert.match(line, /^\[AUDIT\] \{[\x20-\x7e]+\}$/)
  const { entry, json, durable } = await result
  assert.equal(durable, 'none')
  assert.deepEqual(JSON.parse(line.slice('[AUDIT] '.length)), entry)
  assert.deepEqual(JSON.parse(json), entry)
  assert.equal(entry.action, nasty)
})

test('auditLog passes a batch of one to the sink, after the line is printed', async () => {
  const batches = []
  let resolve
  const sink = {
    write: (entries) => {
      batches.push(entries)
      return new Promise((settle) => {
        resolve = () => settle({ durable: 'disk' })
      })
    },
  }
  const { result, lines } = printed(() => auditLog(INPUT, { sink, now }))
  assert.equal(lines.length, 1)
  let isDone = false
  result.then(() => {
    isDone = true
  })
  await new Promise((turn) => setImmediate(turn))
  assert.equal(isDone, false, 'it waits for the sink')
  resolve()
  const { entry, durable } = await result
  assert.equal(durable, 'disk')
  assert.deepEqual(batches, [[entry]])
})

test('a sink that fails is a SinkError with its cause, and the line is printed all the same', async () => {
  const cause = new Error('disk full')
  const fail = () => {
    throw cause
  }
  for (const write of [fail, async () => fail()]) {
    const { result, lines } = printed(() => auditLog(INPUT, { sink: { write } }))
    assert.equal(lines.length, 1)
    await assert.rejects(result, (error) => {
      assert.ok(error instanceof SinkError && error instanceof Error)
      assert.deepEqual([error.name, error.cause], ['SinkError', cause])
      return true
    })
  }
})

test('what is no entry is neither printed nor written', async () => {
  const sink = { write: () => assert.fail('written') }
  const { result, lines } = printed(() => auditLog({ ...INPUT, userId: '' }, { sink }))
  assert.deepEqual(lines, [])
  await assert.rejects(result, { name: 'ConfigError', code: 'audit_user_id_missing' })
})

test('consoleSink prints a line for each entry, with its own time', async () => {
  const entries = [INPUT, { ...INPUT, metadata: { a: 'é' } }].map(
    (input) => createAuditEntry(input, { now }).entry,
  )
  const { result, lines } = printed(() => consoleSink().write(entries))
  assert.deepEqual(await result, { durable: 'none' })
  assert.equal(lines.length, 2)
  const parsed = lines.map(([line]) => JSON.parse(line.slice('[AUDIT] '.length)))
  assert.deepEqual(parsed, entries)
  for (const [line] of lines) assert.match(line, /^\[AUDIT\] [\x20-\x7e]+$/)
})

const readBack = async (folder) => {
  const text = await readFile(join(folder, 'audit.jsonl'), 'utf8')
  assert.ok(text.endsWith('\n'))
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line))
}
const entryOf = (at, more) =>
  createAuditEntry({ ...INPUT, metadata: { at, text: 'a\nb\u2028é🎉', ...more } }).entry

test('fileSink makes its folder and appends; entries read back the same', async () => {
  const folder = join(base, 'a', 'b', 'c')
  const first = [entryOf(1), entryOf(2)]
  assert.deepEqual(await fileSink(folder).write(first), { durable: 'disk' })
  assert.deepEqual(await readBack(folder), first)
  const second = [entryOf(3)]
  await fileSink(folder).write(second)
  assert.deepEqual(await readBack(folder), [...first, ...second])
  await fileSink(folder).write([])
  assert.equal((await readBack(folder)).length, 3)
  const { mode } = await stat(join(folder, 'audit.jsonl'))
  assert.equal(mode & 0o077, 0, 'others can read it')
})

test('batches at once keep their order and stay whole', async () => {
  const folder = join(base, 'concurrent')
  const sink = fileSink(folder)
  const batches = Array.from({ length: 60 }, (_, at) => [
    entryOf(at, { half: 1, pad: 'x'.repeat((at % 7) * 20_000) }),
    entryOf(at, { half: 2 }),
  ])
  await Promise.all(batches.map((batch) => sink.write(batch)))
  assert.deepEqual(await readBack(folder), batches.flat())
})

test('a batch that fails is its writer’s to know, and the next is tried', async () => {
  const folder = join(base, 'blocked')
  await writeFile(folder, 'a file stands here')
  const sink = fileSink(folder)
  const { result } = printed(() => auditLog(INPUT, { sink }))
  await assert.rejects(
    result,
    (error) => error instanceof SinkError && error.cause.code !== undefined,
  )
  await rm(folder)
  await sink.write([entryOf(1)])
  assert.equal((await readBack(folder)).length, 1)
})

test('the CommonJS build has the same sink', async () => {
  const folder = join(base, 'cjs')
  const other = createRequire(import.meta.url)('countersign/audit')
  await other.fileSink(folder).write([entryOf(1)])
  assert.equal((await readBack(folder)).length, 1)
})
