import { OpenNodeClient } from 'opennode'
import { installed } from '../installed.mjs'
import { holds } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

export default {
  id: 'opennode',
  package: installed('opennode'),
  compares: 'opennode/dist/client.js:81',
  secret: '5f4dcc3b-5aa7-65d6-1d83-27deb882cf99',
  signature: { body: true, encoding: 'hex' },
  takes: 'form',
  coversBody: 'parts',
  body: () => 'genuine',
  // Only the id of the charge is signed: the body is that id.
  build(secret, id) {
    const form = { id, status: 'paid', hashed_order: hmac(secret, id, 'hex') }
    return post(
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      String(new URLSearchParams(form)),
    )
  },
  // The SDK takes the parsed charge.
  verify(request, secret) {
    const charge = Object.fromEntries(new URLSearchParams(request.body))
    return holds(() => new OpenNodeClient(secret, 'dev').verifySignature(charge))
  },
}
