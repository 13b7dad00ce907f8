/** Sample deliveries, each signed with a secret made for it. */
import { createVerifier } from '../pkg/dist/index.js'
import { signedRequest } from '../pkg/dist/testing.js'
import { keysOf } from './judge.js'

const random = (length) => crypto.getRandomValues(new Uint8Array(length))
const hex = () => [...random(16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const whsec = () => `whsec_${btoa(String.fromCharCode(...random(24)))}`

const named = () => `key:${hex()}`

/** Where a provider is not named, a hexadecimal secret and a JSON body do. */
const samples = {
  adyen: [
    hex,
    {
      live: 'false',
      notificationItems: [
        {
          NotificationRequestItem: {
            pspReference: '7914073381342284',
            merchantAccountCode: 'Shop',
            merchantReference: 'order 42',
            amount: { value: 1130, currency: 'EUR' },
            eventCode: 'AUTHORISATION',
            success: 'true',
          },
        },
      ],
    },
  ],
  braintree: [named, '<notification><kind>check</kind></notification>'],
  'dropbox-sign': [
    hex,
    { event: { event_time: '1750000000', event_type: 'signature_request_sent' } },
  ],
  'microsoft-graph': [hex, { value: [{ subscriptionId: '7f105c7d', changeType: 'created' }] }],
  opennode: [hex, 'id=47bb5224&status=paid&price=1000'],
  chargebee: [named, { hello: 'world' }],
  livekit: [named, { hello: 'world' }],
  plain: [hex, { webhookMetadata: { webhookDeliveryAttemptTimestamp: '' } }],
  plivo: [hex, 'From=15550100&To=15550199&Direction=inbound'],
  postmark: [named, { hello: 'world' }],
  clerk: [whsec, { type: 'user.created', data: { id: 'user_29w83s', locale: 'fr' } }],
  github: [hex, { action: 'opened', issue: { number: 42, title: 'Où est la clé ?' } }],
  linear: [hex, { action: 'create', type: 'Issue', webhookTimestamp: 0 }],
  notion: [hex, { type: 'page.content_updated', entity: { id: '153104cd', type: 'page' } }],
  openai: [whsec, { type: 'response.completed', data: { id: 'resp_0123' } }],
  paddle: [hex, { event_type: 'transaction.completed', data: { status: 'completed' } }],
  resend: [whsec, { type: 'email.delivered', data: { to: ['a@example.com'] } }],
  shopify: [hex, { id: 820982911946154500, total_price: '403.00', currency: 'EUR' }],
  slack: [hex, 'command=%2Fweather&text=94070&user_id=U2147483697'],
  'standard-webhooks': [whsec, { type: 'contact.created', data: { id: '1f81eb52' } }],
  stripe: [whsec, { id: 'evt_0123', type: 'invoice.paid', data: { amount_paid: 4200 } }],
  svix: [whsec, { event: 'invoice.paid', invoice: 'in_0123' }],
  twilio: [hex, 'CallSid=CA0123&Digits=1234&From=%2B15550100&To=%2B15550199'],
  workos: [hex, { event: 'dsync.user.created', data: { state: 'active' } }],
}

/** With the time of now, where a time stands in the body. */
function dated(content) {
  const now = new Date()
  if ('webhookTimestamp' in content) return { ...content, webhookTimestamp: now.getTime() }
  if (!('webhookMetadata' in content)) return content
  return { webhookMetadata: { webhookDeliveryAttemptTimestamp: now.toISOString() } }
}

/** A genuine delivery of this provider, signed now; undefined where its module cannot be loaded. */
export function exampleOf(provider) {
  const [makeSecret, content] = samples[provider] ?? [hex, { hello: 'world' }]
  const secret = makeSecret()
  const url = 'https://example.com/webhooks?from=calls'
  const body = typeof content === 'string' ? content : JSON.stringify(dated(content))
  const keys = keysOf(provider, secret)
  let verifier
  let signed
  try {
    verifier = createVerifier(provider, { keys })
    signed = signedRequest(provider, { keys, body, url })
    if (!verifier.verify(signed).ok) return undefined
  } catch {
    return undefined
  } finally {
    verifier?.dispose()
  }
  return {
    secret,
    headers: Object.entries(signed.headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
    body: signed.body,
    url,
  }
}
