import { HTTPModuleFunctions } from '@slack/bolt'
import { installed } from '../installed.mjs'
import { nodeRequest, passes } from '../received.mjs'
import { hmac, post, seconds } from '../sent.mjs'

export default {
  id: 'slack',
  package: installed('@slack/bolt'),
  compares: '@slack/bolt/dist/receivers/verify-request.js:46',
  secret: '8f742231b10e8888abcd99yyyzzz85a5',
  signature: { header: 'X-Slack-Signature', encoding: 'hex' },
  build(secret, body) {
    const at = seconds()
    const headers = {
      'X-Slack-Request-Timestamp': String(at),
      'X-Slack-Signature': `v0=${hmac(secret, `v0:${at}:${body}`, 'hex')}`,
    }
    return post(headers, body)
  },
  verify(request, secret) {
    const options = { signingSecret: secret }
    const received = nodeRequest(request)
    return passes(() => HTTPModuleFunctions.parseAndVerifyHTTPRequest(options, received))
  },
}
