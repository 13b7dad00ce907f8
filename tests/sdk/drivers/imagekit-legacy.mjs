import ImageKit from 'imagekit'
import { installed } from '../installed.mjs'
import { header, passes } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

const client = new ImageKit({ publicKey: 'p', privateKey: 'p', urlEndpoint: 'https://ik.io/p' })

export default {
  id: 'imagekit-legacy',
  package: installed('imagekit'),
  compares: 'imagekit/dist/utils/webhook-signature.js:86',
  secret: 'whsec_4f1c2b9d8e7a6053',
  signature: { header: 'x-ik-signature', encoding: 'hex' },
  takes: 'json',
  build(secret, body) {
    const at = Date.now()
    return post({ 'x-ik-signature': `t=${at},v1=${hmac(secret, `${at}.${body}`, 'hex')}` }, body)
  },
  verify(request, secret) {
    const signature = header(request, 'x-ik-signature')
    return passes(() => client.verifyWebhookEvent(request.body, signature, secret))
  },
}
