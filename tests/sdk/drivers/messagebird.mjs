import { createSecretKey } from 'node:crypto'
import { SIGNATURE_HEADER_NAME, verify } from 'messagebird/lib/webhook-signature-jwt.js'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { hash, jwt, post, seconds, url } from '../sent.mjs'

export default {
  id: 'messagebird',
  package: installed('messagebird'),
  compares: 'messagebird/node_modules/jose/dist/node/cjs/runtime/verify.js:23',
  secret: 'PlLrKaqvZNRR5zAjm42ZT6q1SQxgbbGd',
  signature: { header: 'MessageBird-Signature-JWT', encoding: 'jwt' },
  build(secret, body) {
    const at = seconds()
    const hashes = { url_hash: hash(url, 'hex'), payload_hash: hash(body, 'hex') }
    const claims = { iss: 'MessageBird', jti: 'j1', nbf: at, iat: at, exp: at + 60, ...hashes }
    return post({ 'MessageBird-Signature-JWT': jwt(claims, secret) }, body)
  },
  // Not the Express middleware: it does not wait for the answer.
  verify(request, secret) {
    const token = header(request, SIGNATURE_HEADER_NAME)
    return holds(() =>
      verify(request.url, Buffer.from(request.body), token, createSecretKey(secret, 'utf8')),
    )
  },
}
