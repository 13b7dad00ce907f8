import ImageKit from '@imagekit/nodejs'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { standardDriver } from '../standard.mjs'

const client = new ImageKit({ privateKey: 'test' })

export default standardDriver({
  id: 'imagekit',
  package: installed('@imagekit/nodejs'),
  compares: 'standardwebhooks/dist/index.js:70',
  keyOf: (secret) => secret,
  secret: 'whsec_4f1c2b9d8e7a6053',
  verify(request, secret) {
    const headers = nodeHeaders(request)
    return passes(() => client.webhooks.unwrap(request.body, { headers, key: secret }))
  },
})
