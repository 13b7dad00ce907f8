import { AppServer, InMemoryShopRepository } from '@shopware-ag/app-server-sdk'
import { installed } from '../installed.mjs'
import { passes, webRequest } from '../received.mjs'
import { post } from '../sent.mjs'

async function app(secret) {
  const repository = new InMemoryShopRepository()
  await repository.createShop('shop', 'https://shop.example.com', secret)
  return new AppServer({ appName: 'test', appSecret: 'test' }, repository)
}

export default {
  id: 'shopware',
  package: installed('@shopware-ag/app-server-sdk'),
  compares: '@shopware-ag/app-server-sdk/dist/esm/signer.js:46',
  secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  signature: { header: 'shopware-shop-signature', encoding: 'hex' },
  takes: 'event',
  body: () => '{"source":{"shopId":"shop"},"data":{"note":"genuine"}}',
  async make(secret, body) {
    const { signer } = await app(secret)
    return post({ 'shopware-shop-signature': await signer.sign(body, secret) }, body)
  },
  async verify(request, secret) {
    const { contextResolver } = await app(secret)
    return passes(() => contextResolver.fromAPI(webRequest(request)))
  },
}
