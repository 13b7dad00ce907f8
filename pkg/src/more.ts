/**
 * Brings the module that knows all schemes, where it cannot be loaded when it is needed: bundles, edge
 * functions, browsers. Import it once, for its effect: the entry `countersign/more`.
 *
 * @module
 */
import { bind, module } from './generated/more.js'
import { adopt } from './index.js'

adopt({ module, bind })
