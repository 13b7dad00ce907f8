import CloudConvert from 'cloudconvert'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

const client = new CloudConvert('test')

export default {
  id: 'cloudconvert',
  package: installed('cloudconvert'),
  compares: 'cloudconvert/built/lib/WebhooksResource.js:43',
  secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  signature: { header: 'CloudConvert-Signature', encoding: 'hex' },
  build(secret, body) {
    return post({ 'CloudConvert-Signature': hmac(secret, body, 'hex') }, body)
  },
  verify(request, secret) {
    const signature = header(request, 'cloudconvert-signature')
    return holds(() => client.webhooks.verify(request.body, signature, secret))
  },
}
