import { sign, verify } from 'retell-sdk'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { post } from '../sent.mjs'

export default {
  id: 'retell',
  package: installed('retell-sdk'),
  compares: 'retell-sdk/lib/webhook_auth.mjs:37',
  secret: 'key_5WbX5kEWLlfzsGNjH64I8lOO',
  signature: { header: 'X-Retell-Signature', encoding: 'hex' },
  async make(secret, body) {
    return post({ 'X-Retell-Signature': await sign(body, secret) }, body)
  },
  verify(request, secret) {
    return holds(() => verify(request.body, secret, header(request, 'x-retell-signature')))
  },
}
