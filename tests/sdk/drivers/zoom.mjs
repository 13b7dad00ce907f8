import { AwsLambdaReceiver } from '@zoom/rivet/meetings'
import { installed } from '../installed.mjs'
import { hmac, post, seconds } from '../sent.mjs'

export default {
  id: 'zoom',
  package: installed('@zoom/rivet'),
  compares: '@zoom/rivet/meetings/meetings.mjs:235',
  secret: 'qOvNR2jqTyO5mvBVGvUWGA',
  signature: { header: 'x-zm-signature', encoding: 'hex' },
  takes: 'parsed',
  body: () => '{"event":"meeting.started","payload":{"note":"genuine"}}',
  build(secret, body) {
    const at = seconds()
    const headers = {
      'x-zm-request-timestamp': String(at),
      'x-zm-signature': `v0=${hmac(secret, `v0:${at}:${body}`, 'hex')}`,
    }
    return post(headers, body)
  },
  // The Lambda form takes the body as text; it writes every request to console.debug.
  async verify({ headers, body }, secret) {
    const handle = new AwsLambdaReceiver({ webhooksSecretToken: secret }).start()
    const { statusCode } = await handle({ headers, body, isBase64Encoded: false }, {})
    return statusCode === 200
  },
}
