import { verifyWebhook } from '@flowglad/server'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { standard, whsec } from '../sent.mjs'

export default {
  id: 'flowglad',
  package: installed('@flowglad/server'),
  compares: '@flowglad/server/dist/esm/webhook.mjs:103',
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  signature: { header: 'svix-signature', encoding: 'base64' },
  takes: 'json',
  build(secret, body) {
    return standard(whsec(secret), body, 'svix')
  },
  verify(request, secret) {
    return passes(() => verifyWebhook(request.body, nodeHeaders(request), secret))
  },
}
