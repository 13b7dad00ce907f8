import { Authsignal } from '@authsignal/node'
import { installed } from '../installed.mjs'
import { header, passes } from '../received.mjs'
import { hmac, post, seconds } from '../sent.mjs'

export default {
  id: 'authsignal',
  package: installed('@authsignal/node'),
  compares: '@authsignal/node/dist/index.mjs:56',
  secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  signature: { header: 'X-Signature-V2', encoding: 'base64' },
  takes: 'json',
  build(secret, body) {
    const at = seconds()
    const mac = hmac(secret, `${at}.${body}`, 'base64').replace('=', '')
    return post({ 'X-Signature-V2': `t=${at},v2=${mac}` }, body)
  },
  verify(request, secret) {
    const { webhook } = new Authsignal({ apiSecretKey: secret })
    return passes(() => webhook.constructEvent(request.body, header(request, 'x-signature-v2')))
  },
}
