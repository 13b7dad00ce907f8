import { adaptDefault, EventDispatcher } from '@larksuiteoapi/node-sdk'
import { installed } from '../installed.mjs'
import { nodeRequest } from '../received.mjs'
import { hash, post, seconds } from '../sent.mjs'

const silent = () => {}
const quiet = { error: silent, warn: silent, info: silent, debug: silent, trace: silent }

export default {
  id: 'lark',
  package: installed('@larksuiteoapi/node-sdk'),
  compares: '@larksuiteoapi/node-sdk/lib/index.js:100903',
  secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  signature: { header: 'X-Lark-Signature', encoding: 'hex' },
  takes: 'parsed',
  body: () => '{"schema":"2.0","header":{"event_type":"test"},"event":{"note":"genuine"}}',
  build(secret, body) {
    const at = String(seconds())
    const headers = {
      'X-Lark-Request-Timestamp': at,
      'X-Lark-Request-Nonce': 'nonce',
      'X-Lark-Signature': hash(`${at}nonce${secret}${body}`, 'hex'),
    }
    return post(headers, body)
  },
  // A forged event never reaches the handler; the SDK answers both kinds alike.
  async verify(request, secret) {
    let handled = false
    const handle = () => {
      handled = true
    }
    const received = nodeRequest(request)
    const dispatcher = new EventDispatcher({ encryptKey: secret, logger: quiet })
    dispatcher.register({ test: handle })
    await adaptDefault(received.url, dispatcher)(received, { end: silent })
    return handled
  },
}
