// Cold start: what the first verdict costs in a fresh process, each contender bundled to one file.

import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { altered, hmacHex, jsonOf, SECRET } from './inputs.mjs'
import { quantile, shuffled } from './measure.mjs'
import { bundle, commandOf, environment } from './setup.mjs'

const exec = promisify(execFile)
const entry = fileURLToPath(new URL('cold-entry.mjs', import.meta.url))
/** Low, since what disturbs a process only ever makes it slower. */
const QUANTILE = 0.3
const EMPTY = 'empty program'

const CONTENDERS = {
  [EMPTY]: 'export const verify = () => true',
  countersign: `
    import { createVerifier } from 'countersign'
    export const verify = ({ text, secret, github }) =>
      createVerifier('github', { keys: secret })
        .verify({ headers: { 'x-hub-signature-256': github }, body: text }).ok`,
  'node:crypto': `
    import { createHmac, timingSafeEqual } from 'node:crypto'
    export const verify = ({ text, secret, hex }) => timingSafeEqual(
      createHmac('sha256', secret).update(text).digest(), Buffer.from(hex, 'hex'))`,
  octokit: `
    import { verify as theirs } from '@octokit/webhooks-methods'
    export const verify = ({ text, secret, github }) => theirs(secret, text, github)`,
  standardwebhooks: `
    import { Webhook } from 'standardwebhooks'
    export const verify = ({ text, whsec, id, time, v1 }) => typeof new Webhook(whsec).verify(text, {
      'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': v1 }) === 'object'`,
  svix: `
    import { Webhook } from 'svix'
    export const verify = ({ text, whsec, id, time, v1 }) => typeof new Webhook(whsec).verify(text, {
      'svix-id': id, 'svix-timestamp': time, 'svix-signature': v1 }) === 'object'`,
  stripe: `
    import Stripe from 'stripe'
    export const verify = ({ text, secret, stripe }) =>
      new Stripe('sk_test').webhooks.signature.verifyHeader(text, stripe, secret, 300)`,
  '@noble/hashes': `
    import { hmac } from '@noble/hashes/hmac.js'
    import { sha256 } from '@noble/hashes/sha2.js'
    import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
    const isEqual = (a, b) => a.reduce((differs, byte, at) => differs | (byte ^ b[at]), 0) === 0
    export const verify = ({ text, secret, hex }) =>
      isEqual(hmac(sha256, utf8ToBytes(secret), utf8ToBytes(text)), hexToBytes(hex))`,
}

/** Their CommonJS asks for Node's modules by `require`. */
const ASKS_FOR_NODE = ['svix']

const OTHERS = ['countersign', 'node:crypto']
const RUNTIMES = { node: Object.keys(CONTENDERS), node24: OTHERS, bun: OTHERS }

/** Signed now, for each scheme; `text` may be another than what was signed. */
function delivery(signed, text = signed) {
  const whsec = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const id = 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W'
  const time = String(Math.floor(Date.now() / 1000))
  const key = Buffer.from(whsec.slice(6), 'base64')
  const tag = createHmac('sha256', key).update(`${id}.${time}.${signed}`).digest('base64')
  const hex = hmacHex(signed)
  return JSON.stringify({
    text,
    secret: SECRET,
    hex,
    github: `sha256=${hex}`,
    stripe: `t=${time},v1=${hmacHex(`${time}.${signed}`)}`,
    ...{ whsec, id, time, v1: `v1,${tag}` },
  })
}

async function start({ command, file }, message) {
  const [program, ...flags] = command
  const { stdout } = await exec(program, [...flags, entry, pathToFileURL(file).href, message], {
    env: environment(),
  })
  return JSON.parse(stdout)
}

async function check(job, text) {
  if ((await start(job, delivery(text))).accepted !== true) {
    throw new Error(`${job.name} refuses what is genuine`)
  }
  if (job.name === EMPTY) return
  const verdict = await start(job, delivery(text, altered(text))).catch(() => undefined)
  if (verdict?.accepted) throw new Error(`${job.name} accepts what is not genuine`)
}

/** Milliseconds by runtime and contender: CPU over that of the empty program, and in the script. */
export async function coldStart(rounds) {
  const files = {}
  for (const [name, contents] of Object.entries(CONTENDERS)) {
    const place = join('cold', `${name.replaceAll(/\W+/g, '-')}.mjs`)
    const banner = ASKS_FOR_NODE.includes(name) ? {} : { banner: {} }
    files[name] = await bundle({ contents }, place, { minify: true, target: 'es2022', ...banner })
  }
  const jobs = Object.entries(RUNTIMES).flatMap(([runtime, names]) => {
    const command = commandOf(runtime)
    if (command === undefined) return []
    return names.map((name) => ({ runtime, name, command, file: files[name], samples: [] }))
  })
  const text = jsonOf(1024, 10)
  for (const job of jobs) await check(job, text)
  for (let round = 0; round < rounds; round++) {
    if (round % 5 === 0) process.stderr.write(`cold, round ${round} of ${rounds}\n`)
    for (const job of shuffled(jobs)) job.samples.push(await start(job, delivery(text)))
  }
  return summary(jobs)
}

function summary(jobs) {
  const low = ({ samples }, field) =>
    quantile(
      samples.map((sample) => sample[field]),
      QUANTILE,
    )
  const empty = low(
    jobs.find(({ name }) => name === EMPTY),
    'cpu',
  )
  const results = {}
  for (const job of jobs) {
    results[job.runtime] ??= {}
    results[job.runtime][job.name] = {
      script: low(job, 'script'),
      // The other runtimes have no empty program to compare with.
      ...(job.runtime === 'node' && { cpu: low(job, 'cpu') - empty }),
    }
  }
  return results
}
