import Whop from '@whop/sdk'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { standardDriver } from '../standard.mjs'

const client = new Whop({ apiKey: 'test' })

export default standardDriver({
  id: 'whop',
  package: installed('@whop/sdk'),
  compares: 'standardwebhooks/dist/index.js:70',
  keyOf: (secret) => secret,
  secret: 'ws_4f1c2b9d8e7a6053',
  verify(request, secret) {
    const headers = nodeHeaders(request)
    // The SDK wants base64 and the dashboard shows text: Whop's guide has the app encode it.
    const key = secret.startsWith('whsec_') ? secret : btoa(secret)
    return passes(() => client.webhooks.unwrap(request.body, { headers, key }))
  },
})
