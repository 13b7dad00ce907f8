// The README is true: its blocks of TypeScript and JavaScript compile under `--strict` with the
// types of the package, and run, unless they are fenced as `ts compile-only`.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { access, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { transform } from 'esbuild'

const exec = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const readme = await readFile(join(root, 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/^```(ts|js)([^\n]*)\n(.*?)^```$/gms)].map(
  ([, language, words, code], at) => ({
    language,
    words: words.trim(),
    code,
    name: `block ${at + 1}, line ${lineOf(code)}`,
    file: `block${at + 1}.${language}`,
  }),
)

function lineOf(code) {
  return readme.slice(0, readme.indexOf(code)).split('\n').length
}

const folder = await mkdtemp(join(tmpdir(), 'countersign-readme-'))
after(() => rm(folder, { recursive: true }))
await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
await writeFile(join(folder, 'package.json'), '{ "type": "module" }')

test('there are blocks, and the first is an example of the package', () => {
  assert.ok(blocks.length >= 1, 'no blocks')
  assert.match(blocks[0].code, /from 'countersign'/)
  assert.ok(
    blocks.some(({ words }) => words === ''),
    'none that runs',
  )
  for (const { words, name } of blocks) assert.match(words, /^(compile-only)?$/, name)
})

test('they compile', { timeout: 120_000 }, async () => {
  const options = {
    strict: true,
    noEmit: true,
    allowJs: true,
    checkJs: true,
    target: 'es2022',
    lib: ['es2022', 'dom', 'esnext.disposable'],
    module: 'nodenext',
    types: ['node'],
    // Only what is ours: another package's types are not.
    skipLibCheck: true,
  }
  const files = blocks.map(({ file }) => file)
  for (const { file, code } of blocks) await writeFile(join(folder, file), code)
  const project = JSON.stringify({ compilerOptions: options, files })
  await writeFile(join(folder, 'tsconfig.json'), project)
  const tsc = join(root, 'node_modules/.bin/tsc')
  const { stdout } = await exec(tsc, ['--project', folder]).catch((error) => error)
  assert.equal(stdout, '')
})

test('a block that does not compile would be found', { timeout: 120_000 }, async () => {
  const wrong =
    "import { createVerifier } from 'countersign'\ncreateVerifier('strpe', { keys: 'a' })\n"
  await writeFile(join(folder, 'wrong.ts'), wrong)
  const args = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022']
  const tsc = join(root, 'node_modules/.bin/tsc')
  const more = ['--skipLibCheck', '--ignoreConfig', join(folder, 'wrong.ts')]
  const failed = await exec(tsc, [...args, ...more]).catch((error) => error)
  assert.match(failed.stdout, /wrong\.ts.*strpe/s)
})

test('what it has links to travels with it, and what that has links to', async () => {
  const pkg = join(root, 'pkg')
  const { files } = JSON.parse(await readFile(join(pkg, 'package.json'), 'utf8'))
  const seen = new Set()
  const follow = async (file) => {
    if (seen.has(file)) return
    seen.add(file)
    await access(join(pkg, file))
    assert.ok(file === 'README.md' || files.includes(file.split('/')[0]), `${file} is not packed`)
    if (!file.endsWith('.md')) return
    const text = await readFile(join(pkg, file), 'utf8')
    for (const [, link] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      await follow(join(dirname(file), link))
    }
  }
  await follow('README.md')
  assert.ok(seen.has('SECURITY.md') && seen.size >= 6, [...seen].join())
})

for (const { name, file, code, language, words } of blocks) {
  if (words === 'compile-only') continue
  test(`${name} runs`, { timeout: 60_000 }, async () => {
    const script = `${file}.mjs`
    const { code: plain } = await transform(code, { loader: language, format: 'esm' })
    await writeFile(join(folder, script), plain)
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
    const names = [...code.matchAll(/process\.env\.(\w+)/g)].map(([, variable]) => variable)
    const env = { ...process.env, ...Object.fromEntries(names.map((each) => [each, secret])) }
    await exec(process.execPath, [script], { cwd: folder, env, timeout: 30_000 })
  })
}
