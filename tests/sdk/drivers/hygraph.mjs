import { generateWebhookSignature, verifyWebhookSignature } from '@hygraph/utils'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { post } from '../sent.mjs'

export default {
  id: 'hygraph',
  package: installed('@hygraph/utils'),
  compares: '@hygraph/utils/index.js:18',
  secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  signature: { header: 'gcms-signature', encoding: 'base64' },
  make(secret, body) {
    return post({ 'gcms-signature': generateWebhookSignature({ rawPayload: body, secret }) }, body)
  },
  verify(request, secret) {
    const signature = header(request, 'gcms-signature')
    return holds(() => verifyWebhookSignature({ rawPayload: request.body, signature, secret }))
  },
}
