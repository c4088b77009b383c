"""An emulated AWS on this machine: moto, taught what the generated repositories need of it.

Needs the extra `tfdr[drill]`. Nothing here is ever part of what is generated: the repository under
test runs as it is, in a copy that has the emulator's override beside it.

`client` is what works with it from outside: it begins it as a process, deploys to it, and orders
it about by its back door. `inside` is what runs in that process: one simulated clock,
minutes, alarms, DNS and health checks, databases, functions, faults, snapshots. `extensions`
teaches moto what it lacks, one file for each service. `oracles` refuses what AWS would refuse.
`serve` puts them together.

A request goes through what AWS would do with it before moto answers: `inside.callers` (whose turn
it is), `inside.backdoor` (what is no AWS API), `inside.outages` (is anybody there?),
`inside.replay` (was it answered already?), and `oracles.gate` (would AWS do that?).
"""
