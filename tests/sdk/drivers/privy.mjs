import { PrivyClient } from '@privy-io/node'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { standard, whsec } from '../sent.mjs'

const client = new PrivyClient({ appId: 'app', appSecret: 'secret' })

export default {
  id: 'privy',
  package: installed('@privy-io/node'),
  compares: 'svix/node_modules/standardwebhooks/dist/index.js:68',
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  signature: { header: 'svix-signature', encoding: 'base64' },
  takes: 'json',
  build(secret, body) {
    return standard(whsec(secret), body, 'svix')
  },
  verify(request, secret) {
    return passes(() =>
      client.webhooks().verify({
        payload: request.body,
        headers: nodeHeaders(request),
        signing_secret: secret,
      }),
    )
  },
}
