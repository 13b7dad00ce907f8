/** The asynchronous whole: verify, claim against replay, run the handler, record. */
import type { Delivery, Rejected } from './delivery.js'
import { type AuditSink, createAuditEntry } from './entry.js'
import { configError } from './errors.js'
import type { KeyRing } from './ring.js'
import type { ProviderId } from './row.js'
import type { ReplayStore } from './store.js'
import type { Incoming, Verifier } from './verifier.js'

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
  readonly provider: ProviderId
  readonly code: OutcomeCode
  /** The key that signed, once that is known. */
  readonly keyId?: string
  /** How long the verdict took, in microseconds, without store and handler. */
  readonly micros: number
}

export interface ReceiveOptions<P extends ProviderId> {
  /** Names the endpoint: in claims, so that one delivery may go to two of them, and in the log. */
  readonly endpoint?: string
  /** Where deliveries are claimed, so that each is handled once. */
  readonly store?: ReplayStore
  /**
   * Milliseconds for which a repeat counts as one, where no signed time bounds it. An honest
   * redelivery looks the same as a replay, so with those providers this is a choice.
   */
  readonly bodyReplayTtl?: number
  /** Takes an entry for each verdict. */
  readonly audit?: AuditSink
  /** The keys of the tenant that a request is for. Nothing in the request is verified yet. */
  readonly keysFor?: (request: Incoming<P>) => Promise<KeyRing>
  readonly onVerdict?: (verdict: Verdict) => void
  /** Milliseconds since 1970 for audit entries; `Date.now` by default. */
  readonly now?: () => number
}

/** How to answer the request. The body is the code, or empty. */
export interface Outcome<P extends ProviderId = ProviderId> {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly code: OutcomeCode
  readonly delivery?: Delivery<P>
}

/**
 * Judges a request, claims it in the store, runs the handler and records the verdict. Resolves to
 * the answer: what the handler throws becomes a 503, so that the sender tries again. A delivery is
 * handled at least once, and once where the store and the process live.
 *
 * Rejects only with a `ConfigError`.
 */
export async function receive<P extends ProviderId>(
  verifier: Verifier<P>,
  request: Request | Incoming<P>,
  options: ReceiveOptions<P>,
  handler: (delivery: Delivery<P>) => unknown,
): Promise<Outcome<P>> {
  const judged = await judge(verifier, request, options)
  if (judged.verdict === undefined) return finish(judged.code, undefined)
  const { verdict, url } = judged
  if (!verdict.ok) return finish(verdict.code, undefined, verdict.status)

  const { store } = options
  if (store === undefined) return finish(await run(), verdict)
  const [key, window] = verifier.claim(verdict, options.endpoint ?? '', url)
  const ttl = window ?? options.bodyReplayTtl
  if (ttl === undefined) throw configError('replay_ttl_missing')
  if (!(Number.isFinite(ttl) && ttl > 0)) throw configError('option_invalid')
  try {
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
  } catch {
    return finish('store_failed', verdict)
  }

  async function run(): Promise<'accepted' | 'handler_failed'> {
    try {
      await handler(verdict as Delivery<P>)
      return 'accepted'
    } catch {
      return 'handler_failed'
    }
  }

  async function finish(
    code: OutcomeCode,
    delivery: Delivery<P> | undefined,
    rejectedStatus = 503,
  ): Promise<Outcome<P>> {
    const { verdict, micros } = judged
    const keyId = verdict?.keyId
    const provider = verifier.provider
    const isRecorded = await record(provider, code, keyId, options)
    const final = !isRecorded && code === 'accepted' ? 'audit_failed' : code
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
    }
  }
}

/** An observer has no say in the answer, nor has the promise that it may give. */
function tell<P extends ProviderId>({ onVerdict }: ReceiveOptions<P>, verdict: Verdict): void {
  new Promise((resolve) => resolve(onVerdict?.(verdict))).catch(() => {})
}

/** A sender must not learn that it holds a key which was once good. */
const publicCode = (code: OutcomeCode): string =>
  code === 'key_expired' ? 'signature_mismatch' : code

interface Judged<P extends ProviderId> {
  readonly verdict?: Delivery<P> | Rejected
  readonly code: 'keys_failed'
  readonly url?: string | undefined
  readonly micros: number
}

async function judge<P extends ProviderId>(
  verifier: Verifier<P>,
  request: Request | Incoming<P>,
  options: ReceiveOptions<P>,
): Promise<Judged<P>> {
  const isRequest = typeof Request !== 'undefined' && request instanceof Request
  const incoming = isRequest
    ? ({
        headers: request.headers,
        body: undefined,
        url: request.url,
        method: request.method,
      } as unknown as Incoming<P>)
    : (request as Incoming<P>)
  let override: { keys: KeyRing } | undefined
  if (options.keysFor !== undefined) {
    try {
      override = { keys: await options.keysFor(incoming) }
    } catch {
      return { code: 'keys_failed', micros: 0 }
    }
  }
  const start = performance.now()
  const verdict = isRequest
    ? await verifier.verifyRequest(request, override)
    : verifier.verify(incoming, override)
  const micros = (performance.now() - start) * 1000
  return { verdict, code: 'keys_failed', url: incoming?.url, micros }
}

/** Whether the verdict is on record, or need not be. */
async function record<P extends ProviderId>(
  provider: P,
  code: OutcomeCode,
  keyId: string | undefined,
  options: ReceiveOptions<P>,
): Promise<boolean> {
  if (options.audit === undefined) return true
  const { endpoint, now } = options
  const resource = typeof endpoint === 'string' ? endpoint.trim() : ''
  const metadata = { code, ...(keyId !== undefined && { keyId }), provider }
  try {
    const { entry } = createAuditEntry(
      {
        action: 'webhook.receive',
        userId: `provider:${provider}`,
        resource: resource || 'webhook',
        result: code === 'accepted' || code === 'replayed' ? 'success' : 'failure',
        metadata,
      },
      now === undefined ? {} : { now },
    )
    await options.audit.write([entry])
    return true
  } catch {
    return false
  }
}
