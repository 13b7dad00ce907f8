import Finch from '@tryfinch/finch-api'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { hmac, post, seconds } from '../sent.mjs'

const client = new Finch({ accessToken: 'test' })

export default {
  id: 'finch',
  package: installed('@tryfinch/finch-api'),
  compares: '@tryfinch/finch-api/resources/webhooks.mjs:99',
  secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  signature: { header: 'Finch-Signature', encoding: 'base64' },
  takes: 'json',
  build(secret, body) {
    const at = seconds()
    const mac = hmac(Buffer.from(secret, 'base64'), `evt_1.${at}.${body}`, 'base64')
    const headers = {
      'Finch-Event-Id': 'evt_1',
      'Finch-Timestamp': String(at),
      'Finch-Signature': `v1,${mac}`,
    }
    return post(headers, body)
  },
  verify(request, secret) {
    return passes(() => client.webhooks.unwrap(request.body, nodeHeaders(request), secret))
  },
}
