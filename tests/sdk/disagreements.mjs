// Where the package and a vendor's SDK disagree, each reviewed: which of the two accepts, where the SDK
// decides, and what an attacker gains by it.

export const disagreements = []
