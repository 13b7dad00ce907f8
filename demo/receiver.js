/** An HTTP server that receives webhooks: what a service writes around `receive`. */
import { createServer } from 'node:http'
import { createVerifier, memoryStore, providers, receive } from 'countersign'
import { fileSink } from 'countersign/audit'

/**
 * @typedef {object} Setup
 * @property {Record<string, import('countersign').Keys>} keys by provider
 * @property {string} origin where the receiver can be reached, to the outside
 * @property {string} auditDir
 * @property {(verdict: import('countersign').Verdict, status: number) => void} onJudged
 * @property {(delivery: import('countersign').Delivery) => void} onDelivery the service's own work
 */

/** Where no signed time bounds it, a repeat within this time counts as a replay. */
const REPLAY_TTL = 60_000

/** @param {import('node:http').IncomingMessage} request @param {number} limit */
async function readBody(request, limit) {
  const chunks = []
  let length = 0
  for await (const chunk of request) {
    length += chunk.length
    if (length > limit) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** @param {Setup} setup */
export function createReceiver({ keys, origin, auditDir, onJudged, onDelivery }) {
  const store = memoryStore()
  const audit = fileSink(auditDir)
  const endpoints = new Map(
    providers()
      .filter(({ id }) => id in keys)
      .map(({ id, tolerance, bodyLimit }) => {
        const verifier = createVerifier(id, { keys: keys[id] })
        const endpoint = `/webhooks/${id}`
        const options = {
          endpoint,
          store,
          audit,
          ...(tolerance === undefined && { bodyReplayTtl: REPLAY_TTL }),
        }
        return [endpoint, { verifier, bodyLimit, options }]
      }),
  )
  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
  const answer = async (request, response) => {
    const path = request.url ?? '/'
    const found = endpoints.get(path.replace(/\?.*/s, ''))
    if (found === undefined) return void response.writeHead(404).end()
    if (request.method !== 'POST') return void response.writeHead(405, { allow: 'POST' }).end()
    const { verifier, bodyLimit, options } = found
    const body = await readBody(request, bodyLimit)
    if (body === undefined) return void response.writeHead(413, { connection: 'close' }).end()
    // Twilio signs the URL it was given, so it is put together here and not taken from `Host`.
    const incoming = { headers: request.headers, body, url: origin + path, method: 'POST' }
    /** @type {import('countersign').Verdict[]} */
    const verdicts = []
    const onVerdict = (/** @type {import('countersign').Verdict} */ each) =>
      void verdicts.push(each)
    const outcome = await receive(verifier, incoming, { ...options, onVerdict }, onDelivery)
    for (const verdict of verdicts) onJudged(verdict, outcome.status)
    response.writeHead(outcome.status, outcome.headers).end(outcome.body)
  }
  /** @type {typeof answer} */
  const guarded = (request, response) =>
    // A sender that hangs up in the middle of its body must not end the process.
    answer(request, response).catch(() => void response.destroy())
  return guarded
}

/**
 * Listens on the loopback address only, on `port` if that is free.
 *
 * @param {import('node:http').RequestListener} listener
 */
export function listen(listener, port = 0) {
  const server = createServer(listener)
  return new Promise((resolve, reject) => {
    server.once('listening', () => resolve(server))
    server.on('error', (error) => {
      const isTaken = 'code' in error && error.code === 'EADDRINUSE' && port !== 0
      if (!isTaken) return reject(error)
      port = 0
      server.listen(port, '127.0.0.1')
    })
    server.listen(port, '127.0.0.1')
  })
}
