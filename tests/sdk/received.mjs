// A request in the forms in which an app receives it, and an SDK's answer as a boolean.

import { Readable } from 'node:stream'

/** The headers as node:http hands them over: names in lower case. */
export function nodeHeaders({ headers }) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
}

/** One header, whatever the case of its name. */
export function header(request, name) {
  return nodeHeaders(request)[name.toLowerCase()]
}

/** The request as node:http hands it over: a stream of the body. */
export function nodeRequest(request) {
  const { pathname, search } = new URL(request.url)
  const stream = Readable.from([Buffer.from(request.body)])
  return Object.assign(stream, {
    method: request.method,
    url: pathname + search,
    headers: nodeHeaders(request),
  })
}

/** The request as a fetch handler receives it: every real one has a Host header. */
export function webRequest({ method, url, headers, body }) {
  const sent = new Headers(headers)
  sent.set('host', new URL(url).host)
  return new Request(url, { method, headers: sent, body })
}

/** For an SDK that throws at a forged request. */
export async function passes(call) {
  await call()
  return true
}

/** For an SDK that answers with a boolean. */
export async function holds(call) {
  return (await call()) === true
}
