"""Events of conflict, as many as an archive has, reduced once to a small table: the cube.

An *event* is a row of an archive (UCDP, ACLED, GDELT, fires). It is read into the columns of `records`, or
set aside with a reason: no row is lost. `ground` says who held the place there and then, as the ledger's
claims and a policy have it. `cube.step` sums the events of one batch by cell, week, kind, pair of actors and
holder; `cube.total` adds such sums, all of them whole numbers, so that any order and any engine gives the
same cube. `local` runs that in this process, `spark` on a cluster; `folder` keeps what is made, so that a run
that was stopped goes on. What is asked of a cube is answered from it alone, whatever the archive holds.
"""
