// The package as a stranger gets it: packed, unpacked into a folder of its own, and looked at.

import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const exec = promisify(execFile)
const source = fileURLToPath(new URL('../../pkg/', import.meta.url))

/** Packs `pkg/` and unpacks it to `folder`/node_modules/countersign; the names of its files. */
export async function install(folder) {
  const packed = join(folder, 'packed')
  const installed = join(folder, 'node_modules/countersign')
  await mkdir(packed)
  await mkdir(installed, { recursive: true })
  await exec('npm', ['pack', '--ignore-scripts', '--pack-destination', packed], { cwd: source })
  const [name, ...others] = await readdir(packed)
  if (others.length > 0) throw new Error(`npm packed more than one file: ${others}`)
  const tarball = join(packed, name)
  await exec('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1'])
  const { stdout } = await exec('tar', ['-tzf', tarball])
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.replace(/^package\//, ''))
}

/** What may be published, and all of what must be. */
const MAY_BE = /^((dist|docs)\/.+|[A-Z]+\.md|LICENSE[\w-]*|package\.json)$/
const MUST_BE = [
  'CHANGELOG.md',
  'LICENSE-APACHE',
  'LICENSE-MIT',
  'README.md',
  'SECURITY.md',
  'dist/audit.cjs',
  'dist/audit.js',
  'dist/auditor.cjs',
  'dist/auditor.js',
  'dist/cli.js',
  'dist/index.cjs',
  'dist/index.js',
  'dist/types/audit.d.cts',
  'dist/types/audit.d.ts',
  'dist/types/index.d.cts',
  'dist/types/index.d.ts',
  'docs/audit-format.md',
  'docs/providers.md',
  'package.json',
]

export async function inspect(folder, files) {
  const installed = join(folder, 'node_modules/countersign')
  const description = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'))
  const named = entriesOf(description.exports)
  const dependencies = Object.keys(description).filter((key) => /dependencies$/i.test(key))
  const scripts = Object.keys(description.scripts ?? {})
  return [
    expectNone(
      'holds only what is published',
      files.filter((file) => !MAY_BE.test(file)),
    ),
    expectNone(
      'holds all that is published',
      MUST_BE.filter((file) => !files.includes(file)),
    ),
    expectNone('holds no empty file', await emptyOf(installed, files)),
    expectNone(
      'holds no source and no map',
      files.filter((file) => /[^d]\.ts$|\.map$/.test(file)),
    ),
    expectNone('has no dependencies of any kind', dependencies),
    expectNone('runs no scripts when installed', scripts),
    expectNone(
      'names no file that it lacks',
      named.filter((file) => !files.includes(file)),
    ),
    expectNone('says nothing of where it was built', await placesIn(installed, files)),
  ]
}

const expectNone = (name, found) =>
  found.length === 0 ? { name, ok: true } : { name, ok: false, error: found.join(', ') }

/** Every file that `exports` leads to. */
function entriesOf(value) {
  if (typeof value === 'string') return [value.replace(/^\.\//, '')]
  return Object.values(value).flatMap(entriesOf)
}

async function emptyOf(installed, files) {
  const empty = []
  for (const file of files) {
    if ((await readFile(join(installed, file))).length === 0) empty.push(file)
  }
  return empty
}

async function placesIn(installed, files) {
  const found = []
  const root = fileURLToPath(new URL('../../', import.meta.url))
  for (const file of files) {
    const content = await readFile(join(installed, file), 'utf8')
    if (content.includes(root) || content.includes(Buffer.from(root).toString('hex'))) {
      found.push(file)
    }
  }
  return found
}
