import ModernTreasury from 'modern-treasury'
import { installed } from '../installed.mjs'
import { holds, nodeHeaders } from '../received.mjs'
import { post } from '../sent.mjs'

const client = new ModernTreasury({ apiKey: 'test', organizationID: 'test' })

export default {
  id: 'modern-treasury',
  package: installed('modern-treasury'),
  compares: 'modern-treasury/resources/webhooks.mjs:35',
  secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  signature: { header: 'X-Signature', encoding: 'hex' },
  make(secret, body) {
    return post({ 'X-Signature': client.webhooks.getSignature(body, { key: secret }) }, body)
  },
  verify(request, secret) {
    const headers = nodeHeaders(request)
    return holds(() => client.webhooks.validateSignature(request.body, headers, { key: secret }))
  },
}
