/** The asynchronous whole: verify, claim against replay, run the handler, record. */
import { encoder } from './core.js'
import type { Delivery, Rejected } from './delivery.js'
import { configError } from './errors.js'
import { attempt, bytesOf, urlText } from './input.js'
import { type Recorded, record } from './record.js'
import type { KeyRing } from './ring.js'
import type { Covered, CoversOf, ProviderId } from './row.js'
import type { AuditSink } from './sinks/sink.js'
import type { ReplayStore } from './store.js'
import type { AnyVerifier, Incoming, Verifier } from './verifier.js'

/** What became of a request. */
export type OutcomeCode =
  | Rejected['code']
  /** Genuine and handled. */
  | 'accepted'
  /** The handler threw; the sender may try again. */
  | 'handler_failed'
  /** Its keys could not be fetched. */
  | 'keys_failed'
  /** The replay store is full or down. */
  | 'store_failed'
  /** Handled, but not recorded. The sender's next try will be acknowledged and recorded. */
  | 'audit_failed'

/** For logs and metrics. */
export interface Verdict {
  readonly provider: string
  readonly code: OutcomeCode
  /** The key that signed, once that is known. */
  readonly keyId?: string
  /** How long the verdict took, in microseconds, without store and handler. */
  readonly micros: number
}

interface ReceiveOptionsBase<P extends string, C extends Covered> {
  /** Names the endpoint: in claims, so that one delivery may go to two of them, and in the log. */
  readonly endpoint?: string | undefined
  /** Takes an entry for each verdict. */
  readonly audit?: AuditSink | undefined
  /** The keys of the tenant that a request is for. Nothing in the request is verified yet. */
  readonly keysFor?: ((request: Incoming<P, C>) => Promise<KeyRing>) | undefined
  readonly onVerdict?: ((verdict: Verdict) => void) | undefined
  /** Milliseconds since 1970 for audit entries; `Date.now` by default. */
  readonly now?: (() => number) | undefined
}

/**
 * `store` is where deliveries are claimed, so that each is handled once. `bodyReplayTtl` says for how
 * many milliseconds a repeat counts as one, where no signed time bounds it: the provider signs none,
 * or the tolerance is `'off'`. An honest redelivery looks the same as a replay there, so it is yours
 * to choose, and a store needs it.
 */
type ReplayOptions<P extends string, C extends Covered> =
  'timestamp' extends CoversOf<P, C>
    ? { readonly store?: ReplayStore | undefined; readonly bodyReplayTtl?: number | undefined }
    :
        | { readonly store?: undefined; readonly bodyReplayTtl?: number | undefined }
        | { readonly store: ReplayStore; readonly bodyReplayTtl: number }

export type ReceiveOptions<
  P extends string = ProviderId,
  C extends Covered = Covered,
> = ReceiveOptionsBase<P, C> & ReplayOptions<P, C>

/**
 * How to answer the request. The body is empty, or the code; that of an expired key reads as a
 * mismatch, since a sender must not learn that it holds a key which was once good.
 */
export interface Outcome<P extends string = ProviderId, C extends Covered = Covered> {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly code: OutcomeCode
  readonly delivery?: Delivery<P, C>
  /** Why it was rejected, for your log. */
  readonly rejection?: Rejected
  /** What the handler, the store, the sink or `keysFor` threw, for your log. */
  readonly cause?: unknown
}

/**
 * Judges a request, claims it in the store, runs the handler and records the verdict. Resolves to
 * the answer: what the handler throws becomes a 503, so that the sender tries again. A delivery is
 * handled at least once, and once where the store and the process live.
 *
 * Rejects only with a `ConfigError`.
 */
export async function receive<P extends string, C extends Covered = Covered>(
  given: AnyVerifier<P, C>,
  request: Request | Incoming<P, C>,
  options: ReceiveOptions<P, C>,
  handler: (delivery: Delivery<P, C>) => unknown,
): Promise<Outcome<P, C>> {
  if (typeof handler !== 'function' || typeof options !== 'object' || options === null) {
    throw configError('option_invalid')
  }
  const verifier = given as Verifier<P, C>
  // Before anything is judged, so that the first request of any kind shows the fault.
  const { store, endpoint = '' } = options
  if (typeof endpoint !== 'string') throw configError('option_invalid')
  const ttl = store === undefined ? 0 : timeToLive(verifier, options.bodyReplayTtl)
  let cause: unknown
  const judged = await judge(verifier, request, options)
  const { verdict, url } = judged
  if (verdict === undefined) {
    cause = judged.cause
    return finish('keys_failed', undefined)
  }
  if (!verdict.ok) return finish(verdict.code, undefined, verdict.status)
  if (store === undefined) return finish(await run(), verdict)
  try {
    const key = verifier.claimKey(verdict, endpoint, url, judged.override)
    const claim = await store.claim(key, ttl)
    if (claim.state !== 'fresh') {
      return finish(claim.state === 'done' ? 'replayed' : 'in_flight', verdict)
    }
    const code = await run()
    try {
      await store[code === 'accepted' ? 'confirm' : 'release'](key, claim.token)
    } catch {
      // The work is done or not: what the store says now does not change the answer.
    }
    return finish(code, verdict)
  } catch (error) {
    cause = error
    return finish('store_failed', verdict)
  }

  async function run(): Promise<'accepted' | 'handler_failed'> {
    try {
      await handler(verdict as Delivery<P, C>)
      return 'accepted'
    } catch (error) {
      cause = error
      return 'handler_failed'
    }
  }

  async function finish(
    code: OutcomeCode,
    delivery: Delivery<P, C> | undefined,
    rejectedStatus = 503,
  ): Promise<Outcome<P, C>> {
    const { verdict, micros } = judged
    const keyId = verdict?.keyId
    const provider = verifier.provider
    const rejection = verdict?.ok === false ? verdict : undefined
    let final = code
    try {
      await recordVerdict(provider, code, keyId, rejection, judged.body, options)
    } catch (error) {
      cause ??= error
      if (code === 'accepted') final = 'audit_failed'
    }
    tell(options, { provider, code: final, ...(keyId !== undefined && { keyId }), micros })
    const status = final === 'accepted' || final === 'replayed' ? 200 : rejectedStatus
    return {
      status,
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'x-content-type-options': 'nosniff',
        ...(status === 503 && { 'retry-after': '5' }),
      },
      body: final === 'accepted' || final === 'replayed' ? '' : publicCode(final),
      code: final,
      ...(delivery !== undefined && { delivery }),
      ...(rejection !== undefined && { rejection }),
      ...(cause !== undefined && { cause }),
    }
  }
}

/** An observer has no say in the answer, nor has the promise that it may give. */
function tell<P extends string, C extends Covered>(
  { onVerdict }: ReceiveOptions<P, C>,
  verdict: Verdict,
): void {
  new Promise((resolve) => resolve(onVerdict?.(verdict))).catch(() => {})
}

/** A sender must not learn that it holds a key which was once good. */
const publicCode = (code: OutcomeCode): string =>
  code === 'key_expired' ? 'signature_mismatch' : code

/** How long a claim has to live, in milliseconds: as long as a copy could pass. */
function timeToLive<P extends string, C extends Covered>(
  verifier: Verifier<P, C>,
  given: number | undefined,
): number {
  const ttl = verifier.claimWindow ?? given
  if (ttl === undefined) throw configError('replay_ttl_missing')
  if (!(Number.isFinite(ttl) && ttl > 0)) throw configError('option_invalid')
  return ttl
}

interface Judged<P extends string, C extends Covered> {
  readonly verdict?: Delivery<P, C> | Rejected
  readonly cause?: unknown
  readonly url: string
  /** The body that was judged, as far as there was one. */
  readonly body?: Uint8Array | undefined
  readonly override?: { readonly keys: KeyRing } | undefined
  readonly micros: number
}

async function judge<P extends string, C extends Covered>(
  verifier: Verifier<P, C>,
  request: Request | Incoming<P, C>,
  options: ReceiveOptions<P, C>,
): Promise<Judged<P, C>> {
  const isRequest = typeof Request !== 'undefined' && request instanceof Request
  // Read once: what is verified and what is claimed must be the same.
  const given = attempt(() => urlText(request.url))
  const url = typeof given === 'string' ? given : ''
  const incoming = {
    headers: attempt(() => request.headers),
    body: isRequest ? undefined : attempt(() => request.body),
    method: attempt(() => request.method),
    url: given,
  } as unknown as Incoming<P, C>
  let override: { keys: KeyRing } | undefined
  if (options.keysFor !== undefined) {
    try {
      override = { keys: await options.keysFor(incoming) }
    } catch (cause) {
      return { cause, url, micros: 0 }
    }
  }
  const start = performance.now()
  let body: Uint8Array | undefined
  const verdict = isRequest
    ? await verifier.verifyRequest(request, override, (bytes) => {
        body = bytes
      })
    : verifier.verify(incoming, override)
  const micros = (performance.now() - start) * 1000
  if (!isRequest && options.audit !== undefined) body = attempt(() => bytesIn(incoming.body))
  return { verdict, url, body, override, micros }
}

/** The bytes of a body of any shape. */
const bytesIn = (body: unknown) => (typeof body === 'string' ? encoder.encode(body) : bytesOf(body))

/** Puts the verdict on record; throws if the sink did not take it. */
async function recordVerdict<P extends string, C extends Covered>(
  provider: P,
  code: OutcomeCode,
  keyId: string | undefined,
  rejection: Rejected | undefined,
  body: Uint8Array | undefined,
  { audit, endpoint = '', now = Date.now }: ReceiveOptions<P, C>,
): Promise<void> {
  if (audit === undefined) return
  const { header, age } = (rejection ?? {}) as { header?: string; age?: number }
  const what: Recorded = { provider, code, endpoint, metadata: { age, header, keyId }, body }
  await record(audit, what, now)
}
