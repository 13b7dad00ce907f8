import { readFileSync } from 'node:fs'

/** The folder that `compares` paths are relative to. */
export const modules = new URL('./node_modules/', import.meta.url)

/** `name@version` of a package, as its own package.json says. */
export function installed(name) {
  const { version } = JSON.parse(readFileSync(new URL(`${name}/package.json`, modules), 'utf8'))
  return `${name}@${version}`
}
