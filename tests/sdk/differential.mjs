// Every SDK against the package: what the vendor's signer makes must verify here, what `sign` makes must
// verify there, and fifty mutations of each are judged by both. Every disagreement is on the reviewed
// list in disagreements.mjs, or the run fails.

import { mock } from 'node:test'
import { createVerifier, providers } from 'countersign'
import { disagreements } from './disagreements.mjs'
import { mutationsOf } from './mutations.mjs'
import { forget, reached } from './reached.mjs'

// One SDK writes every request there.
console.debug = () => {}

const { drivers } = await import('./drivers.mjs')
const rows = new Map(providers().map((info) => [info.id, info]))

/** Drivers of schemes that are no rows; docs/providers.md says why. */
const WITHOUT_ROW = ['easypost', 'inngest', 'signalwire']

// Some SDKs take what is five seconds old, and on a busy machine the mutations of one take longer.
mock.timers.enable({ apis: ['Date'], now: Date.now() })

const used = new Set()
const unexplained = []
const table = []

for (const driver of drivers) {
  if (WITHOUT_ROW.includes(driver.id)) continue
  const info = rows.get(driver.id)
  if (info === undefined) {
    unexplained.push(`${driver.id}: no row`)
    continue
  }
  try {
    table.push(await compare(driver, info))
  } catch (error) {
    unexplained.push(`${driver.id}: ${error.stack}`)
  }
}

/** Of basic credentials the package takes one text. */
function keysOf({ id, secret }) {
  return id === 'chargebee' ? secret.map((user) => `${user.id}:${user.secret}`) : secret
}

async function compare(driver, info) {
  const verifier = createVerifier(driver.id, { keys: keysOf(driver) })
  const ours = (request) => {
    const { ok, code } = verifier.verify(request)
    return { ok, code }
  }
  const theirs = (request) => driver.verify(request, driver.secret)
  const judge = async (name, request) => {
    const [here, there] = [ours(request), await theirs(request)]
    if (here.ok === there) return
    const known = disagreements.find(
      (each) =>
        each.row.test(driver.id) &&
        each.accepts === (there ? 'sdk' : 'here') &&
        each.mutation.test(name),
    )
    if (known === undefined) {
      unexplained.push(`${driver.id}: ${name}: here ${here.ok ? 'ok' : here.code}, SDK ${there}`)
    } else {
      used.add(known)
    }
  }

  const genuine = await (driver.make ?? driver.build)()
  await judge('genuine', genuine)
  if (!ours(genuine).ok) unexplained.push(`${driver.id}: genuine: ${ours(genuine).code}`)

  let signed = 'none'
  try {
    const { body, url } = genuine
    const headers = { ...unsignedHeaders(genuine, info), ...verifier.sign({ body, url }) }
    const request = { ...genuine, headers }
    signed = (await theirs(request)) ? 'yes' : 'NO'
    await judge('signed here', request)
  } catch (error) {
    if (error.code !== 'sign_unsupported' && driver.signature.body !== true) throw error
  }

  let compared = 0
  const mutations = mutationsOf(genuine, driver)
  for (const { name, request } of mutations) {
    // Twenty that reach the SDK's own comparison are enough to know that mutations do.
    const isCounted = compared < 20
    if (isCounted) await forget()
    await judge(name, request)
    if (isCounted && (await reached(driver.compares))) compared += 1
  }
  if (mutations.length < 50) unexplained.push(`${driver.id}: ${mutations.length} mutations only`)
  if (compared < 20) unexplained.push(`${driver.id}: ${compared} mutations reach the comparison`)
  verifier.dispose()
  return { driver, signed, mutations: mutations.length, compared }
}

/** Headers that the scheme does not read: the content type, say. */
function unsignedHeaders({ headers }, info) {
  const own = Object.entries(headers).filter(([name]) => !info.headers.includes(name.toLowerCase()))
  return Object.fromEntries(own)
}

for (const { driver, signed, mutations, compared } of table) {
  const signer = driver.make === undefined ? 'ours' : 'sdk'
  console.log(
    [
      driver.id.padEnd(20),
      signer.padEnd(5),
      `signed here: ${signed}`.padEnd(18),
      `${mutations} mutations, ${compared} compared`.padEnd(28),
      driver.package,
    ].join(' '),
  )
}
const unused = disagreements.filter((each) => !used.has(each))
for (const { row, mutation, accepts } of unused) {
  unexplained.push(`on the list and not seen: ${row} ${mutation} (${accepts})`)
}
if (disagreements.length > 40) unexplained.push(`${disagreements.length} disagreements are listed`)
const packages = new Set(table.map(({ driver }) => driver.package))
console.log(
  `${table.length} rows, ${packages.size} SDKs, ${used.size} disagreements, each on the reviewed list`,
)
for (const each of unexplained) console.log(`UNEXPLAINED ${each}`)
console.log(`${unexplained.length} unexplained`)
process.exit(unexplained.length === 0 ? 0 : 1)
