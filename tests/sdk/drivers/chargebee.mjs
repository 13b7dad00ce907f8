import Chargebee from 'chargebee'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { post } from '../sent.mjs'

/** The handler that compares by itself: it has its credentials from the environment. */
function handler([{ id, secret }]) {
  process.env.CHARGEBEE_WEBHOOK_USERNAME = id
  process.env.CHARGEBEE_WEBHOOK_PASSWORD = secret
  const { webhooks } = new Chargebee({ site: 'test', apiKey: 'test' })
  delete process.env.CHARGEBEE_WEBHOOK_USERNAME
  delete process.env.CHARGEBEE_WEBHOOK_PASSWORD
  return webhooks
}

export default {
  id: 'chargebee',
  package: installed('chargebee'),
  compares: 'chargebee/esm/resources/webhook/handler.js:468',
  secret: [{ id: 'hook', secret: '5WbX5kEWLlfzsGNjH64I8lOO' }],
  signature: { header: 'Authorization', encoding: 'base64' },
  takes: 'event',
  coversBody: false,
  body: () => '{"id":"ev_1","event_type":"test","note":"genuine"}',
  build([{ id, secret }], body) {
    const credentials = Buffer.from(`${id}:${secret}`).toString('base64')
    return post({ Authorization: `Basic ${credentials}` }, body)
  },
  verify(request, secret) {
    return passes(
      () =>
        new Promise((resolve, reject) => {
          const webhooks = handler(secret)
          webhooks.on('error', reject)
          webhooks.on('unhandled_event', resolve)
          webhooks.handle({ body: request.body, headers: nodeHeaders(request) })
        }),
    )
  },
}
