import commerce from 'coinbase-commerce-node'
import { installed } from '../installed.mjs'
import { header, passes } from '../received.mjs'
import { post } from '../sent.mjs'

export default {
  id: 'coinbase-commerce',
  package: installed('coinbase-commerce-node'),
  compares: 'coinbase-commerce-node/lib/Webhook.js:35',
  secret: '5f4dcc3b-5aa7-65d6-1d83-27deb882cf99',
  signature: { header: 'X-CC-Webhook-Signature', encoding: 'hex' },
  takes: 'event',
  body: () => '{"id":1,"event":{"id":"genuine","type":"charge:created"}}',
  make(secret, body) {
    return post({ 'X-CC-Webhook-Signature': commerce.Webhook.computeSignature(body, secret) }, body)
  },
  verify(request, secret) {
    const signature = header(request, 'x-cc-webhook-signature')
    return passes(() => commerce.Webhook.verifyEventBody(request.body, signature, secret))
  },
}
