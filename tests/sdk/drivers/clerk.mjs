import { verifyWebhook } from '@clerk/backend/webhooks'
import { installed } from '../installed.mjs'
import { passes, webRequest } from '../received.mjs'
import { standardDriver } from '../standard.mjs'

export default standardDriver({
  id: 'clerk',
  package: installed('@clerk/backend'),
  compares: 'standardwebhooks/dist/index.js:70',
  family: 'svix',
  verify(request, secret) {
    return passes(() => verifyWebhook(webRequest(request), { signingSecret: secret }))
  },
})
