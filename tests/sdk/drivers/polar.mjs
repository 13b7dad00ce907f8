import { SDKValidationError } from '@polar-sh/sdk/models/errors/sdkvalidationerror.js'
import { validateEvent } from '@polar-sh/sdk/webhooks.js'
import { installed } from '../installed.mjs'
import { nodeHeaders } from '../received.mjs'
import { standardDriver } from '../standard.mjs'

export default standardDriver({
  id: 'polar',
  package: installed('@polar-sh/sdk'),
  compares: 'standardwebhooks/dist/index.js:70',
  keyOf: (secret) => secret,
  secret: 'polar_whs_ovZZbL5kTgSmPBQIuXBTZY',
  verify(request, secret) {
    try {
      validateEvent(request.body, nodeHeaders(request), secret)
      return true
    } catch (error) {
      // Genuine, but not an event that this version of the SDK knows.
      return error instanceof SDKValidationError
    }
  },
})
