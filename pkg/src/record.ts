/** Verdicts on record. */
import { configError } from './errors.js'
import type { AuditEntry, AuditSink } from './sinks/sink.js'

const MINUTE = 60_000
/** Of one provider and code, so many a minute are written. The rest are counted. */
const WRITTEN = 10

/** What is to be recorded. */
export interface Recorded {
  readonly provider: string
  readonly code: string
  readonly endpoint: string
  readonly metadata: Readonly<Record<string, unknown>>
  /** The body's bytes, of which only a digest is recorded. */
  readonly body: Uint8Array | undefined
}

const rates = new WeakMap<AuditSink, Rate>()

/** Puts a verdict on record; throws if the sink did not take it. */
export async function record(sink: AuditSink, what: Recorded, now: () => number): Promise<void> {
  const { provider, code, endpoint, metadata, body } = what
  const timestamp = stamp(now())
  let rate = rates.get(sink)
  if (rate === undefined) {
    rate = new Rate(sink)
    rates.set(sink, rate)
  }
  const entries = rate.due(timestamp)
  // What anybody can cause must not fill a disk, nor stand in the way of what is genuine.
  const isFree = code === 'accepted' || code === 'handler_failed'
  if (isFree || rate.admits(provider, code)) {
    const bodySha256 = body && (await digest(body))
    entries.push({
      timestamp,
      action: 'webhook.receive',
      userId: `provider:${provider}`,
      resource: endpoint.trim() || 'webhook',
      result: code === 'accepted' || code === 'replayed' ? 'success' : 'failure',
      metadata: Object.fromEntries(
        Object.entries({ ...metadata, bodySha256, code, provider }).filter(
          ([, v]) => v !== undefined,
        ),
      ),
    })
  }
  if (entries.length > 0) await sink.write(entries)
}

/** How many of each kind there were in this minute. */
class Rate {
  readonly #sink: AuditSink
  #minute = Number.NaN
  #counts = new Map<string, { readonly provider: string; readonly code: string; seen: number }>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(sink: AuditSink) {
    this.#sink = sink
    sink.beforeClose?.(() => this.#flush(new Date().toISOString()))
  }

  /** What is to be said of the minutes before. */
  due(timestamp: string): AuditEntry[] {
    const minute = Math.floor(Date.parse(timestamp) / MINUTE)
    if (minute === this.#minute) return []
    this.#minute = minute
    return this.#flush(timestamp)
  }

  /** Whether one more is written. */
  admits(provider: string, code: string): boolean {
    const kind = `${provider} ${code}`
    const count = this.#counts.get(kind) ?? { provider, code, seen: 0 }
    this.#counts.set(kind, count)
    count.seen++
    if (count.seen > WRITTEN) this.#arm()
    return count.seen <= WRITTEN
  }

  #flush(timestamp: string): AuditEntry[] {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const entries: AuditEntry[] = []
    for (const { provider, code, seen } of this.#counts.values()) {
      if (seen <= WRITTEN) continue
      entries.push({
        timestamp,
        action: 'audit.suppressed',
        userId: 'countersign',
        resource: `provider:${provider}`,
        result: 'success',
        metadata: { provider, code, count: seen - WRITTEN },
      })
    }
    this.#counts.clear()
    return entries
  }

  /** Where nothing else comes, it is said when the minute is over. */
  #arm(): void {
    if (this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      const entries = this.#flush(new Date().toISOString())
      if (entries.length > 0) new Promise((done) => done(this.#sink.write(entries))).catch(() => {})
    }, MINUTE)
    ;(this.#timer as { unref?(): void }).unref?.()
  }
}

function stamp(now: unknown): string {
  const date = new Date(typeof now === 'number' ? now : Number.NaN)
  if (Number.isNaN(date.getTime())) throw configError('clock_invalid')
  return date.toISOString()
}

/** In hexadecimal; none where the host has no such hash. */
async function digest(body: Uint8Array): Promise<string | undefined> {
  try {
    const hash = await crypto.subtle.digest('SHA-256', body as Uint8Array<ArrayBuffer>)
    return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('')
  } catch {
    return undefined
  }
}
