import { parse } from 'node:querystring'
import { RestClient } from '@signalwire/compatibility-api'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { hmac, post, url } from '../sent.mjs'

export default {
  id: 'signalwire',
  package: installed('@signalwire/compatibility-api'),
  compares: '@signalwire/compatibility-api/dist/index.node.mjs:125812',
  secret: 'PSK_5WbX5kEWLlfzsGNjH64I8lOO',
  signature: { header: 'X-SignalWire-Signature', encoding: 'base64' },
  takes: 'form',
  body: () => 'Body=genuine&From=%2B14158675310',
  build(secret, body) {
    const text = Object.entries(parse(body))
      .sort()
      .reduce((signed, [name, value]) => signed + name + value, url)
    return post({ 'X-SignalWire-Signature': hmac(secret, text, 'base64', 'sha1') }, body)
  },
  // An Express request: the SDK takes the parsed form, or the raw body where the URL carries its
  // hash.
  verify(request, secret) {
    const received = {
      header: (name) => header(request, name),
      body: parse(request.body),
      rawBody: request.body,
    }
    return holds(() => RestClient.validateExpressRequest(received, secret, { url: request.url }))
  },
}
