import OpenAI from 'openai'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { standardDriver } from '../standard.mjs'

const client = new OpenAI({ apiKey: 'sk-test' })

export default standardDriver({
  id: 'openai',
  package: installed('openai'),
  compares: 'openai/resources/webhooks/webhooks.mjs:70',
  verify(request, secret) {
    return passes(() => client.webhooks.unwrap(request.body, nodeHeaders(request), secret))
  },
})
