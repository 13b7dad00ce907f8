import { encodeSignatureHeader, isValidRequest } from '@sanity/webhook'
import { installed } from '../installed.mjs'
import { holds, nodeHeaders } from '../received.mjs'
import { post } from '../sent.mjs'

export default {
  id: 'sanity',
  package: installed('@sanity/webhook'),
  compares: '@sanity/webhook/dist/index.mjs:17',
  secret: '5WbX5kEWLlfzsGNjH64I8lOO',
  signature: { header: 'sanity-webhook-signature', encoding: 'base64url' },
  async make(secret, body) {
    const signature = await encodeSignatureHeader(body, Date.now(), secret)
    return post({ 'sanity-webhook-signature': signature }, body)
  },
  verify(request, secret) {
    const received = { headers: nodeHeaders(request), body: request.body }
    return holds(() => isValidRequest(received, secret))
  },
}
