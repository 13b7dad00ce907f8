/** From what stands in the form to a verdict, and to what may have gone wrong. */
import { ConfigError, createVerifier } from '../pkg/dist/index.js'

/**
 * @typedef {object} Delivery
 * @property {string} provider
 * @property {string} secret
 * @property {[name: string, value: string][]} headers
 * @property {string | Uint8Array} body
 * @property {string} url
 * @property {number | undefined} now undefined where the time is not judged
 * @property {boolean} isTimed whether the provider signs a time
 */

/** Header lines as pairs, and the number of the first line that is none. @param {string} text */
export function parseHeaders(text) {
  const headers = []
  let wrong
  for (const [place, line] of text.split('\n').entries()) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()])
    else if (line.trim() !== '') wrong ??= place + 1
  }
  return { headers, wrong }
}

/**
 * The verdict, or the `ConfigError` for a secret that cannot be one.
 *
 * @param {Delivery} delivery
 */
export function judge({ provider, secret, headers, body, url, now, isTimed }) {
  const clock = now === undefined ? { tolerance: 'off' } : { now: () => now }
  let verifier
  try {
    verifier = createVerifier(provider, { keys: secret, ...(isTimed && clock) })
    return { verdict: verifier.verify({ headers, body, ...(url !== '' && { url }) }) }
  } catch (error) {
    if (ConfigError.is(error)) return { error }
    throw error
  } finally {
    verifier?.dispose()
  }
}

/** What may have happened to a delivery on its way here, and how to undo it. */
const changes = [
  ['without the line end at its end', ({ body }) => ({ body: body.replace(/\r?\n$/, '') })],
  ['with a line feed at its end', ({ body }) => ({ body: `${body}\n` })],
  ['with CRLF for each line end', ({ body }) => ({ body: body.replace(/\r?\n/g, '\r\n') })],
  ['as JSON without white space', ({ body }) => ({ body: JSON.stringify(JSON.parse(body)) })],
  ['as JSON, indented by two', ({ body }) => ({ body: JSON.stringify(JSON.parse(body), null, 2) })],
]

const urlChanges = [
  ['with https', ({ url }) => ({ url: url.replace(/^http:/, 'https:') })],
  ['with http', ({ url }) => ({ url: url.replace(/^https:/, 'http:') })],
  ['without the slash at its end', ({ url }) => ({ url: url.replace(/\/$/, '') })],
  ['with a slash at its end', ({ url }) => ({ url: `${url}/` })],
]

/** @param {Delivery} delivery @param {(change: object) => object} change */
function matches(delivery, change) {
  try {
    const { verdict } = judge({ ...delivery, ...change(delivery), now: undefined })
    return verdict?.ok === true
  } catch {
    return false
  }
}

/**
 * Sentences for a signature that does not match.
 *
 * @param {Delivery} delivery
 * @param {number} size of the body in bytes
 */
export function hintsFor(delivery, size) {
  const hints = []
  const [, declared] =
    delivery.headers.find(([name]) => name.toLowerCase() === 'content-length') ?? []
  if (declared !== undefined && Number(declared) !== size) {
    hints.push(
      `Content-Length says ${declared} bytes and the body has ${size}: it is not what was sent.`,
    )
  }
  const found =
    typeof delivery.body !== 'string'
      ? undefined
      : changes.find(([, change]) => matches(delivery, change))
  if (found)
    hints.push(`The body matches ${found[0]}: something changed it before it was verified.`)
  const foundUrl =
    delivery.url === '' ? undefined : urlChanges.find(([, change]) => matches(delivery, change))
  if (foundUrl) hints.push(`The URL matches ${foundUrl[0]}: give the one the sender has.`)
  return hints
}
