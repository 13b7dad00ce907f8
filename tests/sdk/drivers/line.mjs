import { middleware } from '@line/bot-sdk'
import { installed } from '../installed.mjs'
import { nodeRequest, passes } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

export default {
  id: 'line',
  package: installed('@line/bot-sdk'),
  compares: '@line/bot-sdk/dist/validate-signature.js:10',
  secret: '5f4dcc3b5aa765d61d8327deb882cf99',
  signature: { header: 'x-line-signature', encoding: 'base64' },
  takes: 'json',
  build(secret, body) {
    return post({ 'x-line-signature': hmac(secret, body, 'base64') }, body)
  },
  verify(request, secret) {
    return passes(
      () =>
        new Promise((resolve, reject) => {
          const next = (error) => (error ? reject(error) : resolve())
          middleware({ channelSecret: secret })(nodeRequest(request), {}, next)
        }),
    )
  },
}
