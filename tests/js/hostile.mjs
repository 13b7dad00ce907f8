// Hostile requests: mutations of valid ones, the same for the same seed.
//
// An item is { provider, secrets, incoming, oracleCase }: `secrets` are the keys of a verifier,
// the n-th with the id `k` + n; `incoming` is what `verify` gets; `oracleCase` is what the oracle
// gets, and holds the tolerance and the time that the verifier needs.

import * as draft from './hostile-drafts.mjs'
import { mutate } from './hostile-mutations.mjs'
import { shapeBody, shapeHeaders } from './hostile-shapes.mjs'
import { keyBytes, PROVIDERS, row, signTexts } from './oracle.mjs'

// More often where a row has codes of its own, so that these are not rare.
const CHOICES = [...PROVIDERS, 'linear', 'twilio', 'twilio', 'twilio']
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'

/** xorshift32 */
class Random {
  #state

  constructor(seed) {
    // Zero is the one state that xorshift never leaves.
    this.#state = (Math.imul(seed, 0x9e3779b1) ^ 0x85ebca6b) >>> 0 || 1
  }

  number() {
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    return this.#state >>> 0
  }

  below(limit) {
    return Math.floor((this.number() / 2 ** 32) * limit)
  }

  chance(percent) {
    return this.number() / 2 ** 32 < percent / 100
  }

  pick(choices) {
    return choices[this.below(choices.length)]
  }

  bytes(length) {
    const bytes = new Uint8Array(length)
    for (let at = 0; at < length; at += 1) bytes[at] = this.below(256)
    return bytes
  }

  word(length) {
    let word = ''
    for (let at = 0; at < length; at += 1) word += this.pick(LETTERS)
    return word
  }
}

export class Generator {
  #random

  constructor(seed) {
    this.#random = new Random(seed)
  }

  next() {
    const random = this.#random
    const provider = random.pick(CHOICES)
    const { unit = 1, time } = row(provider)
    const { tolerance, past, future } = drawTolerance(random, row(provider))
    const sent = Math.floor((1_600_000_000_000 + random.below(200_000_000_000)) / unit)
    const nowMs = sent * unit + drawAge(random, past, future)
    const secrets = drawSecrets(random, provider, nowMs)
    const keys = secrets.map(({ secret, notAfter }) => ({
      key: typeof secret === 'string' ? keyBytes(provider, secret) : secret,
      ...(notAfter === undefined ? {} : { notAfter: Number(notAfter) }),
    }))
    const request = writeAndSign(random, provider, keys, sent)
    for (let times = random.pick([0, 0, 0, 0, 1, 1, 1, 1, 1, 2]); times > 0; times -= 1) {
      mutate(random, row(provider), request)
    }
    const headers = shapeHeaders(random, request.headers, row(provider))
    const body = shapeBody(random, request.body)
    const url = random.chance(0.5) ? random.pick([null, 5, {}, true]) : request.url

    const incoming = { headers: headers.incoming, body, method: 'POST', url }
    if (url === undefined) delete incoming.url
    const oracleCase = { provider, keys, headers: headers.oracle, body, url, nowMs }
    if (time !== undefined) oracleCase.tolerance = tolerance
    if (random.chance(0.5)) {
      const name = random.pick(['headers', 'body', 'url'])
      const thrower = () => {
        throw new Error('a hostile getter')
      }
      Object.defineProperty(incoming, name, { get: thrower, enumerable: true })
      oracleCase[name] = name === 'headers' ? [] : undefined
    }
    return { provider, secrets, incoming, oracleCase }
  }
}

function drawTolerance(random, { past, future }) {
  const drawn = { past: random.below(1000) + 1, future: random.below(1000) + 1 }
  const choice = random.below(10)
  if (choice > 2) return { tolerance: undefined, past, future }
  const tolerance = choice === 0 ? 'off' : drawn
  return { tolerance, past: drawn.past * 1000, future: drawn.future * 1000 }
}

function drawAge(random, past = 300_000, future = 300_000) {
  const far = random.below(10_000_000_000)
  const edges = [past, past + 1, past - 1, -future, -future - 1, -future + 1, far, -far]
  return edges[random.below(20)] ?? random.below(past + future + 1) - future
}

function drawSecrets(random, provider, nowMs) {
  const count = random.pick([1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 16])
  const secrets = []
  for (let at = 0; at < count; at += 1) {
    const isRepeat = at > 0 && random.chance(5)
    const secret = isRepeat ? secrets[0].secret : drawSecret(random, row(provider).secret)
    secrets.push({ id: `k${at}`, secret })
    if (random.chance(20)) {
      const notAfter = nowMs + random.pick([-86_400_000, -1, 0, 1, 86_400_000])
      secrets[at].notAfter = random.chance(50) ? notAfter : new Date(notAfter)
    }
  }
  return secrets
}

function drawSecret(random, kind) {
  const length = random.pick([16, 24, 32, 63, 64, 65, 150])
  const bytes = random.bytes(length)
  const encoded = Buffer.from(bytes).toString('base64')
  if (random.chance(15)) return bytes
  if (kind === 'base64' && random.chance(30)) return encoded
  if (kind !== 'text' && (kind === 'base64' || random.chance(70))) return `whsec_${encoded}`
  if (random.chance(10)) return `${random.word(3)} é ${random.word(length)}`
  return kind === 'text' && random.chance(20) ? `whsec_${random.word(length)}` : random.word(length)
}

function writeAndSign(random, provider, keys, sent) {
  const { layout, base, pairs, time: timeOf } = row(provider)
  const isTwilio = base === 'url and form'
  const id = draft.id(random)
  const time = draft.time(random, sent)
  let body = draft.body(random)
  if (timeOf === 'field') body = draft.linear(random, time)
  if (isTwilio && random.chance(65)) body = draft.form(random)
  let url = { signed: '', received: undefined }
  if (isTwilio) url = draft.urls(random, body)
  else if (random.chance(30)) {
    url.received = `https://example.com/${random.word(random.chance(1) ? 9_000 : 9)}`
  }
  const key = random.chance(3) ? random.bytes(32) : random.pick(keys).key

  if (random.chance(2) && base !== 'body' && !isTwilio) {
    // Honestly signed, then a part of the body is moved into the headers: the MAC is the same.
    const separator = base.includes(':') ? ':' : '.'
    const before = Buffer.from(`${time}${separator}`, 'utf8')
    const headers = signTexts(provider, key, Buffer.concat([before, body]), id, time, '')
    const moved = `${time}${separator}${time}`
    if (base === 'id.time.body') headers[1][1] = `${id}.${time}`
    else if (layout === 'pairs') headers[0][1] = headers[0][1].replace(`=${time}`, `=${moved}`)
    else headers[1][1] = moved
    return { headers, body, url: url.received }
  }

  const headers = signTexts(provider, key, body, id, time, url.signed)
  if (layout !== 'whole' && random.chance(20)) {
    // What a sender sends while its secret changes: a tag of another key beside the first.
    const [[, other]] = signTexts(provider, random.pick(keys).key, body, id, time, '')
    if (layout === 'pairs') {
      headers[0][1] += other.slice(other.indexOf(pairs.separator))
    } else {
      headers[0][1] += (random.chance(20) ? ', ' : ' ') + other
    }
  }
  return { headers, body, url: url.received }
}
