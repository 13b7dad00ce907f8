import { Inngest } from 'inngest'
import { serve } from 'inngest/edge'
import { installed } from '../installed.mjs'
import { webRequest } from '../received.mjs'
import { hmac, post, seconds } from '../sent.mjs'

const quiet = { info() {}, warn() {}, error() {}, debug() {} }

export default {
  id: 'inngest',
  package: installed('inngest'),
  compares: 'inngest/components/InngestCommHandler.js:1492',
  secret: 'signkey-prod-5f4dcc3b5aa765d61d8327deb882cf99',
  signature: { header: 'X-Inngest-Signature', encoding: 'hex' },
  takes: 'parsed',
  body: () => '{"note":"genuine","type":"test"}',
  build(secret, body) {
    const at = seconds()
    // The body is in canonical form already.
    const mac = hmac(secret.replace(/^signkey-\w+-/, ''), body + at, 'hex')
    return post({ 'X-Inngest-Signature': `t=${at}&s=${mac}` }, body)
  },
  // Only 401 says that a request is forged: this one names no function to run.
  async verify(request, secret) {
    const client = new Inngest({ id: 'app', isDev: false, signingKey: secret, logger: quiet })
    const { status } = await serve({ client, functions: [] })(webRequest(request))
    return status !== 401
  },
}
