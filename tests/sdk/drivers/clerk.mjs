import { verifyWebhook } from '@clerk/backend/webhooks'
import { installed } from '../installed.mjs'
import { passes, webRequest } from '../received.mjs'
import { standard, whsec } from '../sent.mjs'

export default {
  id: 'clerk',
  package: installed('@clerk/backend'),
  compares: 'standardwebhooks/dist/index.js:70',
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  signature: { header: 'svix-signature', encoding: 'base64' },
  takes: 'json',
  build(secret, body) {
    return standard(whsec(secret), body, 'svix')
  },
  verify(request, secret) {
    return passes(() => verifyWebhook(webRequest(request), { signingSecret: secret }))
  },
}
