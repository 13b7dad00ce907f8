import Anthropic from '@anthropic-ai/sdk'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { standard, whsec } from '../sent.mjs'

const client = new Anthropic({ apiKey: 'test' })

export default {
  id: 'anthropic',
  package: installed('@anthropic-ai/sdk'),
  compares: 'standardwebhooks/dist/index.js:70',
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  signature: { header: 'webhook-signature', encoding: 'base64' },
  takes: 'json',
  build(secret, body) {
    return standard(whsec(secret), body)
  },
  verify(request, secret) {
    const headers = nodeHeaders(request)
    return passes(() => client.beta.webhooks.unwrap(request.body, { headers, key: secret }))
  },
}
