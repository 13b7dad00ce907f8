import { signRequest, verifyRequest } from '@contentful/node-apps-toolkit'
import { installed } from '../installed.mjs'
import { holds, nodeHeaders } from '../received.mjs'
import { post } from '../sent.mjs'

function canonical({ method, url, headers, body }) {
  const { pathname, search } = new URL(url)
  return { method, path: pathname + search, headers, body }
}

export default {
  id: 'contentful',
  package: installed('@contentful/node-apps-toolkit'),
  compares: '@contentful/node-apps-toolkit/lib/index.mjs:337',
  secret: '5f4dcc3b5aa765d61d8327deb882cf995f4dcc3b5aa765d61d8327deb882cf99',
  signature: { header: 'x-contentful-signature', encoding: 'hex' },
  make(secret, body) {
    const request = post({ 'content-type': 'application/json' }, body)
    return post({ ...request.headers, ...signRequest(secret, canonical(request)) }, body)
  },
  verify(request, secret) {
    const received = { ...request, headers: nodeHeaders(request) }
    return holds(() => verifyRequest(secret, canonical(received)))
  },
}
