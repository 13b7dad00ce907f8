import { Signature } from '@hubspot/api-client'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { post, url } from '../sent.mjs'

const shared = {
  package: installed('@hubspot/api-client'),
  compares: '@hubspot/api-client/lib/src/utils/signature.js:26',
  secret: '5WbX5kEW-Llfz-sGNj-H64I-8lOOqUB6e8FH',
}

function hashed(version) {
  return {
    ...shared,
    id: `hubspot-${version}`,
    signature: { header: 'X-HubSpot-Signature', encoding: 'hex' },
    make(clientSecret, requestBody) {
      const options = { clientSecret, requestBody, url }
      const signature = Signature.getSignature('POST', version, options)
      return post({ 'X-HubSpot-Signature': signature }, requestBody)
    },
    verify(request, clientSecret) {
      return holds(() =>
        Signature.isValid({
          method: request.method,
          signatureVersion: version,
          signature: header(request, 'x-hubspot-signature'),
          clientSecret,
          requestBody: request.body,
          url: request.url,
        }),
      )
    },
  }
}

const v3 = {
  ...shared,
  id: 'hubspot',
  signature: { header: 'X-HubSpot-Signature-v3', encoding: 'base64' },
  make(clientSecret, requestBody) {
    const timestamp = Date.now()
    const options = { clientSecret, requestBody, url, timestamp }
    const headers = {
      'X-HubSpot-Request-Timestamp': String(timestamp),
      'X-HubSpot-Signature-v3': Signature.getSignature('POST', 'v3', options),
    }
    return post(headers, requestBody)
  },
  // The SDK's type of the timestamp is number.
  verify(request, clientSecret) {
    return holds(() =>
      Signature.isValid({
        method: request.method,
        signatureVersion: 'v3',
        signature: header(request, 'x-hubspot-signature-v3'),
        timestamp: Number(header(request, 'x-hubspot-request-timestamp')),
        clientSecret,
        requestBody: request.body,
        url: request.url,
      }),
    )
  },
}

export default [v3, hashed('v2'), hashed('v1')]
