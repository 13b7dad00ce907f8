// What an attacker, a proxy or a clumsy sender may make of a genuine request: fifty of each, from the
// driver's account of where the signature stands.

const encodings = { hex: 'hex', base64: 'base64', base64url: 'base64url', jwt: 'base64url' }
const runs = {
  hex: /[0-9a-f]{32,}/gi,
  base64: /[A-Za-z0-9+/]{20,}={0,2}/g,
  base64url: /[A-Za-z0-9_-]{20,}/g,
  jwt: /[A-Za-z0-9_-]{20,}$/g,
  text: /.+/g,
}

/** The longest run of digits of the encoding: the signature itself, without what is around it. */
function signatureIn(text, encoding) {
  const parts = text.match(runs[encoding]) ?? []
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '')
}

/** The same text with bit `bit` of the signature flipped, in the same spelling. */
function flipped(text, encoding, bit) {
  const signature = signatureIn(text, encoding)
  if (encoding === 'text') {
    const at = bit % text.length
    const c = text[at] === 'x' ? 'y' : 'x'
    return text.slice(0, at) + c + text.slice(at + 1)
  }
  const bytes = Buffer.from(signature, encodings[encoding])
  bytes[bit % bytes.length] ^= 1 << (bit % 8)
  const padding = /=*$/.exec(signature)[0]
  const changed = bytes.toString(encodings[encoding]).replace(/=*$/, '') + padding
  return text.replace(signature, changed)
}

const respelled = {
  'signature cut by one character': (text) => text.slice(0, -1),
  'signature longer by one character': (text) => `${text}0`,
  'signature empty': () => '',
  'signature twice, joined as header lines are': (text) => `${text}, ${text}`,
  'spaces around the header': (text) => ` ${text} `,
  'garbage before the header': (text) => `x${text}`,
  'a NUL at its end': (text) => `${text}\0`,
  'case of letters': (text, { encoding }) => {
    const signature = signatureIn(text, encoding)
    return text.replace(signature, signature.toUpperCase())
  },
  'only the digits of the signature': (text, { encoding }) => signatureIn(text, encoding),
  'another label': (text) => text.replace(/v\d|sha\d+|s|h\d/, 'zz'),
}

const ofText = {
  'a space behind the body': (body) => `${body} `,
  'a line feed behind the body': (body) => `${body}\n`,
  'a space before the body': (body) => ` ${body}`,
  'a byte order mark before the body': (body) => `\ufeff${body}`,
  'the first half of the body': (body) => body.slice(0, body.length >> 1),
  'the body twice': (body) => body + body,
  'no body': () => '',
}

/** Named changes of a genuine request, fifty at least. */
export function mutationsOf(request, driver) {
  const { header, encoding } = driver.signature
  const all = []
  const add = (name, changed) => all.push({ name, request: { ...request, ...changed } })
  const names = header === undefined ? [] : [header].flat()
  const inHeaders = (change) => {
    const headers = { ...request.headers }
    for (const name of names) {
      if (headers[name] !== undefined) headers[name] = change(headers[name], driver.signature)
    }
    return { headers }
  }
  const signed = (change) =>
    names.length > 0 ? inHeaders(change) : { body: change(request.body, driver.signature) }

  for (let bit = 0; bit < 28; bit += 1) {
    add(
      `bit ${bit} of the signature`,
      signed((text) => flipped(text, encoding, bit * 5)),
    )
  }
  if (names.length > 0) {
    for (const [name, change] of Object.entries(respelled)) add(name, inHeaders(change))
    const headers = { ...request.headers }
    for (const name of names) delete headers[name]
    add('no signature', { headers })
  }
  for (const [name, change] of Object.entries(ofText)) add(name, { body: change(request.body) })
  add('what is signed in the body', { body: driver.alter(request.body) })
  // Times stand in headers as ten or thirteen digits, or as ISO 8601.
  const dated = (by) => {
    const moved = (text) =>
      text
        .replace(/\b\d{10}\b/g, (at) => String(Number(at) + by))
        .replace(/\b\d{13}\b/g, (at) => String(Number(at) + by * 1000))
    const headers = Object.entries(request.headers)
    return { headers: Object.fromEntries(headers.map(([name, value]) => [name, moved(value)])) }
  }
  for (const by of [1, -1, 3600, -3600]) add(`times ${by} s later`, dated(by))
  for (const [name, value] of Object.entries(request.headers)) {
    if (names.includes(name) || /content-type/i.test(name)) continue
    add(`other header: ${name} longer`, { headers: { ...request.headers, [name]: `${value}1` } })
  }
  for (let at = 0; all.length < 50; at += 1) {
    add(
      `bits ${at} and ${at + 1} of the signature`,
      signed((text) => flipped(flipped(text, encoding, at * 3), encoding, at * 3 + 1)),
    )
  }
  return all
}
