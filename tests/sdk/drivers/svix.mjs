import { Webhook } from 'svix'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { post, seconds } from '../sent.mjs'

export default {
  id: 'svix',
  package: installed('svix'),
  compares: 'svix/node_modules/standardwebhooks/dist/index.js:68',
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  signature: { header: 'svix-signature', encoding: 'base64' },
  takes: 'json',
  make(secret, body) {
    const headers = {
      'svix-id': 'msg_2b5Ck0e1',
      'svix-timestamp': String(seconds()),
      'svix-signature': new Webhook(secret).sign('msg_2b5Ck0e1', new Date(), body),
    }
    return post(headers, body)
  },
  verify(request, secret) {
    return passes(() => new Webhook(secret).verify(request.body, nodeHeaders(request)))
  },
}
