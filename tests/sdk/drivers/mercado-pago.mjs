import { WebhookSignatureValidator } from 'mercadopago'
import { installed } from '../installed.mjs'
import { header, passes } from '../received.mjs'
import { hmac, post, seconds, url } from '../sent.mjs'

export default {
  id: 'mercado-pago',
  package: installed('mercadopago'),
  compares: 'mercadopago/dist/utils/webhook/index.js:158',
  secret: '5f4dcc3b5aa765d61d8327deb882cf995f4dcc3b5aa765d61d8327deb882cf99',
  signature: { header: 'x-signature', encoding: 'hex' },
  coversBody: false,
  build(secret, body) {
    const at = seconds()
    const mac = hmac(secret, `id:123456;request-id:bb56a2f1;ts:${at};`, 'hex')
    const headers = { 'x-signature': `ts=${at},v1=${mac}`, 'x-request-id': 'bb56a2f1' }
    return post(headers, body, `${url}?data.id=123456&type=payment`)
  },
  verify(request, secret) {
    return passes(() =>
      WebhookSignatureValidator.validate({
        xSignature: header(request, 'x-signature'),
        xRequestId: header(request, 'x-request-id'),
        dataId: new URL(request.url).searchParams.get('data.id'),
        secret,
      }),
    )
  },
}
