import { Nango } from '@nangohq/node'
import { installed } from '../installed.mjs'
import { holds, nodeHeaders } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

export default {
  id: 'nango',
  package: installed('@nangohq/node'),
  compares: '@nangohq/node/dist/index.js:1009',
  secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  signature: { header: 'X-Nango-Hmac-Sha256', encoding: 'hex' },
  build(secret, body) {
    return post({ 'X-Nango-Hmac-Sha256': hmac(secret, body, 'hex') }, body)
  },
  verify(request, secret) {
    const nango = new Nango({ apiKey: 'test', webhookSigningKey: secret })
    return holds(() => nango.verifyIncomingWebhookRequest(request.body, nodeHeaders(request)))
  },
}
