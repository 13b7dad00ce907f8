import { parse } from 'node:querystring'
import twilio from 'twilio'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { post, url } from '../sent.mjs'

export default {
  id: 'twilio',
  package: installed('twilio'),
  compares: 'twilio/lib/webhooks/webhooks.js:167',
  secret: '12345abcdef67890fedcba0987654321',
  signature: { header: 'X-Twilio-Signature', encoding: 'base64' },
  takes: 'form',
  body: () => 'Body=genuine&From=%2B14158675310',
  make(secret, body) {
    const signature = twilio.getExpectedTwilioSignature(secret, url, parse(body))
    return post({ 'X-Twilio-Signature': signature }, body)
  },
  // An Express request: the SDK takes the parsed form, or the raw body where the URL carries its
  // hash.
  verify(request, secret) {
    const received = {
      header: (name) => header(request, name),
      body: parse(request.body),
      rawBody: request.body,
    }
    return holds(() => twilio.validateExpressRequest(received, secret, { url: request.url }))
  },
}
