import { v2 as cloudinary } from 'cloudinary'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { post, seconds } from '../sent.mjs'

const { utils } = cloudinary

function driver(id, algorithm) {
  return {
    id,
    package: installed('cloudinary'),
    compares: 'cloudinary/lib/utils/index.js:1196',
    secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB',
    signature: { header: 'X-Cld-Signature', encoding: 'hex' },
    make(secret, body) {
      const at = String(seconds())
      const options = { api_secret: secret, signature_algorithm: algorithm }
      const headers = {
        'X-Cld-Timestamp': at,
        'X-Cld-Signature': utils.webhook_signature(body, at, options),
      }
      return post(headers, body)
    },
    verify(request, secret) {
      const timestamp = header(request, 'x-cld-timestamp')
      const signature = header(request, 'x-cld-signature')
      cloudinary.config({ api_secret: secret, signature_algorithm: algorithm })
      return holds(() => utils.verifyNotificationSignature(request.body, timestamp, signature))
    },
  }
}

export default [driver('cloudinary', 'sha1'), driver('cloudinary-sha256', 'sha256')]
