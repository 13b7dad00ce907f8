import { StreamClient } from '@stream-io/node-sdk'
import { installed } from '../installed.mjs'
import { header, passes } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

export default {
  id: 'getstream',
  package: installed('@stream-io/node-sdk'),
  compares: '@stream-io/node-sdk/dist/index.es.mjs:149',
  secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  signature: { header: 'X-Signature', encoding: 'hex' },
  takes: 'json',
  build(secret, body) {
    return post({ 'X-Signature': hmac(secret, body, 'hex') }, body)
  },
  verify(request, secret) {
    const signature = header(request, 'x-signature')
    const client = new StreamClient('test', secret)
    return passes(() => client.verifyAndParseWebhook(request.body, signature))
  },
}
