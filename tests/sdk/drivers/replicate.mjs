import { validateWebhook } from 'replicate'
import { installed } from '../installed.mjs'
import { holds, nodeHeaders } from '../received.mjs'
import { standard, whsec } from '../sent.mjs'

export default {
  id: 'replicate',
  package: installed('replicate'),
  compares: 'replicate/lib/util.js:122',
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  signature: { header: 'webhook-signature', encoding: 'base64' },
  build(secret, body) {
    return standard(whsec(secret), body)
  },
  verify(request, secret) {
    const received = { headers: nodeHeaders(request), body: request.body }
    return holds(() => validateWebhook(received, secret))
  },
}
