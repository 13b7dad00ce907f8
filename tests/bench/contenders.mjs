// Ours, and node:crypto by hand, over bodies of one size. For every runtime.

import { Buffer } from 'node:buffer'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createVerifier, verifyWebhookSignature } from 'countersign'
import { deliveriesOf, SECRET } from './inputs.mjs'

const github = createVerifier('github', { keys: SECRET })
/** What a browser gets, where the platform has no hash that answers at once. */
const alone = createVerifier('github', { keys: SECRET, platformHash: false })

const BASE = {
  'createHmac, string': ({ text, hex }) =>
    timingSafeEqual(createHmac('sha256', SECRET).update(text).digest(), Buffer.from(hex, 'hex')),
  'createHmac, bytes': ({ bytes, hex }) =>
    timingSafeEqual(createHmac('sha256', SECRET).update(bytes).digest(), Buffer.from(hex, 'hex')),
}

const MAIN = {
  'github, string': ({ headers, text }) => github.verify({ headers, body: text }).ok,
  'github, bytes': ({ headers, bytes }) => github.verify({ headers, body: bytes }).ok,
  'github, Headers, string': ({ web, text }) => github.verify({ headers: web, body: text }).ok,
}

const MORE = {
  'github, Headers, bytes': ({ web, bytes }) => github.verify({ headers: web, body: bytes }).ok,
  'hybrid off, string': ({ headers, text }) => alone.verify({ headers, body: text }).ok,
  'hybrid off, bytes': ({ headers, bytes }) => alone.verify({ headers, body: bytes }).ok,
  'verifyWebhookSignature, string': ({ text, hex }) => verifyWebhookSignature(text, hex, SECRET),
  'verifyWebhookSignature, bytes': ({ bytes, hex }) => verifyWebhookSignature(bytes, hex, SECRET),
}

const MANY_HEADERS = {
  'github, 25 headers, string': ({ all, text }) => github.verify({ headers: all, body: text }).ok,
  'github, 25 in Headers, string': ({ allWeb, text }) =>
    github.verify({ headers: allWeb, body: text }).ok,
}

const contendersOf = (runs, { inputs, wrong }) =>
  Object.entries(runs).map(([name, run]) => ({ name, run, inputs, wrong }))

/** Each of ours against createHmac with the same kind of body. */
const pairsOf = (contenders) =>
  contenders
    .filter(({ name }) => !(name in BASE))
    .map(({ name }) => [name, `createHmac, ${name.endsWith('bytes') ? 'bytes' : 'string'}`])

/** Strings, bytes and `Headers`: what is timed in every runtime. */
export function mainGroup(size) {
  const contenders = contendersOf({ ...BASE, ...MAIN }, deliveriesOf(size))
  return { group: 'sizes', size, contenders, pairs: pairsOf(contenders) }
}

/** With all the other ways to call it. */
export function fullGroup(size) {
  const runs = { ...BASE, ...MAIN, ...MORE, ...(size === 1024 && MANY_HEADERS) }
  const contenders = contendersOf(runs, deliveriesOf(size))
  return { group: 'sizes', size, contenders, pairs: pairsOf(contenders) }
}

export const baseAndOurs = (deliveries) =>
  contendersOf(
    {
      'createHmac, string': BASE['createHmac, string'],
      'github, string': MAIN['github, string'],
    },
    deliveries,
  )
