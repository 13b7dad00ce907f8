import { validateSignature } from 'twitter-autohook'
import { installed } from '../installed.mjs'
import { holds, nodeHeaders } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

export default {
  id: 'x',
  package: installed('twitter-autohook'),
  compares: 'twitter-autohook/index.js:91',
  secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  signature: { header: 'x-twitter-webhooks-signature', encoding: 'base64' },
  build(secret, body) {
    return post({ 'x-twitter-webhooks-signature': `sha256=${hmac(secret, body, 'base64')}` }, body)
  },
  verify(request, secret) {
    const keys = { consumer_secret: secret }
    return holds(() => validateSignature(nodeHeaders(request), keys, request.body))
  },
}
