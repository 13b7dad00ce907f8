/** The same package for those who write CommonJS: types of its own, which are those of ESM. */
import countersign = require('countersign')
import audit = require('countersign/audit')

const { createVerifier, createKeyRing, ConfigError, receive } = countersign

const stripe = createVerifier('stripe', { keys: process.env.STRIPE_SECRET })
// @ts-expect-error a slip
createVerifier('strpe', { keys: 'a' })

const result = stripe.verify(
  { headers: {}, body: Buffer.from('') },
  { keys: createKeyRing('stripe', 'a') },
)
if (result.ok) {
  result satisfies countersign.Delivery<'stripe'>
  result.covers satisfies readonly ('body' | 'timestamp')[]
} else {
  result.code satisfies countersign.Rejected['code']
  // @ts-expect-error a code that there is not
  if (result.code === 'no_such_code') throw new Error(result.message)
}

// @ts-expect-error without its URL
createVerifier('twilio', { keys: 'a' }).verify({ headers: {}, body: '' })

audit.fileSink('logs') satisfies countersign.AuditSink
receive(stripe, { headers: {}, body: '' }, {}, () => {}) satisfies Promise<
  countersign.Outcome<'stripe'>
>
if (ConfigError.is(result)) result.code satisfies string
