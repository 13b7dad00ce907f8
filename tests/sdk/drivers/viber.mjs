// The bot's own middleware reads a header name that Node never sets.
import MessageValidator from 'viber-bot/lib/message/message-validator.js'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

const quiet = { debug() {} }

export default {
  id: 'viber',
  package: installed('viber-bot'),
  compares: 'viber-bot/lib/message/message-validator.js:13',
  secret: '445da6az1s345z78-dazcczb2542zv51a-e0vc5fva17480im9',
  signature: { header: 'X-Viber-Content-Signature', encoding: 'hex' },
  build(secret, body) {
    return post({ 'X-Viber-Content-Signature': hmac(secret, body, 'hex') }, body)
  },
  verify(request, secret) {
    const signature = header(request, 'x-viber-content-signature')
    const validator = new MessageValidator(quiet, secret)
    return holds(() => validator.validateMessage(signature, request.body))
  },
}
