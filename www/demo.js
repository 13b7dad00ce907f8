/** The form: reads it, has it judged, shows what comes of it. */
import { providers } from '../pkg/dist/catalog.js'
import '../pkg/dist/more.js'
import { exampleOf } from './examples.js'
import { hintsFor, judge, parseHeaders } from './judge.js'
import { coveredIn, showFault, showGenuine, showNothing, showRejected } from './render.js'

const one = (id) => document.getElementById(id)
const [form, provider, secret, headers, body, url, time, file] = [
  'form',
  'provider',
  'secret',
  'headers',
  'body',
  'url',
  'time',
  'file',
].map(one)

const known = new Map(providers().map((info) => [info.id, info]))
const encoder = new TextEncoder()

/** The bytes of the file that stands in for the text, if one does. */
let opened

const clock = () => form.elements.clock.value

/** Says what is wrong with a field, beside it. */
function setProblem(field, text) {
  const place = one(`${field.id}-problem`)
  if (place.textContent !== text) place.textContent = text
  field.setAttribute('aria-invalid', String(text !== ''))
}

/** The moment to judge at; undefined where the time is not judged. */
function momentOf(isTimed) {
  if (!isTimed || clock() === 'own') return undefined
  return clock() === 'now' ? Date.now() : new Date(time.value).getTime()
}

function update() {
  const info = known.get(provider.value)
  const isTimed = info.tolerance !== undefined
  const content = opened ?? body.value
  const size = typeof content === 'string' ? encoder.encode(content).length : content.length
  one('size').textContent = size === 1 ? '1 byte' : `${size.toLocaleString('en')} bytes`

  const parsed = parseHeaders(headers.value)
  setProblem(headers, parsed.wrong === undefined ? '' : `Line ${parsed.wrong} is no “Name: value”.`)
  const now = momentOf(isTimed)
  setProblem(time, Number.isNaN(now) ? 'Give a date and a time.' : '')
  setProblem(secret, '')

  if (secret.value === '' && headers.value === '' && size === 0) return showNothing()
  if (Number.isNaN(now)) return showFault('There is no time to judge it at.')
  const delivery = {
    provider: info.id,
    secret: secret.value,
    headers: parsed.headers,
    body: content,
    url: info.needsUrl ? url.value : '',
    now,
    isTimed,
  }
  const { verdict, error } = judge(delivery)
  if (error !== undefined) {
    setProblem(secret, error.message)
    return showFault('This cannot be the secret. The reason stands beside it.')
  }
  if (verdict.ok) return showGenuine(verdict, now !== undefined)
  const hints = verdict.code === 'signature_mismatch' ? hintsFor(delivery, size) : []
  showRejected(verdict, info.tolerance, hints)
}

/** Fits the form to the sender. */
function choose() {
  const { name, docs, covers, headers: names, needsUrl, tolerance } = known.get(provider.value)
  const link = document.createElement('a')
  Object.assign(link, {
    href: docs,
    target: '_blank',
    rel: 'noreferrer',
    textContent: `how ${name} signs`,
  })
  one('about').replaceChildren(
    ...(covers.length === 0 ? ['Shows that it knows the secret'] : [`Signs ${coveredIn(covers)}`]),
    ...(names.length === 0 ? [', in its body'] : [' in ', code(names[0])]),
    '. See ',
    link,
    '.',
  )
  one('url-field').hidden = !needsUrl
  one('clock').hidden = tolerance === undefined
  one('example').hidden = exampleOf(provider.value) === undefined
  update()
}

function code(text) {
  const made = document.createElement('code')
  made.textContent = text
  return made
}

function setOpened(bytes, name = '') {
  opened = bytes
  const isOpen = bytes !== undefined
  body.hidden = isOpen
  one('opened').hidden = !isOpen
  one('opened-name').textContent = name
  if (!isOpen) file.value = ''
}

function fillIn() {
  const example = exampleOf(provider.value)
  setOpened(undefined)
  secret.value = example.secret
  headers.value = example.headers
  body.value = example.body
  if (known.get(provider.value).needsUrl) url.value = example.url
  update()
}

for (const { id, name } of known.values()) provider.add(new Option(name, id))
provider.value = 'stripe'

provider.addEventListener('change', choose)
form.addEventListener('input', update)
form.addEventListener('submit', (event) => event.preventDefault())
one('example').addEventListener('click', fillIn)
one('reveal').addEventListener('change', ({ target }) => {
  secret.type = target.checked ? 'text' : 'password'
})
time.addEventListener('input', () => {
  form.elements.clock.value = 'given'
  update()
})
file.addEventListener('change', async () => {
  const [chosen] = file.files
  if (chosen === undefined) return
  setOpened(new Uint8Array(await chosen.arrayBuffer()), chosen.name)
  update()
})
one('close').addEventListener('click', () => {
  setOpened(undefined)
  body.focus()
  update()
})
// By this moment's clock, a verdict changes while nothing is typed.
setInterval(() => {
  if (clock() === 'now' && !document.hidden) update()
}, 1000)

choose()
