import { WebhookSignature } from 'fintoc'
import { installed } from '../installed.mjs'
import { header, passes } from '../received.mjs'
import { hmac, post, seconds } from '../sent.mjs'

export default {
  id: 'fintoc',
  package: installed('fintoc'),
  compares: 'fintoc/build/main/lib/webhook.js:105',
  secret: 'whsec_5WbX5kEWLlfzsGNjH64I8lOO',
  signature: { header: 'Fintoc-Signature', encoding: 'hex' },
  build(secret, body) {
    const at = seconds()
    return post({ 'Fintoc-Signature': `t=${at},v1=${hmac(secret, `${at}.${body}`, 'hex')}` }, body)
  },
  verify(request, secret) {
    const signature = header(request, 'fintoc-signature')
    return passes(() => WebhookSignature.verifyHeader(request.body, signature, secret))
  },
}
