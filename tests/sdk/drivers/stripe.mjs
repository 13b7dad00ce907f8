import Stripe from 'stripe'
import { installed } from '../installed.mjs'
import { header, passes } from '../received.mjs'
import { post } from '../sent.mjs'

export default {
  id: 'stripe',
  package: installed('stripe'),
  compares: 'stripe/esm/Webhooks.js:163',
  secret: 'whsec_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  signature: { header: 'Stripe-Signature', encoding: 'hex' },
  takes: 'json',
  make(secret, body) {
    const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret })
    return post({ 'Stripe-Signature': signature }, body)
  },
  verify(request, secret) {
    const signature = header(request, 'stripe-signature')
    return passes(() => Stripe.webhooks.constructEvent(request.body, signature, secret))
  },
}
