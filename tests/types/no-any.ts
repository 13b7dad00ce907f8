/** No `any` in what the package exports: it would switch off the checks of those who use it. */
import type * as root from 'countersign'
import type * as audit from 'countersign/audit'
import { check, type HasAny, type IsAny, type Same } from './same.js'

type Root = typeof root
type Found<T> = { [K in keyof T]: true extends HasAny<T[K]> ? K : never }[keyof T]

check<Same<Found<Root>, never>>()
check<Same<Found<typeof audit>, never>>()

check<Same<HasAny<root.Verifier>, false>>()
check<Same<HasAny<root.Delivery>, false>>()
check<Same<HasAny<root.Rejected>, false>>()
check<Same<HasAny<root.KeyRing>, false>>()
check<Same<HasAny<root.KeySpec>, false>>()
check<Same<HasAny<root.VerifierOptions>, false>>()
check<Same<HasAny<root.Incoming>, false>>()
check<Same<HasAny<root.Message>, false>>()
check<Same<HasAny<root.ProviderInfo>, false>>()
check<Same<HasAny<root.ReceiveOptions<'stripe'>>, false>>()
check<Same<HasAny<root.Outcome>, false>>()
check<Same<HasAny<root.Verdict>, false>>()
check<Same<HasAny<root.ReplayStore>, false>>()
check<Same<HasAny<root.Claim>, false>>()
check<Same<HasAny<root.AuditEntry>, false>>()
check<Same<HasAny<root.AuditInput>, false>>()
check<Same<HasAny<root.AuditSink>, false>>()
check<Same<IsAny<root.Rejected['code']>, false>>()
check<Same<IsAny<root.ProviderId>, false>>()

// One that is there would be found.
// biome-ignore lint/suspicious/noExplicitAny: it is what is looked for
type Any = any
check<Same<HasAny<() => Any>, true>>()
check<Same<HasAny<(text: string, more: Any) => void>, true>>()
check<Same<HasAny<{ a: { b: Any } }>, true>>()
check<Same<HasAny<() => Promise<{ a: Any }>>, true>>()
check<Same<HasAny<{ a: { b: string } }>, false>>()
check<Same<Found<{ a: () => Any; b: () => string }>, 'a'>>()
