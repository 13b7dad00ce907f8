// Many logs that are opened one after the other hold the process's secrets once.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linearMemory } from './linear-memory.mjs'

const { ENTRY, opened } = await import('./log-opened.mjs')

/** Linear memory after so many logs, whose secrets `secretsOf` gives. */
async function after(count, secretsOf) {
  for (let at = 0; at < count; at++) {
    const { audit } = await opened({ secrets: secretsOf(at) })
    await audit.append(ENTRY)
    await audit.close()
  }
  return linearMemory()
}

test('the same secrets need no more memory, others do', async () => {
  const same = () => ['correct horse battery staple', 'hunter2-hunter2']
  const before = await after(50, same)
  assert.equal(await after(500, same), before)
  const others = (at) => [`correct horse battery staple ${at}`, 'hunter2-hunter2']
  assert.ok((await after(500, others)) > before + 1_000_000)
})
