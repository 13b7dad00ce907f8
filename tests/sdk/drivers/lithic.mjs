import Lithic from 'lithic'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { standardDriver } from '../standard.mjs'

const client = new Lithic({ apiKey: 'test' })

export default standardDriver({
  id: 'lithic',
  package: installed('lithic'),
  compares: 'standardwebhooks/dist/index.js:70',
  verify(request, secret) {
    return passes(() => client.webhooks.unwrap(request.body, nodeHeaders(request), secret))
  },
})
