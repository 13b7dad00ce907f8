import { WebhookHandler } from '@liveblocks/node'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { standardDriver } from '../standard.mjs'

export default standardDriver({
  id: 'liveblocks',
  package: installed('@liveblocks/node'),
  compares: '@liveblocks/node/dist/index.js:3278',
  takes: 'event',
  body: () => '{"type":"roomCreated","data":{"roomId":"genuine","projectId":"p"}}',
  verify(request, secret) {
    const received = { headers: nodeHeaders(request), rawBody: request.body }
    return passes(() => new WebhookHandler(secret).verifyRequest(received))
  },
})
