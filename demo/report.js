/** What the demo prints: a line for each delivery, then what they come to. At most 100 columns. */

/** @typedef {import('./deliveries.js').Delivery} Delivery */
/** @typedef {import('countersign').Verdict} Verdict */
/**
 * What came of a delivery: `faults` names all that is not as it should be.
 *
 * @typedef {{ status: number, verdict: Verdict | undefined, faults: string[] }} Result
 */

const isColoured = process.stdout.isTTY === true && !process.env.NO_COLOR

/** @param {number} code @returns {(text: string) => string} */
const style = (code) => (text) => (isColoured ? `\u001b[${code}m${text}\u001b[0m` : text)
const bold = style(1)
const dim = style(2)
const red = style(31)
const green = style(32)
const yellow = style(33)

/** In the few words that fit: the package's own messages say more, and what to do. */
const REASONS = {
  signature_mismatch: 'no key in force signs these bytes',
  timestamp_too_old: 'rightly signed, but too long ago: it may have been captured and kept',
  timestamp_too_new: 'rightly signed, for a time that has not come',
  key_expired: 'the key is past its end; the sender is told signature_mismatch',
  header_missing: 'nothing to judge it by',
  signature_malformed: 'cannot be a signature of this provider',
  replayed: 'genuine, but handled before: acknowledged, not handled again',
}

/** @param {string} code */
function colourOf(code) {
  if (code === 'accepted') return green
  return code === 'replayed' ? yellow : red
}

/** @param {string[]} fields @param {(text: string) => string} paint for the code */
const row = ([mark, provider, what, answer, code, key, micros], paint) =>
  `  ${mark} ${provider.padEnd(18)} ${what.padEnd(33)} ${answer.padEnd(6)} ` +
  `${paint(code.padEnd(19))}  ${key.padEnd(8)} ${dim(micros.padStart(5))}`

/** @param {string} text */
export const say = (text = '') => console.log(text)

/** @param {number} count @param {number} port */
export function printHead(count, port) {
  say()
  say(
    `  ${bold('Countersign')}  ${count} deliveries to 127.0.0.1:${port}, signed by the vendors' own SDKs`,
  )
  say(
    dim(
      '  Signed by hand where no SDK does: Slack (bolt agrees), SHA-1, two bodies that are not UTF-8',
    ),
  )
  say()
  const titles = [' ', 'provider', 'what was sent', 'answer', 'verdict', 'key', 'µs']
  say(dim(row(titles, String)))
}

/** @param {Verdict['provider']} provider @param {string} what @param {Result} result */
export function printLine(provider, what, { status, verdict, faults }) {
  const mark = faults.length === 0 ? green('✓') : red('✗')
  const micros = verdict === undefined ? '' : String(Math.round(verdict.micros))
  const code = verdict?.code ?? 'no verdict'
  const fields = [mark, provider, what, String(status), code, verdict?.keyId ?? '', micros]
  say(row(fields, colourOf(code)))
  for (const fault of faults) say(red(`      ${fault}`))
}

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1] ?? 0, sorted[half] ?? 0]
  return (low + high) / 2
}

/** @param {Result[]} results */
export function printSummary(results) {
  const codes = results.map(({ verdict }) => verdict?.code ?? 'no verdict')
  const count = (/** @type {string} */ code) => codes.filter((each) => each === code).length
  const [accepted, repeats] = [count('accepted'), count('replayed')]
  const wrong = results.filter(({ faults }) => faults.length > 0).length
  const micros = median(results.map(({ verdict }) => verdict?.micros ?? 0))
  say()
  say(
    `  ${green(`${accepted} genuine`)}, ${yellow(`${repeats} repeated`)}, ` +
      `${red(`${results.length - accepted - repeats} forged, late or broken`)}. ` +
      `${wrong === 0 ? bold('Every verdict is right.') : bold(red(`${wrong} of them wrong.`))} ` +
      `Median verdict ${Math.round(micros)} µs.`,
  )
  say()
  for (const [code, why] of Object.entries(REASONS)) {
    if (count(code) === 0) continue
    say(`  ${String(count(code)).padStart(4)}  ${colourOf(code)(code.padEnd(19))}  ${dim(why)}`)
  }
}

/** @param {import('./log.js').LogReport} report */
export function printLog({ file, entries, successes, faults }) {
  const isRight = faults.length === 0
  say()
  say(
    `  ${isRight ? green('✓') : red('✗')} Audit log read back: ${entries} entries, ${successes} success, ` +
      `${entries - successes} failure${isRight ? '; codes and keys as decided.' : '.'}`,
  )
  say(`    ${dim(file)}`)
  for (const fault of faults) say(red(`      ${fault}`))
  say()
}

/**
 * How to try it by hand, while the receiver runs.
 *
 * @param {number} port @param {Record<string, string>} headers @param {string} body
 */
export function printInvitation(port, headers, body) {
  const [name, value] = Object.entries(headers).findLast(([name]) => name.startsWith('X-Hub')) ?? []
  say(
    `  ${bold('The page')}      http://127.0.0.1:${port}/www/   judges a delivery you paste, in the browser`,
  )
  say(`  ${bold('The receiver')}  takes this; send it twice, or change a byte. Ctrl-C ends.`)
  say()
  say(`curl -i http://127.0.0.1:${port}/webhooks/github \\`)
  say(`  -H '${name}: ${value}' \\`)
  say(`  -d '${body}'`)
  say()
}
