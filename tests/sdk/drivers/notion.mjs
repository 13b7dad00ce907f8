import { signWebhookPayload, verifyWebhookSignature } from '@notionhq/client'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { post } from '../sent.mjs'

export default {
  id: 'notion',
  package: installed('@notionhq/client'),
  compares: '@notionhq/client/build/src/webhooks.js:45',
  secret: 'secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl',
  signature: { header: 'X-Notion-Signature', encoding: 'hex' },
  async make(verificationToken, body) {
    const signature = await signWebhookPayload({ body, verificationToken })
    return post({ 'X-Notion-Signature': signature }, body)
  },
  verify(request, verificationToken) {
    const signature = header(request, 'x-notion-signature')
    return holds(() => verifyWebhookSignature({ body: request.body, signature, verificationToken }))
  },
}
