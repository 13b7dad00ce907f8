// What can be signed for every row: a secret of the form that the row takes, and a body with what it signs.

import { createVerifier } from 'countersign'

const BASE64 = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
export const HEX = '00112233445566778899aabbccddeeff'

/** What must stand in a body to be signed, by provider; `inner` is a JSON text for the rest of it. */
const BODIES = {
  adyen: (inner) =>
    `{"notificationItems":[{"NotificationRequestItem":{"pspReference":"1","eventCode":"AUTHORISATION","more":${inner}}}]}`,
  'dropbox-sign': (inner) =>
    `{"event":{"event_time":"1","event_type":"callback_test"},"more":${inner}}`,
  linear: (inner, now) => `{"webhookTimestamp":${now},"more":${inner}}`,
  'microsoft-graph': (inner) => `{"value":[{"id":"1","more":${inner}}]}`,
  opennode: (inner) => `id=1&more=${encodeURIComponent(inner)}`,
  plain: (inner, now) =>
    `{"webhookMetadata":{"webhookDeliveryAttemptTimestamp":"${new Date(now).toISOString()}"},"more":${inner}}`,
  plivo: () => 'From=1&Direction=inbound',
  twilio: () => 'From=1&Direction=inbound',
}

/** A body that the provider can sign. */
export const bodyFor = (provider, inner, now) => BODIES[provider]?.(inner, now) ?? inner

/** The form of secret that the provider takes, as the only key. */
export function keysFor(provider) {
  for (const secret of [BASE64, HEX, 'user:password', BASE64.slice('whsec_'.length)]) {
    const keys = [{ id: 'key', secret }]
    try {
      createVerifier(provider, { keys }).dispose()
      return keys
    } catch {}
  }
  throw new Error(`no secret for ${provider}`)
}
