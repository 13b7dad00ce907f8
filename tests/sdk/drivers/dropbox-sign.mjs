import { EventCallbackHelper, EventCallbackRequest } from '@dropbox/sign'
import { installed } from '../installed.mjs'
import { holds } from '../received.mjs'
import { hmac, post } from '../sent.mjs'

export default {
  id: 'dropbox-sign',
  package: installed('@dropbox/sign'),
  compares: '@dropbox/sign/dist/api.js:18048',
  secret: '5f4dcc3b5aa765d61d8327deb882cf995f4dcc3b5aa765d61d8327deb882cf99',
  signature: { body: true, encoding: 'hex' },
  takes: 'form',
  coversBody: 'parts',
  body: () => 'genuine',
  // Only the time and the type are signed: the body is the type of the event.
  build(secret, type) {
    const time = String(Math.floor(Date.now() / 1000))
    const event = {
      event_time: time,
      event_type: type,
      event_hash: hmac(secret, time + type, 'hex'),
    }
    const form = new URLSearchParams({ json: JSON.stringify({ event }) })
    return post({ 'Content-Type': 'application/x-www-form-urlencoded' }, String(form))
  },
  // The SDK takes the parsed event.
  verify(request, secret) {
    return holds(() => {
      const form = new URLSearchParams(request.body)
      const callback = EventCallbackRequest.init(JSON.parse(form.get('json')))
      return EventCallbackHelper.isValid(secret, callback)
    })
  },
}
