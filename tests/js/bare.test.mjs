// `verifyWebhookSignature`: a signature without a provider.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, verifyWebhookSignature } from 'countersign'

const github = createVerifier('github', { keys: 'secret' })

test('verifyWebhookSignature: hex of either case, with or without its prefix, else false', () => {
  const tag = github.sign({ body: 'payload' })['x-hub-signature-256'].slice(7)
  const good = [tag, `sha256=${tag}`, tag.toUpperCase(), `sha256=${tag.toUpperCase()}`]
  for (const signature of good) {
    for (const payload of [
      'payload',
      Buffer.from('payload'),
      new Uint8Array(Buffer.from('payload')),
    ]) {
      assert.equal(verifyWebhookSignature(payload, signature, 'secret'), true)
      assert.equal(verifyWebhookSignature(payload, signature, Buffer.from('secret')), true)
      assert.equal(verifyWebhookSignature(payload, signature, 'other'), false)
    }
    assert.equal(verifyWebhookSignature('Payload', signature, 'secret'), false)
  }
  const odd = [undefined, null, 5, {}, [tag], new String(tag), Symbol('x'), () => tag]
  const bad = [
    '',
    'sha256=',
    tag.slice(2),
    `${tag}00`,
    `SHA256=${tag}`,
    `sha256=sha256=${tag}`,
    `v1=${tag}`,
  ]
  for (const signature of [
    ...odd,
    ...bad,
    `${tag}\n`,
    tag.replace(/.$/, 'g'),
    'x'.repeat(1e6),
    'é',
  ]) {
    assert.equal(verifyWebhookSignature('payload', signature, 'secret'), false, String(signature))
  }
  const fail = () => assert.fail('it was asked')
  for (const payload of [...odd, 'a\ud800', { toString: fail }, new Proxy({}, { get: fail })]) {
    assert.equal(verifyWebhookSignature(payload, tag, 'secret'), false)
  }
})

test('the key that is kept for the next call is the last secret’s, and no other', () => {
  const tagOf = (secret) =>
    createVerifier('github', { keys: secret }).sign({ body: 'x' })['x-hub-signature-256']
  const secrets = ['one', 'two', 'one', 'one', 'three', 'two', new Uint8Array([1]), 'two']
  const tags = new Map([...new Set(secrets)].map((secret) => [secret, tagOf(secret)]))
  for (const secret of secrets) {
    for (const [other, tag] of tags) {
      assert.equal(verifyWebhookSignature('x', tag, secret), other === secret)
    }
    assert.throws(() => verifyWebhookSignature('x', 'y', ' bad'), { code: 'secret_whitespace' })
  }
  const changing = new Uint8Array([1])
  assert.equal(verifyWebhookSignature('x', tagOf(new Uint8Array([1])), changing), true)
  changing[0] = 2
  assert.equal(verifyWebhookSignature('x', tagOf(new Uint8Array([1])), changing), false)
  assert.equal(verifyWebhookSignature('x', tagOf(new Uint8Array([2])), changing), true)
})
