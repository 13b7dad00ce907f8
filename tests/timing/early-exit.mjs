// The control, as the bytes of a module: what a compare must not be. It stops at the first byte that
// differs.

import binaryen from 'binaryen'

export const earlyExit = binaryen
  .parseText(`(module (memory (export "memory") 1)
    (func (export "equal") (param $at i32) (param $other i32) (param $length i32) (result i32)
      (local $end i32)
      (local.set $end (i32.add (local.get $at) (local.get $length)))
      (loop $next
        (if (i32.ne (i32.load8_u (local.get $at)) (i32.load8_u (local.get $other)))
          (then (return (i32.const 0))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $other (i32.add (local.get $other) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
      (i32.const 1)))`)
  .emitBinary()
