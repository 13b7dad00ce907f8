import '@shopify/shopify-api/adapters/node'
import { shopifyApi } from '@shopify/shopify-api'
import { installed } from '../installed.mjs'
import { nodeRequest } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

export default {
  id: 'shopify',
  package: installed('@shopify/shopify-api'),
  compares: '@shopify/shopify-api/dist/esm/lib/utils/hmac-validator.mjs:53',
  secret: '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',
  signature: { header: 'X-Shopify-Hmac-Sha256', encoding: 'base64' },
  build(secret, body) {
    const headers = {
      'X-Shopify-Hmac-Sha256': hmac(secret, body, 'base64'),
      'X-Shopify-Topic': 'orders/create',
      'X-Shopify-Shop-Domain': 'example.myshopify.com',
      'X-Shopify-API-Version': '2026-10',
      'X-Shopify-Webhook-Id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
    }
    return post(headers, body)
  },
  async verify(request, secret) {
    const shopify = shopifyApi({
      apiKey: 'test',
      apiSecretKey: secret,
      apiVersion: '2026-10',
      hostName: 'example.com',
      isEmbeddedApp: false,
      logger: { log: () => {} },
    })
    const received = { rawBody: request.body, rawRequest: nodeRequest(request) }
    return (await shopify.webhooks.validate(received)).valid
  },
}
