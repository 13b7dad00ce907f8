import { LogLevel, Paddle } from '@paddle/paddle-node-sdk'
import { installed } from '../installed.mjs'
import { header, passes } from '../received.mjs'
import { hmac, post, seconds } from '../sent.mjs'

const paddle = new Paddle('test', { logLevel: LogLevel.none })

export default {
  id: 'paddle',
  package: installed('@paddle/paddle-node-sdk'),
  compares: '@paddle/paddle-node-sdk/dist/esm/notifications/helpers/webhooks-validator.js:39',
  secret: 'pdl_ntfset_01gkdt8r_h1s2e3c4r5e6t7',
  signature: { header: 'Paddle-Signature', encoding: 'hex' },
  takes: 'json',
  build(secret, body) {
    const at = seconds()
    return post({ 'Paddle-Signature': `ts=${at};h1=${hmac(secret, `${at}:${body}`, 'hex')}` }, body)
  },
  verify(request, secret) {
    const signature = header(request, 'paddle-signature')
    return passes(() => paddle.webhooks.unmarshal(request.body, secret, signature))
  },
}
