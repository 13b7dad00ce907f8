// TypeScript stays thin: what a signature is, is for the core to say. No header name, prefix,
// encoding, hash or comparison of it in the code of pkg/src.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const folder = new URL('../../pkg/src/', import.meta.url)
// A digest for the record is no signature.
const FORBIDDEN =
  /createHmac|subtle\.(?!digest)|timingSafeEqual|atob\(|x-[a-z-]+-signature|whsec_|sha256=/i

/** Strings first, so that what looks like a comment within one is none. */
const withoutComments = (code) =>
  code.replace(
    /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*.*?\*\/|\/\/[^\n]*/gs,
    '$1',
  )

/** The host verifies checkpoints, which are no signature of a request. */
const HOSTS = ['ed25519.ts']

const files = readdirSync(folder, { recursive: true })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('generated'))
  .filter((file) => !HOSTS.includes(file))
  .sort()

test('there is something to look at', () => {
  assert.ok(files.length > 10, files.join())
  for (const file of ['index.ts', 'input.ts', 'verifier.ts']) assert.ok(files.includes(file))
})

for (const file of files) {
  test(file, () => {
    const code = withoutComments(readFileSync(new URL(file, folder), 'utf8'))
    const [found] = FORBIDDEN.exec(code) ?? []
    assert.equal(found, undefined)
  })
}

test('what is forbidden would be found, in code and not in comments', () => {
  const samples = [
    "const h = 'x-hub-signature-256'",
    "import { createHmac } from 'node:crypto'",
    'crypto.subtle.sign()',
    '`sha256=/* no comment */`',
    "'https://example.com'; atob(x)",
  ]
  for (const sample of samples) assert.match(withoutComments(sample), FORBIDDEN)
  const comment = "// whsec_\n/** `sha256=` \n 'x' */ const a = 1"
  assert.doesNotMatch(withoutComments(comment), FORBIDDEN)
})
