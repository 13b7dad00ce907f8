import { WebhookEventVerifier } from '@onfido/api'
import { installed } from '../installed.mjs'
import { header, passes } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

export default {
  id: 'onfido',
  package: installed('@onfido/api'),
  compares: '@onfido/api/dist/webhook-event-verifier.js:30',
  secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  signature: { header: 'X-SHA2-Signature', encoding: 'hex' },
  takes: 'json',
  build(secret, body) {
    return post({ 'X-SHA2-Signature': hmac(secret, body, 'hex') }, body)
  },
  verify(request, secret) {
    const signature = header(request, 'x-sha2-signature')
    return passes(() => new WebhookEventVerifier(secret).readPayload(request.body, signature))
  },
}
