import Orb from 'orb-billing'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

const orb = new Orb({ apiKey: 'test' })

export default {
  id: 'orb',
  package: installed('orb-billing'),
  compares: 'orb-billing/resources/webhooks.mjs:111',
  secret: 'c-k3y5WbX5kEWLlfzsGNjH64I8lOO',
  signature: { header: 'X-Orb-Signature', encoding: 'hex' },
  takes: 'json',
  build(secret, body) {
    const at = new Date().toISOString().replace('Z', '')
    const headers = {
      'X-Orb-Timestamp': at,
      'X-Orb-Signature': `v1=${hmac(secret, `v1:${at}:${body}`, 'hex')}`,
    }
    return post(headers, body)
  },
  verify(request, secret) {
    return passes(() => orb.webhooks.unwrap(request.body, nodeHeaders(request), secret))
  },
}
