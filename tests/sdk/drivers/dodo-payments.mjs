import DodoPayments from 'dodopayments'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { standardDriver } from '../standard.mjs'

const client = new DodoPayments({ bearerToken: 'test' })

export default standardDriver({
  id: 'dodo-payments',
  package: installed('dodopayments'),
  compares: 'standardwebhooks/dist/index.js:70',
  verify(request, secret) {
    const headers = nodeHeaders(request)
    return passes(() => client.webhooks.unwrap(request.body, { headers, key: secret }))
  },
})
