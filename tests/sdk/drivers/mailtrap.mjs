import { verifyWebhookSignature } from 'mailtrap'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

export default {
  id: 'mailtrap',
  package: installed('mailtrap'),
  compares: 'mailtrap/dist/lib/webhooks/verify-signature.js:83',
  secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  signature: { header: 'Mailtrap-Signature', encoding: 'hex' },
  build(secret, body) {
    return post({ 'Mailtrap-Signature': hmac(secret, body, 'hex') }, body)
  },
  verify(request, secret) {
    const signature = header(request, 'mailtrap-signature')
    return holds(() => verifyWebhookSignature(request.body, signature, secret))
  },
}
