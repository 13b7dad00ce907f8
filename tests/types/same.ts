/** Type-level assertions: `check<Same<A, B>>()` compiles where A and B are one type. */

export type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

export type IsAny<T> = 0 extends 1 & T ? true : false

/** Whether `any` stands in a type: in what it takes, gives, holds or resolves to. */
export type HasAny<T> = true extends Search<T, []> ? true : false

/** What the language and the platform declare is not ours. */
type Theirs = Uint8Array | ArrayBuffer | SharedArrayBuffer | Date | Request

/** `true` for each place in which it is found; not endlessly deep, since types can hold themselves. */
type Search<T, Depth extends 0[]> =
  IsAny<T> extends true
    ? true
    : Depth['length'] extends 5
      ? false
      : T extends Theirs
        ? false
        : T extends PromiseLike<infer U> | Iterable<infer U>
          ? Search<U, [...Depth, 0]>
          : T extends (...args: infer A) => infer R
            ? Search<A[number], [...Depth, 0]> | Search<R, [...Depth, 0]>
            : T extends abstract new (
                  ...args: infer A
                ) => infer R
              ? Search<A[number], [...Depth, 0]> | Search<R, [...Depth, 0]>
              : T extends object
                ? { [K in keyof T]-?: Search<T[K], [...Depth, 0]> }[keyof T]
                : false

export declare function check<_T extends true>(): void
