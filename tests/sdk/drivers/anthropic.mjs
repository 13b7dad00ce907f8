import Anthropic from '@anthropic-ai/sdk'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { standardDriver } from '../standard.mjs'

const client = new Anthropic({ apiKey: 'test' })

export default standardDriver({
  id: 'anthropic',
  package: installed('@anthropic-ai/sdk'),
  compares: 'standardwebhooks/dist/index.js:70',
  verify(request, secret) {
    const headers = nodeHeaders(request)
    return passes(() => client.beta.webhooks.unwrap(request.body, { headers, key: secret }))
  },
})
