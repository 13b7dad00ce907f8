import OpenAI from 'openai'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { standard, whsec } from '../sent.mjs'

const client = new OpenAI({ apiKey: 'sk-test' })

export default {
  id: 'openai',
  package: installed('openai'),
  compares: 'openai/resources/webhooks/webhooks.mjs:70',
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  signature: { header: 'webhook-signature', encoding: 'base64' },
  takes: 'json',
  build(secret, body) {
    return standard(whsec(secret), body)
  },
  verify(request, secret) {
    return passes(() => client.webhooks.unwrap(request.body, nodeHeaders(request), secret))
  },
}
