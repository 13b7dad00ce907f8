import ImageKit from '@imagekit/nodejs'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { standard } from '../sent.mjs'

const client = new ImageKit({ privateKey: 'test' })

export default {
  id: 'imagekit',
  package: installed('@imagekit/nodejs'),
  compares: 'standardwebhooks/dist/index.js:70',
  secret: 'whsec_4f1c2b9d8e7a6053',
  signature: { header: 'webhook-signature', encoding: 'base64' },
  takes: 'json',
  build(secret, body) {
    return standard(secret, body)
  },
  verify(request, secret) {
    const headers = nodeHeaders(request)
    return passes(() => client.webhooks.unwrap(request.body, { headers, key: secret }))
  },
}
