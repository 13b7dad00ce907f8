/** Shows a verdict. */

const one = (id) => document.getElementById(id)

const words = { body: 'body', timestamp: 'time', id: 'message id', url: 'URL', method: 'method' }
const list = new Intl.ListFormat('en')
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** @param {readonly string[]} covers */
export const coveredIn = (covers) => list.format(covers.map((part) => words[part]))

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
]

/** A span of time of a second or more, in at most two units. @param {number} millis */
export function spanOf(millis) {
  const size = Math.abs(millis)
  const at = units.findIndex(([, unit]) => size >= unit)
  const parts = []
  let rest = size
  for (const [name, unit] of units.slice(at, at + 2)) {
    const count = Math.floor(rest / unit)
    rest -= count * unit
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`)
  }
  return parts.join(' ')
}

/** @param {number} age in milliseconds */
function relative(age) {
  if (Math.abs(age) < 1000) return 'just now'
  return age < 0 ? `${spanOf(age)} ahead` : `${spanOf(age)} ago`
}

/** Leaves what is the same alone, so that a screen reader does not say it again. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text
}

function show(state, mark, headline, sentence, facts = [], hints = []) {
  one('verdict').dataset.state = state
  setText(one('mark'), mark)
  setText(one('headline'), headline)
  setText(one('sentence'), sentence)
  one('facts').replaceChildren(
    ...facts.flatMap(([name, value]) => [element('dt', name), element('dd', value)]),
  )
  const text = hints.join('\n')
  if (one('hints').dataset.text === text) return
  one('hints').dataset.text = text
  one('hints').replaceChildren(...hints.map((hint) => element('p', hint)))
}

function element(tag, text) {
  const made = document.createElement(tag)
  made.textContent = text
  return made
}

export function showNothing() {
  show('empty', '', 'Nothing to judge yet', 'Paste a delivery, or begin with an example.')
}

/** @param {string} what */
export function showFault(what) {
  show('fault', '!', 'No verdict', what)
}

/**
 * @param {import('../pkg/dist/types/index.js').Delivery} delivery
 * @param {boolean} isTimeJudged
 */
export function showGenuine(delivery, isTimeJudged) {
  const { keyId, messageId, timestamp, covers } = delivery
  const facts = [['Key', keyId]]
  if (messageId !== undefined) facts.push(['Message', messageId])
  if (timestamp !== undefined) {
    const age = relative(Date.now() - timestamp.getTime())
    facts.push([
      'Signed',
      `${moment.format(timestamp)}, ${age}${isTimeJudged ? '' : ' (not judged)'}`,
    ])
  }
  const open = Object.keys(words).filter(
    (part) => !covers.includes(part) && part !== 'id' && part !== 'timestamp',
  )
  facts.push(['Covered', coveredIn(covers)])
  facts.push(['Not covered', list.format([...open.map((part) => words[part]), 'other headers'])])
  show(
    'genuine',
    '✓',
    'Genuine',
    'Signed with this secret, and unchanged since. Change one character and see.',
    facts,
  )
}

/**
 * @param {import('../pkg/dist/types/index.js').Rejected} rejected
 * @param {{ past: number, future: number } | undefined} tolerance
 * @param {readonly string[]} hints
 */
export function showRejected(rejected, tolerance, hints) {
  const facts = []
  if (rejected.header !== undefined) facts.push(['Missing', rejected.header])
  if (rejected.age !== undefined && tolerance !== undefined) {
    const side = rejected.age < 0 ? tolerance.future : tolerance.past
    facts.push(['Signed', relative(rejected.age)], ['Allowed', spanOf(side * 1000)])
  }
  facts.push(['Answer', `HTTP ${rejected.status}`])
  show('rejected', '✗', rejected.code, rejected.message, facts, hints)
}
