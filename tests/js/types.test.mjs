// The types of the package, by the compile-only files of tests/types: for Node, ESM and CommonJS,
// and for those without Node's types, or without those of a browser.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url))
const folder = fileURLToPath(new URL('../types/', import.meta.url))

for (const project of ['tsconfig.json', 'browser.json', 'node.json']) {
  test(project, { timeout: 120_000 }, async () => {
    const args = ['--noEmit', '--project', folder + project]
    const { stdout } = await promisify(execFile)(tsc, args).catch((error) => error)
    assert.equal(stdout, '')
  })
}
