import { parse } from 'gocardless-nodejs/webhooks'
import { installed } from '../installed.mjs'
import { header, passes } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

export default {
  id: 'gocardless',
  package: installed('gocardless-nodejs'),
  compares: 'gocardless-nodejs/esm/webhooks.js:67',
  secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  signature: { header: 'Webhook-Signature', encoding: 'hex' },
  takes: 'json',
  build(secret, body) {
    return post({ 'Webhook-Signature': hmac(secret, body, 'hex') }, body)
  },
  verify(request, secret) {
    const signature = header(request, 'webhook-signature')
    return passes(() => parse(request.body, secret, signature))
  },
}
