import Lithic from 'lithic'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { standard, whsec } from '../sent.mjs'

const client = new Lithic({ apiKey: 'test' })

export default {
  id: 'lithic',
  package: installed('lithic'),
  compares: 'standardwebhooks/dist/index.js:70',
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  signature: { header: 'webhook-signature', encoding: 'base64' },
  takes: 'json',
  build(secret, body) {
    return standard(whsec(secret), body)
  },
  verify(request, secret) {
    return passes(() => client.webhooks.unwrap(request.body, nodeHeaders(request), secret))
  },
}
