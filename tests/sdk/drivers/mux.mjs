import Mux from '@mux/mux-node'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { hmac, post, seconds } from '../sent.mjs'

const mux = new Mux({ tokenId: 'test', tokenSecret: 'test' })

export default {
  id: 'mux',
  package: installed('@mux/mux-node'),
  compares: '@mux/mux-node/resources/webhooks/webhooks.mjs:91',
  secret: 'n7d1s5m3k9q2w8e4r6t0y1u2i3o4p5a6',
  signature: { header: 'Mux-Signature', encoding: 'hex' },
  takes: 'json',
  build(secret, body) {
    const at = seconds()
    return post({ 'Mux-Signature': `t=${at},v1=${hmac(secret, `${at}.${body}`, 'hex')}` }, body)
  },
  verify(request, secret) {
    return passes(() => mux.webhooks.unwrap(request.body, nodeHeaders(request), secret))
  },
}
