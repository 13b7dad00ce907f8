import { webhooks } from '@trigger.dev/sdk'
import { installed } from '../installed.mjs'
import { passes, webRequest } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

const named = { id: 'id', slug: 'slug', name: 'name' }
const example = {
  id: 'evt_1',
  created: '2026-01-01T00:00:00.000Z',
  webhookVersion: 'v1',
  type: 'alert.error',
  object: {
    classification: 'new_issue',
    error: {
      fingerprint: 'f',
      type: 'Error',
      message: 'genuine',
      firstSeen: '2026-01-01T00:00:00.000Z',
      lastSeen: '2026-01-01T00:00:00.000Z',
      occurrenceCount: 1,
      taskIdentifier: 'task',
    },
    environment: { id: 'id', name: 'name' },
    organization: named,
    project: { ...named, ref: 'ref' },
    dashboardUrl: 'https://example.com',
  },
}

export default {
  id: 'trigger-dev',
  package: installed('@trigger.dev/sdk'),
  compares: '@trigger.dev/sdk/dist/esm/v3/webhooks.js:423',
  secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  signature: { header: 'x-trigger-signature-hmacsha256', encoding: 'hex' },
  takes: 'event',
  body: () => JSON.stringify(example),
  build(secret, body) {
    return post({ 'x-trigger-signature-hmacsha256': hmac(secret, body, 'hex') }, body)
  },
  verify(request, secret) {
    return passes(() => webhooks.constructEvent(webRequest(request), secret))
  },
}
