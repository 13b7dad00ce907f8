/** What a caller says of an action, as the text that the core reads. */
import { attempt } from '../input.js'
import { normalise } from './normalise.js'
import { isPlain } from './text.js'

/** What the caller says of an action. */
export interface AuditInput {
  /** What was done: `key.rotate`. */
  readonly action: string
  /** Who did it. */
  readonly userId: string
  /** What it was done to. */
  readonly resource: string
  readonly result: 'success' | 'failure'
  /** More about it: any values at all. What JSON has no word for is written as `docs/audit-format.md` says. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
  /** Why, in a few words. */
  readonly reason?: string | undefined
  /** The scope that was exercised: `write:limited`. */
  readonly scope?: string | undefined
  /** A key by which a repeat is known. */
  readonly id?: string | undefined
  readonly actor?: Actor | undefined
  readonly source?: Source | undefined
  readonly trace?: Trace | undefined
}

/** Who acted, closer. */
export interface Actor {
  readonly type: 'user' | 'service' | 'key' | 'system' | 'anonymous'
  readonly id: string
  readonly keyId?: string
}

/** Where it came from. */
export interface Source {
  readonly ip?: string
  readonly userAgent?: string
  readonly host?: string
  readonly region?: string
}

/** The trace that it is part of, as OpenTelemetry names them. */
export interface Trace {
  readonly traceId: string
  readonly spanId?: string
}

const REQUIRED = ['action', 'userId', 'resource', 'result'] as const
const OPTIONAL = ['reason', 'scope', 'id', 'actor', 'source', 'trace', 'seal'] as const
/** Of each other field, in bytes. */
const SMALL = 4096
/** What an entry has at most of metadata by default, in bytes. */
export const METADATA = 16_384

/** The text; whatever the fields hold, nothing is thrown. */
export function draftOf(input: unknown, metadata: number = METADATA): string {
  let text = ''
  const put = (name: string, value: string) => {
    text += `${text === '' ? '{' : ','}"${name}":${value}`
  }
  const read = (name: string) =>
    attempt(() => (input as { readonly [name: string]: unknown } | undefined)?.[name])
  for (const name of REQUIRED) {
    const value = read(name)
    put(name, typeof value === 'string' ? textOf(value) : 'null')
  }
  for (const name of OPTIONAL) {
    const value = read(name)
    if (value !== undefined && value !== null) put(name, normalise(value, SMALL))
  }
  const value = attempt(() => ({ metadata: (input as AuditInput | undefined)?.metadata }))
  if (value === undefined) put('metadata', '{"$threw":"Error"}')
  else if (value.metadata !== undefined && value.metadata !== null) {
    put('metadata', normalise(value.metadata, metadata))
  }
  return `${text}}`
}

/** Half surrogate pairs become U+FFFD; the core cuts what is long. */
const textOf = (value: string) =>
  value.length <= SMALL && isPlain(value)
    ? `"${value}"`
    : JSON.stringify(value.slice(0, SMALL).toWellFormed())
