// What a message says is true of every provider and request that it is said of.

import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { createVerifier } from 'countersign'

const URL = 'https://example.com/hooks?a=b'

test('messages are true of what they are about', () => {
  const says = (id, keys, incoming, code, pattern, but = /^$/) => {
    const verdict = createVerifier(id, { keys, now: () => 0 }).verify({ url: URL, ...incoming })
    assert.equal(verdict.code, code, id)
    assert.match(verdict.message, pattern)
    assert.doesNotMatch(verdict.message, but)
  }
  const token = { headers: { 'x-gitlab-token': 'other' }, body: '{}' }
  says('gitlab', 'secret', token, 'signature_mismatch', /token/)
  const square = { headers: { 'x-square-hmacsha256-signature': `${'A'.repeat(43)}=` }, body: '{}' }
  says('square', 'secret', square, 'signature_mismatch', /secret.*body.*URL/)
  says(
    'square',
    'secret',
    { headers: {}, body: '' },
    'header_missing',
    /^x-square-hmacsha256-signature: /,
  )
  says('mailgun', 'secret', { headers: {}, body: '{}' }, 'signature_malformed', /absent/, /header/)
  says('figma', 'secret', { headers: {}, body: '{}' }, 'signature_malformed', /absent/, /header/)
  const jwt = (claims) => {
    const [head, text] = [{ alg: 'HS256' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    )
    const mac = createHmac('sha256', 'secret').update(`${head}.${text}`).digest('base64url')
    return { headers: { authorization: `${head}.${text}.${mac}` }, body: '' }
  }
  const sha256 = createHash('sha256').update('').digest('base64')
  const keys = [{ id: 'api', secret: 'secret' }]
  says('livekit', keys, jwt({ iss: 'api', sha256 }), 'timestamp_malformed', /token/)
  assert.throws(() => createVerifier('livekit', { keys: 'secret' }), /`\[\{ id, secret \}\]`/)
})
