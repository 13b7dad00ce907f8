import { WebhooksManager } from 'box-node-sdk/lib/managers/webhooks'
import { installed } from '../installed.mjs'
import { holds, nodeHeaders } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

export default {
  id: 'box',
  package: installed('box-node-sdk'),
  compares: 'box-node-sdk/lib-esm/internal/utilsNode.js:194',
  secret: [
    { id: 'primary', secret: 'SamplePrimaryKey' },
    { id: 'secondary', secret: 'SampleSecondaryKey' },
  ],
  signature: {
    header: ['BOX-SIGNATURE-PRIMARY', 'BOX-SIGNATURE-SECONDARY'],
    encoding: 'base64',
  },
  build([primary, secondary], body) {
    // Whole seconds, and not the running one: the SDK allows no clock skew.
    const at = new Date(Date.now() - 1000).toISOString().replace(/\.\d+Z$/, '-00:00')
    const headers = {
      'BOX-DELIVERY-ID': 'f96bb54b-ee16-4fc5-aa65-8c2d9e5b546f',
      'BOX-DELIVERY-TIMESTAMP': at,
      'BOX-SIGNATURE-VERSION': '1',
      'BOX-SIGNATURE-ALGORITHM': 'HmacSHA256',
      'BOX-SIGNATURE-PRIMARY': hmac(primary.secret, body + at, 'base64'),
      'BOX-SIGNATURE-SECONDARY': hmac(secondary.secret, body + at, 'base64'),
    }
    return post(headers, body)
  },
  verify(request, [primary, secondary]) {
    const headers = nodeHeaders(request)
    const keys = { secondaryKey: secondary.secret }
    return holds(() => WebhooksManager.validateMessage(request.body, headers, primary.secret, keys))
  },
}
