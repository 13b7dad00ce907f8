/** Audit entries: stamped and written by the core, printed, passed to a sink. */
import { configError, SinkError } from './errors.js'
import { bind, module } from './generated/audit.js'
import { auditReasons } from './generated/reasons.js'
import { load } from './load.js'

/** The module that writes entries. */
const instance = () => load<unknown, ReturnType<typeof bind>>('audit', module, bind)
let audit = /* @__PURE__ */ instance()
let isCalling = false

/** What the caller says of an action. */
export interface AuditInput {
  /** What was done: `key.rotate`. */
  readonly action: string
  /** Who did it. */
  readonly userId: string
  /** What it was done to. */
  readonly resource: string
  readonly result: 'success' | 'failure'
  /** More about it: plain JSON values. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
}

/** An entry, with the time at which it was made: `2026-11-25T09:30:00.000Z`. */
export interface AuditEntry extends AuditInput {
  readonly timestamp: string
}

/** How well a batch is kept once `write` resolves. */
export type Durability = 'none' | 'page-cache' | 'disk' | 'replicated'

/** Where entries go. A fault is a rejection. */
export interface AuditSink {
  write(entries: readonly AuditEntry[]): Promise<{ readonly durable: Durability }>
}

export interface EntryOptions {
  /** Milliseconds since 1970, as `Date.now`, which it is by default. */
  readonly now?: () => number
}

/**
 * Stamps an entry. `json` is its canonical JSON (RFC 8785): one text for one entry.
 *
 * @throws {ConfigError} that names the field which is missing, blank or unreadable.
 */
export function createAuditEntry(
  input: AuditInput,
  options: EntryOptions = {},
): { readonly entry: AuditEntry; readonly json: string } {
  const { entry, json } = write(input, options)
  return { entry, json }
}

/**
 * Stamps an entry, prints it as `[AUDIT] {json}` on one line of printable ASCII, and passes it to
 * the sink. Resolves once the sink has it; rejects with a {@link SinkError} if it has not, and with
 * a {@link ConfigError} for an entry that is none.
 */
export async function auditLog(
  input: AuditInput,
  options: EntryOptions & { readonly sink?: AuditSink } = {},
): Promise<{ readonly entry: AuditEntry; readonly json: string; readonly durable: Durability }> {
  const { entry, json, line } = write(input, options)
  console.log(line)
  if (options.sink === undefined) return { entry, json, durable: 'none' }
  try {
    const { durable } = await options.sink.write([entry])
    return { entry, json, durable }
  } catch (cause) {
    throw new SinkError('the audit sink did not take the entry', { cause })
  }
}

/** A sink that prints each entry as `[AUDIT] {json}`. */
export function consoleSink(): AuditSink {
  return {
    async write(entries) {
      for (const entry of entries) {
        console.log(write(entry, { now: () => Date.parse(entry.timestamp) }).line)
      }
      return { durable: 'none' }
    },
  }
}

function write(
  input: AuditInput,
  options: EntryOptions,
): { entry: AuditEntry; json: string; line: string } {
  const { action, userId, resource, result, metadata } = input ?? {}
  let text: string | undefined
  try {
    text = metadata === undefined ? undefined : (JSON.stringify(metadata) ?? 'null')
  } catch {
    throw configError('audit_metadata_invalid', auditReasons)
  }
  const clock: unknown = options.now ?? Date.now
  const time: unknown = typeof clock === 'function' ? clock() : undefined
  const now = typeof time === 'number' ? time : Number.NaN
  // A call that the engine cut short may have left its memory unsorted. It keeps nothing between calls.
  if (isCalling) audit = instance()
  isCalling = true
  const written: unknown = audit.glue.audit_entry(action, userId, resource, result, text, now)
  isCalling = false
  if (typeof written === 'number') throw configError(written, auditReasons)
  const [json, line] = written as [string, string]
  return { entry: JSON.parse(json) as AuditEntry, json, line }
}
