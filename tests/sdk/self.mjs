// Proves of every driver that it reaches the SDK's comparison and that its answer depends on it: a
// genuine request passes and runs the line that `compares` names; with one bit of the signature
// flipped, with another body and with another secret it does not pass.

import { forget, reached } from './reached.mjs'

// One SDK writes every request there.
console.debug = () => {}

const { drivers } = await import('./drivers.mjs')

const bits = { hex: 'hex', base64: 'base64', base64url: 'base64url', jwt: 'base64url' }
const runs = {
  hex: /[0-9a-f]{32,}/g,
  base64: /[A-Za-z0-9+/]{20,}={0,2}/g,
  base64url: /[A-Za-z0-9_-]{20,}/g,
  jwt: /[A-Za-z0-9_-]{20,}$/g,
  text: /.+/g,
}

function flipped(text, encoding) {
  const parts = text.match(runs[encoding])
  if (parts === null) throw new Error(`no ${encoding} signature in ${text}`)
  const signature = parts.reduce((longest, part) => (part.length > longest.length ? part : longest))
  const bytes = Buffer.from(signature, bits[encoding])
  bytes[0] ^= 1
  const padding = /=*$/.exec(signature)[0]
  const changed = bytes.toString(bits[encoding]).replace(/=*$/, padding)
  if (changed.length !== signature.length) throw new Error(`${signature} is not ${encoding}`)
  return text.replace(signature, changed)
}

function forged(request, { header, encoding }) {
  if (header === undefined) return { ...request, body: flipped(request.body, encoding) }
  const headers = { ...request.headers }
  for (const name of [header].flat()) headers[name] = flipped(headers[name], encoding)
  return { ...request, headers }
}

function altered(request, driver) {
  const body = driver.alter(request.body)
  if (body === request.body) throw new Error('alter changed nothing')
  return { ...request, body }
}

/** Of the same form: one character in the middle is another one. */
function otherSecret(secret) {
  if (Array.isArray(secret)) {
    return secret.map((part) => ({ ...part, secret: otherSecret(part.secret) }))
  }
  const at = secret.length - 6
  return secret.slice(0, at) + (secret[at] === '0' ? '1' : '0') + secret.slice(at + 1)
}

async function check(driver) {
  const request = await (driver.make ?? driver.build)()
  await forget()
  const genuine = await driver.verify(request, driver.secret)
  const compared = await reached(driver.compares)
  const signature = await driver.verify(forged(request, driver.signature), driver.secret)
  const body = await driver.verify(altered(request, driver), driver.secret)
  const secret = await driver.verify(request, otherSecret(driver.secret))
  const ok =
    genuine === true &&
    compared &&
    signature === false &&
    body === (driver.coversBody === false) &&
    secret === false
  return { genuine, compared, signature, body, secret, ok }
}

const columns = ['genuine', 'compared', 'signature', 'body', 'secret']

function row(id, cells, rest) {
  return [id.padEnd(18), ...cells.map((cell) => String(cell).padEnd(9)), rest].join(' ')
}

let failed = 0
console.log(row('driver', columns, 'signer package'))
for (const driver of drivers) {
  let outcome
  try {
    outcome = await check(driver)
  } catch (error) {
    outcome = { ok: false, error }
  }
  const signer = driver.make === undefined ? 'ours  ' : 'sdk   '
  const verdict = outcome.ok ? '' : `  FAILED ${outcome.error ?? ''}`
  const cells = columns.map((column) => outcome[column])
  console.log(row(driver.id, cells, `${signer} ${driver.package}${verdict}`))
  if (!outcome.ok) failed += 1
}

const packages = new Set(drivers.map((driver) => driver.package))
console.log(`${drivers.length} drivers over ${packages.size} packages`)
console.log(`${drivers.length - failed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
