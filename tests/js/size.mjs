// What a user downloads: the README's example, bundled and minified with the wasm inside, beside the
// same for the vendors' own libraries. Exits with 1 above the hard stop.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'
import { build } from 'esbuild'

const HARD_STOP = 36_864
const GOAL = 33_448

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const example = /```ts[^\n]*\n(.*?)```/s.exec(readme)?.[1]
if (example === undefined) throw new Error('the README has no example')

const peers = {
  'countersign, the README example': example,
  'stripe, constructEvent':
    "import Stripe from 'stripe'\nexport const verify = (...args) => new Stripe('sk').webhooks.constructEvent(...args)",
  'standardwebhooks, verify':
    "import { Webhook } from 'standardwebhooks'\nexport const verify = (secret, ...args) => new Webhook(secret).verify(...args)",
}

/** As a bundler that divides gives it to a page: what is loaded at once, and all of it. */
const AUDIT = "export { ed25519Signer, fileSink, openAudit } from 'countersign/audit'"

const rows = []
for (const [name, contents] of Object.entries(peers))
  rows.push(row(name, await bundled(name, contents)))
const [first, ...later] = await bundled('countersign/audit', AUDIT, {
  splitting: true,
  outdir: 'out',
})
rows.push(row('countersign/audit', [first]))
rows.push(row('with what going on with a log needs', [first, ...later]))

async function bundled(name, contents, more = {}) {
  const { outputFiles } = await build({
    stdin: { contents, loader: 'ts', resolveDir: new URL('.', import.meta.url).pathname },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: name.startsWith('stripe') ? 'node' : 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    external: ['node:*'],
    write: false,
    logLevel: 'error',
    ...more,
  })
  return outputFiles.map(({ contents }) => contents)
}

function row(name, files) {
  const bytes = Buffer.concat(files)
  return {
    name,
    minified: bytes.length,
    // The program, not Node's zlib, whose result is another and differs between versions.
    gzip: execFileSync('gzip', ['-9'], { input: bytes, maxBuffer: 1 << 24 }).length,
    brotli: brotliCompressSync(bytes).length,
  }
}

const cell = (value) => value.toLocaleString('en').padStart(10)
console.log(
  `${'bytes'.padEnd(36)}${['minified', 'gzip -9', 'brotli'].map((h) => h.padStart(10)).join('')}`,
)
for (const { name, minified, gzip, brotli } of rows) {
  console.log(`${name.padEnd(36)}${cell(minified)}${cell(gzip)}${cell(brotli)}`)
}
const { dependencies = {} } = JSON.parse(
  readFileSync(new URL('../../pkg/package.json', import.meta.url), 'utf8'),
)
console.log(`runtime dependencies: ${Object.keys(dependencies).length}`)
const { gzip } = rows[0]
console.log(
  `goal ${GOAL.toLocaleString('en')}, hard stop ${HARD_STOP.toLocaleString('en')}: ${gzip <= GOAL ? 'within both' : gzip <= HARD_STOP ? 'above the goal' : 'ABOVE THE HARD STOP'}`,
)
process.exit(gzip <= HARD_STOP ? 0 : 1)
