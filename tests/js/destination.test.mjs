// Where checkpoints go, off the machine.

import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { memorySink, SinkError } from 'countersign/audit'
import { verifyLog } from 'countersign/auditor'
import { ENTRY, linesOf, opened, policy, signer } from './log-opened.mjs'

const base = await mkdtemp(join(tmpdir(), 'countersign-destination-'))
after(() => rm(base, { recursive: true }))

const sizeOf = (note) => Number(note.split('\n')[1])

test('checkpoints go to a file, or to a URL', async () => {
  const path = join(base, 'kept')
  const { audit } = await opened({ checkpointTo: path })
  await audit.append(ENTRY)
  await audit.close()
  assert.equal((await readFile(path, 'utf8')).match(/^\u2014 /gm).length, 2)
  const { createServer } = await import('node:http')
  const bodies = []
  let status = 200
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    bodies.push(`${request.method} ${body}`)
    response.writeHead(status).end()
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${server.address().port}/checkpoints`
  for (const checkpointTo of [url, new URL(url)]) {
    const { audit } = await opened({ checkpointTo })
    const note = await audit.checkpoint()
    assert.equal(bodies.at(-1), `POST ${note}`)
    status = 500
    await audit.append(ENTRY)
    await assert.rejects(audit.checkpoint(), SinkError)
    status = 200
    // What did not arrive is sent with the next.
    assert.match(await audit.checkpoint(), /\n2\n/)
    assert.match(bodies.at(-1), /\n2\n/)
    await audit.close()
  }
  server.close()
})

test('a file of checkpoints that was torn is made whole', async () => {
  const checkpointTo = join(base, 'torn')
  const { audit, primary } = await opened({ checkpointTo })
  await audit.append(ENTRY)
  await audit.checkpoint()
  const whole = await readFile(checkpointTo)
  const from = whole.lastIndexOf('example.com')
  for (let end = from; end < whole.length; end++) {
    await writeFile(checkpointTo, whole.subarray(0, end))
    await audit.append(ENTRY)
    await audit.checkpoint()
    const text = await readFile(checkpointTo, 'utf8')
    assert.equal(text.match(/^example/gm).length, 2, `${end}`)
    const report = await verifyLog(primary, { policy, checkpoints: [text] })
    assert.deepEqual(report.first, undefined)
  }
  // What is no log's is not ours to take away.
  await writeFile(checkpointTo, 'a note of somebody')
  await audit.append(ENTRY)
  await audit.checkpoint()
  assert.match(await readFile(checkpointTo, 'utf8'), /^a note of somebodyexample\.com/)
})

test('what hangs is given up', async (t) => {
  const hangs = () => new Promise(() => {})
  for (const part of ['checkpointTo', 'sign', 'copies']) {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    let isHanging = false
    const turn = (act) => (isHanging ? hangs() : act())
    const primary = memorySink()
    const close = t.mock.method(primary, 'close')
    const { audit } = await opened({
      primary,
      ...(part === 'checkpointTo' && { checkpointTo: () => turn(() => {}) }),
      ...(part === 'sign' && {
        signer: { ...signer, sign: (text) => turn(() => signer.sign(text)) },
      }),
      ...(part === 'copies' && { copies: [{ write: hangs }] }),
    })
    isHanging = true
    await audit.append(ENTRY)
    const closing = audit.close().then(
      () => 'closed',
      ({ name }) => name,
    )
    for (let second = 0; second < 12; second++) {
      for (let step = 0; step < 20; step++) await new Promise(setImmediate)
      t.mock.timers.tick(1000)
    }
    assert.equal(await closing, part === 'copies' ? 'closed' : 'SinkError', part)
    assert.equal(close.mock.callCount(), 1)
    t.mock.timers.reset()
  }
})

test('where no checkpoint is kept elsewhere, the log says what is lost', async () => {
  const { audit, primary } = await opened({ checkpointTo: 'nowhere' })
  await audit.close()
  const { metadata } = JSON.parse(linesOf(primary.text())[0])
  assert.equal(metadata.checkpoints, 'nowhere')
  assert.match(metadata.lost, /anew/)
})

test('where checkpoints go may append to the log', async () => {
  const notes = []
  let audit
  const checkpointTo = async (note) => {
    notes.push(sizeOf(note))
    await audit?.append(ENTRY)
  }
  ;({ audit } = await opened({ checkpointTo }))
  await audit.append(ENTRY)
  assert.equal(sizeOf(await audit.checkpoint()), 2)
  assert.equal(audit.size, 3)
  assert.deepEqual(notes, [1, 2])
})
