/** Sends a delivery over HTTP. */
import { request } from 'node:http'

/**
 * To `port` of this machine, whatever host the sender means. Header values go out as Latin-1, a byte
 * for a letter.
 *
 * @param {import('./deliveries.js').Sent} sent
 * @param {number} port
 * @returns {Promise<{ status: number, text: string }>}
 */
export function send({ url, headers, body }, port) {
  const { pathname, search } = new URL(url)
  const isJson = body[0] === 0x7b
  const options = {
    host: '127.0.0.1',
    port,
    path: pathname + search,
    method: 'POST',
    headers: {
      ...headers,
      'Content-Type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
      'Content-Length': body.length,
    },
  }
  return new Promise((resolve, reject) => {
    const sending = request(options, async (response) => {
      let text = ''
      for await (const chunk of response.setEncoding('utf8')) text += chunk
      resolve({ status: response.statusCode ?? 0, text })
    })
    sending.once('error', reject)
    sending.end(body)
  })
}
