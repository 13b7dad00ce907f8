// Timings against node:crypto by hand, interleaved in one process; printed, never asserted.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createVerifier, verifyWebhookSignature } from 'countersign'

const ROUNDS = 60
const secret = 'whsec_of_the_benchmark'
const github = createVerifier('github', { keys: secret })

function time(run) {
  const start = process.hrtime.bigint()
  for (let i = 0; i < 200; i++) run()
  return Number(process.hrtime.bigint() - start) / 200
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1]

console.log('Node', process.version, '- medians; the ratio is ours / createHmac + timingSafeEqual')
for (const size of [32, 256, 1024, 4096, 16384, 65536]) {
  const body = 'x'.repeat(size)
  const bytes = Buffer.from(body)
  const digest = createHmac('sha256', secret).update(body).digest('hex')
  const headers = { 'x-hub-signature-256': `sha256=${digest}` }
  const web = new Headers(headers)
  const byHand = () =>
    timingSafeEqual(createHmac('sha256', secret).update(body).digest(), Buffer.from(digest, 'hex'))
  const contenders = {
    'verify, string': () => github.verify({ headers, body }).ok,
    'verify, bytes': () => github.verify({ headers, body: bytes }).ok,
    'verify, Headers': () => github.verify({ headers: web, body }).ok,
    verifyWebhookSignature: () => verifyWebhookSignature(body, digest, secret),
  }
  const samples = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]))
  const ratios = structuredClone(samples)
  for (let round = -20; round < ROUNDS; round++) {
    const base = time(byHand)
    const order = Object.entries(contenders).sort(() => Math.random() - 0.5)
    for (const [name, run] of order) {
      if (run() !== true) throw new Error(`${name} does not verify`)
      const taken = time(run)
      if (round < 0) continue
      samples[name].push(taken)
      ratios[name].push(taken / base)
    }
  }
  for (const name of Object.keys(contenders)) {
    const micros = (median(samples[name]) / 1000).toFixed(2).padStart(9)
    console.log(
      `${String(size).padStart(6)} B  ${name.padEnd(24)}${micros} µs  ${median(ratios[name]).toFixed(2)}`,
    )
  }
}
