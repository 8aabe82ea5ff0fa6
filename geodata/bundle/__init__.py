"""The files of the ledger: read, checked, built, listed, and as they stood at a release.

Rows are only ever added. Each names in `added` the release in which it came, and `releases.csv` lists the
releases: number, day, hash, edition of the rules, what changed. So the ledger as it stood at a release is
made from the rows alone: `open_catalog(release=N)` keeps the rows up to it, puts each corrected row of a
table other than claims in the place of the older one, draws the catchments of the towns of that time where
they were others, and answers by the rules of that edition.

The hash is taken over a canonical form: of each table the rows that had come, without `added`, as plain
CSV; of each layer its bytes. Opening makes it for the newest release, `check` for all, so an edit of a row
that was given out is a fault that names the release. Rows beyond the last release open too, under the rules
of now, with a hash of their own and `release` None.
"""
