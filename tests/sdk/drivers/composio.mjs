import { Composio } from '@composio/core'
import { installed } from '../installed.mjs'
import { nodeHeaders, passes } from '../received.mjs'
import { standardDriver } from '../standard.mjs'

const composio = new Composio({
  apiKey: 'test',
  allowTracking: false,
  disableVersionCheck: true,
})

export default standardDriver({
  id: 'composio',
  package: installed('@composio/core'),
  compares: '@composio/core/dist/index.mjs:4940',
  keyOf: (secret) => secret,
  secret: '9f86d081884c7d659a2feaa0c55ad015',
  takes: 'event',
  body: () =>
    '{"id":"evt_1","timestamp":"2026-01-01T00:00:00Z","type":"composio.test",' +
    '"metadata":{},"data":{"note":"genuine"}}',
  verify(request, secret) {
    const received = { body: request.body, headers: nodeHeaders(request) }
    return passes(() => composio.triggers.parse(received, { verifySecret: secret }))
  },
})
