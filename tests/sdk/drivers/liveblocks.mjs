import { WebhookHandler } from '@liveblocks/node'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { standard, whsec } from '../sent.mjs'

export default {
  id: 'liveblocks',
  package: installed('@liveblocks/node'),
  compares: '@liveblocks/node/dist/index.js:3278',
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  signature: { header: 'webhook-signature', encoding: 'base64' },
  takes: 'event',
  body: () => '{"type":"roomCreated","data":{"roomId":"genuine","projectId":"p"}}',
  build(secret, body) {
    return standard(whsec(secret), body)
  },
  verify(request, secret) {
    const received = { headers: nodeHeaders(request), rawBody: request.body }
    return passes(() => new WebhookHandler(secret).verifyRequest(received))
  },
}
