import { Cashfree, CFEnvironment } from 'cashfree-pg'
import { installed } from '../installed.mjs'
import { header, passes } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

export default {
  id: 'cashfree',
  package: installed('cashfree-pg'),
  compares: 'cashfree-pg/dist/api.js:8241',
  secret: 'cfsk_ma_test_5WbX5kEWLlfzsGNjH64I8lOO',
  signature: { header: 'x-webhook-signature', encoding: 'base64' },
  takes: 'json',
  build(secret, body) {
    const at = String(Date.now())
    const headers = {
      'x-webhook-timestamp': at,
      'x-webhook-signature': hmac(secret, at + body, 'base64'),
    }
    return post(headers, body)
  },
  verify(request, secret) {
    const signature = header(request, 'x-webhook-signature')
    const timestamp = header(request, 'x-webhook-timestamp')
    const cashfree = new Cashfree(CFEnvironment.SANDBOX, 'test', secret, '', '', '', false)
    return passes(() => cashfree.PGVerifyWebhookSignature(signature, request.body, timestamp))
  },
}
