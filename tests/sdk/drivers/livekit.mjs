import { AccessToken, WebhookReceiver } from 'livekit-server-sdk'
import { installed } from '../installed.mjs'
import { header, passes } from '../received.mjs'
import { hash, post } from '../sent.mjs'

export default {
  id: 'livekit',
  package: installed('livekit-server-sdk'),
  compares: 'livekit-server-sdk/node_modules/jose/dist/node/esm/runtime/verify.js:14',
  secret: [{ id: 'APIkey5WbX5kE', secret: 'secretsecretsecretsecretsecretsecret' }],
  signature: { header: 'Authorization', encoding: 'jwt' },
  takes: 'json',
  body: () => '{"event":"room_started","id":"genuine"}',
  async make([{ id, secret }], body) {
    const token = new AccessToken(id, secret, { ttl: 300 })
    token.sha256 = hash(body, 'base64')
    return post({ Authorization: await token.toJwt() }, body)
  },
  verify(request, [{ id, secret }]) {
    const token = header(request, 'authorization')
    return passes(() => new WebhookReceiver(id, secret).receive(request.body, token))
  },
}
