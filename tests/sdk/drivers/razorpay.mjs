import Razorpay from 'razorpay'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

export default {
  id: 'razorpay',
  package: installed('razorpay'),
  compares: 'razorpay/dist/utils/razorpay-utils.js:72',
  secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  signature: { header: 'X-Razorpay-Signature', encoding: 'hex' },
  build(secret, body) {
    return post({ 'X-Razorpay-Signature': hmac(secret, body, 'hex') }, body)
  },
  verify(request, secret) {
    const signature = header(request, 'x-razorpay-signature')
    return holds(() => Razorpay.validateWebhookSignature(request.body, signature, secret))
  },
}
