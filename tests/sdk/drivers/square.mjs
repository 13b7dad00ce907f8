import { WebhooksHelper } from 'square'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { hmac, post, url } from '../sent.mjs'

export default {
  id: 'square',
  package: installed('square'),
  compares: 'square/wrapper/WebhooksHelper.js:47',
  secret: 'asdf1234_5WbX5kEWLlfzsGNjH64I8lOO',
  signature: { header: 'x-square-hmacsha256-signature', encoding: 'base64' },
  build(secret, body) {
    return post({ 'x-square-hmacsha256-signature': hmac(secret, url + body, 'base64') }, body)
  },
  verify(request, secret) {
    return holds(() =>
      WebhooksHelper.verifySignature({
        requestBody: request.body,
        signatureHeader: header(request, 'x-square-hmacsha256-signature'),
        signatureKey: secret,
        notificationUrl: request.url,
      }),
    )
  },
}
