import { parse } from 'node:querystring'
import plivo from 'plivo'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { hmac, post, url } from '../sent.mjs'

export default {
  id: 'plivo',
  package: installed('plivo'),
  compares: 'plivo/dist/utils/v3Security.js:127',
  secret: 'MAXXXXXXXXXXXXXXXXXXXXXXX5f4dcc3b5aa765d',
  signature: { header: 'X-Plivo-Signature-V3', encoding: 'base64' },
  takes: 'form',
  body: () => 'From=14158675310&Text=genuine',
  build(secret, body) {
    const nonce = '05429567804466091622'
    const fields = Object.entries(parse(body))
      .sort()
      .map(([name, value]) => name + value)
    const headers = {
      'X-Plivo-Signature-V3': hmac(secret, `${url}?${fields.join('')}.${nonce}`, 'base64'),
      'X-Plivo-Signature-V3-Nonce': nonce,
    }
    return post(headers, body)
  },
  // The SDK takes the parsed form.
  verify(request, secret) {
    const nonce = header(request, 'x-plivo-signature-v3-nonce')
    const signature = header(request, 'x-plivo-signature-v3')
    const { method, body } = request
    return holds(() =>
      plivo.validateV3Signature(method, request.url, nonce, secret, signature, parse(body)),
    )
  },
}
