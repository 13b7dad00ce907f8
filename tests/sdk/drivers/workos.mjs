import { WorkOS } from '@workos-inc/node'
import { installed } from '../installed.mjs'
import { header, passes } from '../received.mjs'
import { post } from '../sent.mjs'

const { webhooks } = new WorkOS('sk_test')

export default {
  id: 'workos',
  package: installed('@workos-inc/node'),
  compares: '@workos-inc/node/lib/factory-HM2NchXm.mjs:511',
  secret: 'wh_5WbX5kEWLlfzsGNjH64I8lOO',
  signature: { header: 'WorkOS-Signature', encoding: 'hex' },
  takes: 'parsed',
  body: () => '{"id":"event_1","event":"test","data":{"note":"genuine"}}',
  async make(secret, body) {
    const at = Date.now()
    const mac = await webhooks.computeSignature(at, JSON.parse(body), secret)
    return post({ 'WorkOS-Signature': `t=${at}, v1=${mac}` }, body)
  },
  // Version 8 wants the parsed body and signs JSON.stringify of it.
  verify(request, secret) {
    const sigHeader = header(request, 'workos-signature')
    return passes(() => {
      const payload = JSON.parse(request.body)
      return webhooks.constructEvent({ payload, sigHeader, secret })
    })
  },
}
