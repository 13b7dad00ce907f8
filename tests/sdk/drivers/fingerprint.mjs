import { isValidWebhookSignature } from '@fingerprint/node-sdk'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

export default {
  id: 'fingerprint',
  package: installed('@fingerprint/node-sdk'),
  compares: '@fingerprint/node-sdk/dist/index.mjs:649',
  secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  signature: { header: 'fpjs-event-signature', encoding: 'hex' },
  build(secret, body) {
    return post({ 'fpjs-event-signature': `v1=${hmac(secret, body, 'hex')}` }, body)
  },
  verify(request, secret) {
    const signature = header(request, 'fpjs-event-signature')
    const data = Buffer.from(request.body)
    return holds(() => isValidWebhookSignature({ header: signature, data, secret }))
  },
}
