/** What must compile, and what must not, for those who write ES modules. */
import type {
  AuditEntry,
  AuditSink,
  Covered,
  Delivery,
  Incoming,
  KeyRing,
  Keys,
  ProviderId,
  ProviderInfo,
  Rejected,
  ReplayStore,
  Verifier,
  VerifierOptions,
} from 'countersign'
import {
  auditLog,
  ConfigError,
  consoleSink,
  createAuditEntry,
  createKeyRing,
  createVerifier,
  defineProvider,
  memoryStore,
  type providers,
  receive,
  SinkError,
  StoreError,
  verifyWebhookSignature,
} from 'countersign'
import { type Audit, ed25519Signer, fileSink, memorySink, openAudit } from 'countersign/audit'
import { type LogReport, verifyLog } from 'countersign/auditor'
import { mutatedRequest, mutationsOf, signedRequest } from 'countersign/testing'
import { check, type Same } from './same.js'

declare const headers: Headers
declare const request: Request
declare const secret: string | undefined
const options = { keys: 'secret' }
const signedOptions = { keys: 'secret', body: '{}' }

// Providers are known by name.
const stripe = createVerifier('stripe', options)
check<Same<typeof stripe, Verifier<'stripe'>>>()
// @ts-expect-error a slip
createVerifier('strpe', options)
// @ts-expect-error a text that may be anything
createVerifier('stripe' as string, options)
// @ts-expect-error a slip
createKeyRing('githb', 'secret')
declare const anyId: ProviderId
createVerifier(anyId, options)
check<Same<typeof anyId, ReturnType<typeof providers>[number]['id']>>()

// Keys are what `process.env` gives, and in every documented form.
createVerifier('stripe', { keys: process.env.STRIPE_SECRET })
createVerifier('stripe', { keys: secret })
createVerifier('stripe', { keys: undefined })
createVerifier('stripe', { keys: [process.env.NEW, process.env.OLD] })
createVerifier('stripe', { keys: new Uint8Array(3) })
createVerifier('stripe', { keys: Buffer.from('x') })
createVerifier('stripe', { keys: createKeyRing('stripe', process.env.STRIPE_SECRET) })
const specs = [
  { id: '2026-11', secret: 'new' },
  { secret, notAfter: new Date() },
  { secret: new Uint8Array(3), notAfter: 5 },
  'old',
] as const
createVerifier('stripe', { keys: specs })
stripe.replaceKeys(specs)
stripe.replaceKeys(process.env.STRIPE_SECRET)
// @ts-expect-error keys may be undefined, but must be thought of
createVerifier('stripe', {})
// @ts-expect-error a number is no secret
createVerifier('stripe', { keys: 5 })
// @ts-expect-error nor is one in an array
createVerifier('stripe', { keys: [5] })
// @ts-expect-error a time is no text
createVerifier('stripe', { keys: [{ secret: 'a', notAfter: '2026-01-01' }] })

// Tolerance and clock.
for (const tolerance of [5, { past: 5, future: 5 }, 'off'] as const) {
  createVerifier('stripe', { keys: 'a', tolerance, now: () => Date.now() })
}
// @ts-expect-error seconds are no text
createVerifier('stripe', { keys: 'a', tolerance: '300' })
// @ts-expect-error both sides
createVerifier('stripe', { keys: 'a', tolerance: { past: 5 } })
// @ts-expect-error milliseconds, not a Date
createVerifier('stripe', { keys: 'a', now: () => new Date() })

// What a host hands over.
declare const incomingHeaders: import('node:http').IncomingHttpHeaders
stripe.verify({ headers, body: '' })
stripe.verify({ headers: incomingHeaders, body: Buffer.from('') })
stripe.verify({ headers: { a: 'b', c: ['d'], e: undefined }, body: new Uint8Array(1) })
stripe.verify({ headers: new Map([['a', 'b']]), body: new ArrayBuffer(1) })
stripe.verify({ headers: [['a', 'b']], body: '', method: 'POST' })
stripe.verify({ headers, body: '', url: request.url })
stripe.verify({ headers, body: '' }, { keys: createKeyRing('stripe', 'a') })
// @ts-expect-error a parsed body
stripe.verify({ headers, body: { id: 'evt_1' } })
// @ts-expect-error no body
stripe.verify({ headers })
// @ts-expect-error a ring is made by createKeyRing
stripe.verify({ headers, body: '' }, { keys: 'secret' })

// A provider that signs the URL needs it.
const twilio = createVerifier('twilio', options)
twilio.verify({ headers, body: '', url: 'https://example.com/' })
// @ts-expect-error without its URL
twilio.verify({ headers, body: '' })
// @ts-expect-error an undefined one
twilio.verify({ headers, body: '', url: undefined })
check<Same<Incoming<'twilio'>['url'], string | URL>>()
twilio.verify({ headers, body: '', url: new URL('https://example.com/') })
// @ts-expect-error where the provider is known only at run time, it may be that one
createVerifier(anyId, options).verify({ headers, body: '' }) satisfies Delivery

// A verdict is narrowed by `ok`.
const result = stripe.verify({ headers, body: '' })
if (result.ok) {
  check<Same<typeof result, Delivery<'stripe'>>>()
  check<Same<typeof result.ok, true>>()
  check<Same<typeof result.body, Uint8Array>>()
  check<Same<ReturnType<typeof result.text>, string>>()
  check<Same<ReturnType<typeof result.json>, unknown>>()
  check<Same<typeof result.keyId, string>>()
  // @ts-expect-error an accepted delivery has no code
  result.code
  // @ts-expect-error what was verified stays what it is
  result.keyId = 'other'
  // @ts-expect-error unknown until it is looked at
  result.json().id
} else {
  check<Same<typeof result, Rejected>>()
  check<Same<typeof result.ok, false>>()
  result.message satisfies string
  result.status satisfies number
  // @ts-expect-error a rejected one has no body
  result.body
  // @ts-expect-error nor an age, unless the code says so
  result.age
}
// @ts-expect-error before `ok` is looked at, there is no body
result.body

// Codes are a closed set: a switch over all of them is complete.
function explain(rejected: Rejected): string {
  switch (rejected.code) {
    case 'header_missing':
      return `${rejected.slot satisfies number}${rejected.header satisfies string | undefined}`
    case 'timestamp_too_old':
    case 'timestamp_too_new':
      return `${rejected.age satisfies number}`
    case 'key_expired':
      return `${rejected.keyId satisfies string | undefined}`
    case 'url_missing':
    case 'signature_malformed':
    case 'message_id_malformed':
    case 'timestamp_malformed':
    case 'body_parsed':
    case 'body_ill_formed':
    case 'body_too_large':
    case 'body_unreadable':
    case 'signature_mismatch':
    case 'replayed':
    case 'in_flight':
      return rejected.code
    default:
      rejected satisfies never
      return rejected
  }
}
explain satisfies (rejected: Rejected) => string

// @ts-expect-error a code that there is not
const isOther = (rejected: Rejected) => rejected.code === 'signature_mismatched'
isOther satisfies unknown

// What is covered is known for each provider.
type CoveredBy<P extends ProviderId> = Delivery<P>['covers'][number]
check<Same<CoveredBy<'github'>, 'body'>>()
check<Same<CoveredBy<'stripe'>, 'body' | 'timestamp'>>()
check<Same<CoveredBy<'svix'>, 'body' | 'timestamp' | 'id'>>()
check<Same<CoveredBy<'twilio'>, 'body' | 'url'>>()
check<Same<ProviderInfo['covers'][number], Covered>>()
declare const github: Delivery<'github'>
// @ts-expect-error GitHub signs no time
github.covers.includes('timestamp')
// @ts-expect-error what is covered is not for the caller to say
github.covers.push('body')

// The rest, asynchronous.
stripe.verifyRequest(request) satisfies Promise<Delivery<'stripe'> | Rejected>
stripe.sign({ body: '', id: 'a', timestamp: new Date(), url: '' }) satisfies Record<string, string>
check<Same<ReturnType<typeof verifyWebhookSignature>, boolean>>()
verifyWebhookSignature(Buffer.from(''), 'tag', process.env.SECRET)
receive(stripe, request, {}, (delivery) => {
  check<Same<typeof delivery, Delivery<'stripe'>>>()
}).then(({ status, headers, body, code, delivery }) => {
  new Response(body, { status, headers })
  delivery satisfies Delivery<'stripe'> | undefined
  code satisfies string
  // @ts-expect-error a code that there is not
  if (code === 'okay') return
})
const store: ReplayStore = memoryStore({ max: 5, now: () => 5 })
const audit: AuditSink = fileSink('logs')
const keysFor = async (): Promise<KeyRing> => createKeyRing('twilio', 'a')
const onVerdict = ({ provider, code, keyId, micros }: import('countersign').Verdict) => {
  console.log(provider, code, keyId, micros.toFixed())
}
const url = 'https://example.com/'
receive(
  twilio,
  { headers, body: '', url },
  { store, audit, keysFor, onVerdict, endpoint: 'a', bodyReplayTtl: 5 },
  async () => {},
)
// @ts-expect-error without its URL
receive(twilio, { headers, body: '' }, {}, () => {})

const input = { action: 'a', userId: 'b', resource: 'c', result: 'success' } as const
createAuditEntry({ ...input, metadata: { a: [1, null] } }).entry satisfies AuditEntry
auditLog(input, { sink: consoleSink() }).then(({ durable }) => {
  check<Same<typeof durable, 'none' | 'page-cache' | 'disk' | 'replicated'>>()
})
// @ts-expect-error a result that is none
createAuditEntry({ ...input, result: 'ok' })
// @ts-expect-error a field is missing
createAuditEntry({ action: 'a', userId: 'b', result: 'success' })

// Errors are told apart.
function codeOf(error: unknown): string {
  if (ConfigError.is(error)) return error.code satisfies string
  if (error instanceof SinkError || error instanceof StoreError) return error.name
  return ''
}
codeOf satisfies (error: unknown) => string
function isMissing(error: ConfigError): boolean {
  // @ts-expect-error a code that there is not
  if (error.code === 'secret_absent') return false
  return error.code === 'secret_missing'
}
isMissing satisfies (error: ConfigError) => boolean

check<Same<VerifierOptions['keys'], Keys | KeyRing>>()
stripe[Symbol.dispose]()
createKeyRing('stripe', 'a')[Symbol.dispose]()

// A scheme of one's own has its id, and an authenticated body.
const acme = createVerifier(
  defineProvider({ id: 'acme', signature: { header: 'x-acme' } }),
  options,
)
const ownDelivery = acme.verify({ headers, body: 'x' })
if (ownDelivery.ok) {
  check<Same<typeof ownDelivery.provider, 'acme'>>()
  check<Same<typeof ownDelivery.body, Uint8Array>>()
}
// Its base says what else it signs, and so what a request must come with.
const located = createVerifier(
  defineProvider({ id: 'acme', signature: { header: 'x' }, base: '{method} {url} {body}' }),
  options,
)
located.verify({ headers, body: 'x', url: 'https://example.com/', method: 'POST' })
// @ts-expect-error without its URL
located.verify({ headers, body: 'x' })
const locatedDelivery = located.verify({ headers, body: 'x', url: new URL('https://example.com/') })
if (locatedDelivery.ok) {
  check<Same<(typeof locatedDelivery.covers)[number], 'body' | 'url' | 'method'>>()
}
const timed = defineProvider({
  id: 'acme',
  signature: { header: 'x', label: 'v1' },
  timestamp: { label: 't' },
  base: '{timestamp}.{body}',
  tolerance: 60,
})
check<Same<(typeof timed.covers)[number], 'body' | 'timestamp'>>()
receive(createVerifier(timed, options), request, { store }, () => {})
// @ts-expect-error nothing bounds how long the store must remember
receive(acme, request, { store }, () => {})
receive(acme, request, { store, bodyReplayTtl: 5 }, (delivery) => {
  check<Same<typeof delivery.body, Uint8Array>>()
})

// Without an id it is a verifier of any provider.
const some: Verifier[] = [stripe, twilio, createVerifier('mailgun', options)]
for (const each of some) {
  // @ts-expect-error one of them signs the URL
  each.verify({ headers, body: 'x' })
  const verdict = each.verify({ headers, body: 'x', url: 'https://example.com/' })
  if (verdict.ok) check<Same<typeof verdict.keyId, string>>()
}
createVerifier(anyId, options) satisfies Verifier

// The entry for tests takes schemes of one's own.
mutationsOf(timed)
mutatedRequest(timed, signedOptions, 'signature: absent').request satisfies Request
signedRequest('stripe', { ...signedOptions, url: new URL('https://example.com/') })
// @ts-expect-error a slip
mutationsOf('stirpe')

// @ts-expect-error an encoding that there is not
defineProvider({ id: 'acme', signature: { header: 'x', encoding: 'base32' } })
// @ts-expect-error a typo in a name
createVerifier('stirpe', options)

// What is not signed is not at hand as if it were.
const mailgun = createVerifier('mailgun', options).verify({ headers, body: 'x' })
if (mailgun.ok) {
  // @ts-expect-error the body is nobody's word
  mailgun.body
  check<Same<typeof mailgun.unsigned.body, Uint8Array>>()
}
// @ts-expect-error Square signs the URL
createVerifier('square', options).verify({ headers, body: 'x' })

const signer = ed25519Signer({ name: 'example.com/audit', privateKey: 'PEM' })
const logOptions = { origin: 'example.com/audit', signer, primary: memorySink() }
const log: Audit = await openAudit({ ...logOptions, checkpointTo: (note) => note.length })
receive(stripe, request, { audit: log }, () => {})
log
  .append({ ...input, metadata: { any: [1n, new Map()] }, seal: ['/metadata/any'] })
  .then(({ seq }) => {
    seq satisfies number
  })
verifyLog(logOptions.primary, { policy: '' }).then((report) => report satisfies LogReport)
// @ts-expect-error: where checkpoints go is to be said.
openAudit(logOptions)
// @ts-expect-error: a sink is no primary.
openAudit({ ...logOptions, primary: consoleSink(), checkpointTo: 'nowhere' })
