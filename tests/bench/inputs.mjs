// Bodies of a wanted size, signed by node:crypto: four different ones, and one that is not genuine.

import { Buffer } from 'node:buffer'
import { createHmac } from 'node:crypto'

export const SECRET = 'whsec_of_the_benchmark'

/** JSON of exactly `size` bytes of ASCII, in the manner of an event; `salt` makes it another. */
export function jsonOf(size, salt) {
  const start = `{"id":"evt_${salt}","s":"`
  const end = '"}'
  const items = []
  let length = start.length + end.length + '","data":['.length + ']'.length
  for (let i = 0; ; i++) {
    const item = `{"object":"line_item","id":"li_${salt}${i}","amount":${1000 + i},"paid":true}`
    if (length + item.length + 1 > size) break
    items.push(item)
    length += item.length + 1
  }
  const data = items.length === 0 ? '' : `","data":[${items.join()}]}`
  const pad = 'x'.repeat(size - start.length - (data || end).length)
  return flat(`${start}${pad}${data || end}`)
}

/** As a parser would have made it: one piece, not a tree of the pieces it was joined from. */
export const flat = (text) => new TextDecoder().decode(new TextEncoder().encode(text))

export const textsOf = (size) => [10, 11, 12, 13].map((salt) => jsonOf(size, salt))

/** The same with one character changed. */
export const altered = (text) => flat(text.replace('evt_1', 'evt_2'))

/** How a request to a Node server arrives: its headers, GitHub's, in lower case. */
const REALISTIC = {
  host: 'hooks.example.com',
  'user-agent': 'GitHub-Hookshot/0f3c2a1',
  'content-length': '1024',
  accept: '*/*',
  'accept-encoding': 'gzip, br',
  'cdn-loop': 'cloudflare; loops=1',
  'cf-connecting-ip': '192.0.2.102',
  'cf-ipcountry': 'US',
  'cf-ray': '8f2c7a1b9d0e4f63-IAD',
  'cf-visitor': '{"scheme":"https"}',
  'content-type': 'application/json',
  'x-forwarded-for': '192.0.2.102, 198.51.100.7',
  'x-forwarded-host': 'hooks.example.com',
  'x-forwarded-port': '443',
  'x-forwarded-proto': 'https',
  'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
  'x-github-event': 'push',
  'x-github-hook-id': '292430182',
  'x-github-hook-installation-target-id': '79929171',
  'x-github-hook-installation-target-type': 'repository',
  'x-hub-signature': 'sha1=7d38cdd689735b008b3c702edd92eea23791c5f6',
  'x-real-ip': '192.0.2.102',
  'x-request-id': '5f0c6a3e9b7d4c1fa2e8d60b3c9475aa',
  via: '1.1 proxy.example.com',
}

export const hmacHex = (body, secret = SECRET) =>
  createHmac('sha256', secret).update(body).digest('hex')

/** A body with GitHub's signature of `signed`, in the shapes in which hosts have it. */
function delivery(text, signed = text) {
  const hex = flat(hmacHex(signed))
  const signature = flat(`sha256=${hex}`)
  const headers = { 'x-hub-signature-256': signature }
  const all = { ...REALISTIC, ...headers }
  return {
    text,
    bytes: Buffer.from(text),
    hex,
    signature,
    headers,
    web: new Headers(headers),
    all,
    allWeb: new Headers(all),
  }
}

/** Four deliveries that are genuine, and one whose signature is another body's. */
export function deliveriesOf(size) {
  const texts = textsOf(size)
  return {
    inputs: texts.map((text) => delivery(text)),
    wrong: [delivery(altered(texts[0]), texts[0])],
  }
}
