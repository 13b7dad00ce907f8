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

/** Where keys have the vendor's ids, `id:secret`. */
export function keysOf(provider, secret) {
  const colon = secret.indexOf(':')
  if (!['braintree', 'livekit'].includes(provider) || colon < 0) return secret
  return [{ id: secret.slice(0, colon), secret: secret.slice(colon + 1) }]
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
    verifier = createVerifier(provider, { keys: keysOf(provider, secret), ...(isTimed && clock) })
    return { verdict: verifier.verify({ headers, body, ...(url !== '' && { url }) }) }
  } catch (error) {
    if (ConfigError.is(error)) return { error }
    throw error
  } finally {
    verifier?.dispose()
  }
}

/** What may have happened to a delivery on its way here; the words follow “It matches ”. */
const bodyChanges = [
  [
    'without the line end at the end of the body: copying may have added it.',
    (body) => body.replace(/\r?\n$/, ''),
  ],
  ['with a line feed at the end of the body: copying may have lost it.', (body) => `${body}\n`],
  [
    'with CRLF line ends, which a text field cannot hold: open the body as a file.',
    (body) => body.replace(/\r?\n/g, '\r\n'),
  ],
  [
    'as JSON without white space: the body here was parsed and written anew.',
    (body) => JSON.stringify(JSON.parse(body)),
  ],
  [
    'as JSON indented by two: the body here was parsed and written anew.',
    (body) => JSON.stringify(JSON.parse(body), null, 2),
  ],
]

const urlChanges = [
  [
    'with https in the URL: that is what the sender called.',
    (url) => url.replace(/^http:/, 'https:'),
  ],
  [
    'with http in the URL: that is what the sender called.',
    (url) => url.replace(/^https:/, 'http:'),
  ],
  ['without the slash at the end of the URL.', (url) => url.replace(/\/$/, '')],
  ['with a slash at the end of the URL.', (url) => `${url}/`],
]

/** @param {Delivery} delivery as it may have been sent */
function isGenuine(delivery) {
  return judge({ ...delivery, now: undefined }).verdict?.ok === true
}

/** The words of the first change that makes a part of the delivery match. */
function findChange(delivery, part, changes) {
  const found = changes.find(([, change]) => {
    try {
      return isGenuine({ ...delivery, [part]: change(delivery[part]) })
    } catch {
      // What is no JSON cannot be written anew.
      return false
    }
  })
  return found && `It matches ${found[0]}`
}

/**
 * Sentences for a signature that does not match.
 *
 * @param {Delivery} delivery
 * @param {number} size of the body in bytes
 * @returns {string[]}
 */
export function hintsFor(delivery, size) {
  const isLength = ([name]) => name.toLowerCase() === 'content-length'
  const declared = delivery.headers.find(isLength)?.[1]
  const isOther = declared !== undefined && Number(declared) !== size
  return [
    isOther && `Content-Length says ${declared} bytes, and the body here has ${size}.`,
    typeof delivery.body === 'string' && findChange(delivery, 'body', bodyChanges),
    delivery.url !== '' && findChange(delivery, 'url', urlChanges),
  ].filter(Boolean)
}
