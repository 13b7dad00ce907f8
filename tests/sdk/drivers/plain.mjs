import { verifyPlainWebhook } from '@team-plain/typescript-sdk'
import { installed } from '../installed.mjs'
import { header } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

function body() {
  const id = 'w_01HD44FHMCDSSWE38N14FSYV6K'
  const now = new Date().toISOString()
  const by = { actorType: 'system', system: 'test' }
  const group = { id, workspaceId: id, name: 'genuine', key: 'genuine', color: '#ffffff' }
  const edits = { createdAt: now, createdBy: by, updatedAt: now, updatedBy: by }
  const event = 'customer.customer_group_changed'
  return JSON.stringify({
    id,
    type: event,
    timestamp: now,
    workspaceId: id,
    payload: { changeType: 'ADDED', eventType: event, customerGroup: { ...group, ...edits } },
    webhookMetadata: {
      webhookTargetId: id,
      webhookTargetVersion: '2026-02-27',
      webhookDeliveryAttemptId: id,
      webhookDeliveryAttemptNumber: 1,
      webhookDeliveryAttemptTimestamp: now,
    },
  })
}

export default {
  id: 'plain',
  package: installed('@team-plain/typescript-sdk'),
  compares: '@team-plain/typescript-sdk/dist/index.js:5314',
  secret: 'plain_5WbX5kEWLlfzsGNjH64I8lOO',
  signature: { header: 'Plain-Request-Signature', encoding: 'hex' },
  takes: 'event',
  body,
  build(secret, text) {
    return post({ 'Plain-Request-Signature': hmac(secret, text, 'hex') }, text)
  },
  verify(request, secret) {
    const signature = header(request, 'plain-request-signature')
    return verifyPlainWebhook(request.body, signature, secret).error === undefined
  },
}
