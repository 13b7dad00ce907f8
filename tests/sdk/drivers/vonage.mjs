import { verifySignature } from '@vonage/jwt'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { hash, jwt, post, seconds } from '../sent.mjs'

export default {
  id: 'vonage',
  package: installed('@vonage/jwt'),
  compares: 'jwa/index.js:155',
  secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH5WbX5kEW',
  signature: { header: 'Authorization', encoding: 'jwt' },
  // The SDK looks at the token only; comparing its payload_hash is left to the app.
  coversBody: false,
  build(secret, body) {
    const claims = { iss: 'Vonage', iat: seconds(), jti: 'j1', payload_hash: hash(body, 'hex') }
    return post({ Authorization: `Bearer ${jwt(claims, secret)}` }, body)
  },
  verify(request, secret) {
    return holds(() => verifySignature(header(request, 'authorization').split(' ')[1], secret))
  },
}
