// What whoever captured genuine deliveries may try: another tenant's id, a form's text moved into the
// URL, an authority that seems to have two ports, a body of single bytes.

import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { createKeyRing, createVerifier, memoryStore, receive } from 'countersign'

const A = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX'
const B = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

test('tenants behind one endpoint do not use up each other’s ids', async () => {
  const verifier = createVerifier('svix', { keys: A })
  const rings = { a: createKeyRing('svix', A), b: createKeyRing('svix', B) }
  const store = memoryStore()
  const deliver = async (tenant, secret, body) => {
    const headers = createVerifier('svix', { keys: secret }).sign({ body, id: 'evt_1' })
    const options = { store, endpoint: 'hooks', keysFor: async () => rings[tenant] }
    return (await receive(verifier, { headers, body }, options, () => {})).code
  }
  assert.equal(await deliver('a', A, '1'), 'accepted')
  assert.equal(await deliver('b', B, '2'), 'accepted')
  assert.equal(await deliver('a', A, '1'), 'replayed')
})

const sha1 = (text) => createHmac('sha1', 'token').update(text).digest('base64')

test('text of a form that is moved into the URL chooses no body', () => {
  const twilio = createVerifier('twilio', { keys: 'token' })
  const evil = '{"evil":1}'
  const digest = createHash('sha256').update(evil).digest('hex')
  const url = 'https://h.example/hook?tenant=7'
  const form = { AccountSid: 'AC1', Body: `&bodySHA256=${digest}&`, From: '+1' }
  const signed = url + Object.entries(form).flat().join('')
  const headers = { 'x-twilio-signature': sha1(signed) }
  const body = new URLSearchParams(form).toString()
  assert.equal(twilio.verify({ headers, body, url }).ok, true)
  assert.equal(twilio.verify({ headers, body: evil, url: signed }).code, 'signature_mismatch')
  const whole = `${url}&bodySHA256=${digest}`
  const genuine = { 'x-twilio-signature': sha1(whole) }
  assert.equal(twilio.verify({ headers: genuine, body: evil, url: whole }).ok, true)
})

test('a port more or less is the same delivery', async () => {
  const verifier = createVerifier('twilio', { keys: 'token' })
  const options = { store: memoryStore(), bodyReplayTtl: 60_000 }
  const headers = { 'x-twilio-signature': sha1('https://h:443/xa1') }
  const codes = []
  for (const authority of ['h', 'h:443', 'h:443:', 'h:443:443']) {
    const given = { headers, body: 'a=1', url: `https://${authority}/x` }
    codes.push((await receive(verifier, given, options, () => {})).code)
  }
  assert.equal(codes.filter((code) => code === 'accepted').length, 1, codes.join())
})

test('a body that comes a byte at a time is read whole', async () => {
  const verifier = createVerifier('github', { keys: 'secret' })
  const body = 'x'.repeat(5000)
  let sent = 0
  const stream = new ReadableStream({
    pull(controller) {
      if (sent === body.length) controller.close()
      else controller.enqueue(new TextEncoder().encode(body[sent++]))
    },
  })
  const request = new Request('https://h.example/', {
    method: 'POST',
    headers: verifier.sign({ body }),
    body: stream,
    duplex: 'half',
  })
  const delivery = await verifier.verifyRequest(request)
  assert.equal(delivery.ok && delivery.text(), body)
})
