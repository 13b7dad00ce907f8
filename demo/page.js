/** Serves the page in `www/` and the built package that it runs. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const root = new URL('../', import.meta.url)

/** Plain names below these directories, and nothing else. */
const known = /^\/(?:www|pkg\/dist)\/[a-z][a-z-]*\.(html|css|js)$/

/** @type {Record<string, string>} */
const types = { html: 'text/html', css: 'text/css', js: 'text/javascript' }

/** @type {import('node:http').RequestListener} */
export async function page(request, response) {
  const path = (request.url ?? '/').replace(/[?#].*/s, '').replace(/^\/www\/$/, '/www/index.html')
  if (path === '/') return void response.writeHead(302, { location: '/www/' }).end()
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return void response.writeHead(405, { allow: 'GET, HEAD' }).end()
  }
  const extension = known.exec(path)?.[1]
  try {
    if (extension === undefined) return void response.writeHead(404).end()
    const content = await readFile(fileURLToPath(new URL(`.${path}`, root)))
    const headers = {
      'content-type': `${types[extension]}; charset=utf-8`,
      'content-length': content.length,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "frame-ancestors 'none'",
    }
    response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : content)
  } catch {
    response.writeHead(404).end()
  }
}
