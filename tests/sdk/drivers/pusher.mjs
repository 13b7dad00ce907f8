import Pusher from 'pusher'
import { installed } from '../installed.mjs'
import { holds, nodeHeaders } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

export default {
  id: 'pusher',
  package: installed('pusher'),
  compares: 'pusher/lib/token.js:33',
  secret: [{ id: '278d425bdf160c739803', secret: '7ad3773142a6692b25b8' }],
  signature: { header: 'X-Pusher-Signature', encoding: 'hex' },
  takes: 'json',
  build([{ id, secret }], body) {
    const headers = {
      'Content-Type': 'application/json',
      'X-Pusher-Key': id,
      'X-Pusher-Signature': hmac(secret, body, 'hex'),
    }
    return post(headers, body)
  },
  verify(request, [{ id, secret }]) {
    const pusher = new Pusher({ appId: '1', key: id, secret, cluster: 'eu' })
    const received = { headers: nodeHeaders(request), rawBody: request.body }
    return holds(() => pusher.webhook(received).isValid())
  },
}
