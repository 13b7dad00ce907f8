import { Bot, webhookCallback } from 'grammy'
import { installed } from '../installed.mjs'
import { webRequest } from '../received.mjs'
import { post } from '../sent.mjs'

const botInfo = { id: 1, is_bot: true, first_name: 'Test', username: 'test_bot' }

export default {
  id: 'telegram',
  package: installed('grammy'),
  compares: 'grammy/out/convenience/webhook.js:51',
  secret: '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  signature: { header: 'X-Telegram-Bot-Api-Secret-Token', encoding: 'text' },
  takes: 'json',
  coversBody: false,
  body: () => '{"update_id":1,"note":"genuine"}',
  build(secret, body) {
    return post({ 'X-Telegram-Bot-Api-Secret-Token': secret }, body)
  },
  async verify(request, secret) {
    const bot = new Bot('1:test', { botInfo })
    const handle = webhookCallback(bot, 'std/http', { secretToken: secret })
    const { status } = await handle(webRequest(request))
    return status === 200
  },
}
