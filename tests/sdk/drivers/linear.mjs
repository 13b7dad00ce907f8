import { LinearWebhookClient } from '@linear/sdk/webhooks'
import { installed } from '../installed.mjs'
import { webRequest } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

export default {
  id: 'linear',
  package: installed('@linear/sdk'),
  compares: '@linear/sdk/dist/webhooks-BtY8wrj8.mjs:221',
  secret: 'lin_wh_5WbX5kEWLlfzsGNjH64I8lOO',
  signature: { header: 'Linear-Signature', encoding: 'hex' },
  takes: 'event',
  body: () => `{"type":"Issue","note":"genuine","webhookTimestamp":${Date.now()}}`,
  build(secret, body) {
    return post({ 'Linear-Signature': hmac(secret, body, 'hex') }, body)
  },
  async verify(request, secret) {
    const handle = new LinearWebhookClient(secret).createHandler()
    const { status } = await handle(webRequest(request))
    return status === 200
  },
}
