import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js'
import { installed } from '../installed.mjs'
import { header, passes } from '../received.mjs'
import { hmac, post, seconds } from '../sent.mjs'

const client = new ElevenLabsClient({ apiKey: 'test' })

export default {
  id: 'elevenlabs',
  package: installed('@elevenlabs/elevenlabs-js'),
  compares: '@elevenlabs/elevenlabs-js/wrapper/webhooks.js:82',
  secret: 'wsec_5WbX5kEWLlfzsGNjH64I8lOO',
  signature: { header: 'ElevenLabs-Signature', encoding: 'hex' },
  takes: 'json',
  build(secret, body) {
    const at = seconds()
    const mac = hmac(secret, `${at}.${body}`, 'hex')
    return post({ 'ElevenLabs-Signature': `t=${at},v0=${mac}` }, body)
  },
  verify(request, secret) {
    const signature = header(request, 'elevenlabs-signature')
    return passes(() => client.webhooks.constructEvent(request.body, signature, secret))
  },
}
