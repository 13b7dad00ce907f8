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
  readonly metadata?: object | undefined
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

/** What the core reads, and how many values are to be sealed, at most. */
export interface Draft {
  readonly text: string
  readonly seals: number
}

/** Whatever the fields hold, nothing is thrown. */
export function draftOf(input: unknown, metadata: number = METADATA): Draft {
  let text = ''
  let seals = 0
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
    if (value === undefined || value === null) continue
    put(name, typeof value === 'string' ? textOf(value) : normalise(value, SMALL))
    if (name === 'seal') seals = text.slice(text.lastIndexOf('"seal":')).split('"/').length - 1
  }
  const value = attempt(() => ({ metadata: (input as AuditInput | undefined)?.metadata }))
  if (value === undefined) put('metadata', '{"$threw":"Error"}')
  else if (value.metadata !== undefined && value.metadata !== null) {
    put('metadata', normalise(value.metadata, metadata))
  }
  return { text: `${text}}`, seals }
}

/** Half surrogate pairs become U+FFFD; the core cuts what is long, and is told what it does not see. */
function textOf(value: string): string {
  const rest = value.length - SMALL
  if (rest <= 0 && isPlain(value)) return `"${value}"`
  const cut = rest > 0 ? `[cut:${rest}]` : ''
  return JSON.stringify(value.slice(0, SMALL).toWellFormed() + cut)
}
