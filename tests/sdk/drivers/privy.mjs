import { PrivyClient } from '@privy-io/node'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { standardDriver } from '../standard.mjs'

const client = new PrivyClient({ appId: 'app', appSecret: 'secret' })

export default standardDriver({
  id: 'privy',
  package: installed('@privy-io/node'),
  compares: 'svix/node_modules/standardwebhooks/dist/index.js:68',
  family: 'svix',
  verify(request, secret) {
    return passes(() =>
      client.webhooks().verify({
        payload: request.body,
        headers: nodeHeaders(request),
        signing_secret: secret,
      }),
    )
  },
})
