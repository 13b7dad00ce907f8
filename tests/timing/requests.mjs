// Requests with signatures that are wrong in a chosen way, for each form in which a tag is written.
//
// A wrong digit takes the place of one of the same kind (a letter of the same case, a figure): the
// time of decoding may depend on the text, which its sender knows, and must not hide what depends on
// the tag.

const KINDS = ['abcdef', '0123456789']
const KINDS_OF_BASE64 = ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz', '0123456789']
const SECRET = 'a secret of the timing test'
const SMS_URL = 'https://example.com/sms'

/** The ways in which two classes of wrong tags differ. */
export const PAIRS = {
  'first byte / last byte': [withOther('first'), withOther('last')],
  'random / all but the last byte': [random, withOther('last')],
}

/**
 * Requests by name: the genuine tag, its encoding, and a function that has the package judge the
 * request with a tag.
 */
export function requests({ createVerifier, verifyWebhookSignature }) {
  const github = of(createVerifier, 'github')
  return {
    'github (hex)': github,
    'stripe (v1=, 1)': of(createVerifier, 'stripe'),
    'stripe (v1=, 1 of 16)': of(createVerifier, 'stripe', 16),
    'standard-webhooks (base64)': of(createVerifier, 'standard-webhooks'),
    'twilio (SHA-1, base64)': of(createVerifier, 'twilio'),
    'verifyWebhookSignature (hex)': {
      ...github,
      judge: (tag) => verifyWebhookSignature(github.body, tag, SECRET),
    },
  }
}

function of(createVerifier, id, listed = 1) {
  const keys = id === 'standard-webhooks' ? new TextEncoder().encode(SECRET) : SECRET
  const verifier = createVerifier(id, { keys })
  const url = id === 'twilio' ? SMS_URL : undefined
  for (let n = 0; ; n += 1) {
    // Twilio signs the fields of a form, the others any text.
    const body = id === 'twilio' ? `n=${n}` : `{"n":${n}}`
    const signed = Object.entries(verifier.sign({ body, url }))
    const [name, value] = signed.find(([name]) => name.includes('signature'))
    const hex = /[0-9a-f]{64}/.exec(value)?.[0]
    const tag = hex ?? /[\w+/]+=$/.exec(value)[0]
    if (/[+/]/.test(tag)) continue // Neither has another of its kind.
    const encoding = hex === undefined ? 'base64' : 'hex'
    const others = Array.from({ length: listed - 1 }, () => random(tag, encoding))
    const judge = (tag) => {
      const list = others.toSpliced(others.length >> 1, 0, tag)
      const text = listed === 1 ? replaced(value, tag) : replaced(value, list.join(',v1='))
      const headers = { ...Object.fromEntries(signed), [name]: text }
      return verifier.verify({ headers, body, url })
    }
    const replaced = (value, text) => value.replace(tag, () => text)
    return { tag, encoding, body, judge }
  }
}

/** The tag with another digit at an end. */
function withOther(end) {
  return (tag, encoding) => {
    const at = end === 'first' ? 0 : tag.replace(/=+$/, '').length - 1
    const wrong = alternatives(tag, at, encoding).filter((text) => text !== tag)
    return pick(wrong)
  }
}

/** Random digits, each of the kind of the tag's. */
function random(tag, encoding) {
  let text = tag
  for (let at = 0; at < tag.length; at += 1) text = pick(alternatives(text, at, encoding))
  return text
}

/** The text with each digit that can stand at a place, in canonical spelling. */
function alternatives(text, at, encoding) {
  const kinds = encoding === 'hex' ? KINDS : KINDS_OF_BASE64
  const kind = kinds.find((digits) => digits.includes(text[at])) ?? text[at]
  return [...kind]
    .map((digit) => text.slice(0, at) + digit + text.slice(at + 1))
    .filter((other) => Buffer.from(other, encoding).toString(encoding) === other)
}

function pick(list) {
  return list[Math.floor(Math.random() * list.length)]
}
