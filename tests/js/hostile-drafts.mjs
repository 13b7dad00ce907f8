// What a sender writes before it signs: mostly sound, now and then not.

import { createHash } from 'node:crypto'

export function id(random) {
  if (random.chance(92)) return `msg_${random.word(random.below(40) + 1)}`
  const word = random.word(12)
  return random.pick([
    '',
    random.word(256),
    random.word(257),
    `${word}.${word}`,
    `${word} ${word}`,
    `${word}\t`,
    `${word}é`,
    `${word}\x7f`,
    `${word}\n`,
    `!${word}~`,
    `${word}, ${word}`,
    `${word}\ud800`,
  ])
}

// `@` stands for the right number.
const TIMES = `0@ 00@ +@ -@ @.0 @. @e0 @E3 0x@ @a @_000 1@ @0 @@@@ 0 00 -0 -1 NaN Infinity null ٣ @٠
  8640000000000 8640000000001 8640000000000000 8640000000000001 9007199254740993
  9223372036854775807 9223372036854775808 18446744073709551615`.split(/\s+/)
const MORE_TIMES = ['', '@\0', '@\x0b', '@\xa0', '@, @', '@ @', '@n']

export function time(random, value) {
  if (random.chance(94)) return String(value)
  // Numbers that come out right in arithmetic that wraps; 2^61 seconds does so in milliseconds.
  if (random.chance(10)) return String(BigInt(value) + 2n ** random.pick([32n, 61n, 63n, 64n]))
  if (random.chance(10)) return String(value).repeat(40)
  return random.pick([...TIMES, ...MORE_TIMES]).replaceAll('@', value)
}

/** Lengths up to 3,000, around the blocks of the hashes, and seldom around a window of 64 KiB. */
function length(random) {
  const choice = random.below(200)
  if (choice === 0) return random.below(140_001)
  if (choice === 1) return 65_536 * (random.below(2) + 1) + random.below(200) - 100
  if (choice < 9) return 0
  if (choice < 60) return 64 * (random.below(40) + 1) + random.below(3) - 1
  return random.below(choice < 130 ? 200 : 3_001)
}

export function body(random) {
  const size = length(random)
  const filling = random.pick([
    random.bytes(61),
    Buffer.from('é🎉\r\n\0'),
    Buffer.from('\ufeff{}'),
    Buffer.from(`{"id":"${random.word(8)}","pad":"xxxx","ä":"本"}`),
    Buffer.from(random.word(67)),
  ])
  return new Uint8Array(Buffer.alloc(size, filling))
}

/** `~` is a byte that is not UTF-8. */
function bytesOf(text) {
  const bytes = new Uint8Array(Buffer.from(text))
  return bytes.map((byte) => (byte === 0x7e ? 0xff : byte))
}

// `@` is the time, `#` padding.
const SOUND_JSON = [
  '{"action":"create","data":{"id":"#"},"webhookTimestamp":@}',
  '{"webhookTimestamp":@,"data":"#"}',
  '\r\n {\t"webhookTimestamp" :\n@ ,"x":[1,-2.5e-3,0,true,false,null,"\\u00e9\\/"]}\n',
  '{"webhook\\u0054imestamp":@}',
  '{"\\u0077ebhookTimestamp":@,"data":{"webhookTimestamp":1}}',
  '{"data":{"webhookTimestamp":1},"webhookTimestamp":@,"more":[{"webhookTimestamp":2}]}',
  '{"note":"\\"webhookTimestamp\\":5","webhookTimestamp":@}',
  '{"a":1,"a":2,"webhookTimestamp":@,"b":{},"c":[]}',
  '{"webhookTimestamp\\u0000":5,"webhookTimestamp":@}',
  '{"WebhookTimestamp":5,"webhookTimestamp":@,"webhookTimestamp ":6}',
  '{"":0,"webhookTimestamp":@,"\\ud83d":"\\ud83d\\ude00é"}',
  '{"x":"webhookTimestamp","webhookTimestamp":@,"y":[[[[["webhookTimestamp"]]]]]}',
  '{"__proto__":{"webhookTimestamp":1},"webhookTimestamp":@}',
  '{"webhookTimestamp":@,"x":"~"}',
  '{"\\/webhookTimestamp":1,"webhook\\"Timestamp":2,"webhookTimestamp\\\\":3,"webhookTimestamp":@}',
  '{"\\bwebhookTimestamp":1,"webhook\\nTimestamp":2,"webhookTimestamp\\t":3,"webhookTimestamp":@}',
  '{"webhook\\u0154imestamp":1,"\\u0000webhookTimestamp":2,"webhookTimestamp":@,"webhook":4}',
  '{"~webhookTimestamp":5,"webhookTimestamp~":6,"~":["~\\n~"],"webhookTimestamp":@}',
]

const UNSOUND_JSON = [
  '{"webhookTimestamp":@,"webhookTimestamp":@}',
  '{"webhookTimestamp":@,"webhook\\u0054imestamp":@}',
  '{"webhook\\u0054imestamp":1,"webhookTimestamp":@}',
  '{"webhookTimestamp":@,"webhookTimestamp":null}',
  '{"webhookTimestamp":{},"webhookTimestamp":@}',
  '{"webhookTimestamp":{"webhookTimestamp":@}}',
  '{"__proto__":{"webhookTimestamp":@}}',
  '{"data":[{"webhookTimestamp":@}]}',
  '{"webhookTimestamp":"@"}',
  '{"webhookTimestamp":[@]}',
  '{"webhookTimestamp":null}',
  '{"webhookTimestamp":true}',
  '{"webhookTimestamp":@.0}',
  '{"webhookTimestamp":@e0}',
  '{"webhookTimestamp":-@}',
  '{"webhookTimestamp":0@}',
  '{"webhookTimestamp":}',
  '{"webhookTimestamp"}',
  '{"webhookTimestamp" @}',
  '[{"webhookTimestamp":@}]',
  '{"webhookTimestamp":@}{}',
  '{"webhookTimestamp":@}x',
  '{"webhookTimestamp":@}}',
  '{"webhookTimestamp":@,}',
  '{,"webhookTimestamp":@}',
  '{"webhookTimestamp":@,"x":tru}',
  '{"webhookTimestamp":@,"x":"\\x"}',
  '{"webhookTimestamp":@,"x":"\\u12G4"}',
  '{"webhookTimestamp":@,"x":01}',
  '{"webhookTimestamp":@,"x":1.}',
  '{"webhookTimestamp":@,"x":.5}',
  '{"webhookTimestamp":@,"x":1e}',
  '{"webhookTimestamp":@,"x":-}',
  '{"webhookTimestamp":@,"x":NaN}',
  '{"webhookTimestamp":@,"x":[1,]}',
  '{"webhookTimestamp":@,"x":[1}]',
  '{"webhookTimestamp":@,"x" "y"}',
  '{"webhookTimestamp":@,"x":"\n"}',
  '{"webhookTimestamp":@,"x":"\t"}',
  '{"webhookTimestamp":@,"\x1f":""}',
  '{"webhookTimestamp":@,"x":"\\\n"}',
  '{"webhookTimestamp":\0@}',
  '{"webhookTimestamp":@\f}',
  '\ufeff{"webhookTimestamp":@}',
  '{"webhookTimestamp":@~}',
  '~{"webhookTimestamp":@}',
  '{"webhookTimestamp":@,"x":~}',
  '{"webhookTimestamp":@,"x":"\\~"}',
  "{'webhookTimestamp':@}",
  '{webhookTimestamp:@}',
  '{"webhookTimestamp":@/**/}',
  '{"webhookTimestamp":@',
  '"webhookTimestamp":@',
  '@',
  '',
]

export function linear(random, time) {
  if (random.chance(4)) return bytesOf(deep(random, time))
  const template = random.pick(random.chance(12) ? UNSOUND_JSON : SOUND_JSON)
  return bytesOf(template.replaceAll('@', time).replace('#', 'x'.repeat(length(random))))
}

/** Around 128 levels, of which the body's object is the first. */
function deep(random, time) {
  const depth = random.pick([2, 63, 64, 65, 126, 127, 127, 128, 128, 129, 300])
  let value = random.pick(['1', '{}', '[]', '"~"'])
  for (let level = value.length === 2 ? 1 : 0; level < depth; level += 1) {
    value = random.chance(50) ? `[${value}]` : `{"webhookTimestamp":${value}}`
  }
  return `{"x":${value},"webhookTimestamp":${time}}`
}

const FORM_PIECES = `To=%2B18005551212 From=%2B14158675309 Body=Ahoy+%C3%A9+%F0%9F%8E%89 CallSid=CA1
  a a= = =x a=1 a=1 a=2 A=1 a=b=c %zz=%zz a=% a=%4 a=%%41 a=%C3 x=é +=+ %00=%0a b;c=d %26=%3D
  a%3Db=c a=+ a=%2b a=%2B a=%20 ~=~ __proto__=1`.split(/\s+/)

export function form(random) {
  const numbered = (count) => Array.from({ length: count }, (_, n) => `p${n}=1`)
  const many = Array.from({ length: random.below(20) }, () => random.pick(['', ...FORM_PIECES]))
  const drawn = [
    () => `a=${'x'.repeat(65_534)}`,
    () => `a=${'x'.repeat(65_535)}`,
    () => `a=${'x'.repeat(65_536 + random.below(70_000))}`,
    () => numbered(1_000).join('&&'),
    () => numbered(1_001).join('&'),
    () => numbered(1_001).join('&'),
    () =>
      Array(1_000 + random.below(2))
        .fill('a=1')
        .join('&'),
    () => numbered(3_000).join('&'),
    () => `a=${'%C3%A9+'.repeat(random.below(400))}`,
  ][random.below(40)]
  return bytesOf(drawn?.() ?? many.join('&'))
}

const NO_URLS = [
  '',
  '/hook',
  'hook',
  '//example.com/hook',
  'http:/example.com',
  'https://',
  'http://',
  'https:///hook',
  'https://?a=1',
  'https://#f',
  'HTTPS://example.com/hook',
  'ftp://example.com/hook',
  ' https://example.com/hook',
  'wss://example.com',
]

// `@` is the digest of the body, `^` the same in upper case, `!` with a letter that is no digit.
const QUERIES = `?bodySHA256=@ ?bodySHA256=@ ?bodySHA256=! ?a=1&bodySHA256=@&b=2 ?bodySHA256=^
  ?bodySHA256=@&bodySHA256=00 ?bodySHA256=00&bodySHA256=@ ?bodySHA256 ?bodySHA256=
  ?%62odySHA256=@ ?bodysha256=@ ?xbodySHA256=@ ?bodySHA256=@0 ?&bodySHA256=@& ?bodySHA256==@
  ?a?bodySHA256=@ #?bodySHA256=@`.split(/\s+/)

const PORTS = [
  '',
  '',
  '',
  '',
  ':443',
  ':80',
  ':8443',
  ':',
  ':0443',
  ':99999',
  ':abc',
  ':1:2',
  ':-1',
]

/** The URL that is signed, and the one that is received. */
export function urls(random, body) {
  if (random.chance(6)) {
    const url = random.pick(NO_URLS)
    return { signed: url, received: url }
  }
  if (random.chance(4)) return { signed: 'https://example.com/hook', received: undefined }
  const scheme = random.pick(['https://', 'https://', 'http://'])
  const user = random.pick(['', '', '', '', 'user:pass@', 'a:1@b@', '@', 'u@[@'])
  const host = random.pick([
    'example.com',
    'example.com',
    'H',
    '[2001:db8::1]',
    '[::1',
    'é',
    '\ud800',
  ])
  let path = random.pick(['/hook', '/hook', '/', '', '/a:1@b/c', '/é%20[x]:9'])
  let query = random.pick(['', '', '?a=1&b=2', '?', '?q=a:b@c/d'])
  if (random.chance(40)) {
    const digest = createHash('sha256').update(body).digest('hex')
    query = random
      .pick(QUERIES)
      .replace('@', digest)
      .replace('^', digest.toUpperCase())
      .replace('!', digest.replaceAll('0', 'g'))
  }
  const fragment = random.pick(['', '', '', '', '', '', '#f', '#f:8@x'])
  const signedPort = random.pick(PORTS)
  const receivedPort = random.chance(65) ? signedPort : random.pick(PORTS)
  const url = (port) => `${scheme}${user}${host}${port}${path}${query}${fragment}`
  if (random.chance(3)) {
    // At the limit, or one byte from it.
    path = '/'
    path += 'p'.repeat(16_383 - Buffer.from(url(receivedPort)).length + random.below(3))
  }
  const signed = url(signedPort)
  if (random.chance(3)) path = '/other'
  return { signed, received: url(receivedPort) }
}
