import EasyPost from '@easypost/api'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

const client = new EasyPost('test')

export default {
  id: 'easypost',
  package: installed('@easypost/api'),
  compares: '@easypost/api/dist/easypost.mjs:98',
  secret: 'sécret5WbX5kEWLlfzsGNjH64I8lOO',
  signature: { header: 'X-Hmac-Signature', encoding: 'hex' },
  takes: 'parsed',
  build(secret, body) {
    return post(
      { 'X-Hmac-Signature': `hmac-sha256-hex=${hmac(secret.normalize('NFKD'), body, 'hex')}` },
      body,
    )
  },
  verify(request, secret) {
    const headers = nodeHeaders(request)
    return passes(() => client.Utils.validateWebhook(request.body, headers, secret))
  },
}
