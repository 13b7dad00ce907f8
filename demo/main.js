/**
 * Genuine and forged deliveries arrive over HTTP, are judged and are recorded. Ends with 0 only if
 * every verdict, answer and log entry is right. `--serve` keeps the receiver running, with the page.
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeDeliveries, PUBLIC_ORIGIN } from './deliveries.js'
import { exchange } from './exchange.js'
import { keysOf, makeSecrets } from './keys.js'
import { checkLog } from './log.js'
import { page } from './page.js'
import { createReceiver, listen } from './receiver.js'
import { printHead, printInvitation, printLine, printLog, printSummary } from './report.js'
import { github } from './signers.js'

const isServing = process.argv.includes('--serve')
const start = Date.now()
const secrets = makeSecrets()
const deliveries = await makeDeliveries(secrets, start)
const auditDir = await mkdtemp(join(tmpdir(), 'countersign-demo-'))

/** @type {import('./exchange.js').Seen} */
const seen = { verdicts: [], handled: [] }
let isLive = false

const receiver = createReceiver({
  keys: Object.fromEntries(
    Object.entries(secrets).map(([provider, each]) => [provider, keysOf(each, start)]),
  ),
  origin: PUBLIC_ORIGIN,
  auditDir,
  onJudged(verdict, status) {
    if (isLive) printLine(verdict.provider, 'sent by you', { status, verdict, faults: [] })
    else seen.verdicts.push(verdict)
  },
  onDelivery(delivery) {
    if (!isLive) seen.handled.push(delivery)
  },
})
const server = await listen(
  (request, response) => {
    const isPage = isServing && !request.url?.startsWith('/webhooks/')
    void (isPage ? page : receiver)(request, response)
  },
  isServing ? 8080 : 0,
)
const { port } = server.address()

printHead(deliveries.length, port)
const results = []
for (const delivery of deliveries) {
  const result = await exchange(delivery, port, seen)
  results.push(result)
  printLine(delivery.provider, delivery.what, result)
}
printSummary(results)

const confidential = Object.values(secrets).flatMap((each) => Object.values(each))
const log = await checkLog(auditDir, deliveries, confidential, start)
printLog(log)

const isRight = log.faults.length === 0 && results.every(({ faults }) => faults.length === 0)
process.exitCode = isRight ? 0 : 1

const end = () => {
  server.close()
  server.closeAllConnections()
}
if (isServing) {
  isLive = true
  const body = '{"zen":"Keep it logically awesome."}'
  printInvitation(port, await github(body, secrets.github.current), body)
  process.once('SIGINT', end)
} else {
  end()
}
