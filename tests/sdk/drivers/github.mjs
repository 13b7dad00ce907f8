import { sign, verify } from '@octokit/webhooks-methods'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { post } from '../sent.mjs'

export default {
  id: 'github',
  package: installed('@octokit/webhooks-methods'),
  compares: '@octokit/webhooks-methods/dist-node/index.js:41',
  secret: "It's a Secret to Everybody",
  signature: { header: 'X-Hub-Signature-256', encoding: 'hex' },
  async make(secret, body) {
    return post({ 'X-Hub-Signature-256': await sign(secret, body) }, body)
  },
  verify(request, secret) {
    return holds(() => verify(secret, request.body, header(request, 'x-hub-signature-256')))
  },
}
