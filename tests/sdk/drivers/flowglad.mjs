import { verifyWebhook } from '@flowglad/server'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { standardDriver } from '../standard.mjs'

export default standardDriver({
  id: 'flowglad',
  package: installed('@flowglad/server'),
  compares: '@flowglad/server/dist/esm/webhook.mjs:103',
  family: 'svix',
  verify(request, secret) {
    return passes(() => verifyWebhook(request.body, nodeHeaders(request), secret))
  },
})
