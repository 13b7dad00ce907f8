// `countersign audit …`, as a user calls it.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ed25519Signer, fileSink, openAudit } from 'countersign/audit'

const base = await mkdtemp(join(tmpdir(), 'countersign-cli-'))
after(() => rm(base, { recursive: true }))

const CLI = fileURLToPath(new URL('../../pkg/dist/cli.js', import.meta.url))
const ORIGIN = 'example.com/audit/test'
const ENTRY = { action: 'key.rotate', userId: 'u_1', resource: 'keys/7', result: 'success' }
const SEGMENT = 'seg-0000000000000000.jsonl'

const { privateKey } = generateKeyPairSync('ed25519')
const signer = ed25519Signer({ name: ORIGIN, privateKey })
const dir = join(base, 'log')
const policy = join(base, 'policy')
const notes = []
await writeFile(policy, `# of the test\nlog ${signer.verifierKey}\nquorum none\n`)
const audit = await openAudit({
  origin: ORIGIN,
  primary: fileSink(dir),
  signer,
  checkpointTo: (note) => notes.push(note),
})
for (let n = 0; n < 5; n++) await audit.append({ ...ENTRY, metadata: { n, text: 'é' } })
await audit.close()
const kept = join(base, 'kept')
await writeFile(kept, notes.at(-1))

function run(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'audit', ...args], {
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

/** A copy of the log, changed. */
async function changed(name, change) {
  const copy = join(base, name)
  await cp(dir, copy, { recursive: true })
  await change(copy)
  return copy
}

test('verify: 0 for a sound log, and nothing on stderr', () => {
  const plain = run('verify', dir, '--policy', policy)
  assert.deepEqual(plain, {
    status: 0,
    stdout:
      'sound: 7 entries, 7 of them under a signed checkpoint\n' +
      'No checkpoint of elsewhere was given: a cut end, or a log written anew, would not show.\n',
    stderr: '',
  })
  const json = run('verify', dir, '--policy', policy, '--checkpoint', kept, '--json')
  const report = JSON.parse(json.stdout)
  assert.deepEqual([json.status, json.stderr], [0, ''])
  assert.deepEqual([report.ok, report.entries, report.first], [true, 7, undefined])
})

test('verify: a file of checkpoints, as `checkpointTo` makes it', async () => {
  assert.ok(notes.length > 1)
  const all = join(base, 'all')
  const verdict = async (text, place = dir) => {
    await writeFile(all, text)
    const { status, stdout } = run(
      'verify',
      place,
      '--policy',
      policy,
      '--checkpoint',
      all,
      '--json',
    )
    return [status, JSON.parse(stdout).first?.kind]
  }
  const text = notes.join('')
  assert.deepEqual(await verdict(text), [0, undefined])
  for (const other of ['', text.slice(0, -1), `${text}\n`, `\n${text}`]) {
    assert.deepEqual(await verdict(other), [1, 'checkpoint_unreadable'], other.slice(-20))
  }
  // As the log was when it had been opened: of the two only the last one tells.
  const old = await changed('old', async (copy) => {
    const [segment] = (await readdir(copy)).filter((name) => name.startsWith('seg-'))
    const lines = (await readFile(join(copy, segment), 'utf8')).split('\n')
    await writeFile(join(copy, segment), `${lines.slice(0, 2).join('\n')}\n`)
    await writeFile(join(copy, 'checkpoints'), notes[0])
  })
  assert.deepEqual(await verdict(notes[0], old), [0, undefined])
  assert.deepEqual(await verdict(text, old), [1, 'log_rolled_back'])
})

test('verify: 1 for one that is not, with the kind and the first entry', async () => {
  const edit = (from, to) => async (copy) => {
    const text = await readFile(join(copy, SEGMENT), 'utf8')
    assert.ok(text.includes(from))
    await writeFile(join(copy, SEGMENT), text.replace(from, to))
  }
  const copy = await changed('edited', edit('"n":2', '"n":7'))
  const { status, stdout } = run('verify', copy, '--policy', policy, '--json')
  const { ok, first } = JSON.parse(stdout)
  assert.deepEqual([status, ok, first.seq, first.kind], [1, false, 3, 'entry_changed'])
  assert.match(
    run('verify', copy, '--policy', policy).stdout,
    /^NOT SOUND at entry 3: entry_changed\. /,
  )
  const old = await changed('old', async (copy) => {
    const text = await readFile(join(copy, SEGMENT), 'utf8')
    await writeFile(join(copy, SEGMENT), text.split('\n').slice(0, 2).join('\n').concat('\n'))
    await writeFile(join(copy, 'checkpoints'), notes[0])
  })
  assert.equal(run('verify', old, '--policy', policy).status, 0)
  const shown = run('verify', old, '--policy', policy, '--checkpoint', kept, '--json')
  assert.deepEqual(JSON.parse(shown.stdout).first.kind, 'log_rolled_back')
  assert.equal(shown.status, 1)
})

test('verify: 2 where that cannot be told', async () => {
  const none = join(base, 'none')
  await writeFile(none, '')
  for (const args of [
    [],
    ['verify'],
    ['verify', dir],
    ['verify', join(base, 'absent'), '--policy', policy],
    ['verify', dir, '--policy', join(base, 'absent')],
    ['verify', dir, '--policy', none],
    ['verify', dir, '--policy', policy, '--checkpoint', join(base, 'absent')],
    ['verify', dir, '--policy', policy, '--wrong'],
    ['constructor'],
  ]) {
    const { status, stdout, stderr } = run(...args)
    assert.deepEqual([status, stdout], [2, ''], args.join(' '))
    assert.match(stderr, /countersign/)
  }
})

test('a torn tail is not sound until recover ran', async () => {
  const copy = await changed('torn', (copy) => appendFile(join(copy, SEGMENT), '{"action":"half'))
  const kindOf = () => {
    const { status, stdout } = run(
      'verify',
      copy,
      '--policy',
      policy,
      '--checkpoint',
      kept,
      '--json',
    )
    return [status, JSON.parse(stdout).first?.kind]
  }
  assert.deepEqual(kindOf(), [1, 'torn_tail'])
  const { status, stdout } = run('recover', copy)
  assert.deepEqual([status, stdout], [0, 'moved 15 bytes to torn-7, and said so in the log\n'])
  assert.deepEqual(kindOf(), [0, undefined])
  assert.equal(run('recover', copy).stdout, 'nothing was torn\n')
  assert.match(run('tail', copy, '-n', '1').stdout, /"action":"audit.recovered".*"file":"torn-7"/)
  const edited = await changed('edited-too', async (copy) => {
    const text = await readFile(join(copy, SEGMENT), 'utf8')
    await writeFile(join(copy, SEGMENT), text.replace('"n":2', '"n":7'))
  })
  const before = await readFile(join(edited, SEGMENT))
  const refused = run('recover', edited, '--json')
  assert.deepEqual([refused.status, JSON.parse(refused.stdout).first.kind], [1, 'entry_changed'])
  assert.deepEqual(await readFile(join(edited, SEGMENT)), before)
})

test('prove, and verify of a proof', async () => {
  const { status, stdout } = run('prove', dir, '3')
  assert.equal(status, 0)
  const file = join(base, 'entry.tlog-proof')
  await writeFile(file, stdout)
  const verified = run('verify', file, '--policy', policy)
  assert.equal(verified.status, 0)
  assert.match(verified.stdout, /^\[AUDIT\] .*"n":2,"text":"\\u00e9"/)
  await writeFile(file, stdout.replace('index 3', 'index 2'))
  const refused = run('verify', file, '--policy', policy, '--json')
  assert.deepEqual(
    [refused.status, JSON.parse(refused.stdout).first.kind],
    [1, 'proof_not_included'],
  )
  assert.equal(run('prove', dir, '7').status, 1)
  assert.equal(run('prove', dir, 'x').status, 2)
})

test('consistency of two checkpoints', async () => {
  const first = join(base, 'first')
  await writeFile(first, notes[0])
  const { status, stdout } = run('consistency', dir, first, '--policy', policy)
  assert.equal(status, 0)
  assert.match(stdout, /^old 1\n(?:[\w+/]{43}=\n)+\nexample\.com\/audit\/test\n7\n/)
  await writeFile(first, notes[0].replace('\n1\n', '\n2\n'))
  const refused = run('consistency', dir, first, kept, '--policy', policy)
  assert.deepEqual([refused.status, refused.stdout], [1, ''])
  assert.match(refused.stderr, /NOT CONSISTENT: checkpoint_invalid/)
})

test('consistency of a file of several checkpoints: the last counts', async () => {
  const first = join(base, 'some')
  await writeFile(first, notes.slice(0, 2).join(''))
  const { status, stdout } = run('consistency', dir, first, kept, '--policy', policy)
  assert.deepEqual([status, stdout.split('\n')[0]], [0, `old ${notes[1].split('\n')[1]}`])
  await writeFile(first, notes[0])
  const turned = run('consistency', dir, kept, first, '--policy', policy)
  assert.deepEqual([turned.status, turned.stdout], [1, ''])
  assert.match(turned.stderr, /OLD is larger than NEW/)
})

test('what cannot be told is no answer', () => {
  const nowhere = join(base, 'nowhere')
  for (const args of [
    ['prove', dir, ''],
    ['prove', dir],
    ['tail', nowhere],
    ['prove', nowhere, '0'],
  ]) {
    const { status, stdout } = run(...args)
    assert.deepEqual([status, stdout], [2, ''], args.join(' '))
  }
  for (const args of [['--help'], ['verify', '--help']]) {
    const { status, stdout } = run(...args)
    assert.equal(status, 0)
    assert.match(stdout, /^usage: /)
  }
})

test('who reads no further ends the command, and says nothing of the log', () => {
  const command = `"${process.execPath}" "${CLI}" audit tail "${dir}" -n 0 | true; "${process.execPath}" "${CLI}" audit prove "${dir}" 0 | true; echo "\${PIPESTATUS[0]}"`
  const { stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' })
  assert.deepEqual([stdout, stderr], ['0\n', ''])
})

test('tail: the last entries, in printable ASCII', () => {
  const { status, stdout } = run('tail', dir, '-n', '2')
  assert.equal(status, 0)
  const lines = stdout.trimEnd().split('\n')
  assert.equal(lines.length, 2)
  assert.ok(lines.every((line) => /^\[AUDIT\] [ -~]+$/.test(line)))
  assert.equal(run('tail', dir).stdout.match(/^\[AUDIT\] /gm).length, 7)
  assert.equal(run('tail', dir, '-n', '0').stdout, '')
})

test('the command says what it does', () => {
  const { status, stdout } = spawnSync(process.execPath, [CLI, '--help'], { encoding: 'utf8' })
  assert.equal(status, 0)
  assert.match(stdout, /^usage: countersign audit/)
})
