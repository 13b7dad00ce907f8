import { Resend } from 'resend'
import { installed } from '../installed.mjs'
import { header, passes } from '../received.mjs'
import { standard, whsec } from '../sent.mjs'

const resend = new Resend('re_123')

export default {
  id: 'resend',
  package: installed('resend'),
  compares: 'standardwebhooks/dist/index.js:70',
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  signature: { header: 'svix-signature', encoding: 'base64' },
  takes: 'json',
  build(secret, body) {
    return standard(whsec(secret), body, 'svix')
  },
  verify(request, secret) {
    return passes(() =>
      resend.webhooks.verify({
        payload: request.body,
        headers: {
          id: header(request, 'svix-id'),
          timestamp: header(request, 'svix-timestamp'),
          signature: header(request, 'svix-signature'),
        },
        webhookSecret: secret,
      }),
    )
  },
}
