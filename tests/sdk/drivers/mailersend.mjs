// The README imports it from the package itself, which does not export it.
import { MailerSendUtils } from 'mailersend/lib/services/mailersend.utils.js'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

export default {
  id: 'mailersend',
  package: installed('mailersend'),
  compares: 'mailersend/lib/services/mailersend.utils.js:18',
  secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  signature: { header: 'Signature', encoding: 'hex' },
  build(secret, body) {
    return post({ Signature: hmac(secret, body, 'hex') }, body)
  },
  verify(request, secret) {
    const signature = header(request, 'signature')
    return holds(() => MailerSendUtils.verifyWebHook(request.body, signature, secret))
  },
}
