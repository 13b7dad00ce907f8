/**
 * What to answer a vendor that asks whether an endpoint wants its deliveries: the entry
 * `countersign/handshake`.
 *
 * @module
 */

import { numberOf, reason } from './errors.js'
import { bind, module } from './generated/handshake.js'
import { handshakeReasons, type Reason } from './generated/reasons.js'
import type { HandshakeRefusal } from './generated/types.js'
import {
  configError,
  type Incoming,
  type ProviderId,
  providers,
  type Rejected,
  type Secret,
  type Verifier,
} from './index.js'
import { attempt, bytesOf, readHeaders, urlText } from './input.js'
import { load } from './load.js'

/** What there is of a request. Its URL may be a path: only the query is read. */
export interface HandshakeRequest {
  readonly method?: string | undefined
  readonly url?: string | URL | undefined
  /** Not an iterator, which could be read once only. */
  readonly headers: Incoming['headers']
  /** The raw body; none of a GET. */
  readonly body?: Incoming['body']
}

export interface HandshakeOptions {
  /** The token that you chose and entered at the provider: Meta and WhatsApp send it along. */
  readonly verifyToken?: Secret | undefined
  /**
   * Whether you are subscribing right now, so that a request may bring the secret: Asana, Notion. Anyone
   * can send one, so pass it for no longer than that takes.
   */
  readonly expectsSecret?: boolean | undefined
  /** The origins that may send CloudEvents, as they write themselves: `eventemitter.example.com`. For them `WebHook-Request-Origin` is answered. */
  readonly origins?: readonly string[] | undefined
}

interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** How to answer a handshake. */
export interface Answer extends Reply {
  readonly ok: true
  /** The subscription's secret, which the request brought: keep it, and verify with it from now on. */
  readonly secret?: string
}

/** How to answer a handshake that is not the provider's, and why it is not, for your log. */
export interface Refusal extends Reply {
  readonly ok: false
  readonly code: HandshakeRefusal['code'] | Rejected['code']
  readonly message: string
}

interface Exports {
  most(): number
}

const instance = () => load<Exports, ReturnType<typeof bind>>('handshake', module, bind)
let made: ReturnType<typeof instance> | undefined
let isCalling = false

/** A call that the engine cut short may have left its memory unsorted. It keeps nothing between calls. */
function call<T>(run: (glue: ReturnType<typeof bind>, exports: Exports) => unknown): T {
  if (made === undefined || isCalling) made = instance()
  isCalling = true
  const said = run(made.glue, made.exports)
  isCalling = false
  return said as T
}

/**
 * What to answer, if the request is a handshake; nothing for a delivery, which is to be verified. One that
 * the provider signs is verified first. An id will do where no keys are needed, as before there are any:
 * Asana, Dropbox, Meta, Microsoft Graph, monday.com, Notion, Trello, WhatsApp, WooCommerce.
 *
 * ```js
 * const answer = handshake(verifier, { method, url, headers, body })
 * if (answer !== undefined) return new Response(answer.body, answer)
 * ```
 *
 * @throws {ConfigError} on every request, where the provider needs a verifier or `verifyToken`.
 */
export function handshake<P extends string>(
  verifier: Verifier<P> | ProviderId,
  request: HandshakeRequest,
  options: HandshakeOptions = {},
): Answer | Refusal | undefined {
  const by = typeof verifier === 'string' ? undefined : verifier
  const provider = idOf(verifier)
  const { verifyToken, expectsSecret = false, origins = [] } = options ?? {}
  const token = verifyToken === undefined ? undefined : tokenOf(verifyToken)
  const isList =
    Array.isArray(origins) &&
    origins.every((origin) => typeof origin === 'string' && !origin.includes('\n'))
  if (!isList || typeof expectsSecret !== 'boolean') throw configError('option_invalid')
  if (by !== undefined && !('inside' in by)) throw configError('option_invalid')
  const most = call<number>((_, exports) => exports.most())
  // Longer than any of a handshake is none.
  const isShort = (text: unknown): text is string => typeof text === 'string' && text.length <= most
  const text = (read: () => unknown, usual: string) => {
    const found = attempt(read)
    return isShort(found) ? found : usual
  }
  const method = text(() => request.method, 'POST')
  const url = text(() => urlText(request.url), '')
  const names = call<string[]>((glue) => glue.names(provider))
  // Read once: what is answered and what is verified must be the same.
  const given: unknown = attempt(() => request.headers)
  const { values } = readHeaders(given, [names])
  const headers = names.flatMap((name, place) => {
    const value = values[place]
    return isShort(value) ? [name, value] : []
  })
  const content = attempt(() => request.body) as unknown
  const body = bodyOf(content, most + 1)
  if (body === undefined) return refused(reason(numberOf('body_parsed')))
  let key: readonly [id: string, tag?: Uint8Array] | undefined
  for (;;) {
    const said = call<undefined | number | string[]>((glue) =>
      glue.handshake(
        provider,
        by !== undefined,
        method,
        url,
        headers,
        body,
        token,
        expectsSecret,
        origins.join('\n'),
        key?.[0],
        key?.[1],
      ),
    )
    if (said === undefined) return undefined
    if (typeof said === 'number') return refused(reasonOf(said))
    if (said[0] === 'sign') {
      key = signed(by as Verifier<P>, said[1] as string, key?.[0])
      if (key === undefined) return refused(reasonOf('keys_expired'))
    } else if (said[0] === 'verify') {
      const verdict = (by as Verifier<P>).verify({ method, url, headers: given, body } as never)
      if (!verdict.ok) return refused([0, verdict.status, verdict.code, verdict.message])
      key = [verdict.keyId]
    } else {
      return answered(said)
    }
  }
}

/** How to answer a delivery that was handled: most senders want the status only, Dropbox Sign a text. */
export function acknowledgement<P extends string>(verifier: Verifier<P> | ProviderId): Answer {
  const provider = idOf(verifier)
  return answered(call<string[]>((glue) => glue.acknowledgement(provider)))
}

/**
 * The key of this id, or the first that is not past its end, and its tag of a challenge; nothing where all
 * are.
 */
function signed(
  { inside: { core, ring, keys, now } }: { readonly inside: Verifier['inside'] },
  challenge: string,
  keyId: string | undefined,
): readonly [keyId: string, tag: Uint8Array] | undefined {
  for (const [place, id] of keys.ids.entries()) {
    if (keyId !== undefined && id !== keyId) continue
    core.settle([], new TextEncoder().encode(challenge))
    const second = Number.isNaN(now) ? 0xffffffff : Math.ceil(now / 1000)
    if (core.calls.sign(ring, Number.NaN, second, place, 0) === 0) {
      return [id, core.renew().digest.slice()]
    }
  }
  return undefined
}

function idOf(verifier: unknown): string {
  const { provider } = (typeof verifier === 'object' && verifier) as { readonly provider?: unknown }
  if (typeof provider === 'string') return provider
  const info = providers().find(({ id }) => id === verifier)
  if (info !== undefined) return info.id
  throw configError('provider_unknown')
}

function answered(said: readonly string[]): Answer {
  const [status, body = '', secret = '', ...pairs] = said
  const headers: Record<string, string> = {}
  for (let at = 0; at < pairs.length; at += 2)
    headers[pairs[at] as string] = pairs[at + 1] as string
  return { ok: true, status: Number(status), headers, body, ...(secret !== '' && { secret }) }
}

function refused([number, status, code, message]: Reason): Refusal {
  const isOurs = code === 'token_unset' || code === 'verifier_missing'
  if (isOurs) throw configError(number, handshakeReasons)
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  }
  return { ok: false, status, headers, body: '', code: code as Refusal['code'], message }
}

const reasonOf = (what: number | HandshakeRefusal['code']): Reason =>
  handshakeReasons.find(([number, , code]) => number === what || code === what) as Reason

function tokenOf(token: unknown): Uint8Array {
  const bytes = typeof token === 'string' ? new TextEncoder().encode(token) : bytesOf(token)
  if (bytes === undefined) throw configError('option_invalid')
  return bytes
}

/** As much of it as a handshake can have: a longer one is a delivery. Nothing of one that was parsed. */
function bodyOf(body: unknown, most: number): Uint8Array | undefined {
  if (body === undefined || body === null) return new Uint8Array(0)
  if (typeof body === 'string') return new TextEncoder().encode(body.slice(0, most))
  return attempt(() => bytesOf(body)?.slice(0, most))
}
