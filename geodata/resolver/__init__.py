"""The rule that turns claims into states.

`resolve.state(catalog, place, on, known_on, policy)` is the single question behind map, charts, sentences,
tables and exports. Votes are counted by independent origin, never by row; ranges are compared as ranges,
never as points.

1. Only claims known by `known_on`, and not superseded by then, count. Only an assertion establishes a
   state. A document that is no reporting and names no original (`brief`), or a copy of one, is shown and
   carries neither a state nor freshness. An aggregator is judged by the origin that it names. An end
   announced for a later day than the record is no end yet.
2. Claims that go back to one document are one voice. Where a rewrite says more than its original, the
   rewrite is set aside.
3. The policy decides which voices suffice.
4. Names of one holder are one; an actor and its parent, or an alliance and its members, do not contradict
   each other. Allies who are named together as a spell begins stay one side there, also after their
   alliance has ended. Each actor named by at least half of the origins is a holder; a member of an alliance
   stands for itself where two origins name it, however many name the alliance.
5. Claims for one holder, with no accepted claim for another between them, are one spell. Its beginning is
   one transition, whatever day each source gives: the window is the hull of the bounds around the best
   supported day, and a start far from it is set aside, not made a second change, though it still attests
   its day. "By D" supports the starts up to D. Equally supported starts more than 60 days apart are no
   window: the earliest dates the beginning. A day on which a source has it for certain ends a window of
   more than 14 days, and parts two claims for another holder. A run of days is sure from its first part, a
   loose end only to its first day.
6. Before the first claim a place is unknown, except where a claim says that the state had lasted for long:
   it is carried back until a holder had not its name yet, and no further than the oldest day of which the
   ledger has evidence.
7. On a day the first of these applies: unknown, changing, contested, joint, held. Nobody holds a place by
   default. Where the days on which a change may have happened are more than 60, or the older answer is
   unknown, the older answer is carried through them, and the answer says that it changed at some time
   between; a stated end within them narrows them. A dispute is an older answer.
8. A dispute lasts until an accepted later start or `as_of` for one holder settles it, also a start that is
   set aside only for its date; a party's own claim settles nothing. All its claims are weighed together.
   One origin alone, with a list or a dispute, against a holder whom two others attest before and after it
   without a new beginning, is set aside; this goes before the dispute.
9. Evidence ages, forwards and backwards: a state is stale more than 180 days after its newest evidence, or
   before its first. A claim is evidence of the day of its start and of its `as_of`.
10. For gates and rare earths the same rules give a value in place of holders; what rule 8 says of one
    origin alone is for holders only, since a gate may well close for a day. A border-wide claim answers for
    a gate where the gate's own evidence is not newer.

The rules have editions (`geodata.vocab.EDITIONS`), since a release of the ledger that was cited is answered
by the rules of its day. The plain reference in the tests (`tests/geodata/reference.py`) says each rule a
second time, as loops over days.

All spans are half-open, `[earliest, latest)`. Every answer names the claims it used, and those it set aside
with the reason.
"""
