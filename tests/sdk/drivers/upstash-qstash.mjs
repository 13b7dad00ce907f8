import { Receiver } from '@upstash/qstash'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { hash, jwt, post, seconds, url } from '../sent.mjs'

export default {
  id: 'upstash-qstash',
  package: installed('@upstash/qstash'),
  compares: '@upstash/qstash/node_modules/jose/dist/node/esm/runtime/verify.js:14',
  secret: [
    { id: 'current', secret: 'sig_5WbX5kEWLlfzsGNjH64I8lOO' },
    { id: 'next', secret: 'sig_7kQmXv2rTnY9pLsWd3FgHb1Z' },
  ],
  signature: { header: 'Upstash-Signature', encoding: 'jwt' },
  build([current], body) {
    const at = seconds()
    const times = { nbf: at - 1, iat: at, exp: at + 300 }
    const claims = { iss: 'Upstash', sub: url, jti: 'j1', body: hash(body, 'base64url'), ...times }
    return post({ 'Upstash-Signature': jwt(claims, current.secret) }, body)
  },
  verify(request, [current, next]) {
    const keys = { currentSigningKey: current.secret, nextSigningKey: next.secret }
    const signature = header(request, 'upstash-signature')
    const { body, url: to } = request
    return holds(() => new Receiver(keys).verify({ signature, body, url: to }))
  },
}
