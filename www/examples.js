/** Sample deliveries, each signed with a secret made for it. */
import { createVerifier } from '../pkg/dist/index.js'

const random = (length) => crypto.getRandomValues(new Uint8Array(length))
const hex = () => [...random(16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const whsec = () => `whsec_${btoa(String.fromCharCode(...random(24)))}`

/** Where a provider is not named, a hexadecimal secret and a JSON body do. */
const samples = {
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

/** A genuine delivery of this provider, signed now. */
export function exampleOf(provider) {
  const [makeSecret, content] = samples[provider] ?? [hex, { hello: 'world' }]
  const secret = makeSecret()
  const url = 'https://example.com/webhooks?from=calls'
  const body =
    typeof content === 'string'
      ? content
      : JSON.stringify(
          'webhookTimestamp' in content ? { ...content, webhookTimestamp: Date.now() } : content,
        )
  const verifier = createVerifier(provider, { keys: secret })
  const headers = Object.entries(verifier.sign({ body, url }))
  verifier.dispose()
  return {
    secret,
    headers: headers.map(([name, value]) => `${name}: ${value}`).join('\n'),
    body,
    url,
  }
}
