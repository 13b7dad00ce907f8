import { Webhook } from 'standardwebhooks'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { post, seconds } from '../sent.mjs'

export default {
  id: 'standard-webhooks',
  package: installed('standardwebhooks'),
  compares: 'standardwebhooks/dist/index.js:70',
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  signature: { header: 'webhook-signature', encoding: 'base64' },
  takes: 'json',
  make(secret, body) {
    const headers = {
      'webhook-id': 'msg_2b5Ck0e1',
      'webhook-timestamp': String(seconds()),
      'webhook-signature': new Webhook(secret).sign('msg_2b5Ck0e1', new Date(), body),
    }
    return post(headers, body)
  },
  verify(request, secret) {
    return passes(() => new Webhook(secret).verify(request.body, nodeHeaders(request)))
  },
}
