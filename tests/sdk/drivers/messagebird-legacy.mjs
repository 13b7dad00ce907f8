import { parse } from 'node:querystring'
import { validate } from 'messagebird/lib/signature.js'
import { installed } from '../installed.mjs'
import { holds, nodeHeaders } from '../received.mjs'
import { hash, hmac, post, seconds, url } from '../sent.mjs'

export default {
  id: 'messagebird-legacy',
  package: installed('messagebird'),
  compares: 'messagebird/lib/signature.js:49',
  secret: 'PlLrKaqvZNRR5zAjm42ZT6q1SQxgbbGd',
  signature: { header: 'MessageBird-Signature', encoding: 'base64' },
  build(secret, body) {
    const at = String(seconds())
    const text = Buffer.concat([Buffer.from(`${at}\nid=1&status=delivered\n`), hash(body)])
    const headers = {
      'MessageBird-Request-Timestamp': at,
      'MessageBird-Signature': hmac(secret, text, 'base64'),
    }
    return post(headers, body, `${url}?status=delivered&id=1`)
  },
  // The SDK takes the parsed query.
  verify(request, secret) {
    const query = { ...parse(new URL(request.url).search.slice(1)) }
    const received = { headers: nodeHeaders(request), query, body: request.body }
    return holds(() => validate(received, secret))
  },
}
