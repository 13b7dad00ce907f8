import braintree from 'braintree'
import { installed } from '../installed.mjs'
import { passes } from '../received.mjs'
import { post } from '../sent.mjs'

function gateway([{ id, secret }]) {
  return new braintree.BraintreeGateway({
    environment: braintree.Environment.Sandbox,
    merchantId: 'merchant',
    publicKey: id,
    privateKey: secret,
  })
}

export default {
  id: 'braintree',
  package: installed('braintree'),
  compares: 'braintree/lib/braintree/webhook_notification_gateway.js:76',
  secret: [{ id: 'integration_public_key', secret: 'integration_private_key' }],
  signature: { body: true, encoding: 'hex' },
  takes: 'form',
  // The SDK's signer writes its own notification: the body is the id of its subject.
  body: () => 'genuine',
  async make(secret, id) {
    const { WebhookNotification: kinds } = braintree
    const kind = kinds.Kind.SubscriptionWentPastDue
    const form = await gateway(secret).webhookTesting.sampleNotification(kind, id)
    return post(
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      String(new URLSearchParams(form)),
    )
  },
  alter: (body) => body.replace(/(bt_payload=.{16})(.)/, (_, start, one) => start + other(one)),
  verify(request, secret) {
    const form = new URLSearchParams(request.body)
    const { webhookNotification } = gateway(secret)
    return passes(() => webhookNotification.parse(form.get('bt_signature'), form.get('bt_payload')))
  },
}

const other = (letter) => (letter === 'A' ? 'B' : 'A')
