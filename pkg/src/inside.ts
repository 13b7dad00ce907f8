/** What the package's other entries share with the first, and nobody else. */
export { configError } from './errors.js'
export { adopt } from './rare.js'
export { rowOf } from './row.js'
