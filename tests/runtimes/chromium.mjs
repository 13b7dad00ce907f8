// The installed package in headless Chromium, as it is and bundled, and the page in www/.

import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'

const www = fileURLToPath(new URL('../../www/', import.meta.url))

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const BUNDLES = {
  '/conformance-bundle.js': `
    import * as api from 'countersign'
    import 'countersign/more'
    import { run } from './conformance.mjs'
    globalThis.report = run(api)`,
  // In the manner of the README's example: only what it uses stays in the bundle.
  '/example-bundle.js': `
    import { createVerifier } from 'countersign'
    const stripe = createVerifier('stripe', {
      keys: 'whsec_test_secret',
      now: () => 1750000000000,
    })
    const signature =
      't=1750000000,v1=97895e93dfc2a1dc5bba8fd7e34b3354492344303c083dd0e14917c71658bb79'
    const codeOf = (body) => {
      const result = stripe.verify({ headers: { 'Stripe-Signature': signature }, body })
      return result.ok ? result.json().id : result.code
    }
    const body = '{"id":"evt_2","name":"Zoë é 🎉 日本"}'
    globalThis.report = [codeOf(body), codeOf(body.replace('é', 'e'))].join()`,
}

export async function inChromium(folder) {
  const bundles = {}
  for (const [path, contents] of Object.entries(BUNDLES)) {
    bundles[path] = await bundle(folder, contents)
  }
  const server = createServer((request, response) => answer(folder, bundles, request, response))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${server.address().port}`
  let browser
  try {
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
    browser = await chromium.launch({ executablePath, args: FLAGS })
    return [
      ...prefixed('as a module', await conformance(browser, `${origin}/module.html`)),
      ...prefixed('bundled', await conformance(browser, `${origin}/bundled.html`)),
      await example(browser, `${origin}/example.html`),
      ...(await page(browser, `${origin}/www/index.html`)),
    ]
  } finally {
    await browser?.close()
    server.close()
  }
}

const prefixed = (prefix, results) =>
  results.map((result) => ({ ...result, name: `${prefix}: ${result.name}` }))

async function bundle(folder, contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
  })
  return Buffer.from(outputFiles[0].contents)
}

const html = (script) =>
  `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${script}`
const PAGES = {
  '/module.html': html(`<script type="module">
    import * as api from '/pkg/dist/index.js'
    import '/pkg/dist/more.js'
    import { run } from '/conformance.mjs'
    globalThis.report = run(api)
  </script>`),
  '/bundled.html': html('<script type="module" src="/conformance-bundle.js"></script>'),
  '/example.html': html('<script type="module" src="/example-bundle.js"></script>'),
}
const TYPES = { '.html': 'text/html', '.css': 'text/css' }

async function answer(folder, bundles, request, response) {
  const path = new URL(request.url, 'http://localhost').pathname
  const type = TYPES[extname(path)] ?? 'text/javascript'
  response.setHeader('content-type', `${type}; charset=utf-8`)
  try {
    response.end(PAGES[path] ?? bundles[path] ?? (await readFile(fileOf(folder, path))))
  } catch {
    response.writeHead(404).end()
  }
}

/** The page imports ../pkg/dist: here that is the installed package. */
function fileOf(folder, path) {
  if (path.startsWith('/www/')) return join(www, path.slice('/www/'.length))
  if (path.startsWith('/pkg/')) return join(folder, 'node_modules/countersign', path.slice(5))
  return join(folder, path)
}

/** A page that is watched: what it complains of. */
async function open(browser, url) {
  const tab = await browser.newPage()
  const complaints = []
  tab.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  tab.on('pageerror', (error) => complaints.push(String(error)))
  tab.on('requestfailed', (request) => complaints.push(`no ${request.url()}`))
  await tab.exposeFunction('complainOfPolicy', (text) => complaints.push(text))
  await tab.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      globalThis.complainOfPolicy(`policy: ${violatedDirective} ${blockedURI}`),
    )
  })
  await tab.goto(url, { waitUntil: 'load' })
  return { tab, complaints }
}

async function report(browser, url) {
  const { tab, complaints } = await open(browser, url)
  await tab.waitForFunction(() => globalThis.report !== undefined, null, { timeout: 30_000 })
  const result = await tab.evaluate(() => globalThis.report)
  await tab.close()
  return { result, complaints }
}

async function conformance(browser, url) {
  const { result, complaints } = await report(browser, url)
  return [
    ...result,
    { name: 'no complaints', ok: complaints.length === 0, error: complaints.join() },
  ]
}

async function example(browser, url) {
  const { result, complaints } = await report(browser, url)
  const ok = result === 'evt_2,signature_mismatch' && complaints.length === 0
  return { name: "the README's example, bundled", ok, error: [result, ...complaints].join() }
}

/** Every provider of the page: its example is genuine, and one changed character is not. */
async function page(browser, url) {
  const { tab, complaints } = await open(browser, url)
  const results = []
  const stateIs = (state) =>
    tab.locator(`#verdict[data-state=${state}]`).waitFor({ state: 'visible', timeout: 10_000 })
  const ids = await tab.locator('#provider option').evaluateAll((all) => all.map((o) => o.value))
  const withoutExample = []
  for (const id of ids) {
    const name = `page: ${id}, genuine, then one character changed`
    try {
      await tab.selectOption('#provider', id)
      if (!(await tab.isVisible('#example'))) {
        withoutExample.push(id)
        continue
      }
      await tab.click('#example')
      await stateIs('genuine')
      const text0 = await tab.locator('#about').textContent()
      // That its signature stands in the body does not say that the body is signed.
      const signed = text0.replace(', in its body', '')
      const field = signed.includes('body') ? '#body' : '#secret'
      const value = await tab.inputValue(field)
      await tab.fill(
        field,
        value.replace(/[a-f](?=[^a-f]*$)/, (c) => (c === 'a' ? 'b' : 'a')),
      )
      await stateIs('rejected')
      const text = await tab.locator('#verdict').textContent()
      results.push({ name, ok: text.includes('signature_mismatch'), error: text })
    } catch (error) {
      results.push({ name, ok: false, error: String(error) })
    }
  }
  results.push({
    name: 'page: an example for all',
    ok: withoutExample.length === 0,
    error: withoutExample.join(' '),
  })
  const isListed = ids.length >= 120
  results.push({ name: 'page: all providers are listed', ok: isListed, error: ids.join() })
  const ok = complaints.length === 0
  results.push({ name: 'page: no complaints', ok, error: complaints.join('\n') })
  await tab.close()
  return results
}
