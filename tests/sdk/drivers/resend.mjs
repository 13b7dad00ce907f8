import { Resend } from 'resend'
import { installed } from '../installed.mjs'
import { header, passes } from '../received.mjs'
import { standardDriver } from '../standard.mjs'

const resend = new Resend('re_123')

export default standardDriver({
  id: 'resend',
  package: installed('resend'),
  compares: 'standardwebhooks/dist/index.js:70',
  family: 'svix',
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
})
