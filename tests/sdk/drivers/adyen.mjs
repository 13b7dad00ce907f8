import { hmacValidator } from '@adyen/api-library'
import { installed } from '../installed.mjs'
import { header, holds } from '../received.mjs'
import { post } from '../sent.mjs'

const validator = new hmacValidator()

const shared = {
  package: installed('@adyen/api-library'),
  compares: '@adyen/api-library/lib/src/utils/hmacValidator.js:120',
  secret: 'DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00',
}

const item = {
  pspReference: '7914073381342284',
  originalReference: '',
  merchantAccountCode: 'TestMerchant',
  merchantReference: 'genuine',
  amount: { currency: 'EUR', value: 1130 },
  eventCode: 'AUTHORISATION',
  success: 'true',
}

const payments = {
  ...shared,
  id: 'adyen',
  signature: { body: true, encoding: 'base64' },
  takes: 'event',
  coversBody: 'parts',
  body: () => JSON.stringify({ live: 'false', notificationItems: [wrap(item)] }),
  make(secret, body) {
    const notice = JSON.parse(body)
    const items = notice.notificationItems.map(({ NotificationRequestItem: signed }) => {
      const hmacSignature = validator.calculateHmac(signed, secret)
      return wrap({ ...signed, additionalData: { hmacSignature } })
    })
    return post({}, JSON.stringify({ ...notice, notificationItems: items }))
  },
  // The SDK takes the parsed items, each with a signature of its own.
  verify(request, secret) {
    return holds(() => {
      const items = JSON.parse(request.body).notificationItems
      return items.every((entry) => validator.validateHMAC(entry.NotificationRequestItem, secret))
    })
  },
}

function wrap(NotificationRequestItem) {
  return { NotificationRequestItem }
}

const platform = {
  ...shared,
  id: 'adyen-platform',
  signature: { header: 'hmacsignature', encoding: 'base64' },
  make(secret, body) {
    return post({ hmacsignature: validator.calculateHmac(body, secret) }, body)
  },
  verify(request, secret) {
    const signature = header(request, 'hmacsignature')
    return holds(() => validator.validateHMACSignature(secret, signature, request.body))
  },
}

export default [payments, platform]
