// What happens to a signed request on its way.

export function mutate(random, row, request) {
  const { headers } = request
  const first = headers[0]
  const choice = random.below(100)
  if (choice < 30) rearrange(random, headers)
  else if (choice < 50) first[1] = list(random, row, first[1])
  else if (choice < 58) first[1] = bendTag(random, row, first[1])
  else if (choice < 74) spoil(random, headers)
  else if (choice < 80) family(random, headers)
  else if (choice < 84) first[1] = fillToTheLimit(random, row, headers)
  else if (choice < 88) shiftTime(random, row, headers)
  else request.body = changeBody(random, request.body)
  // The next mutation may count on a first header.
  if (headers.length === 0) headers.push(['x-nothing', ''])
}

/** Headers come, go, and change their places and names. */
function rearrange(random, headers) {
  const at = random.below(headers.length)
  const [name, value] = headers[at]
  const somewhere = (entry) => headers.splice(random.below(headers.length + 1), 0, entry)
  const repeat = () => headers.push([recase(random, name), value])
  const differ = () => somewhere([recase(random, name), flipBit(random, value)])
  const rename = () => {
    headers[at][0] = random.pick([
      name.replaceAll('-', '_'),
      `${name} `,
      ` ${name}`,
      name.replace('x-', ''),
      // They become k and s where names are lowered or raised as Unicode.
      name.replaceAll('k', '\u212a'),
      name.replaceAll('s', '\u017f'),
      `x-${name}`,
      '',
      '__proto__',
    ])
  }
  const join = () => {
    const between = random.pick([', ', ', ', ', ', ',', ' , ', ',  '])
    headers[at][1] = Array(random.pick([2, 2, 3, 4, 200]))
      .fill(value)
      .join(between)
  }
  const recaseAll = () => {
    for (const entry of headers) entry[0] = recase(random, entry[0])
  }
  const pad = () => {
    const ends = [' ', '\t', '', '  \t ']
    for (const entry of headers) entry[1] = random.pick(ends) + entry[1] + random.pick(ends)
  }
  const swap = () => {
    const other = random.pick(headers)
    headers[at][1] = other[1]
    other[1] = value
  }
  const add = () => {
    for (let times = random.below(25); times > 0; times -= 1) {
      somewhere([random.word(random.below(20) + 1), random.word(random.below(60))])
    }
  }
  const padded = () => headers.unshift([recase(random, name), ` ${value}\t`])
  const remove = () => headers.splice(at, 1)
  const empty = () => headers.push([name, ''])
  const reverse = () => headers.reverse()
  random.pick([
    remove,
    repeat,
    repeat,
    padded,
    differ,
    differ,
    rename,
    join,
    join,
    recaseAll,
    recaseAll,
    pad,
    pad,
    swap,
    add,
    add,
    add,
    empty,
    reverse,
  ])()
}

/** The Svix family takes two sets of names: the other one, a part of it, or both. */
function family(random, headers) {
  const swapped = (name) =>
    name.startsWith('svix-') ? name.replace('svix-', 'webhook-') : name.replace('webhook-', 'svix-')
  const entry = random.pick(headers)
  const choice = random.below(4)
  if (choice === 0) entry[0] = swapped(entry[0])
  if (choice === 1) headers.push([swapped(entry[0]), flipBit(random, entry[1])])
  if (choice === 2) {
    headers.push(...headers.map(([name, value]) => [swapped(name), flipBit(random, value)]))
  }
  if (choice === 3) {
    for (const each of headers) each[0] = swapped(each[0])
  }
}

/** Any harm to the characters of one value. */
function spoil(random, headers) {
  const entry = random.pick(headers)
  const value = entry[1]
  const place = random.below(value.length + 1)
  const insert = (text) => value.slice(0, place) + text + value.slice(place)
  entry[1] = random.pick([
    flipBit(random, value),
    flipBit(random, value),
    flipBit(random, value),
    value.slice(0, place),
    '',
    value.toUpperCase(),
    value.toLowerCase(),
    value.slice(place) + value.slice(0, place),
    value.slice(0, place) + value.slice(place + 1),
    value + random.pick([' ', 'x', '0', ',', '\0']).repeat(random.below(9_000)),
    ...['é', '\xff', '\u0131', '１', '\ud800', ' ', '\t', '\0', '\r\n', ',', '='].map(insert),
  ])
}

const LABELS = {
  entries: ['v1,', 'v1,', 'v1,', 'v2,', 'V1,', 'v1a,', 'v1', ',', '', 'v1,,', 'v1, '],
  stripe: ['v1=', 'v1=', 'v1=', 'v0=', 'V1=', 'v1', '=', '', ',v1=,', 'v1==', 't=', 'v1 ='],
  paddle: ['h1=', 'h1=', 'h1=', 'h2=', 'H1=', 'h1', '=', '', ';h1=;', 'h1==', 'ts=', 'h1 ='],
}
const SEPARATORS = {
  entries: [' ', ' ', ' ', ' ', '  ', ', ', ' , ', '\t', ','],
  stripe: [',', ',', ',', ',,', ', ', ';'],
  workos: [', ', ',', ',  ', ',\t', ' ,', ';'],
  paddle: [';', ';', ';', ';', ';;', '; ', ','],
}

/** More tags, other labels and junk around the good ones. */
function list(random, row, value) {
  if (row.layout === 'whole') return bendPrefix(random, value)
  const kind = row.layout === 'entries' ? 'entries' : row.pairs.tag === 'h1' ? 'paddle' : 'stripe'
  const separators = SEPARATORS[row.pairs?.spaces ? 'workos' : kind]
  const label = random.pick(LABELS[kind])
  const items = [value]
  const somewhere = (item) => items.splice(random.below(items.length + 1), 0, item)
  const total = random.pick([2, 2, 3, 3, 15, 16, 16, 17, 17, 40])
  while (items.length < total) {
    const tag = Buffer.from(random.bytes(32)).toString(row.encoding)
    somewhere(label + random.pick([tag, tag, random.word(9), '']))
  }
  if (row.layout === 'pairs' && random.chance(30)) {
    // The time at another place.
    const [time, ...rest] = value.split(row.pairs.separator)
    items[items.indexOf(value)] = rest.join(row.pairs.separator)
    somewhere(time)
  }
  return items.join(random.pick(separators))
}

function bendPrefix(random, value) {
  const [, label, tag] = /^([a-z0-9]*=)?(.*)$/s.exec(value)
  const prefix = label ?? ''
  return random.pick([
    tag,
    prefix.toUpperCase() + tag,
    prefix + prefix + tag,
    `sha256=${tag}`,
    `v0=${tag}`,
    `${prefix} ${tag}`,
    `${value},`,
    `"${value}"`,
    `${value},${value}`,
    prefix + tag.toUpperCase(),
  ])
}

/** Another spelling of the last tag, most of them not allowed. */
function bendTag(random, row, value) {
  const marks = row.encoding === 'hex' ? ['=', ' '] : [',', ' ']
  const start = Math.max(...marks.map((mark) => value.lastIndexOf(mark))) + 1
  const tag = value.slice(start)
  const bare = tag.replace(/=$/, '')
  const half = tag.length >> 1
  const spellings = [
    `${tag}=`,
    `0x${tag}`,
    `${tag}00`,
    `${tag}AAAA`,
    `${tag.slice(0, half)}\n${tag.slice(half)}`,
    tag.replaceAll('0', 'g'),
    tag.slice(2),
  ]
  if (row.encoding === 'hex') {
    spellings.push(tag.toUpperCase(), tag.toUpperCase(), tag.toUpperCase())
  } else {
    // The last digit before the padding has bits that no byte takes.
    const last = String.fromCharCode(bare.charCodeAt(bare.length - 1) + 1)
    const otherBits = `${bare.slice(0, -1)}${last}=`
    const urlSafe = tag.replaceAll('+', '-').replaceAll('/', '_')
    spellings.push(otherBits, otherBits, bare, urlSafe, `${tag},`)
  }
  return value.slice(0, start) + random.pick(spellings)
}

/** 8,192 bytes of headers are allowed, white space at their ends included; ends around it. */
function fillToTheLimit(random, row, headers) {
  // Every byte counts against a value that is one tag, so its length is never its first fault.
  const filler = { entries: ' v2,', pairs: `${row.pairs?.separator}zz=`, whole: '' }[row.layout]
  const isOurs = ([name]) => row.sets[0].includes(name.toLowerCase())
  const ours = headers.filter(isOurs).map(([, value]) => value)
  const used = Buffer.from(ours.join('') + filler).length
  const total = 8_192 + random.below(3) - 1
  const missing = Math.max(0, total - used)
  if (random.chance(50)) return headers[0][1] + filler + 'x'.repeat(missing)
  return headers[0][1] + random.pick([' ', '\t']).repeat(missing + filler.length)
}

/** Another time than the signed one, in whatever header holds it. */
function shiftTime(random, row, headers) {
  const entry = row.layout === 'pairs' ? headers[0] : headers.at(-1)
  const [digits] = /[0-9]+/.exec(entry[1]) ?? ['']
  const at = entry[1].indexOf(digits) + random.below(digits.length)
  entry[1] = entry[1].slice(0, at) + (random.below(9) + 1) + entry[1].slice(at + 1)
}

function changeBody(random, body) {
  const text = Buffer.from(body).toString('latin1')
  const pieces = text.split('&')
  const changed = random.pick([
    () => [...pieces].reverse().join('&'),
    () => [...pieces, pieces[0]].join('&&'),
    () => text.replaceAll('=1', '=%31').replaceAll('+', '%20'),
    () => Buffer.from(Buffer.from(body).toString('utf8')).toString('latin1'),
    () => `\xef\xbb\xbf${text}`,
    () => `${text}\n`,
    () => `${text}\0`,
    () => '',
    () => text.slice(0, random.below(text.length + 1)),
    () => text.trim(),
    () => flipBit(random, text, 8),
    () => flipBit(random, text, 8),
  ])()
  return new Uint8Array(Buffer.from(changed, 'latin1'))
}

/** Of any of the 16 bits of a character, but mostly of the lower ones. */
function flipBit(random, text, bits = random.chance(80) ? 8 : 16) {
  if (text === '') return text
  const at = random.below(text.length)
  const flipped = String.fromCharCode(text.charCodeAt(at) ^ (1 << random.below(bits)))
  return text.slice(0, at) + flipped + text.slice(at + 1)
}

function recase(random, name) {
  const choice = random.below(3)
  if (choice === 0) return name.toUpperCase()
  if (choice === 1) return name.toLowerCase()
  return name.replace(/[a-z]/g, (letter) => (random.chance(50) ? letter.toUpperCase() : letter))
}
