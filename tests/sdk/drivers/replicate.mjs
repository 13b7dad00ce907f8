import { validateWebhook } from 'replicate'
import { installed } from '../installed.mjs'
import { holds, nodeHeaders } from '../received.mjs'
import { standardDriver } from '../standard.mjs'

export default standardDriver({
  id: 'replicate',
  package: installed('replicate'),
  compares: 'replicate/lib/util.js:122',
  takes: 'text',
  verify(request, secret) {
    const received = { headers: nodeHeaders(request), body: request.body }
    return holds(() => validateWebhook(received, secret))
  },
})
