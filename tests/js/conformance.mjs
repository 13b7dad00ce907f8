// What the package promises, compact, for any runtime: no imports, no globals beyond those of a
// browser. `run(api)` resolves to a list of { name, ok, error? }; nothing in it throws.

const TEXT = 'a secret of thirty-two characters'
const BASE64 = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const NOW = 1_750_000_000_000
const URL = 'https://example.com/hooks?x=1'

const secretOf = { clerk: BASE64, openai: BASE64, resend: BASE64, svix: BASE64 }
secretOf['standard-webhooks'] = BASE64
secretOf['gitlab-signed'] = BASE64

/** Of GitHub's documentation, and made by stripe 23.1.0 and by Twilio's documentation. */
const FOREIGN = {
  github: {
    secret: "It's a Secret to Everybody",
    headers: {
      'X-Hub-Signature-256':
        'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    },
    body: 'Hello, World!',
  },
  stripe: {
    secret: 'whsec_test_secret',
    headers: {
      'Stripe-Signature':
        't=1750000000,v1=97895e93dfc2a1dc5bba8fd7e34b3354492344303c083dd0e14917c71658bb79',
    },
    body: '{"id":"evt_2","name":"Zoë é 🎉 日本"}',
  },
  twilio: {
    secret: '12345',
    headers: { 'X-Twilio-Signature': 'L/OH5YylLD5NRKLltdqwSvS0BnU=' },
    url: 'https://example.com/myapp.php?foo=1&bar=2',
    body: 'CallSid=CA1234567890ABCDE&Caller=%2B14158675310&Digits=1234&From=%2B14158675310&To=%2B18005551212',
  },
}

/** A provider of each kind; the last ones are in a module of their own. */
const USUAL = [
  'clerk',
  'github',
  'gitlab-signed',
  'linear',
  'notion',
  'openai',
  'pagerduty',
  'paddle',
  'resend',
  'shopify',
  'slack',
  'standard-webhooks',
  'stripe',
  'svix',
  'workos',
  'ghost',
  'hubspot',
  'paystack',
  'square',
  'twilio',
  'twitch',
  'upstash-qstash',
]

export async function run(api) {
  const results = []
  for (const [name, check] of Object.entries(checks(api))) {
    try {
      await check()
      results.push({ name, ok: true })
    } catch (error) {
      results.push({ name, ok: false, error: String(error?.stack ?? error) })
    }
  }
  return results
}

function checks(api) {
  const { createVerifier, createKeyRing, createAuditEntry, ConfigError, memoryStore } = api
  const { auditLog, consoleSink, providers, receive, verifyWebhookSignature } = api
  const verifierOf = (provider, options) =>
    createVerifier(provider, { keys: secretOf[provider] ?? TEXT, now: () => NOW, ...options })
  const bodyOf = (provider) => (provider === 'linear' ? `{"webhookTimestamp":${NOW}}` : '{"n":1}')
  const codeOf = (provider, change, options) => {
    const verifier = verifierOf(provider, options)
    const body = bodyOf(provider)
    const headers = verifier.sign({ body, url: URL, timestamp: NOW })
    const given = { headers, body, url: URL }
    const verdict = verifier.verify({ ...given, ...change?.(given, verifier) })
    verifier.dispose()
    return verdict.ok ? 'ok' : verdict.code
  }
  const all = {}

  const ids = providers().map(({ id }) => id)
  for (const id of USUAL.filter((id) => ids.includes(id))) {
    all[`${id}: what it signs is genuine, one altered byte is not`] = () => {
      const verifier = verifierOf(id)
      const body = bodyOf(id)
      const headers = verifier.sign({ body, url: URL, timestamp: NOW })
      const delivery = verifier.verify({ headers, body, url: URL })
      equal(delivery.ok, true, delivery.code)
      equal(delivery.text(), body)
      equal(delivery.keyId, 'key-1')
      const altered = new TextEncoder().encode(body)
      altered[altered.length - 2] ^= 1
      equal(verifier.verify({ headers, body: altered, url: URL }).code, 'signature_mismatch')
    }
  }
  for (const [id, { secret, ...incoming }] of Object.entries(FOREIGN)) {
    all[`${id}: what others signed is genuine`] = () => {
      const verdict = verifierOf(id, { keys: secret }).verify(incoming)
      equal(verdict.ok, true, verdict.code)
    }
  }
  for (const size of [0, 65_537, 70_000, 200_000]) {
    all[`a body of ${size} bytes, as text and as bytes, beside the platform's own HMAC`] =
      async () => {
        // Four-byte characters that no boundary of the window is aligned with.
        const pad = Math.max(size - 1, 0)
        const text = 'x'.repeat(size - pad) + '🎉'.repeat(pad >> 2) + 'x'.repeat(pad & 3)
        const bytes = new TextEncoder().encode(text)
        equal(bytes.length, size)
        const tag = await hmac(TEXT, bytes)
        equal(verifyWebhookSignature(bytes, tag, TEXT), true)
        const headers = new Headers({ 'x-hub-signature-256': `sha256=${tag}` })
        for (const body of [text, bytes, bytes.buffer]) {
          const verdict = verifierOf('github').verify({ headers, body })
          equal(verdict.ok, true, verdict.code)
          equal(verdict.text(), text)
        }
        const cut = bytes.subarray(1)
        const verdict = verifierOf('github').verify({ headers, body: cut })
        equal(verdict.ok, size === 0)
      }
  }

  const rejections = {
    header_missing: ['stripe', () => ({ headers: {} })],
    url_missing: ['twilio', () => ({ url: undefined })],
    signature_malformed: ['github', () => ({ headers: { 'x-hub-signature-256': 'sha256=1' } })],
    message_id_malformed: [
      'svix',
      ({ headers }) => ({ headers: { ...headers, 'svix-id': 'a.b' } }),
    ],
    timestamp_malformed: ['linear', (_, v) => ({ body: '{}', headers: v.sign({ body: '{}' }) })],
    body_parsed: ['github', () => ({ body: { n: 1 } })],
    body_ill_formed: ['github', () => ({ body: 'a\ud800' })],
    body_too_large: ['twilio', () => ({ body: 'a'.repeat(65_537) })],
    signature_mismatch: ['slack', () => ({ body: '{}' })],
    key_expired: ['shopify', () => ({}), { keys: [{ secret: TEXT, notAfter: NOW - 1 }] }],
    timestamp_too_old: ['paddle', () => ({}), { now: () => NOW + 5_001 }],
    timestamp_too_new: ['workos', () => ({}), { now: () => NOW - 180_001 }],
  }
  for (const [code, [provider, change, options]] of Object.entries(rejections)) {
    all[`rejected: ${code}`] = () => equal(codeOf(provider, change, options), code)
  }

  all['several keys: any of them, the primary signs, and the id says which'] = () => {
    const keys = [
      { id: 'new', secret: TEXT },
      { id: 'old', secret: 'another secret' },
    ]
    const both = verifierOf('github', { keys })
    const old = verifierOf('github', { keys: 'another secret' })
    equal(both.verify({ headers: old.sign({ body: 'x' }), body: 'x' }).keyId, 'old')
    equal(both.verify({ headers: both.sign({ body: 'x' }), body: 'x' }).keyId, 'new')
    const ring = createKeyRing('github', [{ id: 'tenant', secret: 'another secret' }])
    const headers = old.sign({ body: 'x' })
    equal(verifierOf('github').verify({ headers, body: 'x' }, { keys: ring }).keyId, 'tenant')
    both.replaceKeys(TEXT)
    equal(both.verify({ headers, body: 'x' }).code, 'signature_mismatch')
  }
  all['faults of configuration are thrown, each with its code'] = () => {
    const faults = {
      provider_unknown: () => createVerifier('strpe', { keys: TEXT }),
      secret_missing: () => createVerifier('stripe', { keys: undefined }),
      secret_empty: () => verifyWebhookSignature('x', '', ''),
      secret_whitespace: () => verifierOf('stripe', { keys: `${TEXT}\n` }),
      secret_not_base64: () => verifierOf('svix', { keys: 'no base64!' }),
      tolerance_invalid: () => verifierOf('stripe', { tolerance: 0 }),
      tolerance_untimed: () => verifierOf('github', { tolerance: 5 }),
      ring_foreign: () => verifierOf('github').verify({}, { keys: createKeyRing('notion', TEXT) }),
      disposed: () => {
        const verifier = verifierOf('github')
        verifier.dispose()
        verifier.verify({})
      },
    }
    for (const [code, fault] of Object.entries(faults)) {
      const error = thrownBy(fault)
      equal(ConfigError.is(error), true, `${code}: ${error}`)
      equal(error.code, code)
      equal(error.message.includes(TEXT), false)
    }
  }
  all['verifyRequest judges a Request'] = async () => {
    const verifier = verifierOf('stripe')
    const headers = verifier.sign({ body: 'x', timestamp: NOW })
    const request = () => new Request(URL, { method: 'POST', headers, body: 'x' })
    equal((await verifier.verifyRequest(request())).ok, true)
    const used = request()
    await used.text()
    equal((await verifier.verifyRequest(used)).code, 'body_parsed')
  }
  const input = { action: 'key.rotate', userId: 'u1', resource: 'r1', result: 'success' }
  all['an audit entry is canonical'] = () => {
    const { entry, json } = createAuditEntry(
      { ...input, metadata: { b: 1, a: 'é' } },
      { now: () => NOW },
    )
    equal(
      json,
      '{"action":"key.rotate","metadata":{"a":"é","b":1},"resource":"r1","result":"success",' +
        '"timestamp":"2025-06-15T15:06:40.000Z","userId":"u1"}',
    )
    equal(JSON.stringify(entry), json)
    equal(thrownBy(() => createAuditEntry({ ...input, userId: '' })).code, 'audit_user_id_missing')
  }
  all['an audit entry goes to the sink'] = async () => {
    const written = []
    const sink = { write: async (entries) => ({ durable: written.push(...entries) && 'disk' }) }
    const { entry, durable } = await auditLog(input, { sink })
    equal(durable, 'disk')
    equal(JSON.stringify(written), JSON.stringify([entry]))
    equal((await consoleSink().write([entry])).durable, 'none')
  }
  all['receive runs the handler once, and again after it failed'] = async () => {
    const verifier = verifierOf('stripe')
    const incoming = { headers: verifier.sign({ body: 'x', timestamp: NOW }), body: 'x' }
    const options = { store: memoryStore() }
    const fail = async () => Promise.reject(new Error('handler'))
    let runs = 0
    const work = () => void runs++
    const codes = []
    for (const handler of [fail, work, work]) {
      codes.push((await receive(verifier, incoming, options, handler)).code)
    }
    equal(codes.join(), 'handler_failed,accepted,replayed')
    equal(runs, 1)
  }
  return all
}

function equal(actual, expected, more = '') {
  if (actual !== expected) throw new Error(`${actual} is not ${expected} ${more}`)
}

function thrownBy(fault) {
  try {
    fault()
  } catch (error) {
    return error
  }
  return undefined
}

async function hmac(secret, bytes) {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const raw = new TextEncoder().encode(secret)
  const key = await crypto.subtle.importKey('raw', raw, algorithm, false, ['sign'])
  const tag = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes))
  return Array.from(tag, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
