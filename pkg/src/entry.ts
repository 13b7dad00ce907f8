/** Audit entries without a log: stamped and written by the core, printed, passed to a sink. */
import { consoleLine, entryOf, OwnSecrets } from './audit/core.js'
import { type AuditInput, draftOf } from './audit/draft.js'
import { SinkError } from './errors.js'
import type { AuditEntry, AuditSink, Durability } from './sinks/sink.js'

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
  const json = write(input, options)
  return { entry: JSON.parse(json) as AuditEntry, json }
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
  const json = write(input, options)
  const entry = JSON.parse(json) as AuditEntry
  console.log(consoleLine(json))
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
        // An entry of a log is printed as it stands there.
        const isLogged = 'v' in entry
        const json = isLogged
          ? JSON.stringify(entry)
          : write(entry, { now: () => Date.parse(entry.timestamp) })
        console.log(consoleLine(json))
      }
      return { durable: 'none' }
    },
  }
}

let secrets: OwnSecrets | undefined

function write(input: AuditInput, options: EntryOptions): string {
  const { text } = draftOf(input)
  const clock: unknown = options.now ?? Date.now
  const time: unknown = typeof clock === 'function' ? clock() : undefined
  const now = typeof time === 'number' ? time : Number.NaN
  secrets ??= new OwnSecrets()
  return entryOf(text, now, secrets)
}
