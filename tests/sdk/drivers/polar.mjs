import { SDKValidationError } from '@polar-sh/sdk/models/errors/sdkvalidationerror.js'
import { validateEvent } from '@polar-sh/sdk/webhooks.js'
import { installed } from '../installed.mjs'
import { nodeHeaders } from '../received.mjs'
import { standard } from '../sent.mjs'

export default {
  id: 'polar',
  package: installed('@polar-sh/sdk'),
  compares: 'standardwebhooks/dist/index.js:70',
  secret: 'polar_whs_ovZZbL5kTgSmPBQIuXBTZY',
  signature: { header: 'webhook-signature', encoding: 'base64' },
  takes: 'json',
  build(secret, body) {
    return standard(secret, body)
  },
  verify(request, secret) {
    try {
      validateEvent(request.body, nodeHeaders(request), secret)
      return true
    } catch (error) {
      // Genuine, but not an event that this version of the SDK knows.
      return error instanceof SDKValidationError
    }
  },
}
